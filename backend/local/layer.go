package local

import "math"

// layer is a convolution over frames and bins. Planes lie one after the other
// with a margin of zeros around each, so that every tap is a distance from the
// place in the first plane where an output's field begins, and one loop serves
// all layers whatever their shape.
type layer struct {
	taps   []int32   // distances
	w      []float32 // by tap and plane out
	bias   []float32
	planes int // out
	width  int // bins out, rounded up to what the kernels do at once
	stride int // of a row in
	row    int // distance between planes of sums
	squash bool
}

// tap says where a weight's input lies: plane, row and column from the place
// where the field begins.
type tap func(row, column, plane int) int

// newLayer lays out a layer whose field is rows by columns by planes.
func newLayer(w, bias []float32, rows, columns, planes, width, stride int, at tap) *layer {
	l := &layer{w: w, bias: bias, planes: len(bias), width: width, stride: stride, row: sumsRow}
	for row := range rows {
		for column := range columns {
			for plane := range planes {
				l.taps = append(l.taps, int32(at(row, column, plane)))
			}
		}
	}
	l.squash = l.planes == 1
	return l
}

// apply runs the layer for one frame; out says where a plane's bins belong.
func (l *layer) apply(k *kernels, in []float32, frame int, sums []float32, out func(plane int) []float32) {
	base := in[frame*l.stride:]
	if l.planes == 1 {
		k.one(l, base, sums)
		l.finish(out(0), sums, l.bias[0])
		return
	}
	for plane := 0; plane < l.planes; plane += 4 {
		k.four(l, base, plane, sums, 0, l.width)
		for i := range 4 {
			l.finish(out(plane+i), sums[i*l.row:], l.bias[plane+i])
		}
	}
}

// finish adds the bias and bends the sums: a probability for the layers of one
// plane, no negatives for the others.
func (l *layer) finish(out, sums []float32, bias float32) {
	if l.squash {
		for i := range out {
			out[i] = float32(1 / (1 + math.Exp(-float64(sums[i]+bias))))
		}
		return
	}
	for i := range out {
		out[i] = max(sums[i]+bias, 0)
	}
}

// third returns the plane and the column of a bin when bins are dealt to three
// planes in turn, as a layer with a step of three reads them.
func third(bin int) (plane, column int) {
	plane = (bin%3 + 3) % 3
	return plane, (bin - plane) / 3
}
