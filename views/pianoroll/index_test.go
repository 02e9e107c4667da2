package pianoroll

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"partlift/backend/music"
)

// sceneOf reads notes on few pitches from bytes, six for each, so that many lie
// over each other: some very long, some without length.
func sceneOf(data []byte) Scene {
	s := Scene{Tracks: []Track{{}, {Show: Ghost}, {Drums: true}}}
	for len(data) >= 6 {
		start, long := binary.LittleEndian.Uint16(data), binary.LittleEndian.Uint16(data[2:])
		n := music.Note{Pitch: 58 + data[4]%4, Velocity: data[5] & 127, Start: float64(start) / 256}
		n.End = n.Start + float64(long)/256
		if data[4]&64 != 0 {
			n.End = n.Start + float64(long)/16384
		}
		t := &s.Tracks[data[4]>>2%3]
		t.Notes = append(t.Notes, n)
		t.Flags = append(t.Flags, Flag(data[5]>>4&7))
		data = data[6:]
	}
	for i := range s.Tracks {
		music.Sort(s.Tracks[i].Notes)
	}
	return s
}

func seeds(f *testing.F) {
	f.Add([]byte{}, uint16(0), uint16(100))
	f.Add([]byte("a note from the start to the end, and others behind it: abcdefghijklmnopqrstuvwxyz"), uint16(9000), uint16(3000))
	long := make([]byte, 6*600)
	for i := range long {
		long[i] = byte(i * i * 7 >> 3)
	}
	f.Add(long, uint16(20000), uint16(400))
	f.Add(long, uint16(65000), uint16(65000))
}

func FuzzVisible(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte, from, long uint16) {
		s := sceneOf(data)
		x := newIndex(&s)
		t0, t1 := instantOf(float64(from)/256), instantOf(float64(from)/256+float64(long)/256)
		for p := range x.rows {
			for _, r := range []*row{&x.rows[p], &x.ghosts[p]} {
				var got, want []mark
				for i := r.next(0, t0); i < len(r.marks) && r.marks[i].start < t1; i = r.next(i+1, t0) {
					got = append(got, r.marks[i])
				}
				for _, m := range r.marks {
					if m.end > t0 && m.start < t1 {
						want = append(want, m)
					}
				}
				if !slices.Equal(got, want) {
					t.Fatalf("pitch %d from %d to %d: found %v, want %v", p, t0, t1, got, want)
				}
				if n := r.from(t0); n != len(r.marks) && r.marks[n].start < t0 || n > 0 && r.marks[n-1].start >= t0 {
					t.Fatalf("pitch %d: the first mark from %d on is not %d", p, t0, n)
				}
			}
		}
	})
}

func FuzzWithin(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte, from, long uint16) {
		s := sceneOf(data)
		x := newIndex(&s)
		a := area{float64(from) / 256, float64(from)/256 + float64(long)/256, 59, 60}
		got := map[Ref]bool{}
		x.within(a, func(m mark) { got[Ref{int(m.track), int(m.note)}] = true })
		for i, track := range s.Tracks {
			for k, n := range track.Notes {
				start, end := instantOf(n.Start), max(instantOf(n.End), instantOf(n.Start)+1)
				want := track.Show == Front && n.Pitch >= 59 && n.Pitch <= 60 && end > instantOf(a.from) && start <= instantOf(a.to)
				if got[Ref{i, k}] != want {
					t.Fatalf("%+v of track %d in %+v: %v, want %v", n, i, a, got[Ref{i, k}], want)
				}
			}
		}
	})
}

func FuzzHit(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte, from, slack uint16) {
		s := sceneOf(data)
		x := newIndex(&s)
		var none selection
		none.reset(x.notes)
		at, near := float64(from)/256, float64(slack)/65536
		for pitch := 57; pitch <= 62; pitch++ {
			m, ok := x.hit(&none, pitch, at, near, [2]float64{})
			want, exact := false, false
			for _, c := range x.rows[pitch].marks {
				if c.start <= instantOf(at) && instantOf(at) < c.end {
					exact = true
				}
				if c.start <= instantOf(at+near) && c.end > instantOf(at-near) {
					want = true
				}
			}
			if ok != want {
				t.Fatalf("pitch %d at %g ± %g: found %v, want %v", pitch, at, near, ok, want)
			}
			if exact && !(m.start <= instantOf(at) && instantOf(at) < m.end) {
				t.Fatalf("pitch %d at %g: found %v, which only is near", pitch, at, m)
			}
		}
	})
}

func FuzzDensity(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte, _, _ uint16) {
		s := sceneOf(data)
		x := newIndex(&s)
		x.density = newDensity(x)
		var all selection
		all.reset(x.notes)
		for i := range x.notes {
			all.set(uint32(i), true)
		}
		all.spread(x)
		for p, rows := range x.density.rows {
			for k, cells := range rows {
				shift := x.density.first + uint(k)
				front, any := make([]bool, len(cells)), make([]bool, len(cells))
				for _, m := range x.rows[p].marks {
					for c := m.start >> shift; c <= (m.end-1)>>shift; c++ {
						front[c], any[c] = true, true
					}
				}
				for _, m := range x.ghosts[p].marks {
					for c := m.start >> shift; c <= (m.end-1)>>shift; c++ {
						any[c] = true
					}
				}
				for c, cell := range cells {
					if got := cell != 0; got != any[c] {
						t.Fatalf("pitch %d level %d cell %d: something there is %v, want %v", p, k, c, got, any[c])
					}
					if got := cell.rank() > 0; got != front[c] {
						t.Fatalf("pitch %d level %d cell %d: front is %v, want %v", p, k, c, got, front[c])
					}
					if all.cells != nil && len(all.cells[p]) > 0 && anyBit(all.cells[p][k], c, c+1) != front[c] {
						t.Fatalf("pitch %d level %d cell %d: selected is %v, want %v", p, k, c, !front[c], front[c])
					}
				}
			}
		}
	})
}

func TestLongNoteAtTheStartIsFound(t *testing.T) {
	s := crowd(50_000, true)
	s.Tracks[0].Notes = append([]music.Note{{Pitch: 60, Velocity: 1, End: 179}}, s.Tracks[0].Notes...)
	x := newIndex(&s)
	r := &x.rows[60]
	i := r.next(0, instantOf(178.9))
	if r.marks[i].start != 0 {
		t.Fatalf("found %+v first, want the note from the start", r.marks[i])
	}
	// Behind it, groups that have ended are stepped over and not walked through.
	steps := 0
	for ; i < len(r.marks); i = r.next(i+1, instantOf(178.9)) {
		steps++
	}
	if steps > len(r.marks)/20 {
		t.Errorf("%d of %d notes were looked at", steps, len(r.marks))
	}
}

func TestSelectionListsInOrder(t *testing.T) {
	s := Scene{Tracks: []Track{{Notes: make([]music.Note, 70)}, {}, {Show: Ghost, Notes: make([]music.Note, 3)}, {Notes: make([]music.Note, 130)}}}
	x := newIndex(&s)
	var sel selection
	want := []Ref{{0, 0}, {0, 63}, {0, 69}, {3, 0}, {3, 129}}
	sel.from(x, &s, append([]Ref{{2, 1}, {3, 130}, {9, 0}, {-1, 0}, {0, -1}, {3, 129}}, want...))
	if got := sel.refs(x); !slices.Equal(got, want) || sel.count != len(want) {
		t.Errorf("selected are %v (%d), want %v", got, sel.count, want)
	}
	if sel.set(0, true) || !sel.set(0, false) || sel.count != 4 {
		t.Error("a note that is selected already counts twice, or one does not leave")
	}
}

func TestInstants(t *testing.T) {
	for _, tt := range []struct {
		second float64
		want   instant
	}{{0, 0}, {-1, 0}, {math.NaN(), 0}, {1, perSecond}, {1e-6, 0}, {1e9, math.MaxUint32}, {math.Inf(1), math.MaxUint32}} {
		if got := instantOf(tt.second); got != tt.want {
			t.Errorf("%g s is %d, want %d", tt.second, got, tt.want)
		}
	}
}

func TestVisibleAmongMany(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var all row
	for range 6000 {
		m := mark{start: instant(r.IntN(1_000_000))}
		m.end = m.start + 1 + instant(math.Exp(r.Float64()*14)) // a few steps to the whole song
		all.marks = append(all.marks, m)
	}
	slices.SortFunc(all.marks, order)
	all.grow()
	for range 300 {
		t0 := instant(r.IntN(1_100_000))
		at := 0
		for i, m := range all.marks {
			if m.end <= t0 {
				continue
			}
			if at = all.next(at, t0); at != i {
				t.Fatalf("from %d on the next mark is %d, want %d", t0, at, i)
			}
			at++
		}
		if at = all.next(at, t0); at != len(all.marks) {
			t.Fatalf("from %d on there is still mark %d", t0, at)
		}
	}
}

func TestCellsShowWhatSounds(t *testing.T) {
	const span = 100
	loud, soft := mark{velocity: 127, track: 1}, mark{velocity: 127, style: muted, track: 2}
	gone, behind := mark{velocity: 127, style: taken, track: 3}, mark{velocity: 127, style: ghost, track: 4}
	quarter := cell(0).join(&loud, span/4, span)
	for _, tt := range []struct {
		name string
		give cell
		want cell
	}{
		{"a note over a muted one", cell(0).join(&soft, span, span).join(&loud, span/4, span), quarter},
		{"a muted note over one that sounds", quarter.join(&soft, span, span), quarter},
		{"a note that is taken out over one that sounds", quarter.join(&gone, span, span), quarter},
		{"a note over a ghost", cell(0).join(&behind, span, span).join(&loud, span/4, span), quarter},
		{"a note beside a ghost", max(quarter, cell(0).join(&behind, span, span)), quarter},
		{"two notes fill more", quarter.join(&loud, span/4, span), cell(0).join(&loud, span/2, span)},
	} {
		// The parts of 255 are rounded down each time.
		if tt.give.track() != tt.want.track() || tt.give.style() != tt.want.style() || tt.want.level()-tt.give.level() > 1 {
			t.Errorf("%s: track %d, style %d, level %d; want %d, %d, %d", tt.name,
				tt.give.track(), tt.give.style(), tt.give.level(), tt.want.track(), tt.want.style(), tt.want.level())
		}
	}
	if quarter.level() < 255/4-1 || quarter.level() > 255/4+1 {
		t.Errorf("a quarter of a cell has level %d", quarter.level())
	}
}

// Of notes that lie over each other the one drawn last is hit, a selected one
// before it, and one that is really there before one that is only near.
func TestTheNoteOnTopIsHit(t *testing.T) {
	long := music.Note{Pitch: 60, Velocity: 80, Start: 1, End: 3}
	next := music.Note{Pitch: 60, Velocity: 80, Start: 3.02, End: 4}
	x := newIndex(&Scene{Length: 10, Tracks: []Track{{Notes: []music.Note{long, next}}, {Notes: []music.Note{long}}}})
	number := func(track, note int) uint32 {
		for _, m := range x.rows[60].marks {
			if int(m.track) == track && int(m.note) == note {
				return x.number(m)
			}
		}
		t.Fatalf("there is no note %d of track %d", note, track)
		return 0
	}
	var none selection
	none.reset(x.notes)
	for _, tt := range []struct {
		second      float64
		track, note int
	}{{1, 1, 0}, {2, 1, 0}, {3.01, 0, 1}, {3.5, 0, 1}} {
		m, ok := x.hit(&none, 60, tt.second, 0.05, [2]float64{})
		if !ok || int(m.track) != tt.track || int(m.note) != tt.note {
			t.Errorf("at %g s note %d of track %d is hit, want %d of %d", tt.second, m.note, m.track, tt.note, tt.track)
		}
	}
	var picked selection
	picked.reset(x.notes)
	picked.set(number(0, 0), true)
	if m, ok := x.hit(&picked, 60, 2, 0.05, [2]float64{}); !ok || m.track != 0 {
		t.Errorf("a selected note below is not hit before the one on top: %+v", m)
	}
	if m, ok := x.hit(&picked, 60, 3.03, 0.05, [2]float64{}); !ok || m.note != 1 {
		t.Errorf("a selected note that is near is hit before the one that is there: %+v", m)
	}
}
