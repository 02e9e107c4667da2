// Package edit is a song with everything that a person did to it: which parts
// are heard, how its bars are counted, how its notes are treated, and each edit
// of a note. It reads and writes nothing, and its functions may be called from
// any goroutine.
package edit
