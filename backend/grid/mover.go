package grid

import (
	"cmp"
	"math"
	"slices"

	"partlift/backend/music"
)

// A mover moves the notes of one track after the other. Its beats count from
// the downbeat.
type mover struct {
	Quantize
	grid    *music.Grid
	origin  float64 // the grid's beat at the downbeat
	meters  stretches
	first   float64 // beat at the start of the audio; nothing is moved before it
	order   []int   // notes by start
	strikes []strike
}

// A strike is the notes of a track that start on the same tick. They move or
// stay together.
type strike struct {
	notes   []int // of the track
	at, to  int   // ticks from the downbeat: as played, as moved
	beat    float64
	stays   bool
	pitches [2]uint64 // a set
}

func (o *strike) final() int {
	if o.stays {
		return o.at
	}
	return o.to
}

// away is how far an strike goes in ticks.
func (o *strike) away() int { return max(o.final()-o.at, o.at-o.final()) }

// track moves the notes of one track in place.
func (m *mover) track(notes []music.Note, c *Changes) {
	m.gather(notes)
	wanted := 0
	for _, o := range m.strikes {
		if !o.stays {
			wanted += len(o.notes)
		}
	}
	for m.part() || m.restore() {
	}
	moved := 0
	for _, o := range m.strikes {
		for _, i := range o.notes {
			n := &notes[i]
			was := *n
			if !o.stays {
				moved++
				n.Start = max(m.grid.Second(m.origin+o.beat), 0)
			}
			m.end(n, was)
			if n.Start != was.Start {
				c.Moved++
			}
			if math.Abs(n.End-n.Start-was.End+was.Start) > 1e-9 {
				c.Stretched++
			}
		}
	}
	c.Kept += wanted - moved
}

// end puts the end of a note that was somewhere else before.
func (m *mover) end(n *music.Note, was music.Note) {
	length := was.End - was.Start
	n.End = n.Start + length
	if !m.Ends {
		return
	}
	at := m.grid.Beat(was.End) - m.origin
	if line, ok := m.line(at); ok {
		n.End = m.grid.Second(m.origin + at + m.share()*(line-at))
	}
	least := m.grid.Second(m.grid.Beat(n.Start)+shortestBeat) - n.Start
	n.End = max(n.End, n.Start+min(length, least))
}

// shortestBeat is the 32nd below which no end is moved.
const shortestBeat = 0.125

// share is the part of the way that notes go.
func (m *mover) share() float64 {
	if m.Division == 0 {
		return 1
	}
	return min(m.Strength, 1)
}

// gather finds the strikes of a track and where each wants to go.
func (m *mover) gather(notes []music.Note) {
	m.order, m.strikes = m.order[:0], m.strikes[:0]
	for i := range notes {
		m.order = append(m.order, i)
	}
	slices.SortStableFunc(m.order, func(a, b int) int { return cmp.Compare(notes[a].Start, notes[b].Start) })
	for k, i := range m.order {
		at := int(math.Round((m.grid.Beat(notes[i].Start) - m.origin) * fine))
		if n := len(m.strikes); n == 0 || m.strikes[n-1].at != at {
			m.strikes = append(m.strikes, m.aim(strike{notes: m.order[k:k], at: at}))
		}
		o := &m.strikes[len(m.strikes)-1]
		o.notes = o.notes[:len(o.notes)+1]
		o.pitches[notes[i].Pitch>>6&1] |= 1 << (notes[i].Pitch & 63)
	}
}

// aim says where an strike wants to go.
func (m *mover) aim(o strike) strike {
	beat := float64(o.at) / fine
	line, ok := m.line(beat)
	o.stays = !ok
	o.beat = max(beat+m.share()*(line-beat), m.first)
	o.to = int(math.Round(o.beat * fine))
	return o
}

// part lets those stay that would fall together with a note of their pitch,
// all but the one that goes least far. It reports whether one more stays.
func (m *mover) part() bool {
	more := false
	for i := 0; i < len(m.strikes); {
		j := i + 1
		for j < len(m.strikes) && m.strikes[j].final() == m.strikes[i].final() {
			j++
		}
		for j-i > 1 && clash(m.strikes[i:j]) {
			more = true
		}
		i = j
	}
	return more
}

// clash lets one strike stay of those that end up on one tick and share a
// pitch, the one that comes from farthest; it reports whether there was one.
func clash(together []strike) bool {
	worst := -1
	for i := range together {
		a := &together[i]
		if a.stays || a.final() != together[0].final() {
			continue
		}
		for j := range together {
			b := &together[j]
			shares := a.pitches[0]&b.pitches[0]|a.pitches[1]&b.pitches[1] != 0
			if i == j || !shares || b.final() != a.final() || b.away() > a.away() || b.away() == a.away() && j > i {
				continue
			}
			if worst < 0 || a.away() > together[worst].away() {
				worst = i
			}
		}
	}
	if worst >= 0 {
		together[worst].stays = true
	}
	return worst >= 0
}

// restore lets those stay that would overtake one that stays. It reports
// whether one more stays.
func (m *mover) restore() bool {
	more := false
	latest := math.MinInt
	for i := range m.strikes {
		o := &m.strikes[i]
		if !o.stays && o.to < latest {
			o.stays, more = true, true
		}
		if o.stays {
			latest = max(latest, o.at)
		}
	}
	earliest := math.MaxInt
	for i := len(m.strikes) - 1; i >= 0; i-- {
		o := &m.strikes[i]
		if !o.stays && o.to > earliest {
			o.stays, more = true, true
		}
		if o.stays {
			earliest = min(earliest, o.at)
		}
	}
	return more
}
