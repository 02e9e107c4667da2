package smf

import (
	"cmp"
	"math"
	"slices"

	"partlift/backend/music"
)

// Control is one change of a controller in ticks.
type Control struct {
	Tick  uint32
	Kind  music.ControlKind
	Value int16 // as music.Control has it
}

// Controls counts what became of the controllers of a song.
type Controls struct {
	Kept     int `json:"kept"`     // written
	Repeated int `json:"repeated"` // left out since they change nothing, or something for less than a tick
	LeftOut  int `json:"left_out"` // that no file can hold, or that come after its end
	Reset    int `json:"reset"`    // added at the end so that nothing hangs
}

// layControls puts the controllers of every part on ticks. What hangs at the
// end is put back a tick before it, where every program still reads it.
func (p *Plan) layControls(song music.Song, c *clock) {
	for i := range p.Parts {
		part := &p.Parts[i]
		if controls := song.Tracks[part.Source].Controls; len(controls) > 0 {
			part.Controls = p.control(controls, c)
		}
	}
}

func (p *Plan) control(controls []music.Control, c *clock) []Control {
	var kinds [music.ControlKinds][]Control
	n := &p.Controls
	for _, e := range controls {
		if !(e.Second <= MaxSeconds) || math.IsInf(e.Second, 0) || !writtenAs(e.Kind) {
			n.LeftOut++
			continue
		}
		at := Control{c.tick(max(e.Second, 0)), e.Kind, inRange(e.Kind, e.Value)}
		if at.Tick >= p.EOT {
			n.LeftOut++
			continue
		}
		k := &kinds[e.Kind]
		if last := len(*k) - 1; last >= 0 && (*k)[last].Tick >= at.Tick {
			(*k)[last].Value = at.Value
			n.Repeated++
			continue
		}
		*k = append(*k, at)
	}
	var out []Control
	for kind, k := range kinds {
		before := len(k)
		k = slices.CompactFunc(k, func(a, b Control) bool { return a.Value == b.Value })
		n.Repeated += before - len(k)
		n.Kept += len(k)
		out = append(out, p.rest(music.ControlKind(kind), k)...)
	}
	slices.SortFunc(out, func(a, b Control) int {
		return cmp.Or(cmp.Compare(a.Tick, b.Tick), -cmp.Compare(a.Kind, b.Kind)) // a range comes before its bend
	})
	return out
}

// rest puts a controller back at the end if it would hang.
func (p *Plan) rest(kind music.ControlKind, k []Control) []Control {
	value, ok := kind.Rest()
	last := len(k) - 1
	switch {
	case !ok || last < 0 || k[last].Value == value:
		return k
	case k[last].Tick == p.EOT-1:
		k[last].Value = value
	default:
		k = append(k, Control{p.EOT - 1, kind, value})
	}
	p.Controls.Reset++
	return k
}

// writtenAs reports whether a kind can be written: all but controllers that
// say how others are meant, and messages to the whole channel.
func writtenAs(k music.ControlKind) bool {
	switch k {
	case 0, 6, 32, 38, 96, 97, 98, 99, 100, 101:
		return false
	}
	return k < 120 || k >= music.Bend && k < music.ControlKinds
}

// inRange brings a value into the range of its kind.
func inRange(k music.ControlKind, v int16) int16 {
	switch k {
	case music.Bend:
		return min(max(v, -8192), 8191)
	case music.BendRange:
		v = min(max(v, 0), 12_700)
		return v/100*100 + min(v%100, 99)
	}
	return min(max(v, 0), 127)
}

// write adds a controller's messages to a track: a range is a parameter that is
// chosen, set and let go again.
func (e Control) write(w *trackWriter, channel uint8) {
	v := uint8(e.Value & 127)
	switch e.Kind {
	case music.Bend:
		wheel := uint16(e.Value + 8192)
		w.add(e.Tick, []byte{0xE0 | channel, uint8(wheel & 127), uint8(wheel >> 7)})
	case music.Pressure:
		w.add(e.Tick, []byte{0xD0 | channel, v})
	case music.BendRange:
		for _, d := range [6][2]uint8{{101, 0}, {100, 0}, {6, uint8(e.Value / 100)}, {38, uint8(e.Value % 100)}, {101, 127}, {100, 127}} {
			w.add(e.Tick, []byte{0xB0 | channel, d[0], d[1]})
		}
	default:
		w.add(e.Tick, []byte{0xB0 | channel, uint8(e.Kind), v})
	}
}
