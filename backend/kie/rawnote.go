package kie

import (
	"math"

	"partlift/backend/music"
)

// value is a number that may be missing.
type value struct {
	v  float64
	ok bool
}

// rawNote is a note as delivered.
type rawNote struct{ pitch, start, end, duration, velocity value }

// field returns the place of a field, also under the names that other tools
// give it.
func (r *rawNote) field(key []byte) *value {
	switch string(key) {
	case "pitch", "midi", "pitchMidi", "midi_note", "midiNote", "note", "note_number", "noteNumber":
		return &r.pitch
	case "start", "start_time", "startTime", "startTimeSeconds", "time", "onset", "onset_time":
		return &r.start
	case "end", "end_time", "endTime", "endTimeSeconds", "offset", "offset_time":
		return &r.end
	case "duration", "dur", "durationSeconds", "duration_seconds", "length":
		return &r.duration
	case "velocity", "vel", "amplitude":
		return &r.velocity
	}
	return nil
}

// played reports whether an object that starts here looks like a note, or with
// notes, like an instrument.
func played(c cursor, notes bool) bool {
	found := false
	if !c.take('[') || c.peek() != '{' {
		return false
	}
	err := c.members(func(key []byte) error {
		if notes {
			found = found || string(key) == "notes" && c.peek() == '['
		} else {
			var n rawNote
			found = found || n.field(key) == &n.pitch
		}
		return c.skip(0)
	})
	return found && err == nil
}

// keep repairs a note and takes it, or counts it as dropped.
func (d *band) keep(raw rawNote) {
	if raw.velocity.ok {
		d.part = d.part || raw.velocity.v != math.Trunc(raw.velocity.v)
		d.loud = d.loud || raw.velocity.v > 1
	}
	if !raw.end.ok && raw.duration.ok {
		raw.end = value{raw.start.v + raw.duration.v, true}
	}
	pitch, start, end := math.Round(raw.pitch.v), raw.start.v, raw.end.v
	clamped, short := start < 0, false
	start = max(start, 0)
	if end <= start {
		short, end = true, start+tick
	}
	usable := raw.pitch.ok && raw.start.ok && raw.end.ok && pitch >= 0 && pitch <= 127
	switch late := max(end, raw.end.v) > maxEnd; {
	case !usable:
		d.repairs.Dropped++
		return
	case late:
		d.repairs.Late++
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
