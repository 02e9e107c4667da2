package kie

import (
	"fmt"
	"math"
	"strings"

	"partlift/backend/music"
)

// Limits against hostile input.
const (
	maxInstruments = 128
	maxNotes       = 50000 // of one instrument
	maxEnd         = 3600  // seconds
	maxName        = 256   // runes
)

// tick is the length given to notes that have none: 480 PPQ at 120 BPM.
const tick = 1.0 / 960

// oneOf127 stands for a velocity of exactly 1 until the whole file is read and
// it is known whether that is the softest (0–127) or the loudest (0–1).
const oneOf127 = 255

// band collects the notes of all instruments of one result.
type band struct {
	tracks  []music.Track
	repairs Repairs
	scratch []music.Note
	part    bool // a velocity that is not a whole number was seen
	loud    bool // a velocity above 1 was seen
}

// instruments reads the array that starts here.
func (d *band) instruments(c *cursor) error {
	n := 0
	err := c.elements(func() error {
		if n++; n > maxInstruments {
			return tooMuch(fmt.Sprintf("This result lists more than %d instruments.", maxInstruments))
		}
		if c.peek() != '{' {
			d.repairs.Empty++
			return c.skip(0)
		}
		return d.instrument(c)
	})
	if err != nil {
		return err
	}
	d.settle()
	return nil
}

func (d *band) instrument(c *cursor) error {
	name, done := "", false
	d.scratch = d.scratch[:0]
	err := c.members(func(key []byte) error {
		switch string(key) {
		case "name":
			if c.peek() == '"' {
				t, err := c.text()
				name = clipName(t)
				return err
			}
		case "notes":
			if c.peek() == '[' && !done {
				done = true
				return d.notes(c)
			}
		}
		return c.skip(0)
	})
	if err != nil {
		return err
	}
	if len(d.scratch) == 0 {
		d.repairs.Empty++
		return nil
	}
	in := music.Match(name)
	d.tracks = append(d.tracks, music.Track{
		Name: name, Program: in.Program, Drums: in.Drums, Known: in.Known,
		Notes: append(make([]music.Note, 0, len(d.scratch)), d.scratch...),
	})
	return nil
}

func clipName(t text) string {
	if len(t.raw) == 0 {
		return ""
	}
	s := strings.ToValidUTF8(t.String(), "\uFFFD")
	n := 0
	for i := range s {
		if n == maxName {
			return s[:i]
		}
		n++
	}
	return s
}

func (d *band) notes(c *cursor) error {
	n := 0
	if !c.take('[') {
		return errSyntax
	}
	for first := true; ; first = false {
		more, err := c.next(']', first)
		if err != nil || !more {
			return err
		}
		if n++; n > maxNotes {
			return tooMuch(fmt.Sprintf("One instrument of this result has more than %d notes.", maxNotes))
		}
		if c.peek() != '{' {
			d.repairs.Dropped++
			if err := c.skip(0); err != nil {
				return err
			}
			continue
		}
		if err := d.note(c); err != nil {
			return err
		}
	}
}

// value is a number that may be missing.
type value struct {
	v  float64
	ok bool
}

// rawNote is a note as delivered.
type rawNote struct{ pitch, start, end, velocity value }

func (d *band) note(c *cursor) error {
	var raw rawNote
	c.i++
	for first := true; ; first = false {
		more, err := c.next('}', first)
		if err != nil {
			return err
		}
		if !more {
			d.keep(raw)
			return nil
		}
		key, err := c.key()
		if err != nil {
			return err
		}
		to := raw.field(key)
		if to == nil || c.peek() == 'n' {
			if err := c.skip(0); err != nil {
				return err
			}
			continue
		}
		if to.v, to.ok, err = c.flexible(); err != nil {
			return err
		}
	}
}

func (r *rawNote) field(key []byte) *value {
	switch string(key) {
	case "pitch":
		return &r.pitch
	case "start", "start_time":
		return &r.start
	case "end", "end_time":
		return &r.end
	case "velocity":
		return &r.velocity
	}
	return nil
}

// keep repairs a note and takes it, or counts it as dropped.
func (d *band) keep(raw rawNote) {
	if raw.velocity.ok {
		d.part = d.part || raw.velocity.v != math.Trunc(raw.velocity.v)
		d.loud = d.loud || raw.velocity.v > 1
	}
	pitch, start, end := math.Round(raw.pitch.v), raw.start.v, raw.end.v
	clamped, short := start < 0, false
	start = max(start, 0)
	if end <= start {
		short, end = true, start+tick
	}
	usable := raw.pitch.ok && raw.start.ok && raw.end.ok && pitch >= 0 && pitch <= 127
	if !usable || max(end, raw.end.v) > maxEnd {
		d.repairs.Dropped++
		return
	}
	if clamped {
		d.repairs.Clamped++
	}
	if short {
		d.repairs.Short++
	}
	d.scratch = append(d.scratch, music.Note{
		Pitch: uint8(pitch), Velocity: d.velocity(raw.velocity), Start: start, End: end,
	})
}

func (d *band) velocity(v value) uint8 {
	switch {
	case !v.ok:
		d.repairs.Velocity++
		return 100
	case v.v == 1:
		return oneOf127
	case v.v < 1:
		v.v *= 127
	}
	r := math.Round(v.v)
	if in := min(max(r, 1), 127); in != r {
		d.repairs.Clamped++
		return uint8(in)
	}
	return uint8(r)
}

// settle decides what a velocity of 1 meant: on a 0–127 scale, where all are
// whole and one is above 1, the softest; else the loudest.
func (d *band) settle() {
	one := uint8(127)
	if d.loud && !d.part {
		one = 1
	}
	for _, t := range d.tracks {
		for i := range t.Notes {
			if t.Notes[i].Velocity == oneOf127 {
				t.Notes[i].Velocity = one
			}
		}
	}
}

func tooMuch(message string) *Error {
	return &Error{
		Kind: KindInvalid, Message: message,
		Hint: "This is more than any piece of music needs; check where the file comes from.",
	}
}
