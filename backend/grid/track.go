package grid

import "math"

// The tracker follows a beat whose tempo wanders. Time runs in frames; a state
// is a period and a position within the beat, and the period may change by a
// few frames where a beat ends. Onsets are expected on the beat, its halves,
// quarters and thirds. The likeliest path gives the beats.

// frameRate is frames a second.
const frameRate = 96

// A band is a range of tempo in BPM that one tracker covers. Its ends are less
// than 4:3 apart, so that a path cannot slip from quarters to triplets.
type band struct{ low, high float64 }

var bands = [...]band{{63, 82}, {78, 102}, {97, 127}, {121, 158}}

// changeCost is the price of a beat that is so many frames longer or shorter
// than the one before.
var changeCost = [...]float64{0, 0.25, 3.5, 9, 14}

// trust is how much an onset of weight 1 counts.
const trust = 0.6

// expected are the places of onsets within a beat, and how often they are
// played there. What is left may lie anywhere.
var expected = [...]struct{ at, share float64 }{
	{0, 0.36}, {0.5, 0.22}, {0.25, 0.085}, {0.75, 0.085},
	{1.0 / 3, 0.045}, {2.0 / 3, 0.055}, {1.0 / 6, 0.01}, {5.0 / 6, 0.01},
}

const anywhere = 0.13

// profile returns the log-likelihood of an onset at each frame of a beat.
func profile(period int) []float64 {
	spread := max(0.013*frameRate, 0.5) / float64(period)
	out := make([]float64, period)
	for i := range out {
		p := anywhere
		for _, e := range expected {
			d := math.Abs(float64(i)/float64(period) - e.at)
			d = min(d, 1-d)
			if d < 5*spread {
				p += e.share * math.Exp(-d*d/(2*spread*spread)) / (spread * math.Sqrt(2*math.Pi))
			}
		}
		out[i] = trust * math.Log(p)
	}
	return out
}

// A tracker holds the scores of all states at one frame. The scores of each
// period lie in a ring whose head is position 0, so that the step to the next
// frame moves heads instead of scores.
type tracker struct {
	low    int // shortest period in frames
	score  [][]float64
	head   []int
	odds   [][]float64
	fresh  []float64 // scores of beats that start at this frame
	origin []uint8   // per frame and period: the period of the beat before
}

func newTracker(b band, frames int) *tracker {
	low := int(math.Ceil(60 / b.high * frameRate))
	high := int(math.Floor(60 / b.low * frameRate))
	n := high - low + 1
	t := &tracker{low: low, score: make([][]float64, n), head: make([]int, n), odds: make([][]float64, n),
		fresh: make([]float64, n), origin: make([]uint8, frames*n)}
	for i := range n {
		t.odds[i] = profile(low + i)
		t.score[i] = make([]float64, low+i)
	}
	return t
}

// follow returns the beats of the likeliest path through the onsets, extended
// to cover the song.
func follow(onsets []onset, b band) []float64 {
	start := onsets[0].t - 0.3
	end := onsets[len(onsets)-1].t + 0.3
	frames := int((end-start)*frameRate) + 2
	t := newTracker(b, frames)
	next := 0
	for frame := range frames {
		if frame > 0 {
			t.step(frame)
		}
		w := 0.0
		for next < len(onsets) && int(math.Round((onsets[next].t-start)*frameRate)) <= frame {
			w += onsets[next].w
			next++
		}
		if w > 0 {
			t.hear(w)
		}
	}
	return extend(t.path(frames, start), start, end)
}

// step moves on to a frame.
func (t *tracker) step(frame int) {
	n := len(t.score)
	for i := range t.fresh {
		t.fresh[i] = math.Inf(-1)
	}
	from := t.origin[frame*n : (frame+1)*n]
	const reach = len(changeCost) - 1
	for i, ring := range t.score {
		last := t.head[i] - 1
		if last < 0 {
			last = len(ring) - 1
		}
		t.head[i] = last
		done := ring[last]
		for k := max(0, i-reach); k <= min(n-1, i+reach); k++ {
			d := k - i
			if d < 0 {
				d = -d
			}
			if v := done - changeCost[d]; v > t.fresh[k] {
				t.fresh[k], from[k] = v, uint8(i)
			}
		}
	}
	for i, ring := range t.score {
		ring[t.head[i]] = t.fresh[i]
	}
}

// hear adds an onset of a weight to all states.
func (t *tracker) hear(w float64) {
	for i, ring := range t.score {
		odds, head := t.odds[i], t.head[i]
		tail := ring[head:]
		first := odds[:len(tail)]
		for q := range tail {
			tail[q] += w * first[q]
		}
		rest := odds[len(tail):]
		front := ring[:len(rest)]
		for q := range front {
			front[q] += w * rest[q]
		}
	}
}

// path walks back from the best state at the last frame.
func (t *tracker) path(frames int, start float64) []float64 {
	best, period, at := math.Inf(-1), 0, 0
	for i, ring := range t.score {
		for q := range ring {
			if v := ring[(t.head[i]+q)%len(ring)]; v > best {
				best, period, at = v, i, q
			}
		}
	}
	var back []float64
	for frame := frames - 1 - at; frame >= 0; {
		back = append(back, start+float64(frame)/frameRate)
		if frame == 0 {
			break
		}
		period = int(t.origin[frame*len(t.score)+period])
		frame -= t.low + period
	}
	for a, z := 0, len(back)-1; a < z; a, z = a+1, z-1 {
		back[a], back[z] = back[z], back[a]
	}
	return back
}

// extend adds beats at both ends until they cover start to end.
func extend(beats []float64, start, end float64) []float64 {
	if len(beats) < 3 {
		return nil
	}
	d := (beats[2] - beats[0]) / 2
	front := int(math.Ceil((beats[0]-start)/d)) + 1
	out := make([]float64, 0, front+len(beats)+8)
	for i := max(front, 1); i > 0; i-- {
		out = append(out, beats[0]-float64(i)*d)
	}
	out = append(out, beats...)
	last := len(out) - 1
	d = (out[last] - out[last-2]) / 2
	for out[len(out)-1] < end+d {
		out = append(out, out[len(out)-1]+d)
	}
	return out
}
