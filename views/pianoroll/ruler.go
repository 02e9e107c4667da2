package pianoroll

// NewRuler returns a roll that is nothing but its ruler: bars or seconds, the
// loop and the playhead, to stand over lanes that show the same view.
func NewRuler() *Roll {
	r := New()
	r.bare = true
	return r
}

// bareHeight stands for the room for notes that a ruler does not have.
const bareHeight = 100

// Line is a line of the grid in view.
type Line struct {
	X   float64 // points from where time begins to be shown
	Ink float64 // 0-1, how strongly it is drawn
	Bar bool    // a bar begins there, or without a grid a new number on the ruler
}

// Lines returns the lines of bars and beats that the ruler shows.
func (r *Roll) Lines() []Line {
	width := r.pane().width
	if width < 1 {
		return nil
	}
	s := r.time.scale(r.view, width)
	first := r.time.steps[s.fine]
	bar := r.time.bar
	if r.time.grid == nil {
		bar = r.time.steps[s.label]
	}
	var out []Line
	for k := -floorDiv(-s.from, first) * first; k <= s.to; k += first {
		if r.time.void(k) {
			continue
		}
		out = append(out, Line{X: r.view.X(r.time.second(k)), Ink: s.ink[r.time.step(&s, k)], Bar: k%bar == 0})
	}
	return out
}
