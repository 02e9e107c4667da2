package kiesim

import (
	"math"
	"strconv"

	"partlift/backend/music"
)

// raster is the number of time steps the service knows in a second.
const raster = 192

// numbers is the way numbers of notes are written.
type numbers int

const (
	plain      numbers = iota // as JSON numbers
	quotedLong                // as text when longer than longNumber characters
	quoted                    // all as text
)

// longNumber is the most characters a number has before a JSON library that
// preserves big numbers writes it as text.
const longNumber = 15

// noteOrders are the orders of fields seen in one and the same answer.
var noteOrders = [][4]string{
	{"pitch", "start", "end", "velocity"},
	{"end", "pitch", "start", "velocity"},
	{"start", "end", "velocity", "pitch"},
}

// snap returns the raster steps a note lasts from and to.
func snap(n music.Note) (start, end int64) {
	start = int64(math.Round(n.Start * raster))
	end = max(int64(math.Round(n.End*raster)), start+1)
	return start, end
}

// appendInstruments writes every track of the song as an instrument.
func appendInstruments(b []byte, song music.Song, style numbers) []byte {
	b = append(b, '[')
	for i, t := range song.Tracks {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"name":`...)
		b = append(b, marshal(instrumentName(t))...)
		b = append(b, `,"notes":[`...)
		for j, n := range t.Notes {
			if j > 0 {
				b = append(b, ',')
			}
			b = appendNote(b, n, noteOrders[j%len(noteOrders)], style)
		}
		b = append(b, `]}`...)
	}
	return append(b, ']')
}

func appendNote(b []byte, n music.Note, order [4]string, style numbers) []byte {
	start, end := snap(n)
	value := map[string]float64{
		"pitch": float64(n.Pitch), "velocity": float64(n.Velocity) / 127,
		"start": float64(start) / raster, "end": float64(end) / raster,
	}
	b = append(b, '{')
	for i, field := range order {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, field...)
		b = append(b, `":`...)
		b = appendNumber(b, value[field], style)
	}
	return append(b, '}')
}

func appendNumber(b []byte, v float64, style numbers) []byte {
	at := len(b)
	b = strconv.AppendFloat(b, v, 'f', -1, 64)
	if style == quoted || style == quotedLong && len(b)-at > longNumber {
		digits := string(b[at:])
		b = append(append(append(b[:at], '"'), digits...), '"')
	}
	return b
}
