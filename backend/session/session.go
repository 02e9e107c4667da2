// Package session describes a song as a DAW has it: tracks of sound and of notes
// on one tempo map. The packages inside write it in the formats of several
// programs and read what they wrote again; Compare judges what was read.
//
// Time is ticks for whatever is counted in bars, and frames for sound. Sound is
// padded in front and never stretched, so that its first frame is tick 0, which
// is bar 1.
package session

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"partlift/backend/music"
)

// PPQ is the number of ticks in a quarter note.
const PPQ = 480

// Session is everything that a program shows of a song.
type Session struct {
	Title   string
	Rate    int     // frames a second of every sound
	Shift   float64 // seconds by which notes lie later than in the song's audio, ≥ 0
	Offset  float64 // seconds by which sound is later still, so that it meets the notes
	Tempo   []Tempo // the first at tick 0, rising
	Meters  []Meter // the first at tick 0, rising, each on a bar line
	Counted bool    // false: no meter is known, and Meters is 4/4
	Barred  bool    // false: no bars are known, and Tempo is a number without meaning
	Key     string  // such as "A minor", "" where none is known
	Markers []Marker
	Tracks  []Track
	EOT     uint32 // tick at which the notes end, a bar line
}

// Tempo is one tempo, which holds until the next.
type Tempo struct {
	Tick   uint32
	Micros uint32 // microseconds in a quarter note
}

// BPM returns the quarter notes in a minute.
func (t Tempo) BPM() float64 { return 60e6 / float64(t.Micros) }

// Meter is a time signature from a bar line on.
type Meter struct {
	Tick uint32
	music.Meter
}

// Ticks returns the length of a bar.
func (m Meter) Ticks() uint32 { return m.BeatTicks() * uint32(m.Numerator) }

// BeatTicks returns the length of what the denominator counts.
func (m Meter) BeatTicks() uint32 { return uint32(4 * PPQ / m.Denominator) }

// Marker is a text at a tick; no two share one.
type Marker struct {
	Tick uint32
	Text string
}

// Track is one track: sound or notes.
type Track struct {
	Name  string // unique in the session whatever the case of its letters
	Color string // #rrggbb
	Muted bool
	Sound *Sound // nil of a track of notes
	Part  *Part  // nil of a track of sound
}

// Sound is a WAV or a FLAC file that begins at tick 0.
type Sound struct {
	File     string  // name in printable ASCII, without a folder, ending .wav or .flac
	Channels int     // 1 or 2
	Bits     int     // 16 or 24
	Frames   int64   // of the file
	Pad      int64   // frames of silence that it begins with; below 0, frames of the audio that it lacks
	Gain     float64 // what the fader is set to, linear: the file is lower by as much so that nothing clips
	Data     uint32  // CRC-32 of the samples
}

// Seconds returns the length of a file.
func (s *Sound) Seconds(rate int) float64 { return float64(s.Frames) / float64(rate) }

// Part is the notes of one instrument.
type Part struct {
	Channel    uint8 // 0–15
	Program    uint8 // General MIDI, 0-based; 0 for drums
	Drums      bool
	Instrument string // General MIDI name, or "Drums"
	Notes      []Note // sorted by On, then Pitch
	Controls   []Control
}

// Note is one note in ticks.
type Note struct {
	On, Off         uint32
	Pitch, Velocity uint8
}

// Control is one change of a controller.
type Control struct {
	Tick  uint32
	Kind  music.ControlKind
	Value int16 // as music.Control has it
}

// File is one small file of a session.
type File struct {
	Path string // relative, with slashes
	Data []byte
}

// maxName is the longest name or text in runes.
const maxName = 200

// Text makes a name fit for every format: one line of valid Unicode without
// marks that a format cannot quote, and not too long.
func Text(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '`':
			return '\''
		case r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF:
			return -1
		case unicode.IsControl(r) || unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxName {
		s = strings.TrimSpace(string(r[:maxName]))
	}
	return s
}

// reserved are names that programs keep for tracks of their own.
var reserved = []string{"master", "click", "monitor", "auditioner"}

// Names gives texts that no two tracks share, whatever the case of their
// letters.
type Names struct{ taken map[string]bool }

// Take returns a name that is not yet taken, numbered where it has to be.
func (n *Names) Take(name string) string {
	if n.taken == nil {
		n.taken = map[string]bool{}
		for _, r := range reserved {
			n.taken[r] = true
		}
	}
	if name = Text(name); name == "" {
		name = "Track"
	}
	return number(name, n.taken)
}
