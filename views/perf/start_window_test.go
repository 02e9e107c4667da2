//go:build window

package perf

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// BenchmarkFirstFrame starts the program and a bare window in turns, and tells
// how long each took from the start of the process to the first frame on
// screen, and how many times as long the program took. "still" is until
// nothing changed any more, the history and its rows included.
func BenchmarkFirstFrame(b *testing.B) {
	e, p := newEye(b), build(b)
	for _, songs := range []int{0, 10_000} {
		library, home := fill(b, songs), b.TempDir()
		b.Run(fmt.Sprintf("songs=%d", songs), func(b *testing.B) {
			ours := func() (first, still float64) { return once(b, e, home, p.ours, "--library", library) }
			bare := func() (first, still float64) { return once(b, e, home, p.bare) }
			ours() // so that both find the files in memory, and the library made
			bare()
			var our, their, ratios, stills, bareStills []float64
			for i := 0; b.Loop(); i++ {
				var o, t, still, bareStill float64
				if i%2 == 0 {
					o, still = ours()
					t, bareStill = bare()
				} else {
					t, bareStill = bare()
					o, still = ours()
				}
				our, their, ratios = append(our, o), append(their, t), append(ratios, o/t)
				stills, bareStills = append(stills, still), append(bareStills, bareStill)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(quantile(our, .5), "ms")
			b.ReportMetric(quantile(their, .5), "hello-ms")
			b.ReportMetric(quantile(ratios, .5), "times-hello")
			b.ReportMetric(quantile(ratios, .25), "times-hello-q1")
			b.ReportMetric(quantile(ratios, .75), "times-hello-q3")
			b.ReportMetric(quantile(stills, .5), "still-ms")
			b.ReportMetric(quantile(bareStills, .5), "hello-still-ms")
		})
	}
}

// once starts and ends a program and returns after how many milliseconds its
// first frame was there, and after how many the last one before it stood still.
func once(b *testing.B, e *eye, home, bin string, args ...string) (first, still float64) {
	s := sit(b, e, home, bin, args...)
	s.leave(b)
	ms := func(t time.Time) float64 { return float64(t.Sub(s.began)) / 1e6 }
	return ms(s.first), ms(s.last)
}

// quantile returns the value that a share of all values is below.
func quantile(values []float64, share float64) float64 {
	s := slices.Sorted(slices.Values(values))
	at := share * float64(len(s)-1)
	i := int(at)
	if i+1 == len(s) {
		return s[i]
	}
	return s[i] + (at-float64(i))*(s[i+1]-s[i])
}
