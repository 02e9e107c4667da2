package pianoroll

import (
	"math"
	"slices"

	"partlift/backend/music"
)

// Change is what is wanted of a note, seen from how it is shown. The roll keeps
// to the pitches of MIDI and to the start of the song.
type Change struct {
	Ref
	Later     float64 // seconds that it goes; earlier when negative
	Longer    float64 // seconds that its length grows; shorter when negative
	Semitones int     // up, or down when negative
	Velocity  uint8   // 1–127; 0 = as it is
}

// Drawn is a note that is wanted in a track of the scene.
type Drawn struct {
	Track int
	music.Note
}

// hand is how notes are drawn.
type hand struct {
	draw     bool // a drag beside notes draws one
	free     bool // nothing is bound to lines
	track    int  // that was touched last
	velocity uint8
	foot     float64 // height of the lane of velocities, 0: hidden
	kept     clip    // what was copied
}

// shortest notes that a drag makes, and how far Alt moves, in seconds.
const (
	leastLength = 0.01
	fineStep    = 0.01
)

// SetDrawing says whether a drag beside notes draws one or selects.
func (r *Roll) SetDrawing(on bool) { r.hand.draw = on }

// Drawing reports whether a drag beside notes draws one.
func (r *Roll) Drawing() bool { return r.hand.draw }

// SetSnap says whether what is drawn or moved goes to the lines that are seen.
func (r *Roll) SetSnap(on bool) { r.hand.free = !on }

// Snap reports whether what is drawn or moved goes to lines.
func (r *Roll) Snap() bool { return !r.hand.free }

// preview shows notes as they will be in place of those that are lifted.
type preview struct {
	notes  []Drawn
	lifted selection
}

// show replaces what is previewed.
func (r *Roll) preview(notes []Drawn, lifted []Ref) {
	r.seen.notes = notes
	r.seen.lifted.from(r.index, &r.scene, lifted)
	r.changed()
}

// settle takes back a preview.
func (r *Roll) settle() {
	if len(r.seen.notes) > 0 || r.seen.lifted.count > 0 {
		r.preview(nil, nil)
	}
}

// note returns a note of the scene.
func (r *Roll) note(ref Ref) music.Note { return r.scene.Tracks[ref.Track].Notes[ref.Note] }

// changed by a wish, a note looks like this.
func (c Change) apply(n music.Note) music.Note {
	length := n.End - n.Start
	if c.Longer != 0 {
		length += c.Longer
	}
	n.Start += c.Later
	n.End = n.Start + length
	n.Pitch = uint8(int(n.Pitch) + c.Semitones)
	if c.Velocity > 0 {
		n.Velocity = c.Velocity
	}
	return n
}

// all makes the same change of several notes.
func (c Change) all(on []Ref) []Change {
	out := make([]Change, len(on))
	for i, ref := range on {
		out[i] = c
		out[i].Ref = ref
	}
	return out
}

// drawnAs returns notes as changes would leave them.
func (r *Roll) drawnAs(changes []Change) []Drawn {
	out := make([]Drawn, len(changes))
	for i, c := range changes {
		out[i] = Drawn{c.Track, c.apply(r.note(c.Ref))}
	}
	return out
}

// extent is what limits changes that several notes share.
type extent struct {
	start     float64 // of the first
	length    float64 // of the shortest
	low, high int     // pitches
}

func (r *Roll) extent(on []Ref) extent {
	e := extent{math.Inf(1), math.Inf(1), pitches, 0}
	for _, ref := range on {
		n := r.note(ref)
		e.start, e.length = math.Min(e.start, n.Start), math.Min(e.length, n.End-n.Start)
		e.low, e.high = min(e.low, int(n.Pitch)), max(e.high, int(n.Pitch))
	}
	return e
}

// shrink returns the least that a length can grow, which is not more than 0.
func (e extent) shrink() float64 { return math.Min(leastLength-e.length, 0) }

// change reports a change of the selected notes, as far as all can take part.
func (r *Roll) change(c Change) {
	on := r.Selection()
	e := r.extent(on)
	c.Later = math.Max(c.Later, -e.start)
	c.Longer = math.Max(c.Longer, e.shrink())
	if len(on) == 0 || c == (Change{}) {
		return
	}
	r.report(c.all(on))
}

// report tells of changes that were made.
func (r *Roll) report(changes []Change) {
	if r.OnChange != nil && len(changes) > 0 {
		r.OnChange(changes)
	}
}

// add tells of notes that were drawn.
func (r *Roll) add(notes []Drawn) {
	if r.OnDraw != nil && len(notes) > 0 {
		r.OnDraw(notes)
	}
}

// louder changes the velocity of the selected notes.
func (r *Roll) louder(by int) {
	var changes []Change
	for _, ref := range r.Selection() {
		was := int(r.note(ref).Velocity)
		if now := min(max(was+by, 1), 127); now != was {
			changes = append(changes, Change{Ref: ref, Velocity: uint8(now)})
		}
	}
	r.report(changes)
}

// lines returns the lines before and after a second. Where a line is, it is the
// one before.
func (r *Roll) lines(second float64) (before, after float64) {
	s := r.time.scale(r.view, r.pane().width)
	return r.time.around(&s, second+1e-6)
}

// snap returns the nearest line to a second, or the second itself where nothing
// is bound to lines.
func (r *Roll) snap(second float64) float64 {
	second = math.Max(second, 0)
	if r.loose() {
		return second
	}
	s := r.time.scale(r.view, r.pane().width)
	return math.Max(r.time.snap(&s, second), 0)
}

// loose reports whether lines are left aside, which Shift and Alt do for a
// moment.
func (r *Roll) loose() bool {
	return r.hand.free || r.mods()&(shiftKey|altKey) != 0
}

// drawTrack returns the track that notes are drawn in: that of the selection, or
// the one that was touched last, or the first in front; -1: there is none.
func (r *Roll) drawTrack() int {
	front := func(t int) bool { return t >= 0 && t < len(r.scene.Tracks) && r.scene.Tracks[t].Show == Front }
	if on := r.Selection(); len(on) > 0 {
		return on[0].Track
	}
	if front(r.hand.track) {
		return r.hand.track
	}
	return slices.IndexFunc(r.scene.Tracks, func(t Track) bool { return t.Show == Front })
}

// noteFrom returns a note that begins on the line before a place and is as long
// as the lines are apart; false: there is no track to draw it in.
func (r *Roll) noteFrom(at place) (Drawn, bool) {
	track := r.drawTrack()
	if track < 0 || at.second < 0 || at.pitch < 0 || at.pitch >= pitches {
		return Drawn{}, false
	}
	from, to := r.lines(at.second)
	if from < 0 {
		from = 0
	}
	if r.loose() {
		from, to = at.second, at.second+to-from
	}
	n := music.Note{Pitch: uint8(at.pitch), Velocity: r.hand.velocity, Start: from, End: math.Max(to, from+leastLength)}
	return Drawn{track, n}, true
}
