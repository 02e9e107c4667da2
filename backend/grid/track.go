package grid

import (
	"math"
	"slices"
)

// The tracker follows a beat whose tempo wanders. Time runs in frames; a state
// is a period and a position within the beat, and where a beat ends the period
// may change by a few frames, jump, or the music may pause. Onsets are expected
// on the beat, its halves, quarters and thirds. The likeliest path gives the
// beats.

// Frames a second, and from how many seconds on a song is long, so that its
// tracking must not take long as well.
const frameRate, longRate, longSong = 96.0, 64.0, 1800.0

// A band is a range of tempo in BPM that one tracker covers. Whatever the beat,
// it or its half or double lies well within a band, with room to get slower
// and faster.
type band struct{ low, high float64 }

var bands = [...]band{{58, 112}, {80, 155}}

// Scores are whole numbers, so that every machine finds the same path. The
// lowest bits of a score say where a path came from.
const (
	unit     = 1 << 26 // a log-likelihood of 1
	fromBits = 0x3f    // the period of the beat before
	paused   = 0x40    // the beat before ended in front of a pause
	pauses   = 0x80    // a pause begins; in the record of a frame only
	noPath   = math.MinInt64 / 4
)

// changeCost is the price of a beat that is that many frames longer or shorter
// than the one before; jumpCost that of any other, and pauseCost that of a
// beat that is held for as long as it takes.
var changeCost = [...]int64{0, unit / 4, unit * 3, unit * 6, unit * 9}

const jumpCost, pauseCost = 60 * unit, 30 * unit

// trust is how much an onset of weight 1 counts.
const trust = 0.6

// expected are the places of onsets within a beat, and how often they are
// played there. What is left may lie anywhere.
var expected = [...]struct{ at, share float64 }{
	{0, 0.36}, {0.5, 0.22}, {0.25, 0.085}, {0.75, 0.085},
	{1.0 / 3, 0.045}, {2.0 / 3, 0.055}, {1.0 / 6, 0.01}, {5.0 / 6, 0.01},
}

const anywhere = 0.13

// Weights are counted in parts of 1; a likelihood for each leaves the lowest
// bits of a score as they are.
const parts = 64

// odds is the log-likelihood, for a part of weight, of an onset of probability p.
func odds(p float64) int64 {
	const grain = fromBits | paused + 1
	return int64(math.Round(trust*math.Log(p)*unit/parts/grain)) * grain
}

// profile returns the odds of an onset at each frame of a beat, at so many
// frames a second.
func profile(out []int64, rate float64) {
	period := float64(len(out))
	spread := max(0.013*rate, 0.5) / period
	for i := range out {
		p := anywhere
		for _, e := range expected {
			d := math.Abs(float64(i)/period - e.at)
			d = min(d, 1-d)
			if d < 5*spread {
				p += e.share * math.Exp(-d*d/(2*spread*spread)) / (spread * math.Sqrt(2*math.Pi))
			}
		}
		out[i] = odds(p)
	}
}

// A tracker holds the scores of all states at one frame. The scores of each
// period lie in a ring whose head is position 0, so that the step to the next
// frame moves heads instead of scores.
type tracker struct {
	rate   float64 // frames a second
	low    int     // shortest period in frames
	score  [][]int64
	head   []int
	odds   [][]int64
	done   []int64 // scores of beats that end, with room at both ends
	pause  []int64 // scores of pauses, by the period in front of them
	lost   int64   // odds of an onset in a pause
	record []uint8 // per frame and period: how the beat began
}

func newTracker(b band, frames int, rate float64) *tracker {
	low := int(math.Floor(60 / b.high * rate))
	n := int(math.Ceil(60/b.low*rate)) - low + 1
	t := &tracker{rate: rate, low: low, score: make([][]int64, n), head: make([]int, n), odds: make([][]int64, n),
		done: make([]int64, n+2*len(changeCost)), pause: make([]int64, n), lost: odds(anywhere), record: make([]uint8, frames*n)}
	for i := range t.done {
		t.done[i] = noPath
	}
	scores, places := make([]int64, n*(low+n)), make([]int64, n*(low+n))
	for i := range n {
		t.score[i], scores = scores[:low+i], scores[low+i:]
		t.odds[i], places = places[:low+i], places[low+i:]
		profile(t.odds[i], rate)
		t.pause[i] = noPath
	}
	return t
}

// pulse returns the beats of the likeliest path through the onsets, extended
// to cover the song.
func pulse(onsets []onset, b band) []float64 {
	start := onsets[0].t - 0.3
	end := onsets[len(onsets)-1].t + 0.3
	rate := frameRate
	if end-start > longSong {
		rate = longRate
	}
	frames := int((end-start)*rate) + 2
	t := newTracker(b, frames, rate)
	next := 0
	for frame := range frames {
		if frame > 0 {
			t.step(frame)
		}
		w := 0.0
		for next < len(onsets) && int(math.Round((onsets[next].t-start)*rate)) <= frame {
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
	const pad = len(changeCost)
	n := len(t.score)
	best := int64(noPath)
	for i, ring := range t.score {
		last := t.head[i] - 1
		if last < 0 {
			last = len(ring) - 1
		}
		t.head[i] = last
		d := ring[last] | int64(i)
		t.done[pad+i] = d
		best = max(best, d)
	}
	best -= jumpCost
	record := t.record[frame*n : (frame+1)*n]
	for i := range record {
		near := t.done[i : i+2*pad+1]
		v := max(near[pad], best, t.pause[i])
		v = max(v, max(near[pad-1], near[pad+1])-changeCost[1])
		v = max(v, max(near[pad-2], near[pad+2])-changeCost[2])
		v = max(v, max(near[pad-3], near[pad+3])-changeCost[3])
		v = max(v, max(near[pad-4], near[pad+4])-changeCost[4])
		record[i] = uint8(v & (fromBits | paused))
		if hold := near[pad] - pauseCost; hold > t.pause[i] {
			t.pause[i] = hold | paused
			record[i] |= pauses
		}
		t.score[i][t.head[i]] = v &^ (fromBits | paused)
	}
}

// hear adds an onset of a weight to all states.
func (t *tracker) hear(w float64) {
	weight := int64(math.Round(w * parts))
	for i, ring := range t.score {
		odds, head := t.odds[i], t.head[i]
		tail := ring[head:]
		first := odds[:len(tail)]
		for q := range tail {
			tail[q] += weight * first[q]
		}
		rest := odds[len(tail):]
		front := ring[:len(rest)]
		for q := range front {
			front[q] += weight * rest[q]
		}
		t.pause[i] += weight * t.lost
	}
}

// path walks back from the best state at the last frame.
func (t *tracker) path(frames int, start float64) []float64 {
	best, period, at := int64(math.MinInt64), 0, 0
	for i, ring := range t.score {
		for q := range ring {
			if v := ring[(t.head[i]+q)%len(ring)]; v > best {
				best, period, at = v, i, q
			}
		}
	}
	n := len(t.score)
	var back []float64
	for frame := frames - 1 - at; frame >= 0; {
		back = append(back, start+float64(frame)/t.rate)
		if frame == 0 {
			break
		}
		how := t.record[frame*n+period]
		period = int(how & fromBits)
		for how&paused != 0 && frame > 1 {
			frame--
			if t.record[frame*n+period]&pauses != 0 {
				break
			}
		}
		frame -= t.low + period
	}
	slices.Reverse(back)
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
