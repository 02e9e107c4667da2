//go:build linux || darwin || freebsd

package hub

import "syscall"

// Free is how many bytes a program may still write where a folder lies.
func Free(dir string) (uint64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
