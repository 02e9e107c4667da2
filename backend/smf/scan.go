package smf

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// An event is one event of a file.
type event struct {
	tick   uint64 // from the start of the file
	at, n  uint32 // where the data of a meta or system exclusive event lies
	seq    uint32 // place in its track
	track  uint16
	phase  uint8 // see merge
	status uint8 // 0x80–0xEF, 0xF0, 0xF7 or 0xFF; never running
	kind   uint8 // type of a meta event
	a, b   uint8 // data of a channel event, at most 127
}

// A scanner finds the events of all tracks. It reads on where others give up:
// what is damaged is mended or skipped, and counted.
type scanner struct {
	in     []byte
	events []event
	tracks []span // of events
	report Report

	// of the track that is read
	tick    uint64
	running uint8 // status of the last channel event
	seq     uint32
	last    uint64 // tick of the last note that started
	begun   bool   // one has
	border  int    // where the next track begins, once that was asked for

	count, tempi int // of all tracks
}

// span is where a track's events lie.
type span struct {
	from, to int
	end      uint64 // tick at which the track ends
}

// A found is an event as it stands in the file.
type found struct {
	event
	delta    uint32
	next     int  // place behind it
	explicit bool // the status byte is there
}

// look reads one event as the standard has it, or reports that there is none.
// Running status is taken across meta events too, as some writers have it.
func (s *scanner) look(at, end int, running uint8, timed bool) (f found, ok bool) {
	if timed {
		if f.delta, at, ok = s.number(at, end); !ok {
			return f, false
		}
	}
	if at >= end {
		return f, false
	}
	f.status = s.in[at]
	if f.explicit = f.status >= 0x80; f.explicit {
		at++
	} else {
		f.status = running
	}
	switch {
	case f.status == 0xFF:
		if at >= end || s.in[at] >= 0x80 {
			return f, false
		}
		f.kind = s.in[at]
		return s.sized(f, at+1, end)
	case f.status == 0xF0 || f.status == 0xF7:
		return s.sized(f, at, end)
	case f.status < 0x80 || f.status > 0xEF:
		f.next = at
		return f, false
	}
	f.next = at + width(f.status)
	if f.next > end {
		return f, false
	}
	f.a = s.in[at]
	if f.next > at+1 {
		f.b = s.in[at+1]
	}
	return f, f.a < 0x80 && f.b < 0x80
}

// width is how many data bytes a channel event has.
func width(status uint8) int {
	if status&0xE0 == 0xC0 {
		return 1
	}
	return 2
}

func (s *scanner) sized(f found, at, end int) (found, bool) {
	n, at, ok := s.number(at, end)
	if !ok || int(n) > end-at {
		return f, false
	}
	f.at, f.n, f.next = uint32(at), n, at+int(n)
	return f, true
}

// number reads a variable-length quantity of at most four bytes.
func (s *scanner) number(at, end int) (n uint32, next int, ok bool) {
	for i := range 4 {
		if at+i >= end {
			return 0, at, false
		}
		b := s.in[at+i]
		n = n<<7 | uint32(b&0x7F)
		if b < 0x80 {
			return n, at + i + 1, true
		}
	}
	return 0, at, false
}

// ends reports whether an event is the end of its track.
func (f *found) ends() bool { return f.status == 0xFF && f.kind == 0x2F && f.n == 0 }

// track scans a track that begins at a place and by its length ends at end;
// cut says that the file is shorter than that. It returns where the next chunk
// is to be looked for.
func (s *scanner) track(at, end int, cut bool) (next int, err error) {
	s.tick, s.running, s.seq, s.begun, s.border = 0, 0, 0, false, 0
	t := span{from: len(s.events)}
	// Where the length leads to another chunk it is believed.
	sure, limit, ended := !cut && (end == len(s.in) || chunkAt(s.in, end)), end, false
	for !ended {
		if s.trackAt(at, sure) {
			break
		}
		f, ok := s.look(at, limit, s.running, true)
		if !ok && !sure && !cut && limit == end && s.endFrom(at) > 0 {
			limit = len(s.in) // the length is too short
			continue
		}
		if at >= limit {
			break
		}
		if !ok {
			at, ended, err = s.mend(at, limit)
		} else {
			at, err = f.next, s.take(f)
			// What follows the end up to another where the length says is music.
			ended = f.ends() && (at == end || !sure || s.endFrom(at) != end)
		}
		if err != nil {
			return 0, err
		}
	}
	t.to, t.end = len(s.events), s.tick
	s.tracks = append(s.tracks, t)
	if cut || !ended || at > end || at < end && (!sure || chunkAt(s.in, at)) {
		s.report.Tracks++
	} else if at < end {
		s.report.Junk += end - at
		at = end
	}
	return at, nil
}

// trackAt reports whether another track begins at a place between events. Where
// the length of this one is believed, its own must be likely too.
func (s *scanner) trackAt(at int, sure bool) bool {
	rest := s.in[at:]
	return bytes.HasPrefix(rest, []byte("MTrk")) && (!sure || len(rest) >= 8 && int(binary.BigEndian.Uint32(rest[4:])) <= len(rest)-8)
}

// endFrom returns the place behind the end of track that events without fault
// lead to, 0 if they do not.
func (s *scanner) endFrom(at int) int {
	for running := s.running; ; {
		f, ok := s.look(at, len(s.in), running, true)
		switch {
		case !ok:
			return 0
		case f.ends():
			return f.next
		case f.status < 0xF0:
			running = f.status
		}
		at = f.next
	}
}

// take keeps an event.
func (s *scanner) take(f found) error {
	s.tick += uint64(f.delta)
	if s.count++; s.count > maxEvents {
		return errTooLarge
	}
	if f.status < 0xF0 {
		s.running = f.status
	}
	if f.status == 0xFF {
		switch f.kind {
		case 0x51:
			if s.tempi++; s.tempi > maxTempi {
				return errTooLarge
			}
		case 0x2F, 0x7F:
			return nil
		}
	}
	if s.begun = s.begun && s.last == s.tick; !s.begun && f.status&0xF0 == 0x90 && f.b > 0 {
		s.begun, s.last = true, s.tick
	}
	e := f.event
	e.tick, e.seq, e.track, e.phase = s.tick, s.seq, uint16(len(s.tracks)), phaseBefore
	switch {
	case s.begun:
		e.phase = phaseNotes
	case f.status == 0xF0 && resets(s.data(e)) != nothing:
		e.phase = phaseReset
	}
	s.seq++
	s.events = append(s.events, e)
	return nil
}

// data returns the data of a meta or system exclusive event.
func (s *scanner) data(e event) []byte { return s.in[e.at : e.at+e.n] }

// Phases of what happens at one tick, whatever the track: what prepares notes
// comes before all notes.
const (
	phaseReset  uint8 = iota // a synthesizer is put back to how it starts
	phaseBefore              // what a track has before its first note on the tick
	phaseNotes
)

// merge puts the events of all tracks in the order in which they happen.
func (s *scanner) merge() {
	slices.SortFunc(s.events, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.tick, b.tick), cmp.Compare(a.phase, b.phase), cmp.Compare(a.track, b.track), cmp.Compare(a.seq, b.seq))
	})
}
