package local

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// everyKernel returns the kernels that this processor can run.
func everyKernel() []*kernels {
	if k := fastest(); k != scalar {
		return []*kernels{scalar, k}
	}
	return []*kernels{scalar}
}

func networkWith(t testing.TB, k *kernels) *network {
	t.Helper()
	w, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	return newNetwork(w, k)
}

// struck is the sound of testdata/record.mjs.
func struck() []float32 {
	out := make([]float32, window)
	seed := uint32(1)
	for i := range out {
		t, v := float64(i)/Rate, 0.0
		for _, n := range [][2]float64{{0.2, 110}, {0.7, 440}, {1.1, 659.2551138}} {
			if t < n[0] {
				continue
			}
			for k := 1.0; k <= 5; k++ {
				v += 0.2 / k * math.Exp(-2*(t-n[0])) * math.Sin(2*math.Pi*n[1]*k*(t-n[0]))
			}
		}
		seed = seed*1664525 + 1013904223
		out[i] = float32(v + 0.01*(float64(seed)/2147483648-1))
	}
	return out
}

func TestNetworkIsThatOfThePackage(t *testing.T) {
	raw, err := os.ReadFile("testdata/window.golden")
	if err != nil {
		t.Fatal(err)
	}
	golden := make([]float32, len(raw)/4)
	for i := range golden {
		golden[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	sound := struck()
	for _, k := range everyKernel() {
		t.Run(k.name, func(t *testing.T) {
			s := newScratch()
			if err := networkWith(t, k).run(context.Background(), sound, s); err != nil {
				t.Fatal(err)
			}
			rest, worst, most := golden, 0.0, float32(0)
			for f := 0; f < frames; f += 8 {
				for _, row := range [][]float32{s.note[f*keys:][:keys], s.onset[f*keys:][:keys], s.tone[f*tones:][:tones]} {
					for i, v := range row {
						worst, most = max(worst, math.Abs(float64(v-rest[i]))), max(most, v)
					}
					rest = rest[len(row):]
				}
			}
			if len(rest) != 0 || most < 0.5 {
				t.Fatalf("%d values over, loudest %v: the golden file is not of this sound", len(rest), most)
			}
			if !(worst <= 2e-4) {
				t.Errorf("off by up to %.1e", worst)
			}
			t.Logf("off by up to %.1e", worst)
		})
	}
}

// Kernels differ in the order of their sums only.
func TestKernelsAgree(t *testing.T) {
	fast := fastest()
	if fast == scalar {
		t.Skip("this processor has but the scalar kernels")
	}
	a, b := networkWith(t, scalar), networkWith(t, fast)
	rng := rand.New(rand.NewPCG(1, 2))
	in := make([]float32, 33*widePlane+over)
	for i := range in {
		in[i] = rng.Float32() - 0.5
	}
	same := func(name string, x, y []float32) {
		t.Helper()
		for i := range x {
			if d := math.Abs(float64(x[i] - y[i])); !(d <= 2e-5) {
				t.Fatalf("%s: sum %d is %v, and %v by scalar", name, i, y[i], x[i])
			}
		}
	}
	for i, l := range slices.Concat(a.rest[:], []*layer{a.middle}) {
		m := slices.Concat(b.rest[:], []*layer{b.middle})[i]
		x, y := make([]float32, 4*sumsRow), make([]float32, 4*sumsRow)
		if l.planes == 1 {
			a.one(l, in, x)
			b.one(m, in, y)
			same("one", x, y)
			continue
		}
		for plane := 0; plane < l.planes; plane += 4 {
			a.four(l, in, plane, x, 0, l.width)
			b.four(m, in, plane, y, 0, l.width)
			same("four", x, y)
		}
	}
	var x, y [2 * octave]float32
	a.bin(a, in, &x)
	b.bin(b, in, &y)
	same("bin", x[:], y[:])
	same("dot", []float32{a.dot(in, in[999:])}, []float32{b.dot(in, in[999:])})
}

// reach is the length of in that the kernels read.
func (l *layer) reach() int {
	far := 0
	for _, t := range l.taps {
		far = max(far, int(t))
	}
	return (frames-1)*l.stride + far + l.width
}

// The assembly checks no bounds, so what it reads must lie within the planes.
func TestKernelsStayWithinThePlanes(t *testing.T) {
	n, s := networkWith(t, scalar), newScratch()
	for i, in := range [][]float32{s.stack, s.wide, s.tone3, s.note32, s.thirds, s.onset33} {
		if r := n.rest[i].reach(); r > len(in) {
			t.Errorf("layer %d reads up to %d of %d", i, r, len(in))
		}
		if slices.Min(n.rest[i].taps) < 0 {
			t.Errorf("layer %d reads before its planes", i)
		}
	}
	if r := n.middle.reach(); r > len(s.spec) {
		t.Errorf("the merged layer reads up to %d of %d", r, len(s.spec))
	}
	for i, l := range n.rest {
		if l.planes == 1 && l.width%88 != 0 || l.planes > 1 && l.width%24 != 0 || l.width > sumsRow {
			t.Errorf("layer %d has %d columns", i, l.width)
		}
	}
}

// A goroutine's memory is used again for the next window: nothing of the one
// before may show.
func TestWindowsLeaveNoTrace(t *testing.T) {
	n, fresh, used := networkWith(t, fastest()), newScratch(), newScratch()
	noise := make([]float32, window)
	for i := range noise {
		noise[i] = float32(i%97)/97 - 0.5
	}
	ctx := context.Background()
	for _, run := range []struct {
		in []float32
		s  *scratch
	}{{noise, used}, {struck(), used}, {struck(), fresh}} {
		if err := n.run(ctx, run.in, run.s); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(fresh.note, used.note) || !slices.Equal(fresh.onset, used.onset) || !slices.Equal(fresh.tone, used.tone) {
		t.Error("the window before shows")
	}
}

func TestWindowEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := networkWith(t, fastest()).run(ctx, struck(), newScratch()); !errors.Is(err, context.Canceled) {
		t.Errorf("run = %v", err)
	}
}

func TestWeightsMustBeWhole(t *testing.T) {
	for _, n := range []int{0, 3, 4, len(packed) / 2, len(packed) - 4, len(packed) - 1} {
		if _, err := unpack(packed[:n]); err == nil {
			t.Errorf("%d bytes of weights were taken", n)
		}
	}
	if _, err := unpack(append(slices.Clone(packed), 0)); err == nil {
		t.Error("a byte too many was taken")
	}
	if len(packed) > 200_000 {
		t.Errorf("%d bytes of weights", len(packed))
	}
}

func TestWindowAllocatesNothingThatGrows(t *testing.T) {
	n, s, sound := networkWith(t, fastest()), newScratch(), struck()
	ctx := context.Background()
	if got := testing.AllocsPerRun(3, func() { _ = n.run(ctx, sound, s) }); got > 10 {
		t.Errorf("%v allocations a window", got)
	}
}

func BenchmarkWindow(b *testing.B) {
	sound := struck()
	for _, k := range everyKernel() {
		b.Run(k.name, func(b *testing.B) {
			n, s := networkWith(b, k), newScratch()
			for b.Loop() {
				_ = n.run(context.Background(), sound, s)
			}
			b.ReportMetric(float64(advance)/Rate*float64(b.N)/b.Elapsed().Seconds(), "x-realtime")
		})
	}
}
