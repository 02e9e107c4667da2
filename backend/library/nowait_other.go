//go:build !unix

package library

// noWait is needed where pipes lie among files.
const noWait = 0
