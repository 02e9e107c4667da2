package verify

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Receipt is what an export shows for its files.
type Receipt struct {
	Files    []FileReceipt   `json:"files"`
	Grid     json.RawMessage `json:"grid"` // null when no grid is known
	Repairs  Repairs         `json:"repairs"`
	Changes  Changes         `json:"changes,omitzero"`  // left out when nothing was changed
	Heard    Hearing         `json:"heard,omitzero"`    // left out when nothing was done by what was heard
	Controls Controls        `json:"controls,omitzero"` // left out when the song has none
	Sound    *Sound          `json:"sound,omitempty"`   // where the notes lie in the sound; left out when nobody knows
	Notices  []string        `json:"notices,omitempty"` // what reading the song mended or left out
	Checks   []Result        `json:"checks"`
	OK       bool            `json:"ok"`
}

// Sound tells where the notes of a song lie in its sound. The files do not follow
// it: they begin on bar one.
type Sound struct {
	Offset float64 `json:"offset_ms"` // milliseconds that notes lie before the sound; 0 unless Sure
	Sure   bool    `json:"sure"`
	ByHand bool    `json:"by_hand"` // a person says so; else it was measured
}

// FileReceipt is one written file.
type FileReceipt struct {
	Path   string `json:"path"`
	Notes  int    `json:"notes"`
	Tracks int    `json:"tracks"`         // without the conductor
	Kept   string `json:"kept,omitempty"` // path of a file of somebody else that has this one's name, and stays
}

// Repairs has the fields of the layout's repairs, so that one converts to the
// other.
type Repairs struct {
	Overlap         int   `json:"overlap"`
	Short           int   `json:"short"`
	Clamped         int   `json:"clamped"`
	Dropped         int   `json:"dropped"`
	Merged          int   `json:"merged"`
	UnmappedDrums   int   `json:"unmapped_drums"`
	UnmappedPitches []int `json:"unmapped_pitches,omitempty"`
	SharedChannels  int   `json:"shared_channels,omitempty"`
}

// Controls counts what became of the song's controllers. It has the fields of
// the layout's count, so that one converts to the other.
type Controls struct {
	Kept     int `json:"kept"`
	Repeated int `json:"repeated"`
	LeftOut  int `json:"left_out"`
	Reset    int `json:"reset"`
}

// Changes counts what was asked to be done to the notes before the layout. It
// has the fields of the grid's changes, so that one converts to the other.
type Changes struct {
	Moved      int `json:"moved"`      // notes whose start was quantized
	Kept       int `json:"kept"`       // notes that stayed so that no two fell together
	Stretched  int `json:"stretched"`  // notes of another length
	Duplicates int `json:"duplicates"` // notes left out that were there twice
	Flickers   int `json:"flickers"`   // notes that were the one before, heard again
	Tails      int `json:"tails"`      // notes that only rang on
	Voices     int `json:"voices"`     // notes left out that the instrument cannot have at once
	Overlaps   int `json:"overlaps"`   // notes cut where their pitch starts again
	Ghosts     int `json:"ghosts"`     // notes left out as ghosts
	LinedUp    int `json:"lined_up"`   // notes moved with their part, which was late or early as a whole
	Folded     int `json:"folded"`     // tracks put into the part that they are a piece of
	Drawn      int `json:"drawn"`      // notes drawn by hand
	Edited     int `json:"edited"`     // delivered notes moved, stretched or struck otherwise by hand
}

// Hearing counts what was done to the notes by what was heard of them in the
// sound. It has the fields of the editor's count, so that one converts to the
// other.
type Hearing struct {
	Velocities int `json:"velocities"` // notes whose velocity was measured in the sound
	Struck     int `json:"parts"`      // parts that these are of
	Doubtful   int `json:"doubtful"`   // notes left out as likely not played; the rest says what they likely are
	Octaves    int `json:"octave"`     // overtones or undertones of others
	Bleeds     int `json:"bleed"`      // louder in another stem
	Rests      int `json:"tail"`       // what rings on of a note before
	Flickers   int `json:"short"`      // within another note
	Absent     int `json:"nothing"`    // nothing begins there
	Unclear    int `json:"unclear"`    // played rather than not, and less likely than was asked
}

// Merge joins the results of several files into one list: a rule is ok if it
// is in all of them, its detail names the files in which it is not, and it is
// skipped only if it is everywhere.
func Merge(files map[string][]Result) []Result {
	if len(files) == 0 {
		return nil
	}
	out := make([]Result, Rules)
	for i := range out {
		out[i] = Result{Rule: i + 1, Name: checklist[i].name, OK: true, Skipped: true}
	}
	problems := make([][]string, Rules)
	reasons := make([]string, Rules)
	for _, path := range slices.Sorted(maps.Keys(files)) {
		for _, r := range files[path] {
			if r.Rule < 1 || r.Rule > Rules {
				continue
			}
			i := r.Rule - 1
			if !r.Skipped {
				out[i].Skipped = false
			}
			if !r.OK {
				out[i].OK = false
				problems[i] = append(problems[i], path+": "+r.Detail)
			} else if r.Skipped {
				reasons[i] = r.Detail
			}
		}
	}
	for i := range out {
		if !out[i].OK {
			out[i].Detail = strings.Join(problems[i], "; ")
		} else if out[i].Skipped {
			out[i].Detail = reasons[i]
		}
	}
	return out
}
