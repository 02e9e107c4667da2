package pianoroll

import "math"

// follower keeps the playhead in view. It rests once its user scrolls, and goes
// on when the playhead comes back into the view, or has played in it for a while
// since.
type follower struct {
	mode    Follow
	resting bool
	head    float64 // second of the playhead
	since   float64 // head when the rest began
	inside  bool    // the head was in view
}

// The pace of following.
const (
	restFor  = 2.0  // seconds played in view until following goes on
	pageFrom = 0.06 // where the head is on a new page, as a share of the width
	scrollAt = 0.5  // where the head is while notes move
	pageEdge = 16   // points from the right edge where a page is turned
)

// scrolled is told that the user moved the view.
func (f *follower) scrolled() {
	if f.mode != Stay {
		f.resting, f.since = true, f.head
	}
}

// move returns the view for a playhead at a second.
func (f *follower) move(head float64, v Viewport, width float64) Viewport {
	x := v.X(head)
	inside := x >= 0 && x <= width
	if f.resting && inside && (!f.inside || math.Abs(head-f.since) >= restFor) {
		f.resting = false
	}
	f.head, f.inside = head, inside
	if f.resting || head < 0 || width <= 0 {
		return v
	}
	switch {
	case f.mode == Pages && (x < 0 || x > width-math.Min(pageEdge, width/4)):
		v.Start = head - width*pageFrom/v.PerSecond
	case f.mode == Scroll:
		v.Start = head - width*scrollAt/v.PerSecond
	}
	return v
}
