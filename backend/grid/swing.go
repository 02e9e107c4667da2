package grid

import (
	"math"
	"slices"

	"partlift/backend/music"
)

// What makes off-beats a swing.
const (
	swingLow, swingHigh = 0.54, 0.72 // of a pair
	swingNotes          = 12         // at least
	swingSpread         = 0.045      // of a pair: between the quartiles, at most
	swingShare          = 0.6        // of the off-beats must swing, not be straight
	tripletShare        = 0.3        // middle notes of triplets for each late one, at most
	halfShare           = 0.2        // of the late notes in the lesser half of beats
)

// Swing returns where the second note of a pair lies within it, 0.5 being
// straight and 0.667 a triplet feel, and the note value of the pairs: 8 for
// swung eighths, 16 for swung sixteenths. The division is 0 when nothing
// swings.
func Swing(song music.Song, g *music.Grid) (amount float64, division int) {
	if g == nil {
		return 0, 0
	}
	for _, division := range [...]int{8, 16} {
		if amount, ok := swingOf(song, g, 8/float64(division)); ok {
			return amount, division
		}
	}
	return 0, 0
}

// swingOf looks for pairs of a length in beats that swing. Triplets are told
// from them by their middle notes, or by being late in every other pair only.
func swingOf(song music.Song, g *music.Grid, pair float64) (float64, bool) {
	var late []float64
	var odd, straight, middle int
	origin, meters := g.Beat(g.Downbeat), stretchesOf(g)
	for _, t := range song.Tracks {
		for _, n := range t.Notes {
			at := meters.since(g.Beat(n.Start)-origin) / pair
			k := math.Floor(at)
			switch in := at - k; {
			case in >= swingLow && in <= swingHigh:
				late = append(late, in)
				odd += int(k) & 1
			case in >= 0.46 && in < swingLow:
				straight++
			case in > 0.28 && in < 0.38:
				middle++
			}
		}
	}
	n := float64(len(late))
	if len(late) < swingNotes || n < swingShare*(n+float64(straight)) || float64(middle) > tripletShare*n {
		return 0, false
	}
	if half := float64(odd) / n; pair < 1 && min(half, 1-half) < halfShare {
		return 0, false
	}
	slices.Sort(late)
	quarter := len(late) / 4
	return late[len(late)/2], late[len(late)-1-quarter]-late[quarter] <= swingSpread
}
