package pianoroll

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-9*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

// views are arbitrary ones that are sane.
func views(n int, visit func(v Viewport, x, y float64)) {
	r := rand.New(rand.NewPCG(5, 6))
	for range n {
		v := Viewport{Start: r.Float64() * 600, Top: r.Float64() * 128, PerSecond: math.Exp(r.Float64() * 8), PerPitch: 1 + 50*r.Float64()}
		visit(v, r.Float64()*2000-100, r.Float64()*1000-100)
	}
}

func TestGeometryRoundTrips(t *testing.T) {
	views(1000, func(v Viewport, x, y float64) {
		if got := v.X(v.Second(x)); !near(got, x) {
			t.Fatalf("%+v: x %g becomes %g", v, x, got)
		}
		if got := v.Y(v.Pitch(y)); !near(got, y) {
			t.Fatalf("%+v: y %g becomes %g", v, y, got)
		}
	})
}

func TestZoomKeepsWhatIsUnderThePointer(t *testing.T) {
	views(1000, func(v Viewport, x, y float64) {
		z := v.ZoomTime(1.7, x)
		if !near(z.Second(x), v.Second(x)) || !near(z.PerSecond, v.PerSecond*1.7) || z.Top != v.Top {
			t.Fatalf("%+v zoomed about x %g is %+v", v, x, z)
		}
		z = v.ZoomPitch(0.6, y)
		if !near(z.Pitch(y), v.Pitch(y)) || !near(z.PerPitch, v.PerPitch*0.6) || z.Start != v.Start {
			t.Fatalf("%+v zoomed about y %g is %+v", v, y, z)
		}
	})
}

func TestPanFollowsThePointer(t *testing.T) {
	views(1000, func(v Viewport, x, y float64) {
		p := v.Pan(x, y)
		if !near(p.X(v.Second(0)), x) || !near(p.Y(v.Pitch(0)), y) {
			t.Fatalf("%+v panned by %g, %g is %+v", v, x, y, p)
		}
	})
}

func TestWholeMovesLessThanAPixel(t *testing.T) {
	views(1000, func(v Viewport, _, _ float64) {
		w := v.whole()
		if dx, dy := math.Abs(w.X(v.Start)), math.Abs(w.Y(v.Top)); dx > 0.5001 || dy > 0.5001 {
			t.Fatalf("%+v moved by %g, %g", v, dx, dy)
		}
	})
}

func TestLimits(t *testing.T) {
	p := pane{width: 800, height: 400, length: 180, low: 40, high: 80}
	for _, tt := range []struct {
		name string
		give Viewport
		want func(Viewport) bool
	}{
		{"before the song", Viewport{-50, 90, 100, 10}, func(v Viewport) bool { return v.Start == 0 }},
		{"behind the song", Viewport{5000, 90, 100, 10}, func(v Viewport) bool { return v.Start < 180 && v.X(180) > 0 }},
		{"too far away", Viewport{0, 90, 1e-9, 10}, func(v Viewport) bool { return v.X(180) >= 600 && v.X(180) <= 800 }},
		{"too near", Viewport{0, 90, 1e9, 10}, func(v Viewport) bool { return v.PerSecond == maxSecond }},
		{"rows too low", Viewport{0, 90, 100, 0.1}, func(v Viewport) bool { return v.PerPitch == minRow }},
		{"rows too high", Viewport{0, 90, 100, 1000}, func(v Viewport) bool { return v.PerPitch == maxRow }},
		{"above the highest pitch", Viewport{0, 500, 100, 10}, func(v Viewport) bool { return v.Top == 128 }},
		{"below the lowest pitch", Viewport{0, -500, 100, 10}, func(v Viewport) bool { return near(v.Pitch(400), 0) }},
		{"no scale", Viewport{3, 90, 0, 0}, func(v Viewport) bool { return v.PerSecond > 0 && v.PerPitch > 0 }},
		{"turned around", Viewport{3, 90, -5, -5}, func(v Viewport) bool { return v.PerSecond > 0 && v.PerPitch > 0 }},
		{"no numbers", Viewport{math.NaN(), math.NaN(), math.NaN(), math.NaN()}, func(v Viewport) bool { return v.Start == 0 && v.PerSecond > 0 && v.PerPitch > 0 }},
	} {
		if got := p.limit(tt.give); !tt.want(got) {
			t.Errorf("%s: %+v became %+v", tt.name, tt.give, got)
		}
	}
	inside := Viewport{10, 90, 100, 10}
	if got := p.limit(inside); got != inside {
		t.Errorf("a view within limits became %+v", got)
	}
	if again := p.limit(p.limit(Viewport{1e6, 1e6, 1e6, 1e6})); again != p.limit(again) {
		t.Error("limiting twice is not limiting once")
	}
}

func TestFitShowsAllNotes(t *testing.T) {
	for _, p := range []pane{
		{width: 800, height: 400, length: 180, low: 40, high: 80},
		{width: 300, height: 600, length: 3, low: 0, high: 127},
		{width: 1900, height: 1000, length: 3600, low: 60, high: 60},
		{width: 800, height: 300, length: 12, low: 120, high: 127},
	} {
		v := p.fit()
		if v.X(0) < 0 || v.X(p.length) > p.width {
			t.Errorf("%+v: the song runs from %g to %g", p, v.X(0), v.X(p.length))
		}
		if y0, y1 := v.Y(float64(p.high+1)), v.Y(float64(p.low)); y0 < 0 || y1 > p.height+0.01 && p.height/128 >= minRow {
			t.Errorf("%+v: the notes run from %g to %g", p, y0, y1)
		}
	}
	empty := pane{width: 800, height: 400, low: pitches, high: -1}.fit()
	if empty.Y(60) < 0 || empty.Y(60) > 400 {
		t.Error("without notes, middle C is not in view")
	}
}

// A zoom that reaches its bound keeps what was in the middle there.
func TestAZoomStopsAboutItsMiddle(t *testing.T) {
	p := pane{width: 800, height: 400, length: 600, low: 40, high: 80}
	for _, v := range []Viewport{
		{Start: 100, Top: 90, PerSecond: 100 * maxSecond, PerPitch: 12},
		{Start: 100, Top: 90, PerSecond: 0.01, PerPitch: 12},
		{Start: 100, Top: 90, PerSecond: 50, PerPitch: 100 * maxRow},
		{Start: 100, Top: 90, PerSecond: 50, PerPitch: minRow / 100},
	} {
		got := p.limit(v)
		if got == v {
			t.Fatalf("%+v is within the bounds", v)
		}
		second, pitch := v.Second(p.width/2), v.Pitch(p.height/2)
		if v.PerSecond > maxSecond && !near(got.Second(p.width/2), second) {
			t.Errorf("%+v: second %g in the middle becomes %g", v, second, got.Second(p.width/2))
		}
		if v.PerPitch > maxRow && !near(got.Pitch(p.height/2), pitch) {
			t.Errorf("%+v: pitch %g in the middle becomes %g", v, pitch, got.Pitch(p.height/2))
		}
		if got.Start < 0 || got.Top > pitches {
			t.Errorf("%+v shows %+v, beyond the song", v, got)
		}
	}
}
