package smf

import (
	"bytes"
	"cmp"
	"io"
	"slices"

	midi "gitlab.com/gomidi/midi/v2/smf"

	"partlift/backend/music"
)

// Encode writes the plan as a Standard MIDI File of format 1: the conductor,
// then a track for each part, all ending at EOT. Every event has its status
// byte. The same plan always gives the same bytes.
func (p Plan) Encode(w io.Writer) error {
	file := midi.NewSMF1()
	file.TimeFormat = midi.MetricTicks(PPQ)
	file.NoRunningStatus = true
	file.Tracks = append(file.Tracks, p.conductor())
	for i := range p.Parts {
		file.Tracks = append(file.Tracks, p.track(&p.Parts[i]))
	}
	// The library swallows errors of the writer, and a buffer has none.
	var b bytes.Buffer
	b.Grow(1024 + 9*p.NoteCount())
	if _, err := file.WriteTo(&b); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// conductor returns track 0: the title, meters, key, tempo and markers.
func (p Plan) conductor() midi.Track {
	w := trackWriter{track: make(midi.Track, 0, 4+len(p.Meters)+len(p.Tempo)+len(p.Markers))}
	w.add(0, midi.MetaTrackSequenceName(p.Title))
	var events []midi.Event // with ticks from the start of the file
	add := func(tick uint32, m midi.Message) { events = append(events, midi.Event{Delta: tick, Message: m}) }
	for _, m := range p.Meters {
		add(m.Tick, timeSignature(m.Meter))
	}
	if p.Key != nil {
		add(0, keySignature(*p.Key))
	}
	for _, e := range p.Tempo {
		add(e.Tick, tempo(e.Micros))
	}
	for _, m := range p.Markers {
		add(m.Tick, midi.MetaMarker(m.Text))
	}
	slices.SortStableFunc(events, func(a, b midi.Event) int { return cmp.Compare(a.Delta, b.Delta) })
	for _, e := range events {
		w.add(e.Delta, e.Message)
	}
	w.add(p.EOT, midi.EOT)
	return w.track
}

// Kinds of events in the order in which they stand at one tick.
const (
	kindTempo = iota
	kindOff
	kindControl
	kindOn
)

// track returns the events of a part: name, instrument and program at tick 0,
// so that programs which drop leading silence find a reason to keep it.
func (p Plan) track(part *Part) midi.Track {
	repeat := p.Tempo
	if p.Preset != PresetNotation {
		repeat = nil
	}
	n := len(part.Notes)
	w := trackWriter{track: make(midi.Track, 0, 4+len(repeat)+2*n)}
	w.add(0, midi.MetaTrackSequenceName(part.Name))
	w.add(0, midi.MetaInstrument(part.Instrument))
	for len(repeat) > 0 && repeat[0].Tick == 0 {
		w.add(0, tempo(repeat[0].Micros))
		repeat = repeat[1:]
	}
	w.add(0, midi.Message{0xC0 | part.Channel, part.Program})

	bytes := make([]byte, 6*n)
	for _, k := range order(repeat, part) {
		tick, kind, i := uint32(k>>32), k>>30&3, int(k&(1<<30-1))
		switch kind {
		case kindTempo:
			w.add(tick, tempo(repeat[i].Micros))
			continue
		case kindControl:
			part.Controls[i].write(&w, part.Channel)
			continue
		}
		m := bytes[:3:3]
		bytes = bytes[3:]
		m[0], m[1], m[2] = 0x90|part.Channel, part.Notes[i].Pitch, part.Notes[i].Velocity
		if kind == kindOff {
			m[0], m[2] = 0x80|part.Channel, 0x40
		}
		w.add(tick, m)
	}
	w.add(p.EOT, midi.EOT)
	return w.track
}

// order returns what happens in a track as sorted keys: the tick, the kind and
// the index. Note offs come before note ons, so that a repeated note is not
// cut off by the end of the one before it, and controllers between them.
func order(repeat []Tempo, part *Part) []uint64 {
	keys := make([]uint64, 0, len(repeat)+len(part.Controls)+2*len(part.Notes))
	for i, e := range repeat {
		keys = append(keys, uint64(e.Tick)<<32|kindTempo<<30|uint64(i))
	}
	for i, e := range part.Controls {
		keys = append(keys, uint64(e.Tick)<<32|kindControl<<30|uint64(i))
	}
	for i, n := range part.Notes {
		keys = append(keys, uint64(n.On)<<32|kindOn<<30|uint64(i), uint64(n.Off)<<32|kindOff<<30|uint64(i))
	}
	slices.Sort(keys)
	return keys
}

// trackWriter turns ticks from the start of the file into ticks from the event
// before.
type trackWriter struct {
	track midi.Track
	last  uint32
}

func (w *trackWriter) add(tick uint32, m midi.Message) {
	w.track = append(w.track, midi.Event{Delta: tick - w.last, Message: m})
	w.last = tick
}

// tempo is written byte by byte: the library takes BPM and divides again.
func tempo(micros uint32) midi.Message {
	return midi.Message{0xFF, 0x51, 3, byte(micros >> 16), byte(micros >> 8), byte(micros)}
}

// timeSignature has a metronome click on each beat: each quarter note, each
// three eighths in compound time, each denominator otherwise.
func timeSignature(m music.Meter) midi.Message {
	clocks := max(96/m.Denominator, 1)
	if m.Denominator == 8 && m.Numerator%3 == 0 {
		clocks = 36
	}
	return midi.MetaTimeSig(uint8(m.Numerator), uint8(m.Denominator), uint8(clocks), 8)
}

func keySignature(k music.Key) midi.Message {
	return midi.MetaKey(0, !k.Minor, uint8(max(k.Sharps, -k.Sharps)), k.Sharps < 0)
}
