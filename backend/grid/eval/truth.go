//go:build eval

package eval

import (
	"math"
	"slices"
	"sort"

	"partlift/backend/music"
)

func (f *file) song() (Song, bool) {
	var out Song
	var ids [][3]int
	for id := range f.tracks {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool {
		a, b := ids[i], ids[j]
		return a[0] < b[0] || a[0] == b[0] && (a[1] < b[1] || a[1] == b[1] && a[2] < b[2])
	})
	var ticks []float64
	for _, id := range ids {
		t := music.Track{Program: uint8(id[2]), Drums: id[1] == 9}
		for _, n := range *f.tracks[id] {
			ticks = append(ticks, n.from)
			from, to := f.seconds(n.from), f.seconds(n.to)
			t.Notes = append(t.Notes, music.Note{Pitch: n.pitch, Velocity: max(n.velocity, 1), Start: from, End: max(to, from+0.005)})
		}
		music.Sort(t.Notes)
		out.Notes.Tracks = append(out.Notes.Tracks, t)
	}
	if !f.onLines(ticks) {
		return out, false
	}
	out.Truth = f.truth(ticks)
	return out, len(out.Truth.Beats) >= 30
}

// onLines reports whether the file has enough notes and they lie on 16ths and
// triplets of its own beats.
func (f *file) onLines(ticks []float64) bool {
	if len(ticks) < 150 {
		return false
	}
	near := func(t, g float64) bool { r := math.Mod(t, g); return min(r, g-r) <= f.quarter/24 }
	fine, beat, low, high := 0.0, 0.0, math.Inf(1), 0.0
	for _, t := range ticks {
		if near(t, f.quarter/4) || near(t, f.quarter/3) {
			fine++
		}
		if near(t, f.quarter) {
			beat++
		}
		low, high = min(low, f.seconds(t)), max(high, f.seconds(t))
	}
	n := float64(len(ticks))
	return fine/n >= 0.93 && beat/n >= 0.2 && high-low >= 25
}

func (f *file) truth(ticks []float64) Truth {
	sort.Float64s(ticks)
	end := ticks[len(ticks)-1]
	low, high := f.seconds(ticks[0])-0.02, f.seconds(end)+0.02
	metres := f.metres
	if len(metres) == 0 || metres[0].tick > 0 {
		metres = append([]metre{{0, 4, 4}}, metres...)
	}
	// In metres of halves or sixteenths, which level is the beat is anybody's guess.
	t := Truth{Level: !slices.ContainsFunc(metres, func(m metre) bool { return m.unit != 4 && m.unit != 8 }), Key: f.key}
	if t.Key == "C" || !f.plays(t.Key) {
		t.Key = "" // what programs write when nobody said anything
	}
	longest := 0.0
	for i, m := range metres {
		until := end + 1
		if i+1 < len(metres) {
			until = metres[i+1].tick
		}
		beat, count := m.beat()
		if sounds := min(until, end) - max(m.tick, ticks[0]); sounds > longest {
			longest, t.Bar, t.Compound = sounds, count, beat == 1.5
		}
		for k := 0; m.tick+float64(k)*beat*f.quarter < until-1; k++ {
			s := f.seconds(m.tick + float64(k)*beat*f.quarter)
			if s < low || s > high {
				continue
			}
			t.Beats = append(t.Beats, s)
			if k%count == 0 {
				t.Downbeats = append(t.Downbeats, s)
			}
		}
	}
	t.Constant = straight(t.Beats, 0.020)
	if !f.trusted(&t) {
		t.Downbeats, t.Bar = nil, 0
	}
	return t
}

// plays reports whether the third of a key is played rather than the other one:
// many files have a major signature whatever the mode.
func (f *file) plays(key string) bool {
	tonic, mode := class(key)
	if tonic < 0 {
		return false
	}
	var ticks [12]float64
	for id, track := range f.tracks {
		for _, n := range *track {
			if id[1] != 9 {
				ticks[n.pitch%12] += n.to - n.from
			}
		}
	}
	minor, major := ticks[(tonic+3)%12], ticks[(tonic+4)%12]
	if mode == "m" {
		return minor > major
	}
	return major > minor
}

// trusted reports whether a file's bars are worth anything: somebody said what
// they are, and the kick is not on two and four of nearly all bars and missing
// on one and three, as where the file begins with a fill of one beat.
func (f *file) trusted(t *Truth) bool {
	if len(f.metres) == 0 {
		return false
	}
	if t.Bar != 4 || t.Compound {
		return true
	}
	var kicks [4]int
	for id, track := range f.tracks {
		for _, n := range *track {
			if at := f.seconds(n.from); id[1] == 9 && (n.pitch == 35 || n.pitch == 36) {
				i := sort.SearchFloat64s(t.Downbeats, at+0.03) - 1
				j := sort.SearchFloat64s(t.Beats, at+0.03) - 1
				if i < 0 || at-t.Beats[j] > 0.03 {
					continue
				}
				kicks[(j-sort.SearchFloat64s(t.Beats, t.Downbeats[i]-0.01))%4]++
			}
		}
	}
	return kicks[1]+kicks[3] < 32 || 10*(kicks[0]+kicks[2]) > kicks[1]+kicks[3]
}

// straight reports whether beats lie on one line within a tolerance.
func straight(beats []float64, tolerance float64) bool {
	if len(beats) < 8 {
		return false
	}
	a, p := regress(beats)
	for k, b := range beats {
		if math.Abs(b-a-p*float64(k)) >= tolerance {
			return false
		}
	}
	return true
}

// regress fits beats by index: beat k at a + p * k.
func regress(beats []float64) (a, p float64) {
	n := float64(len(beats))
	var sy, sxy float64
	for k, b := range beats {
		sy += b
		sxy += float64(k) * b
	}
	sx, sxx := n*(n-1)/2, (n-1)*n*(2*n-1)/6
	p = (n*sxy - sx*sy) / (n*sxx - sx*sx)
	return (sy - p*sx) / n, p
}

// chordsLeave reports whether the chords of an annotated song begin at another
// place of the bar for some bars: a beat was dropped or added there, which the
// annotated bars, all of one length, do not say.
func chordsLeave(t Truth) bool {
	if t.Bar == 0 {
		return false
	}
	const bars = 5
	for first := 0; first+bars <= len(t.Downbeats); first++ {
		from, last := t.Downbeats[first], t.Downbeats[first+bars-1]
		beat := (last - from) / float64((bars-1)*t.Bar)
		to := last + beat*float64(t.Bar)
		var places [16]int
		for _, c := range t.Chords {
			if c.From < from-beat/4 || c.From > to-beat/4 {
				continue
			}
			j := first
			for j+1 < len(t.Downbeats) && t.Downbeats[j+1] <= c.From+beat/4 {
				j++
			}
			places[min(int((c.From-t.Downbeats[j])/beat+0.5), len(places)-1)]++
		}
		for place, n := range places {
			if place > 0 && n >= bars-1 && places[0] == 0 {
				return true
			}
		}
	}
	return false
}
