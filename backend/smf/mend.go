package smf

import "bytes"

// A guess is one way to read on where an event is damaged.
type guess struct {
	f     found
	keep  bool // f is an event that was meant
	timed bool // what follows begins with a time, as usual
	sum   *int // what counts it
}

// mend gets past an event that is not as the standard has it: of all ways to
// read on it takes the one after which most is in order.
func (s *scanner) mend(at, end int) (next int, ended bool, err error) {
	delta, p, ok := s.padded(at, end)
	switch {
	case p < end && !ok:
		return s.resync(at, end)
	case p >= end:
		s.report.Broken++
		return end, false, nil
	case cutEnd(s.in[p:end]):
		return end, false, nil // the track is counted for having no end
	}
	if f, ok := s.look(p, end, s.running, false); ok { // only the time was odd
		f.delta = delta
		s.report.Broken++
		return f.next, f.ends(), s.take(f)
	}
	best, most := guess{}, -1
	for _, g := range s.guesses(p, end) {
		if n := s.clean(g, end); n > most {
			best, most = g, n
		}
	}
	if most < 2 || most < 4 && best.sum == &s.report.Broken {
		return s.resync(at, end)
	}
	*best.sum++
	best.f.delta = delta
	if best.keep {
		err = s.take(best.f)
	} else if s.tick += uint64(delta); !best.timed {
		err = s.untimed(&best.f, end)
	}
	if s.count++; s.count > maxEvents {
		return 0, false, errTooLarge
	}
	return best.f.next, best.f.ends(), err
}

// untimed takes the event that follows without a time of its own.
func (s *scanner) untimed(f *found, end int) error {
	e, ok := s.look(f.next, end, s.running, false)
	if !ok {
		return nil
	}
	*f = e
	return s.take(e)
}

// cutEnd reports whether an end of track is all that is left, and cut off.
func cutEnd(rest []byte) bool {
	return len(rest) > 0 && len(rest) < 3 && bytes.HasPrefix([]byte("\xff\x2f"), rest)
}

// padded reads a time that is longer than the standard has it, as some writers
// fill up with zeros; one that is longer by its value is taken for none.
func (s *scanner) padded(at, end int) (n uint32, next int, ok bool) {
	wide := uint64(0)
	for i := range 8 {
		if at+i >= end {
			return 0, end, false
		}
		b := s.in[at+i]
		if wide = wide<<7 | uint64(b&0x7F); b < 0x80 && wide < 1<<28 {
			return uint32(wide), at + i + 1, true
		} else if b < 0x80 {
			return 0, at + i + 1, true
		}
	}
	return 0, at, false
}

// guesses lists ways to read on from the status of a damaged event, the
// likeliest first.
func (s *scanner) guesses(at, end int) []guess {
	status := s.in[at]
	switch {
	case status == 0xFF:
		return s.metaGuesses(at, end)
	case status == 0xF0 || status == 0xF7:
		if n := bytes.IndexByte(s.in[at+1:end], 0xF7); n >= 0 {
			return []guess{s.skip(at+n+2, true, &s.report.Broken)}
		}
		return nil
	case status > 0xF0:
		out := []guess{s.skip(at+1, true, &s.report.Stray), s.skip(at+1, false, &s.report.Stray)}
		for n := 1; n <= operands(status) && at+1+n <= end; n++ {
			out = append(out, s.skip(at+1+n, true, &s.report.Stray), s.skip(at+1+n, false, &s.report.Stray))
		}
		return out
	}
	if status < 0x80 {
		status, at = s.running, at-1
	}
	if status == 0 {
		return nil
	}
	return s.channelGuesses(status, at+1, end)
}

// operands is how many data bytes a system common message has.
func operands(status uint8) int {
	switch status {
	case 0xF1, 0xF3:
		return 1
	case 0xF2:
		return 2
	}
	return 0
}

func (s *scanner) skip(next int, timed bool, sum *int) guess {
	return guess{f: found{next: next}, timed: timed, sum: sum}
}

// metaGuesses are for a meta event whose length leads out of the track.
func (s *scanner) metaGuesses(at, end int) []guess {
	if at+2 >= end {
		return nil
	}
	f := found{event: event{status: 0xFF, kind: s.in[at+1], at: uint32(at + 3)}}
	sizes := map[uint8]uint32{0x00: 2, 0x20: 1, 0x21: 1, 0x2F: 0, 0x51: 3, 0x54: 5, 0x58: 4, 0x59: 2}
	var out []guess
	if n, fixed := sizes[f.kind]; fixed && at+3+int(n) <= end {
		f.n, f.next = n, at+3+int(n)
		out = append(out, guess{f: f, keep: true, timed: true, sum: &s.report.Broken})
	}
	return out
}

// channelGuesses are for a channel event with a data byte above 127: the byte
// is out of range, or a live message fell in between, or the rest of the event
// is missing.
func (s *scanner) channelGuesses(status uint8, at, end int) []guess {
	need := width(status)
	var out []guess
	if at+need <= end {
		out = append(out, guess{f: s.forced(status, s.in[at:at+need], at+need), keep: true, timed: true, sum: &s.report.Clamped})
	}
	var data []byte
	p := at
	for ; p < end && len(data) < need; p++ {
		switch b := s.in[p]; {
		case b < 0x80:
			data = append(data, b)
			continue
		case b >= 0xF8 && b < 0xFF:
			continue
		}
		break
	}
	if len(data) == need {
		return append(out, guess{f: s.forced(status, data, p), keep: true, timed: true, sum: &s.report.Stray})
	}
	return append(out, s.skip(p, true, &s.report.Broken))
}

// forced makes an event of data bytes that may be out of range. What names
// something keeps the bits that a name has; what has an amount is at its most.
func (s *scanner) forced(status uint8, data []byte, next int) found {
	f := found{event: event{status: status}, next: next}
	amount := func(b uint8) uint8 { return min(b, 127) }
	f.a = data[0] & 127
	if kind := status & 0xF0; kind == 0xD0 || kind == 0xE0 {
		f.a = amount(data[0])
	}
	if len(data) > 1 {
		f.b = amount(data[1])
	}
	return f
}

// enough is how many events in order make sure that the place is right.
const enough = 8

// longWait in ticks makes a place unlikely: 4.5 minutes at 120 BPM.
const longWait = 1 << 18

// clean returns how well what follows a guess reads: two for each event in
// order and one for each that only has a value out of range, up to 2×enough.
func (s *scanner) clean(g guess, end int) int {
	running, timed, sum := s.running, g.timed, 0
	if g.keep && g.f.status < 0xF0 {
		running = g.f.status
	}
	for at, n := g.f.next, 0; n < enough; n++ {
		if at == end && timed {
			return 2 * enough
		}
		f, ok := s.look(at, end, running, timed)
		switch {
		case f.delta > longWait:
			return sum
		case ok && f.ends():
			return 2 * enough
		case ok:
			sum += 2
		case f.explicit && f.next > 0 && f.next <= end && f.status != 0xFF && f.status != 0xF0 && f.status != 0xF7:
			sum++
		default:
			return sum
		}
		if f.status < 0xF0 {
			running = f.status
		}
		at, timed = f.next, true
	}
	return sum
}

// resync looks for the next place from which events with their status bytes
// read well, and counts what lies before it as lost.
func (s *scanner) resync(at, end int) (next int, ended bool, err error) {
	s.report.Broken++
	if s.border <= at {
		if s.border = bytes.Index(s.in[at+1:], []byte("MTrk")) + at + 1; s.border == at {
			s.border = len(s.in)
		}
	}
	end = min(end, s.border)
	running := s.running
	defer func() { s.running = running }()
	s.running = 0
	for p := at + 1; p < end; p++ {
		if s.clean(s.skip(p, true, nil), end) >= 6 {
			return p, false, nil
		}
	}
	return end, false, nil
}
