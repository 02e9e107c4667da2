package music

import "strconv"

// Instrument is what a track's name says about its sound.
type Instrument struct {
	Program uint8 // General MIDI program, 0-based; 0 for drums and unknown
	Drums   bool  // a drum kit, channel 10 in a file
	Known   bool  // false: the name said nothing and Program is a fallback
}

// DrumLow and DrumHigh are the lowest and highest pitch that General MIDI
// names a drum for.
const (
	DrumLow  = 35
	DrumHigh = 81
)

var drums = [DrumHigh - DrumLow + 1]string{
	"Acoustic Bass Drum", "Bass Drum 1", "Side Stick", "Acoustic Snare",
	"Hand Clap", "Electric Snare", "Low Floor Tom", "Closed Hi-Hat",
	"High Floor Tom", "Pedal Hi-Hat", "Low Tom", "Open Hi-Hat",
	"Low-Mid Tom", "Hi-Mid Tom", "Crash Cymbal 1", "High Tom",
	"Ride Cymbal 1", "Chinese Cymbal", "Ride Bell", "Tambourine",
	"Splash Cymbal", "Cowbell", "Crash Cymbal 2", "Vibraslap",
	"Ride Cymbal 2", "Hi Bongo", "Low Bongo", "Mute Hi Conga",
	"Open Hi Conga", "Low Conga", "High Timbale", "Low Timbale",
	"High Agogo", "Low Agogo", "Cabasa", "Maracas",
	"Short Whistle", "Long Whistle", "Short Guiro", "Long Guiro",
	"Claves", "Hi Wood Block", "Low Wood Block", "Mute Cuica",
	"Open Cuica", "Mute Triangle", "Open Triangle",
}

// ProgramName returns the General MIDI name of a 0-based program, "" above 127.
func ProgramName(p uint8) string {
	if int(p) >= len(programs) {
		return ""
	}
	return programs[p][0]
}

// DrumName returns the General MIDI name of a drum pitch; ok is false outside
// 35–81, where General MIDI names none.
func DrumName(pitch uint8) (name string, ok bool) {
	if pitch < DrumLow || pitch > DrumHigh {
		return "", false
	}
	return drums[pitch-DrumLow], true
}

// PitchName returns a pitch as note name and octave, middle C (60) being C4,
// so 0 is C-1 and 127 is G9. Some makers count an octave lower: show the
// number beside it where that matters.
func PitchName(pitch uint8) string {
	names := [12]string{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"}
	return names[pitch%12] + strconv.Itoa(int(pitch)/12-1)
}
