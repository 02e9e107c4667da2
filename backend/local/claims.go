package local

import (
	"context"
	"math"
	"slices"
)

// claim is a peak of the onsets, which may be a note's or not.
type claim struct {
	key, frame int32
	onset      float32
	height     float32 // highest level soon after
	p          float32 // how likely it is a note's, once judged
	late       float32 // frames by which the peak comes after the note's start
}

// claims are those of a whole song.
type claims struct {
	a       *activity
	all     []claim
	rows    [keys][]int32 // places in all of a key's claims, in their order
	byFrame []int32       // places in all by frame
	first   []int32       // for each frame and the end, the first place in byFrame
	drums   []hit         // by frame; those of a song with drums
	song    []float32     // what is known of the whole song; see survey
}

// Limits of what is looked at around a claim, in frames; a key that never
// reached faint has no claims, as there are dozens a second of these.
const (
	faint  = 0.2
	soon   = 12
	beside = 4  // onsets of one stroke are no further apart
	again  = 40 // how far other onsets of the key are looked for
	long   = 200
)

// breath is how many claims are worked on, some microseconds each, between two
// looks at the context.
const breath = 1000

// claims gathers the claims; drums may be nil.
func (a *activity) claims(ctx context.Context, drums []hit) (*claims, error) {
	c := &claims{a: a, drums: drums, first: make([]int32, a.n+1)}
	for k, peaks := range a.peaks {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, p := range peaks {
			x := claim{key: int32(k), frame: p.frame, onset: p.value, height: a.highest(int(p.frame), int(p.frame)+soon, k)}
			if x.height < faint {
				continue
			}
			c.rows[k] = append(c.rows[k], int32(len(c.all)))
			c.all = append(c.all, x)
			c.first[p.frame+1]++
		}
	}
	for t := range a.n {
		c.first[t+1] += c.first[t]
	}
	c.byFrame = make([]int32, len(c.all))
	next := slices.Clone(c.first)
	for i, x := range c.all {
		c.byFrame[next[x.frame]] = int32(i)
		next[x.frame]++
	}
	return c, nil
}

// beside returns the strongest claim of a key near a frame, nil for none.
func (c *claims) beside(frame, key int) (best *claim) {
	if key < 0 || key >= keys {
		return nil
	}
	row := c.rows[key]
	i, _ := slices.BinarySearchFunc(row, int32(frame-beside), func(i, f int32) int { return int(c.all[i].frame - f) })
	for ; i < len(row) && int(c.all[row[i]].frame) <= frame+beside; i++ {
		if x := &c.all[row[i]]; best == nil || x.onset > best.onset {
			best = x
		}
	}
	return best
}

// partners are the keys, counted from a claim's, whose doings tell whether it is
// a note: neighbors that it may have spilt from, chords' intervals, and where
// it is an overtone or has some.
var partners = [...]int{
	-1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -7, 7, -8, 8, -9, 9, -12, 12, -15, 15, -16, 16,
	-19, 19, -24, 24, -28, 28, -31, 31, -34, 36, -36,
}

// moments are frames, counted from a claim's, whose levels are looked at.
var moments = [...]int{-12, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 12, 20, 32}

// evidence appends all that a claim is judged by. The second judge also knows
// what the first thought.
func (c *claims) evidence(i int, second bool, out []float32) []float32 {
	x := &c.all[i]
	t, k := int(x.frame), int(x.key)
	out = c.ownEvidence(x, out)
	row := c.rows[k]
	place, _ := slices.BinarySearch(row, int32(i))
	for _, step := range [...]int{-1, 1} {
		onset, p, away := float32(0), float32(0), again
		for q := place + step; q >= 0 && q < len(row); q += step {
			y := &c.all[row[q]]
			far := (int(y.frame) - t) * step
			if far > again {
				break
			}
			if y.onset > onset {
				onset, away = y.onset, far
			}
			p = max(p, y.p)
		}
		out = append(out, onset, float32(away)/again)
		if second {
			out = append(out, p)
		}
	}
	for _, d := range partners {
		onset, p := float32(0), float32(0)
		if y := c.beside(t, k+d); y != nil {
			onset, p = y.onset, y.p
		}
		out = append(out, onset, c.a.mean(t+1, t+9, k+d), c.a.mean(t-8, t-2, k+d))
		if second {
			out = append(out, p)
		}
	}
	out = c.crowd(i, second, out)
	out = c.drumming(t, out)
	return append(out, c.song...)
}

// ownEvidence is that in the claim's own key.
func (c *claims) ownEvidence(x *claim, out []float32) []float32 {
	t, k, a := int(x.frame), int(x.key), c.a
	before, after := a.mean(t-8, t-2, k), a.mean(t+1, t+9, k)
	dip := float32(1)
	for q := t - 4; q < t+2; q++ {
		dip = min(dip, a.level(q, k))
	}
	to := a.ends(t, min(t+long, a.n), k)
	out = append(out, logit(x.onset)/4, x.onset, after, x.height, before, dip,
		log1p(to-t)/5, a.mean(t, min(to, t+long/2), k), after-before)
	for _, d := range moments {
		out = append(out, a.level(t+d, k))
	}
	return out
}

// crowd is what else happens when a claim is made: a drum starts half the keys.
func (c *claims) crowd(i int, second bool, out []float32) []float32 {
	const around = 3
	x := &c.all[i]
	t := int(x.frame)
	var others int
	var sum, most, likely, likeliest float32
	for _, j := range c.byFrame[c.first[max(t-around, 0)]:c.first[min(t+around+1, c.a.n)]] {
		if int(j) == i {
			continue
		}
		y := &c.all[j]
		others++
		sum += y.onset
		most = max(most, y.onset)
		likely += y.p
		likeliest = max(likeliest, y.p)
	}
	var top, all float32
	for k := range keys {
		v := c.a.level(t+4, k)
		top = max(top, v)
		all += v
	}
	out = append(out, log1p(others)/3, log1p(sum)/2, most, float32(x.key)/keys, top, log1p(all)/3)
	if second {
		out = append(out, logit(x.p)/4, x.p, log1p(likely)/2, likeliest)
	}
	return out
}

// drumming is how likely each drum is struck around a frame: what it leaves in
// the keys is no note.
func (c *claims) drumming(frame int, out []float32) []float32 {
	const around = 3
	var p [drumKinds]float32
	i, _ := slices.BinarySearchFunc(c.drums, int32(frame-around), func(h hit, f int32) int { return int(h.frame - f) })
	for ; i < len(c.drums) && int(c.drums[i].frame) <= frame+around; i++ {
		for d, v := range c.drums[i].p {
			p[d] = max(p[d], v)
		}
	}
	return append(out, p[:]...)
}

// survey finds what is known of the whole song: how sure and steady its notes
// are, and how many come with a partner at an octave or a twelfth, as they do
// all the time where an instrument sounds so.
func (c *claims) survey(ctx context.Context, second bool) error {
	var notes, onset, height, length, rise float32
	var with [3]float32
	for i := range c.all {
		if i%breath == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		x := &c.all[i]
		w := x.p
		if !second {
			w = 0
			if x.onset > 0.5 {
				w = 1
			}
		}
		if w < 0.1 {
			continue
		}
		t, k := int(x.frame), int(x.key)
		notes += w
		onset += w * x.onset
		height += w * x.height
		length += w * log1p(c.a.ends(t, min(t+long, c.a.n), k)-t)
		rise += w * (x.height - c.a.mean(t-8, t-2, k))
		for j, d := range [...]int{-12, 12, 19} {
			if y := c.beside(t, k+d); y != nil && second {
				with[j] += w * y.p
			} else if y != nil {
				with[j] += w * y.onset
			}
		}
	}
	n := max(notes, 1)
	seconds := max(float32(c.a.n)*hop/Rate, 1)
	c.song = append(c.song[:0], onset/n, height/n, length/n/5, with[0]/n, with[1]/n, with[2]/n, rise/n,
		log1p(n/seconds)/3, log1p(float32(len(c.all))/n)/3)
	return nil
}

func log1p[T int | float32](v T) float32 { return float32(math.Log1p(float64(v))) }

// logit spreads what is near 0 or 1.
func logit(p float32) float32 {
	p = min(max(p, 0.001), 0.999)
	return float32(math.Log(float64(p / (1 - p))))
}
