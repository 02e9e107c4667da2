package local

import (
	"context"
	"math"

	"partlift/backend/music"
)

// keys are those of a piano; the lowest is the A of MIDI note 21.
const (
	keys   = 88
	lowest = 21
)

// activity is what the network said about a whole song. Of the onsets only the
// peaks are kept, and the rest in 8 bits, so that hours fit into memory.
type activity struct {
	n      int       // frames
	blocks [][]uint8 // kept rows of keys each; how likely a note sounds
	peaks  [keys][]peak
	last   [2][keys]float32 // onsets of the two frames before
}

// peak is a frame in which an onset is likelier than in both beside it.
type peak struct {
	frame int32
	value float32
}

// faintest is the least onset that is kept.
const faintest = 0.18

// add appends frames, at most kept; blocks but the last are full.
func (a *activity) add(note, onset []float32, frames int) {
	block := make([]uint8, frames*keys)
	for i := range block {
		block[i] = uint8(unit(note[i])*math.MaxUint8 + 0.5)
	}
	a.blocks = append(a.blocks, block)
	for t := range frames {
		row := onset[t*keys:][:keys]
		for p, v := range row {
			v = unit(v)
			if m := a.last[1][p]; m > faintest && m > a.last[0][p] && m > v {
				a.peaks[p] = append(a.peaks[p], peak{int32(a.n - 1), m})
			}
			a.last[0][p], a.last[1][p] = a.last[1][p], v
		}
		a.n++
	}
}

// unit limits v to 0–1; NaN becomes 0.
func unit(v float32) float32 {
	if !(v > 0) {
		return 0
	}
	return min(v, 1)
}

// level returns how likely a key sounds in a frame, 0–1; 0 where there is none.
func (a *activity) level(frame, key int) float32 {
	if frame < 0 || frame >= a.n || key < 0 || key >= keys {
		return 0
	}
	return float32(a.blocks[frame/kept][frame%kept*keys+key]) / math.MaxUint8
}

// mean returns the mean level of a key over frames, 0 for none.
func (a *activity) mean(from, to, key int) float32 {
	if to <= from || key < 0 || key >= keys {
		return 0
	}
	sum := uint64(0)
	for t := max(from, 0); t < min(to, a.n); t++ {
		sum += uint64(a.blocks[t/kept][t%kept*keys+key])
	}
	return float32(sum) / math.MaxUint8 / float32(to-from)
}

// highest returns the highest level of a key over frames.
func (a *activity) highest(from, to, key int) float32 {
	high := float32(0)
	for t := from; t < to; t++ {
		high = max(high, a.level(t, key))
	}
	return high
}

// Where notes end; times in frames.
const (
	sounds = 0.3 // a level below is no note
	gap    = 5   // a note ends after this many frames below sounds
	faded  = 0.8 // a note ends where the level falls below this share of its mean
	ring   = 3   // and this long before, for what rings after the key is let go
	least  = 5   // that holds for longer notes only
	short  = 3   // none is shorter
)

// certain is how likely a claim must be for a note.
const certain = 0.4

// notes reads the notes out of what the network said, in music.Sort's order;
// drums are those of a song that has them, else nil.
func (a *activity) notes(ctx context.Context, drums []hit, progress func(float64)) ([]music.Note, error) {
	c, err := a.claims(ctx, drums)
	if err != nil {
		return nil, err
	}
	both, err := judges()
	if err != nil {
		return nil, err
	}
	for i, j := range both {
		half := func(done float64) { progress((float64(i) + done) / 2) }
		if err := c.judged(ctx, j, i == 1, half); err != nil {
			return nil, err
		}
	}
	return c.notes(ctx)
}

// notes returns those of the claims that are likely enough.
func (c *claims) notes(ctx context.Context) ([]music.Note, error) {
	var out []music.Note
	for k, row := range c.rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		free := 0.0 // the frame from which the key can start again
		for i, at := range row {
			x := c.all[at]
			if x.p < certain {
				continue
			}
			next := c.a.n
			for _, later := range row[i+1:] {
				if y := c.all[later]; y.p >= certain {
					next = int(y.frame)
					break
				}
			}
			t := int(x.frame)
			to := c.a.ends(t, next, k)
			level := c.a.mean(t, to, k)
			from := max(float64(float32(t)-x.late), free)
			if from > float64(c.a.n-1) {
				break
			}
			free = min(max(float64(c.a.released(t, to, k, level)), from+short), float64(c.a.n))
			out = append(out, note(k, from, free, level))
		}
	}
	music.Sort(out)
	return out, nil
}

// note returns a note from and to frames, at a level of 0–1.
func note(key int, from, to float64, level float32) music.Note {
	const frame = float64(hop) / Rate
	velocity := min(max(int(math.Round(float64(level)*127)), 1), 127)
	return music.Note{Pitch: uint8(key + lowest), Velocity: uint8(velocity), Start: from * frame, End: to * frame}
}

// ends returns the frame where a note that starts in a frame is over, at most
// next, where another starts.
func (a *activity) ends(from, next, key int) int {
	below := 0
	t := from + 1
	for ; t < next && below < gap; t++ {
		if a.level(t, key) < sounds {
			below++
		} else {
			below = 0
		}
	}
	return t - below
}

// released returns the frame where a note ends, nearer to when its key was let
// go than to when it could no longer be heard.
func (a *activity) released(from, to, key int, level float32) int {
	for to-from > least && a.level(to-1, key) < faded*level {
		to--
	}
	if to-from > least+ring {
		to -= ring
	}
	return to
}
