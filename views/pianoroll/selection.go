package pianoroll

import "math/bits"

// selection is a set of notes of an index.
type selection struct {
	bits  []uint64 // by number of the note
	count int
	cells *[pitches][][]uint64 // where selected notes are, as the cells of a density; nil: not counted yet
}

func (s *selection) reset(notes int) {
	n := (notes + 63) / 64
	if cap(s.bits) < n {
		s.bits = make([]uint64, n)
	}
	s.bits = s.bits[:n]
	clear(s.bits)
	s.count, s.cells = 0, nil
}

func (s *selection) has(n uint32) bool { return s.bits[n>>6]>>(n&63)&1 != 0 }

// set adds or removes a note and reports whether that changed anything.
func (s *selection) set(n uint32, on bool) bool {
	if s.has(n) == on {
		return false
	}
	s.bits[n>>6] ^= 1 << (n & 63)
	s.cells = nil
	if on {
		s.count++
	} else {
		s.count--
	}
	return true
}

// refs lists the set by track and place.
func (s *selection) refs(x *index) []Ref {
	out := make([]Ref, 0, s.count)
	track := 0
	for w, b := range s.bits {
		for ; b != 0; b &= b - 1 {
			n := uint32(w*64 + bits.TrailingZeros64(b))
			for track+1 < len(x.base) && x.base[track+1] <= n {
				track++
			}
			out = append(out, Ref{track, int(n - x.base[track])})
		}
	}
	return out
}

// from takes over notes that are in front.
func (s *selection) from(x *index, scene *Scene, refs []Ref) {
	s.reset(x.notes)
	for _, r := range refs {
		if scene.selectable(r) {
			s.set(x.base[r.Track]+uint32(r.Note), true)
		}
	}
}

// selectable reports whether a reference names a note in front.
func (s *Scene) selectable(r Ref) bool {
	return r.Track >= 0 && r.Track < len(s.Tracks) && s.Tracks[r.Track].Show == Front &&
		r.Note >= 0 && r.Note < len(s.Tracks[r.Track].Notes)
}

// spread marks the cells that selected notes are in, unless that is done.
func (s *selection) spread(x *index) {
	if s.cells != nil || x.density == nil || s.count == 0 {
		return
	}
	s.cells = new([pitches][][]uint64)
	for p := range x.rows {
		rows := x.density.rows[p]
		if len(rows) == 0 || len(x.rows[p].marks) == 0 {
			continue
		}
		base := make([]uint64, (len(rows[0])+63)/64)
		for _, m := range x.rows[p].marks {
			if s.has(x.number(m)) {
				for c := m.start >> x.density.first; c <= (m.end-1)>>x.density.first; c++ {
					base[c>>6] |= 1 << (c & 63)
				}
			}
		}
		s.cells[p] = fold(base, len(rows))
	}
}

// fold returns rows of bits, each half as long as the row before.
func fold(base []uint64, rows int) [][]uint64 {
	out := [][]uint64{base}
	for len(out) < rows {
		below := out[len(out)-1]
		up := make([]uint64, (len(below)+1)/2)
		for i, b := range below {
			b |= b >> 1
			for k := range 32 {
				up[i/2] |= (b >> (2 * k) & 1) << (k + i%2*32)
			}
		}
		out = append(out, up)
	}
	return out
}
