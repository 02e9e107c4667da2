package audio

import (
	"context"
	"io"
	"math"
	"slices"
)

// Of the levels of a Waveform: the frames of a bucket of the finest one, and
// how many buckets make one of the next.
const (
	bucketFrames = 256
	bucketsEach  = 4
	levels       = 6
)

// Extent is the least and the greatest sample of a stretch, full scale being
// 32,767.
type Extent struct{ Min, Max int16 }

// nothing is widened by whatever comes.
var nothing = Extent{math.MaxInt16, math.MinInt16}

func (e *Extent) widen(with Extent) {
	e.Min, e.Max = min(e.Min, with.Min), max(e.Max, with.Max)
}

// Waveform is the outline of a sound at several zooms, all channels in one: 4 kB
// for a second of sound at most, so a song has 0.2 MB. Add may not run at the
// same time as other methods.
type Waveform struct {
	rate   int
	frames int64
	levels [levels][]Extent
	open   [levels]Extent // buckets that are not full
	count  [levels]int    // of what is in them
}

// NewWaveform returns the outline of nothing at rate frames a second.
func NewWaveform(rate int) *Waveform {
	w := &Waveform{rate: max(rate, 1)}
	for i := range w.open {
		w.open[i] = nothing
	}
	return w
}

// Outline reads a sound to its end.
func Outline(ctx context.Context, s Sound) (*Waveform, error) {
	rate, channels, _ := s.Shape()
	w := NewWaveform(rate)
	samples := make([]float32, 4096*channels)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := s.Read(samples)
		w.Add(samples[:n*channels], channels)
		if err == io.EOF {
			return w, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Add appends whole frames of interleaved samples.
func (w *Waveform) Add(samples []float32, channels int) {
	for ; len(samples) >= channels; samples = samples[channels:] {
		for _, v := range samples[:channels] {
			k := int16(0)
			if v == v { // a number
				k = int16(min(max(v, -1), 1) * math.MaxInt16)
			}
			w.open[0].widen(Extent{k, k})
		}
		w.frames++
		if w.count[0]++; w.count[0] == bucketFrames {
			w.close(0)
		}
	}
}

// close ends a bucket of a level, and with it perhaps one of the next.
func (w *Waveform) close(level int) {
	e := w.open[level]
	w.levels[level] = append(w.levels[level], e)
	w.open[level], w.count[level] = nothing, 0
	if level+1 == levels {
		return
	}
	w.open[level+1].widen(e)
	if w.count[level+1]++; w.count[level+1] == bucketsEach {
		w.close(level + 1)
	}
}

// Seconds returns the length of what was added.
func (w *Waveform) Seconds() float64 { return float64(w.frames) / float64(w.rate) }

// Clone returns a copy, for showing what there is while more is added.
func (w *Waveform) Clone() *Waveform {
	c := *w
	for i := range c.levels {
		c.levels[i] = slices.Clone(w.levels[i])
	}
	return &c
}

// Columns fills out with the extents of equally long stretches of the seconds
// from–to, one for each column of a picture. Stretches without sound are zero.
// It reads at most a few buckets for each column and allocates nothing.
func (w *Waveform) Columns(out []Extent, from, to float64) {
	clear(out)
	if !(to > from) || len(out) == 0 || math.IsInf(to-from, 0) {
		return
	}
	each := (to - from) / float64(len(out)) * float64(w.rate) // frames
	level, size := 0, float64(bucketFrames)
	for level+1 < levels && size*bucketsEach <= each {
		level, size = level+1, size*bucketsEach
	}
	begin := from * float64(w.rate)
	for i := range out {
		a, b := begin+float64(i)*each, begin+float64(i+1)*each
		if b <= 0 || a >= float64(w.frames) {
			continue
		}
		first, last := int64(max(a, 0)/size), int64(math.Ceil(b/size))
		out[i] = w.extent(level, first, max(last, first+1))
	}
}

// extent returns the extent of some buckets; the open ones count as the last.
func (w *Waveform) extent(level int, first, last int64) Extent {
	e := nothing
	full := int64(len(w.levels[level]))
	for i := min(first, full); i < min(last, full); i++ {
		e.widen(w.levels[level][i])
	}
	if last > full {
		for i := range level + 1 {
			e.widen(w.open[i])
		}
	}
	if e == nothing {
		return Extent{}
	}
	return e
}
