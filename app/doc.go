// Package app is the program without its window: what it is and what it can
// do.
//
// A Studio is the working half: an open library, the tasks that fill it, and
// the API key. Its methods block and may be called from any goroutine; the
// command line tool uses nothing else. A Model is the visible half: Values
// that a window watches, and verbs that it calls. It lives on one goroutine and
// lets the Studio work on others.
//
// Errors become words in one place, Explain.
package app
