// Package soak runs the whole program for minutes while things go wrong around
// it: the real window on a virtual display, a real relay and a pretend service,
// with a person at the keyboard who feeds songs, answers questions, exports and
// deletes, and with a network, a disk, a clock and processes that fail. What
// must hold is judged from outside: from the library, from what the service was
// paid for, and from what the system says of the processes.
//
// Everything here is a test, left out of usual runs by the build tag soak:
//
//	.ci/display go test -tags x11,soak -count=1 -timeout 60m -v ./views/soak
//
// PARTLIFT_SOAK_FOR is how long things go wrong, such as 40s; 10m without it.
// PARTLIFT_SOAK_SEED repeats the choices of an earlier run as far as a machine
// that is never twice the same allows.
package soak
