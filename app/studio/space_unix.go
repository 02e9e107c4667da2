//go:build linux || darwin || freebsd

package studio

import "syscall"

// freeSpace is how many bytes may still be written where a folder lies; ok is
// false where that is not known.
func freeSpace(dir string) (bytes int64, ok bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
