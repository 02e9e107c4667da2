package local

// avx2 needs AVX2 and FMA.
var avx2 = &kernels{name: "avx2", four: fourAVX2, one: oneAVX2, bin: binAVX2, dot: dotAVX2}

// fastest returns the best kernels for this processor.
func fastest() *kernels {
	if hasAVX2() {
		return avx2
	}
	return scalar
}

// hasAVX2 reports whether processor and system offer AVX2 and FMA.
func hasAVX2() bool {
	const (
		fma, saved, avx = 1 << 12, 1 << 27, 1 << 28 // leaf 1, ECX
		avx2Bit         = 1 << 5                    // leaf 7, EBX
		registers       = 1<<1 | 1<<2               // the system keeps XMM and YMM
	)
	most, _, _ := cpuid(0, 0)
	if most < 7 {
		return false
	}
	_, _, c := cpuid(1, 0)
	if c&fma == 0 || c&saved == 0 || c&avx == 0 || xgetbv()&registers != registers {
		return false
	}
	_, b, _ := cpuid(7, 0)
	return b&avx2Bit != 0
}

// cpuid returns EAX, EBX and ECX of a leaf.
func cpuid(leaf, sub uint32) (a, b, c uint32)

// xgetbv returns the low half of the first extended control register.
func xgetbv() uint32

// rows24 sums n taps of 24 columns and four planes into rows of sums stride
// bytes apart; weights of a tap are step bytes after those of the tap before.
//
//go:noescape
func rows24(in *float32, taps *int32, n int, w *float32, step int, sums *float32, stride int)

// row88 sums n taps of 88 columns.
//
//go:noescape
func row88(in *float32, taps *int32, n int, w, sums *float32)

//go:noescape
func octave256(in, kernels, out *float32)

//go:noescape
func dot256(a, b *float32) float32

func fourAVX2(l *layer, in []float32, plane int, sums []float32, from, to int) {
	for f := from; f < to; f += 24 {
		rows24(&in[f], &l.taps[0], len(l.taps), &l.w[plane], 4*l.planes, &sums[f], 4*l.row)
	}
}

func oneAVX2(l *layer, in []float32, sums []float32) {
	for f := 0; f < l.width; f += 88 {
		row88(&in[f], &l.taps[0], len(l.taps), &l.w[0], &sums[f])
	}
}

func binAVX2(n *network, in []float32, out *[2 * octave]float32) {
	octave256(&in[0], &n.cq[0], &out[0])
}

func dotAVX2(a, b []float32) float32 { return dot256(&a[0], &b[0]) }
