package kie

import (
	"cmp"
	"slices"
	"strings"

	"partlift/backend/music"
	"partlift/backend/say"
)

// Limits against hostile input.
const (
	maxInstruments = 128
	maxNotes       = 50000    // of one instrument
	maxEnd         = 6 * 3600 // seconds; as of MIDI files
	maxName        = 256      // runes
)

// tick is the length given to notes that have none: 480 PPQ at 120 BPM.
const tick = 1.0 / 960

// oneOf127 stands for a velocity of exactly 1 until the whole file is read and
// it is known whether that is the softest (0–127) or the loudest (0–1).
const oneOf127 = 255

// band collects the notes of all instruments of one result.
type band struct {
	tracks  []music.Track
	lists   []int // where in tracks each list of instruments begins that has any
	repairs Repairs
	scratch []music.Note
	part    bool // a velocity that is not a whole number was seen in this list
	loud    bool // a velocity above 1 was seen in it
}

// list reads one list of instruments. What repeats an earlier list, as records
// do that hold their result twice, is left out.
func (d *band) list(read func() error) error {
	from, before := len(d.tracks), d.repairs
	d.part, d.loud = false, false
	if err := read(); err != nil {
		return err
	}
	d.settle(from)
	if d.repeats(from) {
		d.tracks, d.repairs = d.tracks[:from], before
	} else if len(d.tracks) > from {
		d.lists = append(d.lists, from)
	}
	return nil
}

// repeats reports whether the tracks from here on are those of an earlier list.
func (d *band) repeats(from int) bool {
	for i, begin := range d.lists {
		end := from
		if i+1 < len(d.lists) {
			end = d.lists[i+1]
		}
		if slices.EqualFunc(d.tracks[begin:end], d.tracks[from:], sameTrack) {
			return true
		}
	}
	return false
}

func sameTrack(a, b music.Track) bool { return a.Name == b.Name && slices.Equal(a.Notes, b.Notes) }

// loose reads a list of notes that belongs to no instrument.
func (d *band) loose(c *cursor) error {
	d.scratch = d.scratch[:0]
	if err := d.notes(c); err != nil {
		return err
	}
	d.take(head{})
	return nil
}

// instruments reads the array that starts here.
func (d *band) instruments(c *cursor) error {
	n := 0
	err := c.elements(func() error {
		if n++; n > maxInstruments {
			return tooMuch(say.Of("This result lists more than {{.Most}} instruments.", say.With{"Most": maxInstruments}))
		}
		if c.peek() != '{' {
			d.repairs.Empty++
			return c.skip(0)
		}
		return d.instrument(c)
	})
	return err
}

// head is what an instrument says beside its notes.
type head struct {
	name string
	tool string // the name of the sound, of tools that keep it apart
}

func (d *band) instrument(c *cursor) error {
	var h head
	done := false
	d.scratch = d.scratch[:0]
	err := c.members(func(key []byte) error {
		switch ch := c.peek(); {
		case string(key) == "name" && ch == '"':
			t, err := c.text()
			h.name = clipName(t)
			return err
		case string(key) == "notes" && ch == '[' && !done:
			done = true
			return d.notes(c)
		case string(key) == "instrument" && ch == '{':
			return c.members(func(key []byte) error {
				if string(key) != "name" || c.peek() != '"' {
					return c.skip(0)
				}
				t, err := c.text()
				h.tool = clipName(t)
				return err
			})
		}
		return c.skip(0)
	})
	if err == nil {
		d.take(h)
	}
	return err
}

// take makes a track of the notes that were read.
func (d *band) take(h head) {
	if len(d.scratch) == 0 {
		d.repairs.Empty++
		return
	}
	in := music.Match(h.name)
	if tool := music.Match(h.tool); !in.Known && tool.Known {
		in = tool
	}
	d.tracks = append(d.tracks, music.Track{
		Name: cmp.Or(h.name, h.tool), Program: in.Program, Drums: in.Drums, Known: in.Known,
		Notes: append(make([]music.Note, 0, len(d.scratch)), d.scratch...),
	})
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
			return tooMuch(say.Of("One instrument of this result has more than {{.Most}} notes.", say.With{"Most": maxNotes}))
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
		v, ok, err := c.flexible()
		if err != nil {
			return err
		}
		if ok {
			*to = value{v, true}
		}
	}
}

// settle decides what a velocity of 1 meant in a list: on a 0–127 scale, where
// all are whole and one is above 1, the softest; else the loudest.
func (d *band) settle(from int) {
	one := uint8(127)
	if d.loud && !d.part {
		one = 1
	}
	for _, t := range d.tracks[from:] {
		for i := range t.Notes {
			if t.Notes[i].Velocity == oneOf127 {
				t.Notes[i].Velocity = one
			}
		}
	}
}

func tooMuch(message say.Text) *Error {
	return &Error{
		Kind: KindInvalid, Message: message,
		Hint: say.Of("This is more than any piece of music needs; check where the file comes from."),
	}
}
