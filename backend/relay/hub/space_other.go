//go:build !linux && !darwin && !freebsd

package hub

import "errors"

// Free is not known on this system; the stream's own limit must do.
func Free(string) (uint64, error) { return 0, errors.New("free space is not known here") }
