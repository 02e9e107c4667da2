package ear

import "math"

// Usual is the likelihood from which on notes are believed unless a person says
// otherwise: few that are played are below.
const Usual = .45

// Terms are what the likelihood of a note is made of: its evidence in pieces of
// straight lines, so that each may count more in one range than in another.
func (e Evidence) Terms() []float64 {
	above := func(v, from float64) float64 { return max(v-from, 0) }
	rise, level, under, over, elsewhere := e.Rise/10, e.Level/10, e.Under/10, e.Over/10, e.Elsewhere/10
	again, gap := above(.15, e.Again)/.15, above(.3, e.Gap)/.3
	return []float64{
		1,
		e.Share, above(e.Share, .1), above(e.Share, .3),
		rise, above(rise, .3), above(rise, 1),
		level, above(level, -2), above(level, -1),
		e.Fit, above(e.Fit, .8),
		under, above(under, 0), above(under, 1),
		over, above(over, 0), above(over, 1),
		elsewhere, above(elsewhere, 0), above(elsewhere, 1.5),
		e.Twin, e.Twin * above(elsewhere, 0),
		again, gap, again * rise, gap * rise,
		above(.1, e.Length) / .1, above(.25, e.Length) / .25,
		e.Share * above(under, 0), rise * e.Share,
		e.Swell / 10, above(e.Swell, 0) / 10, above(e.Swell, 6) / 10,
		e.MoreShare, above(e.MoreShare, 0), e.MoreRise / 10, above(e.MoreRise, 0) / 10, above(e.MoreRise, -6) / 10,
		e.MoreSwell / 10, above(e.MoreSwell, 0) / 10, e.MoreFit, above(e.MoreFit, -.1),
	}
}

// likely returns the share of notes with such evidence that are played.
func (e Evidence) likely(drums bool) float64 {
	weights := &pitchedWeights
	if drums {
		weights = &drumWeights
	}
	sum := 0.0
	for i, v := range e.Terms() {
		sum += weights[i] * v
	}
	return 1 / (1 + math.Exp(-sum))
}

// why names what a note is, that likely.
func (e Evidence) why(likely float64) Why {
	switch {
	case likely >= Usual:
		return Sounding
	case e.Again < .15 && e.Length < .08:
		return Short
	case e.Twin > 0 && e.Elsewhere > 6:
		return Bleed
	case e.Gap < .3 && e.Rise < 6:
		return Tail
	case max(e.Under, e.Over) > 0:
		return Octave
	case e.Elsewhere > 12:
		return Bleed
	}
	return Nothing
}
