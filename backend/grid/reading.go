package grid

import "math"

// Ways to count that are considered: lines a beat, beats a bar.
var (
	divisions = [...]int{2, 3, 4, 6, 8, 12, 16}
	metres    = [...]int{2, 3, 4, 5, 7}
)

const longestBar, maxLines = 7, 16

// Beats slower or faster than this are no reading unless a person asks.
const slowBeat, fastBeat = 38.0, 240.0

// A reading is one way to count beats and bars on a lattice.
type reading struct {
	lines int // lines a beat
	phase int // line of a beat, 0 ≤ phase < lines
	beats int // beats a bar
	first int // beat of a downbeat, counted from phase, 0 ≤ first < beats
}

// bpm is the mean tempo of the beat.
func (r reading) bpm(step float64) float64 { return 60 / (step * float64(r.lines)) }

// A tally is the sum of the signals over the beats of each place in a double
// bar.
type tally struct {
	sum   [2 * longestBar][signals]float64
	count [2 * longestBar]float64
}

// readingsOf returns every reading of the accents within a range of tempo and
// its features, one row of featureCount after another.
func readingsOf(a *accents, low, high float64) ([]reading, []float64) {
	var out []reading
	var rows []float64
	for _, lines := range divisions {
		if bpm := 60 / (a.lat.step * float64(lines)); bpm < low || bpm > high {
			continue
		}
		for phase := range lines {
			var b beatView
			if !b.look(a, lines, phase) {
				continue
			}
			for i, beats := range metres {
				for first := range beats {
					r := reading{lines, phase, beats, first}
					out = append(out, r)
					at := len(rows)
					rows = append(rows, make([]float64, featureCount)...)
					b.describe(a, r, &b.tallies[i], rows[at:])
				}
			}
		}
	}
	return out, rows
}

// A beatView is what all readings with the same beats share.
type beatView struct {
	lines, phase int
	tallies      [len(metres)]tally
	beat, off    [signals]float64 // means on the beat and off it
	share        [5]float64       // of the weight: on beat, half, quarters, thirds, elsewhere
}

// look gathers the signals; false when there are too few beats.
func (b *beatView) look(a *accents, lines, phase int) bool {
	b.lines, b.phase = lines, phase
	if (a.lines-phase)/lines < 12 {
		return false
	}
	var beats, offs float64
	k := 0
	for p := phase; p < a.lines; p += lines {
		for i, m := range metres {
			t := &b.tallies[i]
			c := k % (2 * m)
			t.count[c]++
			for j := range signals {
				t.sum[c][j] += a.sig[j][p]
			}
		}
		for j := range signals {
			b.beat[j] += a.sig[j][p]
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
	for j := range signals {
		b.beat[j] /= beats
		b.off[j] /= max(offs, 1)
	}
	b.shares(a)
	return true
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
		case place*3%b.lines == 0:
			b.share[3] += a.starts[p]
		default:
			b.share[4] += a.starts[p]
		}
		if place++; place == b.lines {
			place = 0
		}
	}
	for i := range b.share {
		b.share[i] /= max(a.weight, 1e-9)
	}
}

// Groups of features that every signal has.
const (
	groupDown = iota // on downbeats, over all beats
	groupBeat        // on beats
	groupBack        // in the middle of a bar of four, over beats two and four
	groupOff         // between beats
	groups
)

var groupNames = [groups]string{"down", "beat", "back", "off"}

// Features beside those of the signals.
const (
	featTempo = groups*signals + iota
	featTempo2
	featFast
	featSlow
	featTempoPlain
	featTempo2Plain
	featTwo
	featThree
	featFive
	featSeven
	featDensity
	featDensity2
	featBassDensity
	featBassDensity2
	featHarmonyRate
	featHarmonyRate2
	featLength
	featLength2
	featShareBeat
	featShareHalf
	featShareQuarter
	featShareThird
	featShareElse
	featShareThird2
	featTernary
	featThreeDensity
	featThreeTempo
	featBegin
	featEnd
	featEndBeat
	featHyperHarmony
	featHyperBass
	featHyperKick
	featHyperPhrase
	featEchoBeat
	featEchoBar
	featEchoBars
	featEchoBassBar
	featEchoBassBars
	featEchoPitchBeat
	featEchoPitchBar
	featEchoPitchBars
	featEchoHarmonyBeat
	featEchoHarmonyBar
	featEchoHarmonyBars
	featEchoOther
	featureCount
)

// describe writes the features of a reading.
func (b *beatView) describe(a *accents, r reading, t *tally, f []float64) {
	b.describeAccents(r, t, f)
	b.describeTempo(a, r, f)
	b.describeEnds(a, r, f)
	b.describeEchoes(a, r, f)
}

// describeAccents compares downbeats with beats, and beats with what is
// between them.
func (b *beatView) describeAccents(r reading, t *tally, f []float64) {
	var down, odd, middle, back [signals]float64
	var downs, odds, middles, backs float64
	for c := range 2 * r.beats {
		var into *[signals]float64
		var count *float64
		switch place := ((c-r.first)%(2*r.beats) + 2*r.beats) % (2 * r.beats); {
		case place == 0:
			into, count = &down, &downs
		case place == r.beats:
			into, count = &odd, &odds
		case r.beats == 4 && place%4 == 2:
			into, count = &middle, &middles
		case r.beats == 4:
			into, count = &back, &backs
		default:
			continue
		}
		*count += t.count[c]
		for j := range signals {
			into[j] += t.sum[c][j]
		}
	}
	for j := range signals {
		f[groupDown*signals+j] = (down[j]+odd[j])/max(downs+odds, 1) - b.beat[j]
		f[groupBeat*signals+j] = b.beat[j]
		f[groupOff*signals+j] = b.off[j]
		if r.beats == 4 {
			f[groupBack*signals+j] = middle[j]/max(middles, 1) - back[j]/max(backs, 1)
		}
	}
	hyper := func(j int) float64 { return math.Abs(down[j]/max(downs, 1) - odd[j]/max(odds, 1)) }
	f[featHyperHarmony] = hyper(sigHarmony)
	f[featHyperBass] = hyper(sigBass)
	f[featHyperKick] = hyper(sigKick)
	f[featHyperPhrase] = hyper(sigPhrase)
}

// describeTempo says how fast the beat is, in BPM and against the notes.
func (b *beatView) describeTempo(a *accents, r reading, f []float64) {
	x := math.Log2(r.bpm(a.lat.step) / 105)
	f[featTempo], f[featTempo2] = x, x*x
	f[featFast], f[featSlow] = max(x-0.5, 0), max(-0.5-x, 0)
	if a.drums < 0.02 {
		f[featTempoPlain], f[featTempo2Plain] = x, x*x
	}
	switch r.beats {
	case 2:
		f[featTwo] = 1
	case 3:
		f[featThree] = 1
	case 5:
		f[featFive] = 1
	case 7:
		f[featSeven] = 1
	}
	beats := float64(a.lines) / float64(r.lines)
	density := math.Log2(max(a.onsets/beats, 0.05))
	bass := math.Log2(max(a.bass/beats, 0.05))
	harmony := math.Log2(max(a.changes/beats, 0.02))
	length := math.Log2(max(a.lengths/(a.lat.step*float64(r.lines)), 0.05))
	f[featDensity], f[featDensity2] = density, density*density
	f[featBassDensity], f[featBassDensity2] = bass, bass*bass
	f[featHarmonyRate], f[featHarmonyRate2] = harmony, harmony*harmony
	f[featLength], f[featLength2] = length, length*length
	copy(f[featShareBeat:featShareElse+1], b.share[:])
	f[featShareThird2] = b.share[3] * b.share[3]
	if r.lines%3 == 0 {
		f[featTernary] = 1
	}
	if r.beats == 3 {
		f[featThreeDensity], f[featThreeTempo] = density, x
	}
}

// describeEnds says where in the bar the song begins and ends.
func (b *beatView) describeEnds(a *accents, r reading, f []float64) {
	bar := r.lines * r.beats
	origin := r.phase + r.first*r.lines
	place := func(p int) int { return ((p-origin)%bar + bar) % bar }
	if place(1) == 0 {
		f[featBegin] = 1
	}
	switch p := place(a.last); {
	case p == 0:
		f[featEnd], f[featEndBeat] = 1, 1
	case p%r.lines == 0:
		f[featEndBeat] = 1
	}
}

// describeEchoes says how alike beats, bars and pairs of bars are.
func (b *beatView) describeEchoes(a *accents, r reading, f []float64) {
	beat, bar := a.echo(r.lines), a.echo(r.lines*r.beats)
	bars := a.echo(2 * r.lines * r.beats)
	f[featEchoBeat], f[featEchoBar], f[featEchoBars] = beat.rhythm, bar.rhythm, bars.rhythm
	f[featEchoBassBar], f[featEchoBassBars] = bar.bass, bars.bass
	f[featEchoPitchBeat], f[featEchoPitchBar], f[featEchoPitchBars] = beat.pitch, bar.pitch, bars.pitch
	f[featEchoHarmonyBeat], f[featEchoHarmonyBar], f[featEchoHarmonyBars] = beat.harmony, bar.harmony, bars.harmony
	other := 4
	if r.beats%2 == 0 {
		other = 3
	}
	f[featEchoOther] = bar.rhythm - a.echo(r.lines*other).rhythm
}
