package grid

import (
	"math"

	"partlift/backend/music"
)

// How often the degrees of a scale sound in major and minor, after Albrecht
// and Shanahan's count of tonal music (Music Perception, 2013).
var (
	majorProfile = [12]float64{.238, .006, .111, .006, .137, .094, .016, .214, .009, .080, .008, .081}
	minorProfile = [12]float64{.220, .006, .104, .123, .019, .103, .012, .214, .062, .022, .061, .052}
)

// keySlope turns differences between correlations into probabilities.
const keySlope = 19

// capped is the length in seconds beyond which a note says no more.
const capped = 0.5

// keyOf returns the likeliest of the 24 keys and its probability, nil without
// pitched notes.
func keyOf(notes []note) (*music.Key, float64) {
	var sounding [12]float64
	all := 0.0
	for i := range notes {
		if n := &notes[i]; !n.drum {
			length := min(n.end-n.start, capped)
			sounding[n.pitch%12] += length
			all += length
		}
	}
	if all == 0 {
		return nil, 0
	}
	var score [24]float64
	best := 0
	for k := range score {
		profile := &majorProfile
		if k >= 12 {
			profile = &minorProfile
		}
		score[k] = correlation(&sounding, profile, k%12)
		if score[k] > score[best] {
			best = k
		}
	}
	sum := 0.0
	for _, s := range score {
		sum += math.Exp(keySlope * (s - score[best]))
	}
	return newKey(best%12, best >= 12), 1 / sum
}

// correlation compares pitch classes, taken from the tonic on, with a profile.
func correlation(classes, profile *[12]float64, tonic int) float64 {
	var mx, my float64
	for i := range 12 {
		mx += classes[i] / 12
		my += profile[i] / 12
	}
	var xy, xx, yy float64
	for i := range 12 {
		x, y := classes[(i+tonic)%12]-mx, profile[i]-my
		xy += x * y
		xx += x * x
		yy += y * y
	}
	if xx == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}

// Names of pitch classes in keys with sharps and with flats.
var (
	sharpNames = [12]string{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"}
	flatNames  = [12]string{"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"}
)

// newKey returns the key of a tonic's pitch class.
func newKey(tonic int, minor bool) *music.Key {
	major := tonic
	if minor {
		major = (tonic + 3) % 12
	}
	sharps := (major*7+5)%12 - 5 // -5 (five flats) to 6 (six sharps)
	if minor && sharps == 6 {
		sharps = -6
	}
	k := music.NewKey(sharps, minor)
	return &k
}

// spell names a pitch class as a key signature does.
func spell(class, sharps int) string {
	if sharps < 0 {
		return flatNames[class]
	}
	return sharpNames[class]
}
