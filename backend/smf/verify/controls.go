package verify

import (
	"fmt"
	"math"

	"partlift/backend/music"
)

// Line 11: what a file holds beside notes and programs.

// plain wants controllers to be those of the song, to the tick and in time, to
// be of kinds that mean the same everywhere, and none to hang at the end.
func (j *judge) plain() (problem, skipped string) {
	parts := j.matched()
	for i, t := range j.tracks {
		there, problem := t.controls()
		if problem == "" {
			problem = t.foreign()
		}
		if problem == "" {
			problem = hanging(there)
		}
		if problem == "" && parts != nil && i > 0 {
			problem = unlike(there, parts[i-1].Controls)
			if problem == "" {
				problem = j.untimely(there, parts[i-1].Played)
			}
		}
		if problem != "" {
			return fmt.Sprintf("track %d %s", i, problem), ""
		}
	}
	return "", ""
}

// foreign names a meta event that only one program or one set of cables knows
// what to do with: each reads others' as something else, or trips over them.
func (t *track) foreign() string {
	for _, e := range t.metas {
		switch e.Kind {
		case 0x20:
			return fmt.Sprintf("has a channel prefix at tick %d", e.Tick)
		case 0x21:
			return fmt.Sprintf("chooses a port at tick %d", e.Tick)
		case 0x7F:
			return fmt.Sprintf("has data of a single program at tick %d", e.Tick)
		}
	}
	return ""
}

// rangeSteps are the controllers that set the range of the pitch wheel: the
// parameter is chosen, set and let go again.
var rangeSteps = [6]uint8{101, 100, 6, 38, 101, 100}

// controls reads the controllers of a track.
func (t *track) controls() (out []Control, problem string) {
	var set [6]uint8
	step := 0
	for _, e := range t.events {
		kind := e.Status & 0xF0
		switch {
		case e.Status == 0xF0 || e.Status == 0xF7:
			return nil, "has a system exclusive message"
		case kind == 0xA0:
			return nil, fmt.Sprintf("has the pressure of a single key at tick %d", e.Tick)
		case step > 0 && (kind != 0xB0 || e.Data[0] != rangeSteps[step] || e.Tick != uint64(out[len(out)-1].Tick)):
			return nil, fmt.Sprintf("leaves a parameter open at tick %d", e.Tick)
		case kind == 0xE0:
			out = append(out, Control{uint32(e.Tick), music.Bend, int16(e.Data[1])<<7 + int16(e.Data[0]) - 8192})
		case kind == 0xD0:
			out = append(out, Control{uint32(e.Tick), music.Pressure, int16(e.Data[0])})
		case kind != 0xB0:
		case e.Data[0] == rangeSteps[step]:
			if step == 0 {
				out = append(out, Control{uint32(e.Tick), music.BendRange, 0})
			}
			set[step] = e.Data[1]
			if step++; step == len(set) {
				if set[0] != 0 || set[1] != 0 || set[4] != 127 || set[5] != 127 {
					return nil, fmt.Sprintf("sets an unusual parameter at tick %d", e.Tick)
				}
				out[len(out)-1].Value, step = int16(set[2])*100+int16(set[3]), 0
			}
		case special(e.Data[0]):
			return nil, fmt.Sprintf("has controller %d at tick %d", e.Data[0], e.Tick)
		default:
			out = append(out, Control{uint32(e.Tick), music.ControlKind(e.Data[0]), int16(e.Data[1])})
		}
	}
	if step > 0 {
		return nil, "leaves a parameter open at its end"
	}
	return out, ""
}

// special reports whether a controller says how others are meant, or is a
// message to the whole channel.
func special(number uint8) bool {
	switch number {
	case 0, 6, 32, 38, 96, 97, 98, 99, 100, 101:
		return true
	}
	return number >= 120
}

// hanging says which controller is not at rest at the end.
func hanging(there []Control) string {
	var last [music.ControlKinds]int16
	for _, c := range there {
		last[c.Kind] = c.Value
	}
	for k, v := range last {
		if rest, ok := music.ControlKind(k).Rest(); ok && v != rest {
			return fmt.Sprintf("leaves %s at %d", nameOf(music.ControlKind(k)), v)
		}
	}
	return ""
}

func nameOf(k music.ControlKind) string {
	switch k {
	case music.Bend:
		return "the pitch wheel"
	case music.Pressure:
		return "the pressure"
	case music.BendRange:
		return "the range of the pitch wheel"
	}
	return fmt.Sprintf("controller %d", k)
}

// unlike says where controllers are not those of the model.
func unlike(there, wanted []Control) string {
	for i, c := range there {
		if i >= len(wanted) {
			break
		}
		if w := wanted[i]; c != w {
			return fmt.Sprintf("has %s as %d at tick %d instead of %s as %d at %d", nameOf(c.Kind), c.Value, c.Tick, nameOf(w.Kind), w.Value, w.Tick)
		}
	}
	if len(there) != len(wanted) {
		return fmt.Sprintf("has %d controllers instead of %d", len(there), len(wanted))
	}
	return ""
}

// untimely wants each controller to have the value that it has in the song,
// wherever the song keeps it for longer than files can be off.
func (j *judge) untimely(there []Control, song []music.Control) string {
	var lane [music.ControlKinds][]Control
	for _, c := range there {
		lane[c.Kind] = append(lane[c.Kind], c)
	}
	var next [music.ControlKinds]float64 // where the song changes a kind again
	for i := range next {
		next[i] = math.Inf(1)
	}
	end := j.second(max(uint64(j.want.EOT), 1) - 1)
	for i := len(song) - 1; i >= 0; i-- {
		c := song[i]
		if c.Kind >= music.ControlKinds || special(uint8(c.Kind)) && c.Kind < music.Bend {
			continue
		}
		until := next[c.Kind]
		next[c.Kind] = c.Second
		at := max(c.Second, 0) + j.want.Shift
		limit := j.limit(at)
		if at += limit; !(c.Second <= 6*3600) || at >= end-limit || !(until-c.Second > 2*limit) {
			continue
		}
		l := lane[c.Kind]
		for len(l) > 0 && j.second(uint64(l[len(l)-1].Tick)) > at {
			l = l[:len(l)-1]
		}
		lane[c.Kind] = l
		if len(l) == 0 || l[len(l)-1].Value != reachable(c) {
			return fmt.Sprintf("does not have %s as %d at %.4f s of the song", nameOf(c.Kind), c.Value, c.Second)
		}
	}
	return ""
}

// reachable is the value that a file can hold for a controller.
func reachable(c music.Control) int16 {
	switch c.Kind {
	case music.Bend:
		return min(max(c.Value, -8192), 8191)
	case music.BendRange:
		v := min(max(c.Value, 0), 12_700)
		return v/100*100 + min(v%100, 99)
	}
	return min(max(c.Value, 0), 127)
}
