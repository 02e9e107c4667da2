package ear

import (
	"context"
	"math"
)

// Frames of the pictures, in samples.
const (
	fineView, fineHop     = 1024, 128 // 46 ms every 5.8 ms
	narrowView, narrowHop = 4096, 512 // 186 ms every 23 ms
	finesPerNarrow        = narrowHop / fineHop
)

// Loudness is kept in steps of a third of a decibel above the floor.
const (
	perDecibel    = 3
	floorDecibels = -85
)

// ladder is bands of a spectrum: as fine as there is at its low end, then
// semitones.
type ladder struct {
	edges []int // the first bin of each band, and the end
	band  []int // of each bin
	width float64
}

// newLadder returns the bands of frames of view samples.
func newLadder(view int) *ladder {
	l := &ladder{band: make([]int, view/2), width: float64(Rate) / float64(view)}
	semitone := math.Pow(2, 1./12)
	for e := 1; e < view/2; e = max(e+1, int(math.Round(float64(e)*semitone))) {
		l.edges = append(l.edges, e)
	}
	l.edges = append(l.edges, view/2)
	for b := range l.count() {
		for k := l.edges[b]; k < l.edges[b+1]; k++ {
			l.band[k] = b
		}
	}
	return l
}

func (l *ladder) count() int { return len(l.edges) - 1 }

// at returns the band of a frequency in Hz; ok is false beyond the last.
func (l *ladder) at(hertz float64) (band int, ok bool) {
	bin := int(hertz/l.width + .5)
	if bin >= len(l.band) {
		return 0, false
	}
	return l.band[max(bin, 1)], true
}

// picture is the loudness of a sound in bands, at every hop; the first frame is
// around the first sample.
type picture struct {
	*ladder
	hop    int
	frames int
	rows   []uint8      // the bands of a frame, and those of the next
	power  [256]float64 // that a step of loudness stands for
}

// row returns the bands of a frame, nil outside of the sound.
func (p *picture) row(frame int) []uint8 {
	if frame < 0 || frame >= p.frames {
		return nil
	}
	n := p.count()
	return p.rows[frame*n : (frame+1)*n]
}

// paint makes the picture of a sound.
func paint(ctx context.Context, samples []int16, view, hop int) (*picture, error) {
	p := &picture{ladder: newLadder(view), hop: hop, frames: len(samples)/hop + 1}
	p.rows = make([]uint8, p.frames*p.count())
	for i := range p.power {
		p.power[i] = math.Pow(10, (float64(i)/perDecibel+floorDecibels)/10)
	}
	f := newFourier(view)
	one, two := make([]int16, view), make([]int16, view)
	even, odd := make([]float64, view/2), make([]float64, view/2)
	for t := 0; t < p.frames; t += 2 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		around(one, samples, t*hop)
		around(two, samples, (t+1)*hop)
		f.powers(one, two, even, odd)
		p.fill(t, even)
		p.fill(t+1, odd)
	}
	return p, nil
}

// around copies the samples with the middle one at a place, silence where
// there are none.
func around(frame, samples []int16, middle int) {
	clear(frame)
	from := middle - len(frame)/2
	if from < 0 {
		frame, from = frame[min(-from, len(frame)):], 0
	}
	if from < len(samples) {
		copy(frame, samples[from:])
	}
}

// fill sets a frame's row, if there is such a frame.
func (p *picture) fill(frame int, power []float64) {
	row := p.row(frame)
	for b := range row {
		sum := 0.0
		for _, v := range power[p.edges[b]:p.edges[b+1]] {
			sum += v
		}
		row[b] = loudness(sum)
	}
}

func loudness(power float64) uint8 {
	steps := perDecibel * (10*math.Log10(power+1e-12) - floorDecibels)
	return uint8(min(max(steps, 0), math.MaxUint8))
}
