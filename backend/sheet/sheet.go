// Package sheet writes songs as sheet music that notation programs open:
// MusicXML 4.0 with a staff for each part, two for keyboards, and a percussion
// staff for drums.
//
// What is written is what can be read: starts of notes go to the nearest 32nd
// or 16th triplet, and ends give way to the notes that follow. Notes that lie on
// such lines keep their starts to the tick.
package sheet

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"slices"

	"partlift/backend/music"
)

// PPQ is the number of ticks in a quarter note of everything here.
const PPQ = 480

// Score is a song to be written.
type Score struct {
	Title  string
	Tempo  []Tempo // rising; empty: 120 BPM
	Meters []Meter // rising, the first at tick 0, each on a bar line; empty: 4/4
	Key    *music.Key
	Parts  []Part
	Chords []Chord // rising
}

// Tempo starts a stretch of one tempo.
type Tempo struct {
	Tick uint32
	BPM  float64 // quarter notes a minute, > 0
}

// Meter starts a stretch of one meter.
type Meter struct {
	Tick  uint32
	Meter music.Meter // a power of two up to 64 below
}

// Chord is a chord symbol such as "F#m7/C#" from a tick on.
type Chord struct {
	Tick   uint32
	Symbol string
}

// Part is the notes of one instrument.
type Part struct {
	Name    string
	Program uint8 // General MIDI, 0–127
	Drums   bool
	Notes   []Note // in any order
	// Single keeps a keyboard on one staff.
	Single bool
}

// Note is one note in ticks.
type Note struct {
	On, Off uint32 // On < Off
	Pitch   uint8  // 0–127
}

// Changes counts what had to give way so that the music can be read.
type Changes struct {
	Moved  int // notes that start on another tick than was asked
	Merged int // notes left out that start together with one of their pitch
	Low    int // notes left out that are too low to be written
}

// lowest is the lowest pitch that MusicXML can write whatever the key.
const lowest = 13

// ErrEmpty is returned for a score without notes.
var ErrEmpty = errors.New("sheet: no notes")

// ErrMeter is returned for meters that no score can have.
var ErrMeter = errors.New("sheet: not a meter")

// Write writes a score as MusicXML and says what it changed.
func Write(w io.Writer, s Score) (Changes, error) {
	bars, err := barsOf(&s)
	if err != nil {
		return Changes{}, err
	}
	doc, c := document(&s, bars)
	if _, err := io.WriteString(w, xml.Header+doctype); err != nil {
		return c, err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(doc); err != nil {
		return c, err
	}
	_, err = io.WriteString(w, "\n")
	return c, err
}

const doctype = `<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">` + "\n"

// document is the whole of a score.
func document(s *Score, bars []bar) (scoreXML, Changes) {
	doc := scoreXML{Version: "4.0", Title: s.Title, Software: "Partlift"}
	var changes Changes
	for i, p := range s.Parts {
		w := newPartWriter(s, p, i)
		for n, staff := range stavesOf(p) {
			w.clefs = append(w.clefs, clefOf(p, staff))
			w.voices = append(w.voices, voicesOf(staff, bars, n, p.Drums, &changes)...)
		}
		doc.List = append(doc.List, w.listed())
		doc.Parts = append(doc.Parts, partXML{ID: w.id, Measures: w.measures(bars)})
	}
	return doc, changes
}

// bar is one bar of the score.
type bar struct {
	start, end uint32
	meter      music.Meter
	changed    bool // its meter is not that of the bar before
	pickup     bool // it is the end of a bar
}

// beat is the length of what is counted in ticks.
func (b bar) beat() uint32 { return uint32(b.meter.Beat() * PPQ) }

// barsOf counts the bars up to the last note.
func barsOf(s *Score) ([]bar, error) {
	first, last := span(s.Parts)
	if last == 0 {
		return nil, ErrEmpty
	}
	meters := s.Meters
	if len(meters) == 0 {
		meters = []Meter{{Meter: music.Meter{Numerator: 4, Denominator: 4}}}
	}
	var out []bar
	for i, m := range meters {
		length := lengthOf(m.Meter)
		if length == 0 || i == 0 && m.Tick != 0 {
			return nil, ErrMeter
		}
		to := last
		if i+1 < len(meters) {
			to = min(to, meters[i+1].Tick)
		}
		for at := m.Tick; at < to; at += length {
			b := bar{start: at, end: at + length, meter: m.Meter, changed: at == m.Tick}
			if i+1 < len(meters) {
				b.end = min(b.end, meters[i+1].Tick)
			}
			out = append(out, b)
		}
	}
	out[0].pickUp(first)
	return out, nil
}

// lengthOf returns the ticks of a bar, 0 for a meter that no score can have.
func lengthOf(m music.Meter) uint32 {
	if m.Numerator < 1 || m.Numerator > 64 || m.Denominator < 1 || m.Denominator > 64 || m.Denominator&(m.Denominator-1) != 0 {
		return 0
	}
	return uint32(m.Beats() * PPQ)
}

// span returns where the first note starts, and behind where the last one starts,
// on whatever line, or ends, less a slip. The last is 0 without notes.
func span(parts []Part) (first, last uint32) {
	first = ^uint32(0)
	for _, p := range parts {
		for _, n := range p.Notes {
			first, last = min(first, n.On), max(last, n.On+triplet/2+1, n.Off-min(n.Off, slip))
		}
	}
	return first, last
}

// slip is how far in ticks a note may end behind a line and still end on it.
const slip = 60

// pickUp leaves out the empty beats of a first bar of which more than the half
// is silent.
func (b *bar) pickUp(first uint32) {
	beats := (first + slip) / b.beat()
	if at := beats * b.beat(); first < b.end && 2*at >= b.end-b.start && at < b.end {
		b.start, b.pickup = at, true
	}
}

// at returns the index of the bar that a tick lies in: the first bar for what is
// before it, the last for what is behind it.
func at(bars []bar, tick uint32) int {
	i, found := slices.BinarySearchFunc(bars, tick, func(b bar, t uint32) int { return cmp.Compare(b.start, t) })
	if found {
		return i
	}
	return max(i-1, 0)
}
