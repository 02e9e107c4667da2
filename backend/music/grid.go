package music

import "sort"

// Grid says where the beats and bars of a song lie. A nil *Grid means that no
// grid is known, which is a normal state and not an error.
type Grid struct {
	// Tempo has at least one point, sorted by Second; exactly one point is a
	// constant tempo. BPM is as fitted and never rounded.
	Tempo []TempoPoint
	// Downbeat is the second of the first downbeat, the start of a bar.
	Downbeat float64
	// Meter is that of the first bars, nil when the meter is not known.
	Meter *Meter
	// Changes are the meters that follow it, sorted by Beat, each from a bar
	// line behind the downbeat on. Empty: Meter holds throughout, or is nil.
	Changes         []MeterPoint
	MeterConfidence float64 // 0–1, of Meter and Changes
	// Key is nil when the key is not known.
	Key           *Key
	KeyConfidence float64 // 0–1
	// ResidualRMS and ResidualMax are the distances of the notes from their
	// grid lines in seconds.
	ResidualRMS, ResidualMax float64
	// Chords are chord symbols by second of their onset, sorted; may be empty.
	Chords []Chord
}

// TempoPoint starts a stretch of constant tempo.
type TempoPoint struct {
	Second float64 // from the start of the audio
	Beat   float64 // beats (quarter notes) since the first point
	BPM    float64 // quarter notes a minute, > 0
}

// Meter is a time signature; Denominator is a power of two.
type Meter struct{ Numerator, Denominator int }

// Beats returns the length of a bar in quarter notes.
func (m Meter) Beats() float64 { return 4 * float64(m.Numerator) / float64(m.Denominator) }

// Beat returns the length of what is counted as a beat in quarter notes: a
// dotted quarter in 6/8, 9/8 and 12/8, otherwise what the denominator says.
func (m Meter) Beat() float64 {
	if m.Denominator == 8 && m.Numerator > 3 && m.Numerator%3 == 0 {
		return 1.5
	}
	return 4 / float64(m.Denominator)
}

// MeterPoint starts a stretch of one meter with a new bar.
type MeterPoint struct {
	Beat  float64 // quarter notes since the first tempo point
	Meter Meter
}

// Key is a key signature.
type Key struct {
	Sharps int  // -7 (seven flats) to 7 (seven sharps)
	Minor  bool // true: minor mode
	Name   string
}

// Tonics of the key signatures from seven flats to seven sharps.
var (
	majorTonics = [15]string{"Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#"}
	minorTonics = [15]string{"Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#", "A#"}
)

// NewKey returns the key of a signature of -7 to 7 sharps with its name, such
// as "Eb major".
func NewKey(sharps int, minor bool) Key {
	if minor {
		return Key{sharps, minor, minorTonics[sharps+7] + " minor"}
	}
	return Key{sharps, minor, majorTonics[sharps+7] + " major"}
}

// Chord is a chord symbol at a point in time.
type Chord struct {
	Second float64
	Symbol string
}

// Constant reports whether the tempo never changes.
func (g *Grid) Constant() bool { return len(g.Tempo) == 1 }

// Beat returns the beat (quarter notes since the first tempo point) at a
// second; before the first point the first tempo is extended backwards.
func (g *Grid) Beat(second float64) float64 {
	i := sort.Search(len(g.Tempo), func(i int) bool { return g.Tempo[i].Second > second })
	p := g.Tempo[max(i-1, 0)]
	return p.Beat + (second-p.Second)*p.BPM/60
}

// Second is the inverse of Beat.
func (g *Grid) Second(beat float64) float64 {
	i := sort.Search(len(g.Tempo), func(i int) bool { return g.Tempo[i].Beat > beat })
	p := g.Tempo[max(i-1, 0)]
	return p.Second + (beat-p.Beat)*60/p.BPM
}
