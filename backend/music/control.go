package music

import "slices"

// Control is a change of how a track sounds: a knob, a pedal, the pitch wheel.
type Control struct {
	Second float64 // from the start of the audio, ≥ 0
	Kind   ControlKind
	Value  int16 // 0–127 unless the kind says otherwise
}

// ControlKind says what a Control changes: below 120 the MIDI controller of
// that number.
type ControlKind uint8

// Kinds of controls that have a meaning here.
const (
	Modulation ControlKind = 1
	Volume     ControlKind = 7
	Pan        ControlKind = 10
	Expression ControlKind = 11
	Sustain    ControlKind = 64 // from 64 on it is down
	Portamento ControlKind = 65
	Sostenuto  ControlKind = 66
	Soft       ControlKind = 67
	Hold2      ControlKind = 69

	// Bend is the pitch wheel, -8192–8191, 0 in the middle.
	Bend ControlKind = 128
	// Pressure is how hard the keys of the whole track are pressed.
	Pressure ControlKind = 129
	// BendRange is how far Bend reaches to either side in cents, 0–12827; 200
	// where nothing is said.
	BendRange ControlKind = 130

	// ControlKinds is above every kind.
	ControlKinds = 131
)

// Rest returns the value to which a control has to go back at the end, so that
// nothing hangs; ok is false for one that may stay as it is.
func (k ControlKind) Rest() (value int16, ok bool) {
	switch k {
	case Modulation, Sustain, Portamento, Sostenuto, Soft, Hold2, Bend, Pressure:
		return 0, true
	}
	return 0, false
}

// Sounding returns the notes as long as they sound: those that the sustain
// pedal holds end where it goes up, or where their pitch is struck again. It
// returns Notes itself where no pedal is used. Notes must be sorted.
func (t Track) Sounding() []Note {
	type stretch struct{ down, up float64 }
	var pedal []stretch
	down := -1.0
	for _, c := range t.Controls {
		switch {
		case c.Kind != Sustain:
		case c.Value >= 64 && down < 0:
			down = c.Second
		case c.Value < 64 && down >= 0:
			pedal, down = append(pedal, stretch{down, c.Second}), -1
		}
	}
	if down >= 0 {
		pedal = append(pedal, stretch{down, t.End()})
	}
	if len(pedal) == 0 || t.Drums {
		return t.Notes
	}
	out := slices.Clone(t.Notes)
	var next [128]float64 // start of the next note of a pitch, 0 for none
	for i, n := range slices.Backward(out) {
		at, _ := slices.BinarySearchFunc(pedal, n.End, func(s stretch, end float64) int {
			if s.up <= end {
				return -1
			}
			return 1
		})
		if at < len(pedal) && pedal[at].down <= n.End {
			out[i].End = pedal[at].up
			if again := next[n.Pitch&127]; again > n.Start {
				out[i].End = max(n.End, min(out[i].End, again))
			}
		}
		next[n.Pitch&127] = n.Start
	}
	return out
}
