// Package songs holds two short pieces of music as Standard MIDI Files, for
// the demo and for tests: real arrangements with tempi that are not round.
package songs

import _ "embed"

//go:generate go run compose.go night.go lanterns.go

// File is one song.
type File struct {
	Name  string // file name without ".mid", in lower case with dashes
	Title string // as a person would write it
	Data  []byte // a Standard MIDI File; shared, not to be changed
}

//go:embed night-bus-home.mid
var nightBusHome []byte

//go:embed lanterns-on-the-river.mid
var lanterns []byte

// All returns the songs, always in the same order.
func All() []File {
	return []File{
		{"night-bus-home", "Night Bus Home", nightBusHome},
		{"lanterns-on-the-river", "Lanterns on the River", lanterns},
	}
}
