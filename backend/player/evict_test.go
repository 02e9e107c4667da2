package player

import (
	"slices"
	"sync/atomic"
	"testing"
)

// pagesOf are the numbers of pages from one to another, both included.
func pagesOf(from, to int) (out []int) {
	for n := from; n <= to; n++ {
		out = append(out, n)
	}
	return out
}

// With one page too many, the one goes that is missed least.
func TestTheRightPageIsForgotten(t *testing.T) {
	for _, tt := range []struct {
		name            string
		held            []int
		want, loop, was int
		gone            int
	}{
		{"ahead", pagesOf(0, 64), 0, 0, 0, 64},
		{"behind, missed half as much as ahead", pagesOf(78, 142), 100, 100, 100, 78},
		{"ahead, missed more than what is near behind", pagesOf(80, 144), 100, 100, 100, 144},
		{"not the start of the song", append([]int{0, 1}, pagesOf(83, 145)...), 100, 100, 100, 145},
		{"but what follows the start", append([]int{0, 1, 2}, pagesOf(83, 144)...), 100, 100, 100, 2},
		{"not the start of the loop", append([]int{30, 31}, pagesOf(83, 145)...), 100, 30, 100, 145},
		{"but what follows it", append([]int{30, 31, 32}, pagesOf(83, 144)...), 100, 30, 100, 32},
		{"and what comes before it", append([]int{29, 30, 31}, pagesOf(83, 144)...), 100, 30, 100, 29},
		{"not what fades after a jump", append([]int{50, 51}, pagesOf(83, 145)...), 100, 100, 50, 145},
		{"but what follows that", append([]int{50, 51, 52}, pagesOf(83, 144)...), 100, 100, 50, 52},
		{"and what comes before that", append([]int{49, 50, 51}, pagesOf(83, 144)...), 100, 100, 50, 49},
	} {
		if len(tt.held) != pagesMost+1 {
			t.Fatalf("%s: %d pages are held", tt.name, len(tt.held))
		}
		s := &Stream{held: slices.Clone(tt.held)}
		s.pages = make([]atomic.Pointer[page], 200)
		for _, n := range tt.held {
			s.pages[n].Store(&page{})
		}
		s.want.Store(int64(tt.want) * pageSize)
		s.loop.Store(int64(tt.loop) * pageSize)
		s.was.Store(int64(tt.was) * pageSize)
		s.evict()
		left := slices.Sorted(slices.Values(s.held))
		want := slices.DeleteFunc(slices.Clone(tt.held), func(n int) bool { return n == tt.gone })
		if !slices.Equal(left, want) || s.pages[tt.gone].Load() != nil {
			t.Errorf("%s: left are %v, want all but %d", tt.name, left, tt.gone)
		}
		s.evict()
		if len(s.held) != pagesMost {
			t.Errorf("%s: as many pages as there may be, and one is forgotten", tt.name)
		}
	}
}
