package sheet

import (
	"slices"
)

// stack is what starts and ends together in a voice.
type stack struct {
	on, off uint32
	pitches []uint8 // rising
}

// voice is one line of a staff.
type voice struct {
	staff  int // 0 is the upper one
	number int // 1–4 of the upper staff, 5–8 of the lower one
	stacks []stack
}

// most is how many voices a staff has at most.
const most = 2

// stavesOf divides the notes of a part among its staves: keyboards have two, at
// middle C, where they play on both sides of it.
func stavesOf(p Part) [][]Note {
	if p.Drums || p.Single || !keyboard(p.Program) {
		return [][]Note{p.Notes}
	}
	var high, low []Note
	for _, n := range p.Notes {
		if n.Pitch >= 60 {
			high = append(high, n)
		} else {
			low = append(low, n)
		}
	}
	if few := len(p.Notes) / 20; len(low) <= few || len(high) <= few {
		return [][]Note{p.Notes}
	}
	return [][]Note{high, low}
}

// keyboard reports whether a program is played with two hands on keys, or is a
// harp.
func keyboard(program uint8) bool {
	return program < 8 || program >= 16 && program <= 20 || program == 46
}

// voicesOf divides the notes of a staff among voices.
func voicesOf(notes []Note, bars []bar, staff int, drums bool, c *Changes) []voice {
	l := latticeOf(notes, bars)
	snapped := l.snap(notes, c)
	again := strikesOf(snapped)
	out := make([]voice, most)
	for i := range out {
		out[i] = voice{staff: staff, number: 4*staff + i + 1}
	}
	if drums {
		for _, n := range snapped {
			out[feet(n.Pitch)].hit(n)
		}
	} else {
		for _, s := range stacked(snapped) {
			s.off = min(s.off, again.after(s))
			place(out, s)
		}
	}
	for i := range out {
		out[i].close(l, &again, drums)
	}
	return slices.DeleteFunc(out, func(v voice) bool { return len(v.stacks) == 0 && v.number != 4*staff+1 })
}

// strikes are when each pitch starts, rising. Where one starts again it must not
// still sound in another voice.
type strikes [128][]uint32

func strikesOf(notes []Note) (out strikes) {
	for _, n := range notes {
		out[n.Pitch&127] = append(out[n.Pitch&127], n.On)
	}
	return out
}

// after returns when one of the pitches of a chord starts again.
func (k *strikes) after(s stack) uint32 {
	next := ^uint32(0)
	for _, pitch := range s.pitches {
		all := k[pitch&127]
		if i, _ := slices.BinarySearch(all, s.on+1); i < len(all) {
			next = min(next, all[i])
		}
	}
	return next
}

// hit adds a drum to what is struck at its time.
func (v *voice) hit(n Note) {
	if k := len(v.stacks); k > 0 && v.stacks[k-1].on == n.On {
		v.stacks[k-1].pitches = append(v.stacks[k-1].pitches, n.Pitch)
		return
	}
	v.stacks = append(v.stacks, stack{n.On, n.Off, []uint8{n.Pitch}})
}

// stacked puts together what starts together and ends within a quarter.
func stacked(notes []Note) (out []stack) {
	for i := 0; i < len(notes); {
		k := i + 1
		for k < len(notes) && notes[k].On == notes[i].On {
			k++
		}
		out = append(out, together(notes[i:k])...)
		i = k
	}
	return out
}

// together makes one chord of notes that start together, or two where some end
// much sooner than others.
func together(notes []Note) []stack {
	byEnd := slices.Clone(notes)
	slices.SortStableFunc(byEnd, func(a, b Note) int { return int(a.Off) - int(b.Off) })
	cut, widest := 0, uint32(PPQ-1)
	for i := 1; i < len(byEnd); i++ {
		if gap := byEnd[i].Off - byEnd[i-1].Off; gap > widest {
			cut, widest = i, gap
		}
	}
	var out []stack
	for _, group := range [][]Note{byEnd[cut:], byEnd[:cut]} {
		if len(group) == 0 {
			continue
		}
		s := stack{on: group[0].On, off: group[len(group)/2].Off}
		for _, n := range group {
			s.pitches = append(s.pitches, n.Pitch)
		}
		slices.Sort(s.pitches)
		out = append(out, s)
	}
	return out
}

// place puts a chord into the first voice that it fits into. What rings over its
// start for less than an eighth, or less than a third of its length, gives way;
// where no voice is free the one that ends first does.
func place(voices []voice, s stack) {
	for i := range voices {
		if voices[i].yields(s.on) {
			voices[i].stacks = append(voices[i].stacks, s)
			return
		}
	}
	first := -1
	for i := range voices {
		if last := voices[i].last(); last.on < s.on && (first < 0 || last.off < voices[first].last().off) {
			first = i
		}
	}
	if first < 0 { // all start here
		voices[0].last().join(s.pitches)
		return
	}
	voices[first].last().off = s.on
	voices[first].stacks = append(voices[first].stacks, s)
}

// yields reports whether a voice is free at a tick, and frees it where its last
// chord hardly rings over it.
func (v *voice) yields(tick uint32) bool {
	last := v.last()
	if last == nil || last.off <= tick {
		return true
	}
	over := last.off - tick
	if last.on >= tick || over >= PPQ/2 && 3*over >= last.off-last.on {
		return false
	}
	last.off = tick
	return true
}

// join adds pitches to a chord.
func (s *stack) join(pitches []uint8) {
	s.pitches = append(s.pitches, pitches...)
	slices.Sort(s.pitches)
}

// last returns the latest chord of a voice, nil without one.
func (v *voice) last() *stack {
	if len(v.stacks) == 0 {
		return nil
	}
	return &v.stacks[len(v.stacks)-1]
}

// close ends every chord where it reads best: at the next one if the rest between
// them would be shorter than the chord and than a quarter. Drums have no length,
// so that they end at the next one or with their beat.
func (v *voice) close(l lattice, again *strikes, drums bool) {
	for i := range v.stacks {
		s := &v.stacks[i]
		next := l.bars[len(l.bars)-1].end
		if i+1 < len(v.stacks) {
			next = v.stacks[i+1].on
		}
		if drums {
			w := windowOf(l.bars, s.on)
			s.off = min(next, w.start+PPQ, l.bars[w.bar].end)
			continue
		}
		s.off = min(s.off, next)
		line := l.bars[at(l.bars, s.off-1)].end
		if rest := min(next, line, max(again.after(*s), s.off)) - s.off; rest < PPQ && rest <= s.off-s.on {
			s.off += rest
		}
	}
}

// median returns the middle pitch of notes, 60 without any.
func median(notes []Note) uint8 {
	if len(notes) == 0 {
		return 60
	}
	all := make([]uint8, len(notes))
	for i, n := range notes {
		all[i] = n.Pitch
	}
	slices.Sort(all)
	return all[len(all)/2]
}
