//go:build unix

package app

import "syscall"

// noWait opens a pipe without waiting for somebody at its other end.
const noWait = syscall.O_NONBLOCK
