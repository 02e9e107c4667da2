package smf

import "partlift/backend/music"

// A control is a controller event as a file has it.
type control struct {
	tick  uint64
	track uint16
	kind  music.ControlKind
	value int16
}

// noParameter is selected where data entries are for nothing.
var noParameter = [2]uint8{127, 127}

func (c *channel) add(e event, kind music.ControlKind, value int16) {
	c.controls = append(c.controls, control{e.tick, e.track, kind, value})
	c.touched[kind] = true
}

// control takes a controller event. What only says how other messages are
// meant is followed; what is for one synthesizer alone is counted.
func (r *reader) control(e event, l *laneReader, c *channel) {
	switch e.a {
	case 0:
		l.bank, c.bank = e.b, e.b
		if e.b > 0 && e.b < 120 {
			r.file.report.Controlled++
		}
	case 6, 38:
		if l.rpn != [2]uint8{} {
			r.file.report.Controlled++
			return
		}
		l.span[e.a/38] = e.b
		c.add(e, music.BendRange, int16(l.span[0])*100+int16(l.span[1]))
	case 32:
		if e.b > 0 {
			r.file.report.Controlled++
		}
	case 96, 97, 122:
		r.file.report.Controlled++
	case 98, 99:
		l.rpn = noParameter
	case 100, 101:
		l.rpn[101-e.a] = e.b
	case 121:
		r.rest(e, l, c)
	case 120, 123, 124, 125, 126, 127:
		c.silence(e.tick)
	default:
		c.add(e, music.ControlKind(e.a), int16(e.b))
	}
}

// rest puts the controllers back that were used.
func (r *reader) rest(e event, l *laneReader, c *channel) {
	l.rpn = noParameter
	for k, touched := range c.touched {
		kind := music.ControlKind(k)
		switch value, ok := kind.Rest(); {
		case !touched:
		case ok:
			c.add(e, kind, value)
		case kind == music.Expression:
			c.add(e, kind, 127)
		}
	}
}

// controls returns the controllers of a track on a channel: of each kind its
// own if it has any, those of other tracks otherwise.
func (r *reader) controls(l *laneReader) []music.Control {
	c := r.channel(l.place)
	var own [music.ControlKinds]bool
	for _, e := range c.controls {
		own[e.kind] = own[e.kind] || e.track == l.track
	}
	var out []music.Control
	for _, e := range c.controls {
		second := r.times.seconds(float64(e.tick))
		if own[e.kind] && e.track != l.track || second > MaxSeconds {
			continue
		}
		if r.room--; r.room < 0 {
			r.file.report.Controlled++
			continue
		}
		out = append(out, music.Control{Second: second, Kind: e.kind, Value: e.value})
	}
	return out
}
