package local

// kernels are the loops in which the time goes.
type kernels struct {
	name string
	// four sums the taps of four planes, plane being the first, for columns up to
	// but not to, a multiple of 24 after from, into rows of sums l.row apart.
	four func(l *layer, in []float32, plane int, sums []float32, from, to int)
	// one sums the taps of a layer with one plane out for all its columns, a
	// multiple of 88.
	one func(l *layer, in []float32, sums []float32)
	// bin applies the constant-Q kernels of an octave to taps samples.
	bin func(n *network, in []float32, out *[2 * octave]float32)
	// dot is the inner product of taps samples.
	dot func(a, b []float32) float32
}

// scalar works everywhere and is what the others are tested against.
var scalar = &kernels{name: "scalar", four: fourScalar, one: oneScalar, bin: binScalar, dot: dotScalar}

// dotScalar adds up in eight sums, which processors do at once.
func dotScalar(a, b []float32) float32 {
	var s0, s1, s2, s3, s4, s5, s6, s7 float32
	for i := 0; i < taps; i += 8 {
		x, y := a[i:][:8:8], b[i:][:8:8]
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
		s4 += x[4] * y[4]
		s5 += x[5] * y[5]
		s6 += x[6] * y[6]
		s7 += x[7] * y[7]
	}
	return (s0 + s1) + (s2 + s3) + (s4 + s5) + (s6 + s7)
}

func binScalar(n *network, in []float32, out *[2 * octave]float32) {
	for i := range out {
		out[i] = dotScalar(in, n.cqRows[i*taps:])
	}
}

// fourScalar works on three columns of four planes at a time: their twelve sums
// fit into registers.
func fourScalar(l *layer, in []float32, plane int, sums []float32, from, to int) {
	for f := from; f < to; f += 3 {
		var a0, a1, a2, b0, b1, b2, c0, c1, c2, d0, d1, d2 float32
		at := plane
		for _, t := range l.taps {
			x, w := in[f+int(t):][:3:3], l.w[at:][:4:4]
			at += l.planes
			x0, x1, x2 := x[0], x[1], x[2]
			a0 += w[0] * x0
			a1 += w[0] * x1
			a2 += w[0] * x2
			b0 += w[1] * x0
			b1 += w[1] * x1
			b2 += w[1] * x2
			c0 += w[2] * x0
			c1 += w[2] * x1
			c2 += w[2] * x2
			d0 += w[3] * x0
			d1 += w[3] * x1
			d2 += w[3] * x2
		}
		for i, v := range [4][3]float32{{a0, a1, a2}, {b0, b1, b2}, {c0, c1, c2}, {d0, d1, d2}} {
			copy(sums[i*l.row+f:], v[:])
		}
	}
}

func oneScalar(l *layer, in []float32, sums []float32) {
	for f := 0; f < l.width; f += 8 {
		var a0, a1, a2, a3, a4, a5, a6, a7 float32
		for i, t := range l.taps {
			x, w := in[f+int(t):][:8:8], l.w[i]
			a0 += w * x[0]
			a1 += w * x[1]
			a2 += w * x[2]
			a3 += w * x[3]
			a4 += w * x[4]
			a5 += w * x[5]
			a6 += w * x[6]
			a7 += w * x[7]
		}
		copy(sums[f:], []float32{a0, a1, a2, a3, a4, a5, a6, a7})
	}
}
