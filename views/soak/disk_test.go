//go:build soak && linux

package soak_test

import (
	"fmt"
	"syscall"
	"testing"
	"unsafe"
)

// disk is where the library and the relay's store lie: a file system of its own
// where that may be mounted, so that it can be full.
type disk struct {
	t       testing.TB
	dir     string
	mounted bool
}

// diskSize is the room on the disk when it is not full.
const diskSize = 600 << 20

func newDisk(t testing.TB) *disk {
	d := &disk{t: t, dir: t.TempDir()}
	if err := syscall.Mount("partlift-soak", d.dir, "tmpfs", 0, fmt.Sprintf("size=%d", diskSize)); err != nil {
		t.Logf("no small disk can be mounted here (%v), so only writes are refused", err)
		return d
	}
	d.mounted = true
	t.Cleanup(func() {
		if err := syscall.Unmount(d.dir, 0); err != nil {
			t.Errorf("the disk cannot be unmounted: %v", err)
		}
	})
	return d
}

// full takes what room is left and reports whether it could.
func (d *disk) full() bool {
	for more := int64(0); d.mounted && more < 8<<20; more += 64 << 10 {
		var s syscall.Statfs_t
		if err := syscall.Statfs(d.dir, &s); err != nil {
			d.t.Fatal(err)
		}
		// It cannot be made smaller than what is on it, which may grow meanwhile.
		used := int64(s.Blocks-s.Bfree)*s.Bsize + more
		if d.resize(used) == nil {
			return true
		}
	}
	return false
}

// room gives the room back.
func (d *disk) room() {
	if err := d.resize(diskSize); d.mounted && err != nil {
		d.t.Fatal(err)
	}
}

func (d *disk) resize(bytes int64) error {
	return syscall.Mount("partlift-soak", d.dir, "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%d", bytes))
}

// limitFiles lets no file of a process grow beyond some bytes; noLimit ends it.
func limitFiles(pid int, bytes uint64) error {
	limit := syscall.Rlimit{Cur: bytes, Max: noLimit}
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_FSIZE, uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

const noLimit = ^uint64(0)
