package session

import "math"

// Lower returns by how much a sound of a peak has to be lowered so that nothing
// clips, in whole decibels, and the fader that makes up for it: both linear, and
// 1 for a sound that fits.
func Lower(peak float64) (factor, fader float64) {
	if !(peak > 1) || math.IsInf(peak, 0) {
		return 1, 1
	}
	fader = math.Pow(10, math.Ceil(20*math.Log10(peak))/20)
	return 1 / fader, fader
}

// Decibels returns a linear gain in decibels.
func Decibels(gain float64) float64 { return 20 * math.Log10(gain) }
