// Package verify judges Standard MIDI Files by the DAW-ready checklist. It
// reads bytes with a strict parser of its own, so that a mistake of the writer
// cannot hide itself.
package verify

import (
	"encoding/json"
	"errors"

	"partlift/backend/music"
)

// Rules is the number of lines of the checklist.
const Rules = 41

// Result is the outcome of one line of the checklist.
type Result struct {
	Rule    int    `json:"rule"` // 1–41
	Name    string `json:"name"`
	OK      bool   `json:"ok"` // true also when skipped
	Skipped bool   `json:"skipped"`
	Detail  string `json:"detail"` // what is wrong, or why it was not judged
}

// Want is the model that a file is compared with. With a nil *Want only the
// rules that a file can answer alone are judged.
type Want struct {
	Path     string      // file name or path; "" when there is none
	Title    string      // conductor's name
	Grid     *music.Grid // nil: the tempo is unknown
	Tempo    float64     // BPM set by the user, 0 when not
	Shift    float64     // seconds by which the file lies later than the song
	Notation bool        // tempo events are repeated in every track
	DrumsAny bool        // drum pitches were to be kept, whatever they are
	EOT      uint32      // end of every track in ticks
	Parts    []Part      // the tracks after the conductor, in order
	Whole    *Want       // for a file with some of the parts: the full file
	// Raw holds the parts of the un-quantised variant, nil when this is it.
	Raw []Part
}

// Part is one expected track.
type Part struct {
	Name       string
	Instrument string
	Channel    uint8
	Program    uint8
	Drums      bool
	Notes      []Note          // in ticks, sorted by On, then Pitch
	Song       []music.Note    // in seconds, as arranged; nil skips the rules of time
	Moved      map[uint8]uint8 // drum pitches that became others
}

// Note is one note in ticks.
type Note struct {
	On, Off         uint32
	Pitch, Velocity uint8
}

// Check judges the bytes of a file: one result for each line, in order.
func Check(data []byte, want *Want) []Result { return nil }

// Merge joins the results of several files into one list: a rule is ok if it
// is in all of them, and its detail names the files in which it is not.
func Merge(files map[string][]Result) []Result { return nil }

// Passed reports whether all results are ok.
func Passed(results []Result) bool {
	for _, r := range results {
		if !r.OK {
			return false
		}
	}
	return len(results) > 0
}

// Receipt is what an export shows for its files.
type Receipt struct {
	Files   []FileReceipt   `json:"files"`
	Grid    json.RawMessage `json:"grid"` // null when no grid is known
	Repairs Repairs         `json:"repairs"`
	Checks  []Result        `json:"checks"`
	OK      bool            `json:"ok"`
}

// FileReceipt is one written file.
type FileReceipt struct {
	Path   string `json:"path"`
	Notes  int    `json:"notes"`
	Tracks int    `json:"tracks"` // without the conductor
}

// Repairs has the fields of the layout's repairs, so that one converts to the
// other.
type Repairs struct {
	Overlap         int     `json:"overlap"`
	Short           int     `json:"short"`
	Clamped         int     `json:"clamped"`
	Dropped         int     `json:"dropped"`
	Merged          int     `json:"merged"`
	UnmappedDrums   int     `json:"unmapped_drums"`
	UnmappedPitches []uint8 `json:"unmapped_pitches,omitempty"`
	SharedChannels  int     `json:"shared_channels,omitempty"`
}

// File is a parsed Standard MIDI File.
type File struct {
	Format   int
	Declared int // number of tracks that the header promises
	Division int // as in the header, 16 bits
	Tracks   []Track
}

// Track is the events of one MTrk chunk.
type Track struct{ Events []Event }

// Event is one event of a track.
type Event struct {
	Tick    uint64
	Status  uint8 // 0x80–0xEF, 0xF0, 0xF7 or 0xFF
	Kind    uint8 // type of a meta event
	Running bool  // the status byte was left out
	Data    []byte
}

// Parse reads a Standard MIDI File. It never panics; its error names the byte
// at which the file stops being one.
func Parse(data []byte) (*File, error) { return nil, errors.New("not a Standard MIDI File") }
