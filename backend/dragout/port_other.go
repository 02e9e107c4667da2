//go:build !linux && !freebsd && !netbsd && !openbsd && !dragonfly && !windows && !darwin

package dragout

import "image"

// own is the system whose windows this build can drag files out of: none.
const own System = "none"

// system has nothing to hand files to.
type system struct{}

func (system) start(uintptr, []string, image.Image) (<-chan Result, error) {
	return nil, ErrUnsupported
}

func (system) copy([]string) error {
	return unsupported("Files cannot be copied to the clipboard on this system; save them instead.")
}

func (system) close() error { return nil }
