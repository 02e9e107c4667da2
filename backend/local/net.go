package local

import (
	"context"
	"math"
	"math/cmplx"
)

// The shape of a window.
const (
	window = 43844 // samples: two seconds less one hop
	frames = 172
	bins   = 309 // of the spectrogram, three to a semitone
	tones  = 264 // bins of the contour, three to a key
)

// shifts are how many bins above each bin its overtones lie: an octave below,
// the bin itself, and the 2nd to 7th harmonic.
var shifts = [8]int{-octave, 0, octave, 57, 72, 84, 93, 101}

// Rows and planes of the layers' inputs, with their margins.
const (
	specLeft   = 55
	specRow    = specLeft + bins + 84
	stackRow   = 19 + tones + 21
	stackPlane = (frames + 2) * stackRow
	thirdRow   = 1 + keys + 15
	thirdPlane = (frames + 4) * thirdRow
	wideRow    = 2 + tones + 6
	widePlane  = (frames + 4) * wideRow
	toneRow    = 1 + keys + 15
	tonePlane  = (frames + 6) * toneRow
	noteRow    = 1 + keys + 7
	notePlane  = (frames + 6) * noteRow
	onsetRow   = 1 + keys + 7
	onsetPlane = (frames + 2) * onsetRow
	sumsRow    = tones
	over       = 256 // samples that kernels may read past a plane, for nothing
)

// Columns of the first layer from inner to outer have all their overtones
// within the planes.
const inner, outer = 24, 240

// network is the laid-out network; it is only read and may be shared.
type network struct {
	*kernels
	*weights
	cq     []float32 // constant-Q kernels by tap, then bin's real and imaginary part
	cqRows []float32 // the same by bin and part, then tap
	edge   *layer    // the first layer
	middle *layer    // the same for its inner columns: the planes are one plane shifted, so taps that meet in a bin are one
	rest   [6]*layer
}

func newNetwork(w *weights, k *kernels) *network {
	n := &network{kernels: k, weights: w, cq: make([]float32, taps*2*octave), cqRows: make([]float32, taps*2*octave)}
	for t := range taps {
		for b := range octave {
			for part, v := range [2]float32{w.re[t*octave+b], w.im[t*octave+b]} {
				n.cq[t*2*octave+2*b+part] = v
				n.cqRows[(2*b+part)*taps+t] = v
			}
		}
	}
	put := func(i, rows, columns, planes, width, stride int, at tap) {
		n.rest[i] = newLayer(w.layers[i].w, w.layers[i].bias, rows, columns, planes, width, stride, at)
	}
	put(harmonic, 3, 39, 8, tones, stackRow, func(r, c, p int) int { return p*stackPlane + r*stackRow + c })
	put(contour, 5, 5, 8, tones, wideRow, func(r, c, p int) int { return p*widePlane + r*wideRow + c })
	put(noteIn, 7, 7, 1, 96, toneRow, func(r, c, _ int) int {
		p, c := third(c - 2)
		return p*tonePlane + r*toneRow + c + 1
	})
	put(noteOut, 7, 3, 32, keys, noteRow, func(r, c, p int) int { return p*notePlane + r*noteRow + c })
	put(onsetIn, 5, 5, 8, 96, thirdRow, func(r, c, p int) int {
		q, c := third(c - 1)
		return (3*p+q)*thirdPlane + r*thirdRow + c + 1
	})
	put(onsetOut, 3, 3, 33, keys, onsetRow, func(r, c, p int) int { return p*onsetPlane + r*onsetRow + c })
	n.edge, n.middle = n.rest[harmonic], merged(n.rest[harmonic])
	return n
}

// tuned is the network for sound that lies some cents above A = 440 Hz: its
// constant-Q kernels are turned to frequencies that lie as far off.
func (n *network) tuned(cents float64) *network {
	if cents == 0 {
		return n
	}
	out := *n
	out.cq, out.cqRows = make([]float32, len(n.cq)), make([]float32, len(n.cqRows))
	for b := range octave {
		turn := n.turnOf(b) * (math.Exp2(cents/1200) - 1)
		for t := range taps {
			re, im := float64(n.cq[t*2*octave+2*b]), float64(n.cq[t*2*octave+2*b+1])
			sin, cos := math.Sincos(turn * float64(t))
			for part, v := range [2]float64{re*cos - im*sin, re*sin + im*cos} {
				out.cq[t*2*octave+2*b+part] = float32(v)
				out.cqRows[(2*b+part)*taps+t] = float32(v)
			}
		}
	}
	return &out
}

// turnOf is by how much a kernel turns from one tap to the next, in radians: the
// mean over its taps, of which the loudest count most.
func (n *network) turnOf(bin int) float64 {
	at := func(t int) complex128 {
		return complex(float64(n.cq[t*2*octave+2*bin]), float64(n.cq[t*2*octave+2*bin+1]))
	}
	var sum complex128
	for t := 1; t < taps; t++ {
		sum += at(t) * cmplx.Conj(at(t-1))
	}
	return cmplx.Phase(sum)
}

// merged returns the first layer over the one plane that its eight are shifts
// of: 176 taps a row instead of 312.
func merged(edge *layer) *layer {
	const reachLeft, reachRight = specLeft, 120
	l := &layer{bias: edge.bias, planes: edge.planes, width: tones, stride: specRow, row: sumsRow}
	for r := range 3 {
		for d := -reachLeft; d <= reachRight; d++ {
			w := make([]float32, l.planes)
			for p, shift := range shifts {
				c := d - shift + 19
				if c < 0 || c >= 39 {
					continue
				}
				for o := range w {
					w[o] += edge.w[((r*39+c)*8+p)*l.planes+o]
				}
			}
			l.taps = append(l.taps, int32(r*specRow+d+reachLeft))
			l.w = append(l.w, w...)
		}
	}
	return l
}

// scratch is what one goroutine needs for a window. Margins are zero and stay so.
type scratch struct {
	power                []float32 // frames of bins
	part                 [2 * octave]float32
	sound, padded, halve []float32
	spec, stack, thirds  []float32
	wide, tone3, note32  []float32
	onset33              []float32
	tone, note, onset    []float32 // results: frames of tones, keys, keys
	sums                 []float32
}

func newScratch() *scratch {
	floats := func(n int) []float32 { return make([]float32, n) }
	return &scratch{
		power: floats(frames * bins),
		sound: floats(window), padded: floats(window + 2*taps), halve: floats(window / 2),
		spec: floats((frames+2)*specRow + over), stack: floats(8*stackPlane + over), thirds: floats(24*thirdPlane + over),
		wide: floats(8*widePlane + over), tone3: floats(3*tonePlane + over), note32: floats(32*notePlane + over), onset33: floats(33*onsetPlane + over),
		tone: floats(frames * tones), note: floats(frames * keys), onset: floats(frames * keys),
		sums: floats(4 * sumsRow),
	}
}

// run computes s.tone, s.note and s.onset for a window of samples. It looks at
// the context every frame of every layer, as a window can take 200 ms.
func (n *network) run(ctx context.Context, samples []float32, s *scratch) error {
	if err := n.spectrum(ctx, samples, s); err != nil {
		return err
	}
	n.level(s)
	harmonics(s)
	steps := [...]func(t int){
		func(t int) { n.first(s, t) },
		func(t int) {
			n.rest[contour].apply(n.kernels, s.wide, t, s.sums, func(int) []float32 { return s.tone[t*tones:][:tones] })
			deal(s.tone3, tonePlane, (t+3)*toneRow+1, s.tone[t*tones:][:tones])
		},
		func(t int) {
			n.rest[noteIn].apply(n.kernels, s.tone3, t, s.sums, func(p int) []float32 { return s.note32[p*notePlane+(t+3)*noteRow+1:][:keys] })
		},
		func(t int) {
			n.rest[noteOut].apply(n.kernels, s.note32, t, s.sums, func(int) []float32 { return s.note[t*keys:][:keys] })
			copy(s.onset33[(t+1)*onsetRow+1:], s.note[t*keys:][:keys])
		},
		func(t int) {
			n.rest[onsetIn].apply(n.kernels, s.thirds, t, s.sums, func(p int) []float32 { return s.onset33[(p+1)*onsetPlane+(t+1)*onsetRow+1:][:keys] })
		},
		func(t int) {
			n.rest[onsetOut].apply(n.kernels, s.onset33, t, s.sums, func(int) []float32 { return s.onset[t*keys:][:keys] })
		},
	}
	for _, step := range steps {
		for t := range frames {
			if err := ctx.Err(); err != nil {
				return err
			}
			step(t)
		}
	}
	return nil
}

// level turns power into decibels, brings the window to 0–1 and normalizes it.
func (n *network) level(s *scratch) {
	low, high := float32(math.MaxFloat32), float32(-math.MaxFloat32)
	for i, v := range s.power {
		db := float32(10 / math.Ln10 * math.Log(float64(v+1e-10)))
		s.power[i] = db
		low, high = min(low, db), max(high, db)
	}
	scale := float32(0)
	if high > low {
		scale = 1 / (high - low)
	}
	for i, v := range s.power {
		s.power[i] = (v-low)*scale*n.norm[0] + n.normBias[0]
	}
}

// harmonics lays out the spectrogram for the first layer and the onset layer.
func harmonics(s *scratch) {
	for t := range frames {
		row := s.power[t*bins:][:bins]
		copy(s.spec[(t+1)*specRow+specLeft:], row)
		for p, shift := range shifts {
			from, to := max(-shift, 0), min(tones, bins-shift)
			out := s.stack[p*stackPlane+(t+1)*stackRow+19:][:tones]
			copy(out[from:to], row[from+shift:])
			deal(s.thirds[3*p*thirdPlane:], thirdPlane, (t+2)*thirdRow+1, out)
		}
	}
}

// deal deals the bins of a row to three planes in turn.
func deal(planes []float32, plane, at int, row []float32) {
	for p := range 3 {
		out := planes[p*plane+at:][:keys]
		for i := range out {
			out[i] = row[3*i+p]
		}
	}
}

// first runs the first layer for one frame.
func (n *network) first(s *scratch, t int) {
	for p := 0; p < n.edge.planes; p += 4 {
		n.four(n.edge, s.stack[t*stackRow:], p, s.sums, 0, inner)
		n.four(n.middle, s.spec[t*specRow:], p, s.sums, inner, outer)
		n.four(n.edge, s.stack[t*stackRow:], p, s.sums, outer, tones)
		for i := range 4 {
			n.edge.finish(s.wide[(p+i)*widePlane+(t+2)*wideRow+2:][:tones], s.sums[i*sumsRow:], n.edge.bias[p+i])
		}
	}
}
