//go:build !unix

package app

// noWait is needed where pipes lie among files.
const noWait = 0
