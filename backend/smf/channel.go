package smf

import (
	"cmp"
	"maps"
	"slices"

	"partlift/backend/music"
)

// A reader turns the merged events of a file into notes and controllers.
// Channels are those of all tracks, but a track's own word comes first: its
// notes sound with its own programs if it has any, and its own note offs end
// them.
type reader struct {
	file   *scanner
	times  tempoMap
	mode   reset   // what the file says it is written for
	ports  []uint8 // of the tracks
	names  []label // of the tracks
	shared map[place]*channel
	lanes  map[lane]*laneReader
	resets [256]int // of each port, so far
	room   int      // for controllers, in all parts
}

// A place is a channel of a port.
type place struct{ port, channel uint8 }

// A lane is what one track has on a channel.
type lane struct {
	track uint16
	place
}

// A voice is what a channel sounds with.
type voice struct {
	program uint8
	bank    uint8 // MSB; 0xFF: none was chosen
	picked  bool  // a program change came
}

const noBank = 0xFF

// channel is the state of a channel that all tracks share.
type channel struct {
	voice, first voice // now, and the first that was picked
	bank         uint8 // MSB that the next program change takes
	rhythm       rhythm
	resets       int // of the port, when this was written
	lanes        []*laneReader
	open         int              // notes that sound
	spare        [128][]spareNote // note offs that ended nothing in their track
	controls     []control
	touched      [music.ControlKinds]bool
}

type spareNote struct {
	tick uint64
	used bool
}

// rhythm says whether a system exclusive message made a channel drums or not.
type rhythm uint8

const (
	rhythmUnsaid rhythm = iota
	rhythmOn
	rhythmOff
)

// laneReader collects what a track has on a channel.
type laneReader struct {
	lane
	notes  []sounding
	own    voice
	first  voice
	bank   uint8
	resets int
	open   [128][]int32 // indexes of notes that sound, oldest first
	sound  int          // how many these are
	rpn    [2]uint8     // parameter that data entries are for
	span   [2]uint8     // bend range in semitones and cents
}

// sounding is a note and what it sounds with.
type sounding struct {
	on, off         uint64
	pitch, velocity uint8
	voice           voice
	kit             bool
	ended           ending
}

type ending uint8

const (
	endNone    ending = iota // nothing ended the note
	endSilence               // all notes of the channel were ended
	endOff
)

func newReader(s *scanner, times tempoMap) *reader {
	return &reader{file: s, times: times, ports: make([]uint8, len(s.tracks)), names: make([]label, len(s.tracks)),
		shared: map[place]*channel{}, lanes: map[lane]*laneReader{}, room: maxEvents}
}

// read takes all events in their order.
func (r *reader) read() error {
	for _, e := range r.file.events {
		switch {
		case e.status == 0xFF:
			r.meta(e)
		case e.status >= 0xF0:
			r.exclusive(e)
		default:
			if err := r.event(e); err != nil {
				return err
			}
		}
	}
	for _, l := range r.sorted() {
		r.finish(l)
	}
	return nil
}

// sorted returns what tracks have on channels, by track and channel.
func (r *reader) sorted() []*laneReader {
	return slices.SortedFunc(maps.Values(r.lanes), func(a, b *laneReader) int {
		return cmp.Or(cmp.Compare(a.track, b.track), cmp.Compare(a.port, b.port), cmp.Compare(a.channel, b.channel))
	})
}

// channel returns the state of a channel.
func (r *reader) channel(p place) *channel {
	c := r.shared[p]
	if c == nil {
		c = &channel{voice: voice{bank: noBank}, bank: noBank, resets: r.resets[p.port]}
		r.shared[p] = c
	}
	if n := r.resets[p.port]; c.resets != n {
		c.voice, c.bank, c.rhythm, c.resets = voice{bank: noBank}, noBank, rhythmUnsaid, n
	}
	return c
}

// laneOf returns what a track has on a channel.
func (r *reader) laneOf(k lane, c *channel) *laneReader {
	l, n := r.lanes[k], r.resets[k.port]
	if l == nil {
		l = &laneReader{lane: k, own: voice{bank: noBank}, bank: noBank, rpn: noParameter, span: [2]uint8{2, 0}, resets: n}
		r.lanes[k] = l
		c.lanes = append(c.lanes, l)
	}
	if l.resets != n {
		l.own, l.bank, l.rpn, l.resets = voice{bank: noBank}, noBank, noParameter, n
	}
	return l
}

func (r *reader) event(e event) error {
	p := place{r.ports[e.track], e.status & 15}
	c := r.channel(p)
	l := r.laneOf(lane{e.track, p}, c)
	switch kind := e.status & 0xF0; {
	case kind == 0x90 && e.b > 0:
		return r.start(e, l, c)
	case kind == 0x80 || kind == 0x90:
		if l.close(e.a, e.tick) {
			c.open--
		} else {
			c.spare[e.a] = append(c.spare[e.a], spareNote{tick: e.tick})
		}
	case kind == 0xC0:
		l.pick(e.a, c)
	case kind == 0xB0:
		r.control(e, l, c)
	case kind == 0xE0:
		c.add(e, music.Bend, int16(e.b)<<7+int16(e.a)-8192)
	case kind == 0xD0:
		c.add(e, music.Pressure, int16(e.a))
	default:
		r.file.report.Pressed++
	}
	return nil
}

// pick takes a program change, for the track and for who has none.
func (l *laneReader) pick(program uint8, c *channel) {
	l.own = voice{program: program, bank: l.bank, picked: true}
	if l.own.bank == noBank {
		l.own.bank = c.bank
	}
	c.voice = voice{program: program, bank: c.bank, picked: true}
	if !l.first.picked {
		l.first = l.own
	}
	if !c.first.picked {
		c.first = c.voice
	}
}

// start begins a note with the voice that it sounds with now.
func (r *reader) start(e event, l *laneReader, c *channel) error {
	switch {
	case r.times.seconds(float64(e.tick)) > MaxSeconds:
		r.file.report.Late++
		return nil
	case len(l.notes) == maxNotes:
		return errTooLarge
	}
	v := l.own
	if !v.picked {
		v = c.voice
	}
	if !v.picked && v.bank == noBank {
		if v.bank = l.bank; v.bank == noBank {
			v.bank = c.bank
		}
	}
	l.open[e.a] = append(l.open[e.a], int32(len(l.notes)))
	l.sound++
	c.open++
	l.notes = append(l.notes, sounding{on: e.tick, pitch: e.a, velocity: e.b, voice: v, kit: r.kit(l.channel, c.rhythm, v)})
	return nil
}

// kit reports whether a voice is a drum kit.
func (r *reader) kit(channel uint8, said rhythm, v voice) bool {
	drums := channel == drumChannel
	switch {
	case said != rhythmUnsaid:
		return said == rhythmOn
	case r.mode == resetGS || v.bank == noBank:
		return drums
	case v.bank == 127 || v.bank == 126 || v.bank == 120: // XG's kits, and GM2's
		return true
	case v.bank == 121 && r.mode == resetGM2:
		return false
	}
	return drums
}

// close ends the oldest note of a pitch; false if none sounds.
func (l *laneReader) close(pitch uint8, tick uint64) bool {
	if len(l.open[pitch]) == 0 {
		return false
	}
	n := &l.notes[l.open[pitch][0]]
	l.open[pitch] = l.open[pitch][1:]
	n.off, n.ended = tick, endOff
	l.sound--
	return true
}

// silence ends all notes of a channel, whatever their track.
func (c *channel) silence(tick uint64) {
	if c.open == 0 {
		return
	}
	c.open = 0
	for _, l := range c.lanes {
		if l.sound == 0 {
			continue
		}
		l.sound = 0
		for pitch := range l.open {
			for _, i := range l.open[pitch] {
				l.notes[i].off, l.notes[i].ended = tick, endSilence
			}
			l.open[pitch] = nil
		}
	}
}

// finish ends the notes that their track did not end: by the note offs that
// other tracks have to spare, or with the track.
func (r *reader) finish(l *laneReader) {
	c := r.channel(l.place)
	var next [128]int
	for i := range l.notes {
		n := &l.notes[i]
		if n.ended == endOff {
			continue
		}
		spare, at := c.spare[n.pitch], &next[n.pitch]
		for *at < len(spare) && (spare[*at].used || spare[*at].tick <= n.on) {
			*at++
		}
		switch {
		case *at < len(spare) && (n.ended == endNone || spare[*at].tick <= n.off):
			n.off, spare[*at].used = spare[*at].tick, true
		case n.ended == endNone:
			n.off = max(r.file.tracks[l.track].end, n.on)
			r.file.report.Unended++
		}
	}
}
