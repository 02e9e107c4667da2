package music

// Instrument is what a track's name says about its sound.
type Instrument struct {
	Program uint8 // General MIDI program, 0-based; 0 for drums and unknown
	Drums   bool
	Known   bool // false: the name said nothing
}

// ProgramName returns the General MIDI name of a program, 0–127.
func ProgramName(p uint8) string { return "" }

// Family returns the General MIDI family of a program, for example "Bass".
func Family(p uint8) string { return "" }

// DrumName returns the General MIDI name of a drum pitch; ok is false outside
// 35–81.
func DrumName(pitch uint8) (name string, ok bool) { return "", false }

// Match returns the instrument that a track's name means.
func Match(name string) Instrument { return Instrument{} }

// PitchName returns a pitch as note name and octave with middle C (60) = C4.
func PitchName(pitch uint8) string { return "" }
