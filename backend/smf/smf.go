// Package smf turns songs into Standard MIDI Files that every DAW places on
// the right bar, and reads Standard MIDI Files back into songs.
//
// [Arrange] lays a song out in ticks without touching a byte, [Plan.Encode]
// writes that layout, [Read] reads any file. Layout rules are the numbered
// lines of the DAW-ready checklist that package verify judges.
package smf

import (
	"partlift/backend/music"

	"partlift/backend/say"
)

// PPQ is the number of ticks in a quarter note of every file written here. At
// 120 BPM one step of the API's 1/192 s raster is exactly 5 ticks.
const PPQ = 480

// Confidence is the least confidence, 0–1, with which a meter or a key is
// written into a file: a wrong time signature is worse than none.
const Confidence = 0.9

// Limits of a tempo that a person sets, in quarter notes a minute. Below
// MinTempo half a tick is longer than the 3 ms that a note may be off.
const (
	MinTempo = 22.0
	MaxTempo = 999.0
)

// MaxSeconds is the longest music that is written or read. Notes that start
// later are dropped and counted, so that no tick outgrows its four bytes.
const MaxSeconds = 6 * 3600

// Error is a sentence for the user that says what to do next.
type Error string

func (e Error) Error() string { return string(e) }

// ErrEmpty is what Arrange says of a song without notes.
var ErrEmpty = Error(say.Key("This song has no notes, so there is nothing to export."))

// DrumMap says what happens to drum pitches.
type DrumMap string

const (
	// DrumsGM moves pitches outside General MIDI's 35–81 to the nearest
	// sensible drum and lists them. It is what "" means.
	DrumsGM DrumMap = "gm"
	// DrumsAsIs keeps every drum pitch and lists those outside 35–81.
	DrumsAsIs DrumMap = "asis"
)

// Preset says for which kind of program a file is meant.
type Preset string

const (
	// PresetDAW writes tempo events in the conductor track only. It is what ""
	// means.
	PresetDAW Preset = "daw"
	// PresetNotation repeats the tempo events in every track, because notation
	// programs ignore them in a track without notes.
	PresetNotation Preset = "notation"
)

// Options are the settings of [Arrange]. The zero value is the un-gridded
// export: 120 BPM, no meter, General MIDI drums.
type Options struct {
	Title   string      // "" uses the song's title
	Grid    *music.Grid // nil: no grid is known
	Tempo   float64     // BPM as set by the user; 0 takes the grid's, or 120
	Drums   DrumMap
	Preset  Preset
	Markers []Label // more markers for the conductor, moved to the nearest bar
	// Floor is the shortest note in ticks; shorter ones are lengthened and
	// counted. 0 means 1 tick.
	Floor uint32
}

// Label is a text at a second of the audio.
type Label struct {
	Second float64
	Text   string // any Unicode
}

// Plan is a song laid out in ticks: everything that a file holds.
type Plan struct {
	Title    string  // printable ASCII, the conductor's name
	Preset   Preset  // PresetDAW or PresetNotation
	Tempo    []Tempo // the first at tick 0, rising
	Meters   []Meter // the first at tick 0, each on a bar line; empty: not known
	Key      *music.Key
	Markers  []Marker
	Parts    []Part
	EOT      uint32  // tick at which every track ends, a bar line
	Shift    float64 // seconds by which the notes lie later than in the audio, ≥ 0
	Repairs  Repairs
	Controls Controls
}

// Tempo is one tempo event.
type Tempo struct {
	Tick   uint32
	Micros uint32 // microseconds in a quarter note
}

// Marker is one marker; its text is printable ASCII and its tick a bar line.
type Marker struct {
	Tick uint32
	Text string
}

// Part is one track of a file.
type Part struct {
	Name       string // unique in the plan, printable ASCII
	Original   string // as the song has it
	Instrument string // General MIDI name, "Drums" for a kit
	Channel    uint8  // 0–15; 9 for drums and nothing else
	Program    uint8  // 0–127; 0 for drums
	Drums      bool
	Source     int       // index in Song.Tracks
	Notes      []Note    // sorted by On, then Pitch; same pitches never overlap
	Controls   []Control // sorted by Tick; of each kind each changes something
	// Moved are drum pitches that became others: as delivered → as written.
	Moved map[uint8]uint8
	// Merged is how many more notes the track had, each on the tick and pitch of
	// another.
	Merged int
}

// Note is one note in ticks.
type Note struct {
	On, Off         uint32 // On < Off
	Pitch, Velocity uint8  // 0–127, 1–127
}

// Repairs counts what Arrange had to change.
type Repairs struct {
	Overlap         int   `json:"overlap"`        // ends trimmed to the next note of the same pitch
	Short           int   `json:"short"`          // notes lengthened to the shortest length
	Clamped         int   `json:"clamped"`        // notes with a velocity or start out of range
	Dropped         int   `json:"dropped"`        // notes that no file can hold
	Merged          int   `json:"merged"`         // notes on the same tick and pitch as another
	UnmappedDrums   int   `json:"unmapped_drums"` // drum notes outside 35–81
	UnmappedPitches []int `json:"unmapped_pitches,omitempty"`
	SharedChannels  int   `json:"shared_channels,omitempty"` // melodic tracks that had to reuse a channel
}
