// Package app is the program without its window: what a person sees of it and
// what they can do.
//
// A Model holds Values that a window watches, and verbs that it calls. It lives
// on one goroutine and lets the studio work on others: package studio is the
// half that blocks, package edit is a song with everything a person did to it,
// and package say is how both put things into words.
package app
