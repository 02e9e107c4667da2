package session

import (
	"cmp"
	"slices"

	"partlift/backend/music"
)

// Event is a MIDI message at a tick.
type Event struct {
	Tick uint32
	Data []byte // two or three bytes, the first is the status
}

// Ranks of messages at one tick: what sounds ends before something begins, and
// begins as it is set.
const (
	rankOff = iota
	rankSet
	rankOn
)

// Events returns a part as MIDI messages in the order in which they are played,
// its program first.
func (p *Part) Events() []Event {
	type ranked struct {
		Event
		rank int
	}
	var all []ranked
	add := func(tick uint32, rank int, data ...byte) {
		all = append(all, ranked{Event{tick, data}, rank})
	}
	for _, c := range p.Controls {
		for _, m := range c.messages(p.Channel) {
			add(c.Tick, rankSet, m...)
		}
	}
	for _, n := range p.Notes {
		add(n.On, rankOn, 0x90|p.Channel, n.Pitch, n.Velocity)
		add(n.Off, rankOff, 0x80|p.Channel, n.Pitch, 64)
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.Tick, b.Tick), a.rank-b.rank) })
	out := []Event{{0, []byte{0xC0 | p.Channel, p.Program}}}
	for _, e := range all {
		out = append(out, e.Event)
	}
	return out
}

// messages are those that set a controller.
func (c Control) messages(channel uint8) [][]byte {
	control := func(number, value uint8) []byte { return []byte{0xB0 | channel, number & 127, value & 127} }
	switch c.Kind {
	case music.Bend:
		v := uint16(c.Value + 8192)
		return [][]byte{{0xE0 | channel, uint8(v & 127), uint8(v >> 7 & 127)}}
	case music.Pressure:
		return [][]byte{{0xD0 | channel, uint8(c.Value) & 127}}
	case music.BendRange: // registered parameter 0
		return [][]byte{control(101, 0), control(100, 0), control(6, uint8(c.Value/100)), control(38, uint8(c.Value%100))}
	}
	return [][]byte{control(uint8(c.Kind), uint8(c.Value))}
}
