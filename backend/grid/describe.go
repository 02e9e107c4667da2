package grid

import "math"

// Groups of features that every signal has.
const (
	groupDown = iota // on downbeats, over all beats
	groupBeat        // on beats
	groupBack        // in the middle of a bar of four, over beats two and four
	groupOff         // between beats
	groupLast        // on the last beat of a bar, over all beats
	groups
)

var groupNames = [groups]string{"down", "beat", "back", "off", "last"}

// Features beside those of the signals.
const (
	featTempo = groups*signals + iota
	featTempo2
	featFast
	featSlow
	featTempoPlain
	featTempo2Plain
	featFastPlain
	featSlowPlain
	featDensityPlain
	featDensity2Plain
	featHarmonyPlain
	featHarmony2Plain
	featLengthPlain
	featLength2Plain
	featHalfPlain
	featQuarterPlain
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
	featShareThirds
	featShareElse
	featShareThird2
	featTernary
	featFives
	featCompound
	featEighths
	featCompoundTempo
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
	featBeatRhythm
	featBeatPitch
	featBeatDrum
	featEchoDrumBeat
	featEchoDrumBar
	featEchoDrumBars
	featPeriodRhythm
	featPeriodBass
	featPeriodPitch
	featPeriodHarmony
	featPeriodDrum
	featTurnBar
	featTurnHalf
	featTurnBeat
	featTurnBars
	featKickRate
	featKickRate2
	featSnareRate
	featSnareRate2
	featHatRate
	featHatRate2
	featBeginBass
	featBeginDrum
	featEndBass
	featUndivided
	featOwn
	featureCount = featOwn + len(owned)
)

// describe writes the features of a reading.
func (b *beatView) describe(a *accents, r reading, t *tally, f []float64) {
	b.describeAccents(r, t, f)
	b.describeTempo(a, r, f)
	if a.drums < fewDrums {
		describePlain(f)
	}
	b.describeEnds(a, r, f)
	b.describeEchoes(a, r, f)
	b.describeHalves(a, r, f)
}

// describeAccents compares downbeats with beats, and beats with what is
// between them.
func (b *beatView) describeAccents(r reading, t *tally, f []float64) {
	var down, odd, middle, back, last [signals]float64
	var downs, odds, middles, backs, lasts float64
	for c := range 2 * r.beats {
		var into *[signals]float64
		var count *float64
		place := ((c-r.first)%(2*r.beats) + 2*r.beats) % (2 * r.beats)
		if place%r.beats == r.beats-1 {
			lasts += t.count[c]
			for j := range signals {
				last[j] += t.sum[c][j]
			}
		}
		switch {
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
		f[groupLast*signals+j] = last[j]/max(lasts, 1) - b.beat[j]
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
	x := math.Log2(r.pace(a.lat.step) / 105)
	f[featTempo], f[featTempo2] = x, x*x
	f[featFast], f[featSlow] = max(x-0.5, 0), max(-0.5-x, 0)
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
	length := a.lengths / (a.lat.step * float64(r.lines))
	switch r.eighths {
	case 1:
		f[featEighths] = 1
		beats, length = beats/2, length/2
	case 3:
		f[featCompound], f[featCompoundTempo] = 1, x
	}
	rate := func(at int, count, least float64) float64 {
		y := math.Log2(max(count/beats, least))
		f[at], f[at+1] = y, y*y
		return y
	}
	density := rate(featDensity, a.onsets, 0.05)
	rate(featBassDensity, a.bass, 0.05)
	rate(featHarmonyRate, a.changes, 0.02)
	if a.kicks > 8 {
		rate(featKickRate, a.kicks, 0.05)
	}
	if a.snares > 8 {
		rate(featSnareRate, a.snares, 0.05)
	}
	if a.hats > 8 {
		rate(featHatRate, a.hats, 0.05)
	}
	y := math.Log2(max(length, 0.05))
	f[featLength], f[featLength2] = y, y*y
	copy(f[featShareBeat:featShareElse+1], b.share[:])
	f[featShareThird2] = (b.share[3] + b.share[4]) * (b.share[3] + b.share[4])
	if r.lines%3 == 0 {
		f[featTernary] = 1
	}
	if r.lines == 5 {
		f[featFives] = 1
	}
	if r.beats == 3 {
		f[featThreeDensity], f[featThreeTempo] = density, x
	}
}

// fewDrums is the share of drum notes below which a song counts as one without.
const fewDrums = 0.02

// plain are the features that say something else where there are no drums, and
// where they are said again.
var plain = [...][2]int{
	{featTempo, featTempoPlain}, {featTempo2, featTempo2Plain}, {featFast, featFastPlain}, {featSlow, featSlowPlain},
	{featDensity, featDensityPlain}, {featDensity2, featDensity2Plain}, {featHarmonyRate, featHarmonyPlain},
	{featHarmonyRate2, featHarmony2Plain}, {featLength, featLengthPlain}, {featLength2, featLength2Plain},
	{featShareHalf, featHalfPlain}, {featShareQuarter, featQuarterPlain},
}

// describePlain repeats what is said of a song without drums.
func describePlain(f []float64) {
	for _, p := range plain {
		f[p[1]] = f[p[0]]
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
	for i, p := range [...]int{a.low, a.beaten, a.end} {
		if p >= 0 && place(p) == 0 {
			f[featBeginBass+i] = 1
		}
	}
	half := (r.beats + 1) / 2 * r.lines
	f[featTurnBar] = a.turnOf(bar).at(origin, bar)
	f[featTurnHalf] = a.turnOf(half).at(origin, bar)
	f[featTurnBeat] = a.turnOf(r.lines).at(r.phase, r.lines)
	first, second := a.turnOf(2*bar).at(origin, 2*bar), a.turnOf(2*bar).at(origin+bar, 2*bar)
	f[featTurnBars] = math.Abs(first - second)
}
