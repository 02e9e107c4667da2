package pianoroll

import (
	"testing"
	"time"
)

func TestFollow(t *testing.T) {
	const width = 800
	view := Viewport{Start: 10, Top: 90, PerSecond: 100, PerPitch: 10} // 10 s to 18 s
	for _, tt := range []struct {
		name  string
		f     follower
		heads []float64
		start float64 // of the view in the end
		rests bool
	}{
		{"in view, pages", follower{mode: Pages}, []float64{10, 14}, 10, false},
		{"at the right edge a page is turned", follower{mode: Pages}, []float64{17.9}, 17.9 - 0.48, false},
		{"before the view a page is turned back", follower{mode: Pages}, []float64{3}, 3 - 0.48, false},
		{"moving", follower{mode: Scroll}, []float64{14, 15}, 11, false},
		{"not following", follower{mode: Stay}, []float64{30}, 10, false},
		{"hidden", follower{mode: Pages}, []float64{-1}, 10, false},
		{"resting out of view", follower{mode: Pages, resting: true, since: 30, head: 30}, []float64{30.1, 60}, 10, true},
		{"resting in view, for a moment", follower{mode: Pages, resting: true, inside: true, since: 12, head: 12}, []float64{12.1, 13.9}, 10, true},
		{"resting in view, for long enough", follower{mode: Pages, resting: true, inside: true, since: 12, head: 12}, []float64{12.1, 14}, 10, false},
		{"coming back into view", follower{mode: Pages, resting: true, since: 9, head: 9.9}, []float64{9.95, 10.05}, 10, false},
		{"moving goes on where it is", follower{mode: Scroll, resting: true, since: 9, head: 9.9}, []float64{10}, 6, false},
	} {
		v := view
		for _, h := range tt.heads {
			v = tt.f.move(h, v, width)
		}
		if !near(v.Start, tt.start) || tt.f.resting != tt.rests {
			t.Errorf("%s: the view starts at %g, resting %v; want %g, %v", tt.name, v.Start, tt.f.resting, tt.start, tt.rests)
		}
	}
}

func TestScrollingRests(t *testing.T) {
	f := follower{mode: Pages, head: 4}
	f.scrolled()
	if !f.resting || f.since != 4 {
		t.Errorf("after scrolling: %+v", f)
	}
	none := follower{mode: Stay}
	none.scrolled()
	if none.resting {
		t.Error("what does not follow rests")
	}
}

func TestStats(t *testing.T) {
	var s Stats
	if s.Within(0.99) != 0 {
		t.Error("before the first paint there is a time")
	}
	for range 97 {
		s.painted(300 * time.Microsecond)
	}
	s.painted(1500 * time.Microsecond)
	s.painted(7 * time.Millisecond)
	s.painted(time.Second)
	for _, tt := range []struct {
		share float64
		want  time.Duration
	}{{0.5, time.Millisecond}, {0.97, time.Millisecond}, {0.98, 2 * time.Millisecond}, {0.99, 8 * time.Millisecond}, {1, time.Second}} {
		if got := s.Within(tt.share); got != tt.want {
			t.Errorf("%g of all paints were within %v, want %v", tt.share, got, tt.want)
		}
	}
	if s.Paints != 100 || s.Slowest != time.Second || s.Times != [6]uint64{97, 1, 0, 1, 0, 1} {
		t.Errorf("counted %+v", s)
	}
}
