// Package studio is the working half of the program: an open library, the tasks
// that fill it, the API key and the relay. Its methods block and may be called
// from any goroutine; it knows no screen. The command line tool uses nothing
// else. It alone knows the packages that keep, order and pay for songs, and it
// passes on their words that others need.
//
// Errors become words in one place, Explain.
package studio
