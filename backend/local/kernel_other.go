//go:build !amd64

package local

// fastest returns the best kernels for this processor.
func fastest() *kernels { return scalar }
