package session

import (
	"cmp"
	"slices"

	"partlift/backend/music"
)

// Found is what a file was read to hold. Its times are its own: beats are
// quarter notes from the start, seconds those of its tempo map.
type Found struct {
	Tempo   []FoundTempo
	Meters  []FoundMeter
	Markers []FoundMarker
	Tracks  []FoundTrack
	Faults  []string // what breaks a rule of the format
}

// FoundTempo is a tempo from a beat on.
type FoundTempo struct{ Beat, BPM float64 }

// FoundMeter is a meter from a beat on.
type FoundMeter struct {
	Beat                   float64
	Numerator, Denominator int
}

// FoundMarker is a text at a second.
type FoundMarker struct {
	Second float64
	Text   string
}

// FoundTrack is a track with what lies on it.
type FoundTrack struct {
	Name, Color string
	Muted       bool
	Gain        float64
	Program     int // -1 where the file does not say
	Sounds      []FoundSound
	Notes       []FoundNote // in any order
	Controls    []FoundControl
}

// FoundSound is a clip of sound.
type FoundSound struct {
	Path             string  // inside the session, with slashes
	Start, Length    float64 // seconds
	Skip             float64 // seconds of the file in front of the clip
	Channels         int     // 0 where the file does not say
	Stretched, Loops bool
	Beats            bool // the clip moves with the tempo
}

// FoundNote is a note with its times in seconds.
type FoundNote struct {
	On, Off         float64
	Pitch, Velocity int
}

// FoundControl is a change of a controller.
type FoundControl struct {
	Second float64
	Kind   music.ControlKind
	Value  int
}

// Second returns the time of a beat.
func (f *Found) Second(beat float64) (at float64) {
	for i, t := range f.Tempo {
		end := beat
		if i+1 < len(f.Tempo) {
			end = min(end, f.Tempo[i+1].Beat)
		}
		if end <= t.Beat {
			break
		}
		at += (end - t.Beat) * 60 / t.BPM
	}
	return at
}

// Fault notes that a rule of the format is broken.
func (f *Found) Fault(text string) { f.Faults = append(f.Faults, text) }

// Message takes a MIDI message at a second into a track; the order of the calls
// is that of the file.
type Message struct {
	Second float64
	Data   []byte
}

// Played fills a track with what MIDI messages play on it. Messages of no
// meaning here are faults.
func (t *FoundTrack) Played(messages []Message) (faults []string) {
	open := map[byte][]int{}
	var rpn [128]byte
	t.Program = -1
	for _, m := range messages {
		if len(m.Data) < 2 || m.Data[0] < 0x80 {
			return append(faults, "a message is cut off")
		}
		two := byte(0)
		if len(m.Data) > 2 {
			two = m.Data[2]
		}
		one := m.Data[1]
		switch m.Data[0] & 0xF0 {
		case 0x90:
			open[one] = append(open[one], len(t.Notes))
			t.Notes = append(t.Notes, FoundNote{m.Second, -1, int(one), int(two)})
		case 0x80:
			if len(open[one]) == 0 {
				faults = append(faults, "a note ends that did not begin")
				continue
			}
			t.Notes[open[one][0]].Off = m.Second
			open[one] = open[one][1:]
		case 0xC0:
			t.Program = int(one)
		case 0xD0:
			t.Controls = append(t.Controls, FoundControl{m.Second, music.Pressure, int(one)})
		case 0xE0:
			t.Controls = append(t.Controls, FoundControl{m.Second, music.Bend, int(two)<<7 + int(one) - 8192})
		case 0xB0:
			t.control(m.Second, one, two, &rpn)
		}
	}
	for _, left := range open {
		if len(left) > 0 {
			faults = append(faults, "a note does not end")
		}
	}
	return faults
}

// control takes a controller in; those of a registered parameter count when the
// last of them comes.
func (t *FoundTrack) control(second float64, number, value byte, rpn *[128]byte) {
	rpn[number&127] = value
	switch number {
	case 101, 100, 6:
	case 38:
		t.Controls = append(t.Controls, FoundControl{second, music.BendRange, int(rpn[6])*100 + int(value)})
	default:
		t.Controls = append(t.Controls, FoundControl{second, music.ControlKind(number), int(value)})
	}
}

// sortNotes orders notes as a session has them.
func sortNotes(all []FoundNote) []FoundNote {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b FoundNote) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Pitch, b.Pitch))
	})
	return out
}
