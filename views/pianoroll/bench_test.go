package pianoroll

import (
	"fmt"
	"testing"
)

// BenchmarkPaint is the cost of one picture: a whole song and ten seconds of
// it, without a selection and with every note selected.
func BenchmarkPaint(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		scene := crowd(n, true)
		for _, size := range [][2]int{{1920, 1080}, {3840, 2160}} {
			x := newShot(scene, true, size[0], size[1], float64(size[1])/1080)
			name := fmt.Sprintf("%dk/%dp", n/1000, size[1])
			whole := x.picture.view
			b.Run(name+"/whole", func(b *testing.B) { x.frames(b, 0) })
			x.near(20, 10)
			b.Run(name+"/10s", func(b *testing.B) { x.frames(b, 0.037) })
			x.picked.reset(x.index.notes)
			for i := range n {
				x.picked.set(uint32(i), true)
			}
			b.Run(name+"/10s-all-selected", func(b *testing.B) { x.frames(b, 0.037) })
			x.picture.view = whole
			b.Run(name+"/whole-all-selected", func(b *testing.B) { x.frames(b, 0) })
			x.picture.foot, x.picture.strip = footHeight, stripHeight
			b.Run(name+"/whole-velocities", func(b *testing.B) { x.frames(b, 0) })
			x.picture.foot, x.picture.strip = 0, 0
		}
	}
}

// frames paints again and again, moving on by some seconds.
func (x *shot) frames(b *testing.B, seconds float64) {
	x.image()
	start := x.picture.view.Start
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if seconds > 0 {
			x.picture.view.Start = start + float64(i%4000)*seconds
		}
		x.image()
		i++
	}
	x.picture.view.Start = start
}

// BenchmarkScene is what a new scene costs before it can be painted.
func BenchmarkScene(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		scene := crowd(n, true)
		b.Run(fmt.Sprintf("%dk", n/1000), func(b *testing.B) {
			for b.Loop() {
				newIndex(&scene)
			}
		})
	}
}
