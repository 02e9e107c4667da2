//go:build eval

package eval

import (
	"math"
	"slices"
	"sort"

	"partlift/backend/music"
)

func median(x []float64) float64 {
	x = slices.Clone(x)
	sort.Float64s(x)
	return x[len(x)/2]
}

// starts returns the onsets of a song, each time once.
func starts(song music.Song) []float64 {
	var out []float64
	for _, t := range song.Tracks {
		for _, n := range t.Notes {
			out = append(out, n.Start)
		}
	}
	sort.Float64s(out)
	return slices.Compact(out)
}

// prettyMIDI follows the published algorithm of pretty_midi: intervals between
// adjacent onsets are clustered within 25 ms, the fullest cluster is the beat;
// its start is the one of the first ten onsets whose even grid hits most.
func prettyMIDI(song music.Song) Guess {
	onsets := starts(song)
	tempo := clusterTempo(onsets)
	if tempo == 0 {
		return Guess{Refused: true}
	}
	beat := 60 / tempo
	best, start := -1, 0.0
	last := onsets[len(onsets)-1]
	for _, o := range onsets[:min(10, len(onsets))] {
		hits := 0
		for t := o; t <= last; t += beat {
			if nearest(t, onsets) <= 0.05 {
				hits++
			}
		}
		if hits > best {
			best, start = hits, o
		}
	}
	g := Guess{BPM: tempo, Constant: true, Bar: 4, Key: krumhansl(song)}
	for k := 0; start+float64(k)*beat <= last+0.05; k++ {
		g.Beats = append(g.Beats, start+float64(k)*beat)
		if k%4 == 0 {
			g.Downbeats = append(g.Downbeats, g.Beats[k])
		}
	}
	return g
}

// clusterTempo returns the tempo of the fullest cluster of intervals, 0
// without any.
func clusterTempo(onsets []float64) float64 {
	type cluster struct{ sum, n float64 }
	var all []cluster
	for i := 1; i < len(onsets); i++ {
		d := onsets[i] - onsets[i-1]
		if d < 0.05 || d > 2 {
			continue
		}
		at := slices.IndexFunc(all, func(c cluster) bool { return math.Abs(c.sum/c.n-d) < 0.025 })
		if at < 0 {
			all = append(all, cluster{d, 1})
			continue
		}
		all[at].sum += d
		all[at].n++
	}
	if len(all) == 0 {
		return 0
	}
	best := slices.MaxFunc(all, func(a, b cluster) int { return int(a.n - b.n) })
	return 60 * best.n / best.sum
}

// An agent follows beats from a start and a period.
type agent struct {
	beats                  []float64
	period, period0, score float64
}

// beatRoot follows Dixon's tracker, without its forking of agents: periods from clusters of the intervals of
// all near pairs of onsets, agents that start at the first onsets and adapt to
// what they hit, the one with the most hit salience wins. With line, a straight
// line through its beats replaces them.
func beatRoot(song music.Song, line bool) Guess {
	times, weights := salient(song)
	if len(times) < 8 {
		return Guess{Refused: true}
	}
	var best agent
	for _, p := range periods(times) {
		for i := 0; i < len(times) && times[i] < times[0]+5; i++ {
			a := run(times, weights, i, p)
			if a.score > best.score {
				best = a
			}
		}
	}
	if len(best.beats) < 4 {
		return Guess{Refused: true}
	}
	beats := best.beats
	for beats[0]-best.period0 > times[0]-0.05 {
		beats = slices.Insert(beats, 0, beats[0]-best.period0)
	}
	g := Guess{Beats: beats, BPM: tempo(beats), Bar: 4, Key: krumhansl(song)}
	if line {
		a, p := regress(beats)
		g.Constant, g.BPM, g.Beats = true, 60/p, nil
		for k := range beats {
			g.Beats = append(g.Beats, a+p*float64(k))
		}
	}
	for k := 0; k < len(g.Beats); k += 4 {
		g.Downbeats = append(g.Downbeats, g.Beats[k])
	}
	return g
}

// salient joins onsets within 40 ms; low, long and many notes weigh more.
func salient(song music.Song) (times, weights []float64) {
	type event struct{ t, w float64 }
	var all []event
	for _, t := range song.Tracks {
		for _, n := range t.Notes {
			w := (n.End - n.Start) * (float64(n.Velocity)/127 + 0.3) * (1.5 - float64(min(max(n.Pitch, 36), 84)-36)/48)
			if t.Drums {
				w = 0.3
			}
			all = append(all, event{n.Start, w})
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].t < all[j].t })
	for _, e := range all {
		if k := len(times) - 1; k >= 0 && e.t-times[k] < 0.04 {
			weights[k] += e.w
			continue
		}
		times, weights = append(times, e.t), append(weights, e.w)
	}
	for i := range weights {
		weights[i] = math.Log1p(10 * weights[i])
	}
	return times, weights
}

// periods returns the ten best clusters of the intervals between onsets, each
// helped by those at whole multiples of it, within the range of a beat.
func periods(times []float64) []float64 {
	type cluster struct{ sum, n, score float64 }
	var all []cluster
	for i := range times {
		for j := i + 1; j < len(times) && times[j]-times[i] < 2.5; j++ {
			d := times[j] - times[i]
			if d < 0.07 {
				continue
			}
			at := -1
			for k, c := range all {
				if off := math.Abs(c.sum/c.n - d); off < 0.025 && (at < 0 || off < math.Abs(all[at].sum/all[at].n-d)) {
					at = k
				}
			}
			if at < 0 {
				all = append(all, cluster{sum: d, n: 1})
				continue
			}
			all[at].sum += d
			all[at].n++
		}
	}
	for i := range all {
		for j := range all {
			r := all[j].sum / all[j].n / (all[i].sum / all[i].n)
			if m := math.Round(r); m >= 1 && m <= 8 && math.Abs(r-m) < 0.05*m {
				all[i].score += max(6-m, 1) * all[j].n
			}
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].score > all[j].score })
	var out []float64
	for _, c := range all[:min(10, len(all))] {
		p := c.sum / c.n
		for p < 0.3 {
			p *= 2
		}
		for p > 1 {
			p /= 2
		}
		out = append(out, p)
	}
	return out
}

// run lets one agent follow the beat from an onset.
func run(times, weights []float64, from int, period float64) agent {
	a := agent{beats: []float64{times[from]}, period: period, period0: period, score: weights[from]}
	last := times[len(times)-1]
	hit := times[from]
	for {
		expect := a.beats[len(a.beats)-1] + a.period
		if expect > last+0.05 || len(a.beats) > 20000 {
			break
		}
		i := sort.SearchFloat64s(times, expect-0.15*a.period)
		at := -1
		for ; i < len(times) && times[i] < expect+0.3*a.period; i++ {
			if at < 0 || math.Abs(times[i]-expect) < math.Abs(times[at]-expect) {
				at = i
			}
		}
		if at >= 0 && times[at]-hit > 0 {
			off := times[at] - expect
			if math.Abs(off) < 0.04 {
				a.period = min(max(a.period+off/5, 0.8*a.period0), 1.2*a.period0)
				a.beats = append(a.beats, times[at])
				a.score += weights[at] * (1 - math.Abs(off)/0.08)
				hit = times[at]
				continue
			}
			a.score += 0.3 * weights[at] * (1 - math.Abs(off)/(0.3*a.period))
		}
		a.beats = append(a.beats, expect)
	}
	a.score /= math.Sqrt(float64(len(a.beats)))
	return a
}

// krumhansl finds the key by the probe-tone profiles of Krumhansl and Kessler.
func krumhansl(song music.Song) string {
	profiles := [2][12]float64{
		{6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88},
		{6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17},
	}
	var classes [12]float64
	for _, t := range song.Tracks {
		if t.Drums {
			continue
		}
		for _, n := range t.Notes {
			classes[n.Pitch%12] += n.End - n.Start
		}
	}
	best, name := math.Inf(-1), ""
	for mode, p := range profiles {
		for tonic := range 12 {
			var x, y []float64
			for i := range 12 {
				x, y = append(x, classes[(i+tonic)%12]), append(y, p[i])
			}
			if c := pearson(x, y); c > best {
				best, name = c, pitchNames[tonic]
				if mode == 1 {
					name += "m"
				}
			}
		}
	}
	return name
}

func pearson(x, y []float64) float64 {
	var mx, my float64
	for i := range x {
		mx += x[i] / float64(len(x))
		my += y[i] / float64(len(x))
	}
	var xy, xx, yy float64
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
	}
	if xx == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}
