package grid

import (
	"math"
	"slices"

	"partlift/backend/music"
	"partlift/backend/say"
)

// fewest is how many onsets can show a grid.
const fewest = 24

// Reasons for having no grid.
var (
	tooFew = say.Key("There are too few notes to find a tempo. Export without a grid or type the tempo.")
	noLine = say.Key("The notes do not follow a steady beat, as in free playing. Export without a grid or type the tempo.")
)

// A frame is what a song's notes are counted on.
type frame struct {
	notes   []note
	late    []float64 // seconds by which tracks were late before they were lined up; nil when none was
	lags    []Lag
	swing   swungPair // that was taken out of the notes; pair is 0 when none was
	onsets  []onset
	curve   curve
	lattice lattice // in bent time
	// sections are the stretches of one tempo that the curve joins; nil when it
	// follows a tracker or nothing.
	sections []section
	// glided reports whether the curve is that of a tempo that wanders slowly.
	glided bool
	// bendings are all that were tried, when a straight lattice was not clear.
	bendings []bending
}

// frameOf finds the lattice of a song, straight if one holds, else bent.
func frameOf(song music.Song) (f frame, reason string) {
	f.notes = notesOf(song)
	if len(f.notes) == 0 {
		return f, tooFew
	}
	f.late = lineUp(f.notes)
	f.onsets = onsetsOf(f.notes)
	if len(f.onsets) < fewest || f.onsets[len(f.onsets)-1].t-f.onsets[0].t < 6 {
		return f, tooFew
	}
	alone := f
	alone.notes = slices.Clone(f.notes)
	whole, how := f.search()
	if how != certain && whole.lattice.inside < surelyInside && alone.byOnePart(how == nothing) {
		if how == nothing || alone.sharpness() > whole.sharpness() {
			whole, how = alone, unclear
		}
	}
	if how == nothing {
		return whole, noLine
	}
	whole.sway()
	return whole, ""
}

// How well a search went.
type finding int

const (
	nothing finding = iota
	unclear         // lines that a part alone may show better
	certain
)

// search finds the lattice of a song's onsets, straight if one holds, else bent.
func (f frame) search() (frame, finding) {
	peaks := peaksOf(f.onsets)
	straight, family := bestOf(f.onsets, peaks)
	if s, ok := swingIn(f.onsets, straight, family, peaks); ok {
		even := f.unswung(s)
		if best, all := bestLattice(even.onsets); even.stands(best, all, mostlyHeld, swungInside) {
			even.align()
			return even, certain
		}
	}
	if f.stands(straight, family, surelyHeld, surelyInside) {
		f.align()
		return f, certain
	}
	share := firmness(f.onsets, family)
	whole, follows := f, make(chan bool, 1)
	go func() { follows <- f.follow(straight, share) }() // beside it, to save time
	divided, worth, steady := whole.divide(straight, share)
	followed := <-follows
	if divided != nil && steady {
		divided.align()
		return *divided, certain
	}
	if followed {
		if divided == nil || f.worth() > worth {
			f.glide()
			f.align()
			return f, unclear
		}
	}
	if divided == nil {
		return f, nothing
	}
	divided.align()
	return *divided, unclear
}

// stands takes a straight lattice if so many of the onsets hold on to it and lie
// on its lines that it needs no further proof.
func (f *frame) stands(straight lattice, family []lattice, share, inside float64) bool {
	if firmness(f.onsets, family) < share || straight.inside < inside || !ends(f.onsets, straight) {
		return false
	}
	f.lattice = straight
	return true
}

// follow finds a straight lattice or a curve that a tracker drew; false when
// neither explains the notes.
func (f *frame) follow(straight lattice, share float64) bool {
	bent := f.bend()
	if bent {
		f.draw()
		straight = f.better(straight)
		if share >= mostlyHeld {
			f.comeBack(straight)
		}
		if bent = f.paid(); bent {
			f.thin()
		}
	}
	if share >= partlyHeld && (!bent || f.steadier(straight)) {
		// The rest of the song is free, or plays other lines: a bent time
		// explains it no better, save for a ritardando.
		f.settle(straight, bent)
		return true
	}
	return bent
}

// worth is how much better the frame explains the onsets than no lines would,
// in log-likelihood, after paying for its knots.
func (f *frame) worth() float64 {
	weight := 0.0
	for _, o := range f.onsets {
		weight += o.w
	}
	return weight*f.lattice.score - knotPrice*float64(max(len(f.curve.at)-2, 0))
}

// Shares of a song that lie on its lattice: where a straight one needs no
// further proof if so many of the onsets belong, where a curve that comes back
// to it is put on it, where it may still win over a bent one, and what a bent
// one must reach.
const (
	surelyHeld   = 0.975
	surelyInside = 0.85
	mostlyHeld   = 0.92
	partlyHeld   = 0.72
	bentHeld     = 0.80
)

// What a bent time must gain over a straight one, in log-likelihood: songs are
// rather made at one tempo than not, and a tempo that never changes is worth
// having even where some passages lie off its lines.
const (
	bendPrice = 0.12 // for each onset of weight 1
	stepPrice = 6    // for each knot
)

// paid reports whether the lattice explains the onsets better than no lines
// would, after paying for the knots. A curve can be led through any notes.
func (f *frame) paid() bool {
	gain := 0.0
	for _, o := range f.onsets {
		gain += o.w * f.lattice.score
	}
	return gain > stepPrice*float64(len(f.curve.at))
}

// steadier reports whether a straight lattice is to be preferred to the curve.
func (f *frame) steadier(straight lattice) bool {
	weight := 0.0
	for _, o := range f.onsets {
		weight += o.w
	}
	gain := weight * (f.lattice.score - straight.score)
	return gain <= bendPrice*weight+stepPrice*float64(max(len(f.curve.at)-2, 0))
}

// settle takes the straight lattice, and the ritardando of the curve if there is
// one.
func (f *frame) settle(straight lattice, bent bool) {
	if bent && !f.curve.straight() {
		if c, ok := ritardando(f.curve, f.lattice, straight, f.onsets); ok {
			f.curve, f.lattice = c, f.lattice.judge(c.bendAll(f.onsets))
			return
		}
	}
	f.curve, f.lattice = curve{}, straight
}

// comeBack puts the curve on a straight lattice as far as it comes back to it,
// all of it but a ritardando where it never really leaves.
func (f *frame) comeBack(straight lattice) {
	if f.curve.straight() {
		return
	}
	if k, ok := courseAlong(straight, f.lattice, f.curve); ok {
		if k.near(f.curve, f.onsets) {
			f.settle(straight, true)
			return
		}
		if c := rejoin(f.curve, f.lattice, f.onsets, k); len(c.at) < len(f.curve.at) {
			f.take(c)
		}
	}
}

// better returns a straight lattice or, if it is better, the line of the
// curve's main piece drawn through the whole song.
func (f *frame) better(straight lattice) lattice {
	if f.curve.straight() {
		return f.lattice
	}
	core := mainPiece(f.curve, f.onsets)
	slope := f.curve.slope(core)
	l := lattice{origin: f.curve.seconds[core] + (f.lattice.origin-f.curve.at[core])*slope, step: f.lattice.step * slope}
	l = l.fit(f.onsets, f.onsets[0].t, f.onsets[len(f.onsets)-1].t).judge(f.onsets)
	if l.score > straight.score {
		return l
	}
	return straight
}

// firmness is the largest share of the onsets that hold on to one of a family
// of lattices, 0 when none is credible. Fine lines blur under jitter, and
// swung notes are off some lines, but a beat that holds proves them all.
func firmness(onsets []onset, family []lattice) float64 {
	firm := 0.0
	for _, l := range family {
		if credible(l, onsets) {
			firm = max(firm, held(onsets, l))
		}
	}
	return firm
}

// credible reports whether onsets lie on a lattice more clearly than chance
// and free playing would bring about.
func credible(l lattice, onsets []onset) bool {
	var re, im, sum, square float64
	for _, o := range onsets {
		s, c := math.Sincos(2 * math.Pi * (o.t - l.origin) / l.step)
		re += o.w * c
		im += o.w * s
		sum += o.w
		square += o.w * o.w
	}
	sharp := math.Hypot(re, im) / sum
	return sharp > 0.4*l.blur() && sharp*sharp*sum*sum/square > 16
}
