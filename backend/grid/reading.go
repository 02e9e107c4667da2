package grid

// Ways to count that are considered: lines a beat, beats a bar.
var (
	divisions = [...]int{2, 3, 4, 5, 6, 8, 12, 16}
	metres    = [...]int{2, 3, 4, 5, 7}
)

const longestBar, maxLines = 7, 16

// Beats slower or faster than this are no reading unless a person asks. Bars
// of five or seven are also counted in eighths.
const slowBeat, fastBeat, fastEighth = 38.0, 240.0, 420.0

// eighthsFrom is the tempo from which five or seven beats a bar are eighths.
const eighthsFrom = 195.0

// A reading is one way to count beats and bars on a lattice.
type reading struct {
	lines   int // lines a beat
	phase   int // line of a beat, 0 ≤ phase < lines
	beats   int // beats a bar
	first   int // beat of a downbeat, counted from phase, 0 ≤ first < beats
	eighths int // eighths a beat: 2, 3 in compound metres, 1 in 5/8 and 7/8
}

// bpm is the mean tempo of the beat.
func (r reading) bpm(step float64) float64 { return 60 / (step * float64(r.lines)) }

// quarters is the mean tempo in quarter notes a minute, as a file says it.
func (r reading) quarters(step float64) float64 { return r.bpm(step) * float64(r.eighths) / 2 }

// pace is the tempo that a listener would count: of beats, but of quarters
// where the beats are eighths.
func (r reading) pace(step float64) float64 {
	if r.eighths == 1 {
		return r.bpm(step) / 2
	}
	return r.bpm(step)
}

// A tally is the sum of the signals over the beats of each place in a double
// bar.
type tally struct {
	sum   [2 * longestBar][signals]float64
	count [2 * longestBar]float64
}

// readingsOf returns every reading of the accents that is wanted and its
// features, one row of featureCount after another.
func readingsOf(a *accents, wanted func(r reading, step float64) bool) ([]reading, []float64) {
	room := roomFor(a.lat.step)
	out := make([]reading, 0, room)
	rows := make([]float64, 0, room*featureCount)
	for _, lines := range divisions {
		if !countable(a.lat.step, lines) {
			continue
		}
		for phase := range lines {
			var b beatView
			looked := false
			for i, beats := range metres {
				r := reading{lines: lines, phase: phase, beats: beats, eighths: 2}
				if !looked && !b.look(a, lines, phase) {
					break
				}
				looked = true
				r.eighths = b.eighths(a, beats)
				if !wanted(r, a.lat.step) {
					continue
				}
				for r.first = range beats {
					out = append(out, r)
					rows = rows[:len(out)*featureCount]
					b.describe(a, r, &b.tallies[i], rows[len(rows)-featureCount:])
				}
			}
		}
	}
	return out, rows
}

// countable reports whether that many lines may be a beat at all.
func countable(step float64, lines int) bool {
	bpm := 60 / (step * float64(lines))
	return bpm >= Slowest && bpm <= fastEighth
}

// roomFor returns how many readings there are at most on lines a step apart.
func roomFor(step float64) int {
	bars := 0
	for _, beats := range metres {
		bars += beats
	}
	room := 0
	for _, lines := range divisions {
		if countable(step, lines) {
			room += lines * bars
		}
	}
	return room
}

// usual are the readings that are considered when nobody says anything.
func usual(r reading, step float64) bool {
	bpm := r.bpm(step)
	return bpm >= slowBeat && (bpm <= fastBeat || r.eighths == 1 && bpm <= fastEighth)
}

// A beatView is what all readings with the same beats share.
type beatView struct {
	lines, phase int
	tallies      [len(metres)]tally
	beat, off    [signals]float64 // means on the beat and off it
	share        [6]float64       // of the weight: on beat, half, quarters, first third, second third, elsewhere
	middles      middles          // signals between beats, by their place in a bar of three or two
}

// look gathers the signals; false when there are too few beats.
func (b *beatView) look(a *accents, lines, phase int) bool {
	b.lines, b.phase = lines, phase
	if (a.lines-phase)/lines < a.fewestBeats() {
		return false
	}
	var beats, offs float64
	k := 0
	var here [signals]float64
	for p := phase; p < a.lines; p += lines {
		for j := range signals {
			here[j] = a.sig[j][p]
			b.beat[j] += here[j]
		}
		for i, m := range metres {
			t := &b.tallies[i]
			c := k % (2 * m)
			t.count[c]++
			sum := &t.sum[c]
			for j, v := range here {
				sum[j] += v
			}
		}
		beats++
		for _, q := range [2]int{p + lines/2, p + (lines+1)/2} {
			if q < a.lines {
				offs++
				for j := range signals {
					b.off[j] += a.sig[j][q]
				}
			}
		}
		k++
	}
	b.middles.look(a, lines, phase)
	for j := range signals {
		b.beat[j] /= beats
		b.off[j] /= max(offs, 1)
	}
	b.shares(a)
	return true
}

// fewestBeats is how many beats can be counted.
func (a *accents) fewestBeats() int {
	if a.short {
		return 4
	}
	return 12
}

// shares tells where within the beat notes start.
func (b *beatView) shares(a *accents) {
	place := 0
	for p := range a.starts {
		if p == 0 {
			place = ((0-b.phase)%b.lines + b.lines) % b.lines
		}
		switch {
		case place == 0:
			b.share[0] += a.starts[p]
		case place*2 == b.lines:
			b.share[1] += a.starts[p]
		case place*4%b.lines == 0:
			b.share[2] += a.starts[p]
		case place*3 == b.lines:
			b.share[3] += a.starts[p]
		case place*3 == 2*b.lines, place*5 == 3*b.lines:
			b.share[4] += a.starts[p]
		default:
			b.share[5] += a.starts[p]
		}
		if place++; place == b.lines {
			place = 0
		}
	}
	for i := range b.share {
		b.share[i] /= max(a.weight, 1e-9)
	}
}

// eighths returns how many eighths a beat is worth. A beat that is divided in
// three throughout, and not just swung, is a dotted quarter.
func (b *beatView) eighths(a *accents, beats int) int {
	if beats == 5 || beats == 7 {
		if 60/(a.lat.step*float64(b.lines)) >= eighthsFrom {
			return 1
		}
		return 2
	}
	limit, least := dottedSlow, notSwung
	if beats == 2 {
		limit, least = dottedFast, notSwung/2
	}
	if b.threefold() && beats <= 4 && 60/(a.lat.step*float64(b.lines)) < limit && b.share[3] > least*b.share[4] {
		return 3
	}
	return 2
}

// threefold reports whether beats are divided in three rather than in two.
func (b *beatView) threefold() bool {
	return b.lines%3 == 0 && b.share[3]+b.share[4] > 1.5*b.share[1]+4*b.share[2]
}

// notSwung is how much must start on the first thirds of beats for what starts
// on the second ones, which is all that swing has; half as much where there are
// two beats a bar, which seldom swing.
const notSwung = 0.4

// Dotted quarters are slower than this in BPM, in 6/8 and in longer bars;
// faster ones are written as quarters with triplets.
const dottedFast, dottedSlow = 150.0, 80.0
