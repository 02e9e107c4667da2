// Package perf measures the built program from outside, on a real display,
// beside a bare window of the same toolkit: how long until the first frame is
// painted, how much memory it takes, what it does while nothing moves, and how
// large it is. Everything in it is a benchmark: times are told and not judged.
//
// It needs X11 and xdotool:
//
//	.ci/display go test -tags x11,window -run '^$' -bench . -benchtime 15x ./views/perf
package perf
