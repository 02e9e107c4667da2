// Package verify judges Standard MIDI Files by the DAW-ready checklist. It
// reads bytes with a strict parser of its own, so that a mistake of the writer
// cannot hide itself.
package verify

import (
	"slices"

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
	EOT      uint32      // end of every track in ticks
	Floor    uint32      // shortest length that notes were given in ticks, 0 is 1
	Notation bool        // tempo events are repeated in every track
	DrumsAny bool        // drum pitches were to be kept, whatever they are
	Parts    []Part      // the tracks after the conductor, in order
	Raw      []Part      // parts of the un-quantized variant, nil when this is it
	// Whole is the full file, to be set for a file with some of its parts: they
	// end with the full file and not with their own last note.
	Whole *File
}

// Part is one expected track.
type Part struct {
	Name       string
	Instrument string
	Channel    uint8 // 0–15
	Program    uint8
	Drums      bool
	Notes      []Note          // in ticks, sorted by On, then Pitch
	Controls   []Control       // in ticks, in the order of the file
	Song       []music.Note    // in seconds, as arranged; nil skips the rules of time
	Played     []music.Control // controllers in seconds, as arranged
	Moved      map[uint8]uint8 // drum pitches that became others
	Merged     int             // how many more notes of the song lie on the tick and pitch of another
}

// Control is one change of a controller in ticks.
type Control struct {
	Tick  uint32
	Kind  music.ControlKind
	Value int16
}

// Note is one note in ticks.
type Note struct {
	On, Off         uint32
	Pitch, Velocity uint8
}

// Check judges the bytes of a file: one result for each line, in order. It
// never panics and does not keep data.
func Check(data []byte, want *Want) []Result {
	f, err := parse(data)
	if err != nil {
		return unreadable(err)
	}
	return CheckFile(f, want)
}

// CheckPath judges a file of which nothing is known but its bytes and where it
// lies; of the path only the file's name is judged.
func CheckPath(path string, data []byte) []Result {
	results := Check(data, nil)
	name := &results[36]
	if problem := nameProblem(path); problem != "" {
		name.OK, name.Skipped, name.Detail = false, false, problem
	} else if name.OK {
		name.Skipped, name.Detail = false, ""
	}
	return results
}

// CheckFile judges a file that was parsed already.
func CheckFile(f *File, want *Want) []Result {
	j := newJudge(f, want)
	results := make([]Result, Rules)
	for i, r := range checklist {
		results[i] = Result{Rule: i + 1, Name: r.name, OK: true}
		problem, reason := r.judge(j)
		switch {
		case problem != "":
			results[i].OK, results[i].Detail = false, problem
		case reason != "":
			results[i].Skipped, results[i].Detail = true, reason
		}
	}
	return results
}

// unreadable fails the rule that a file broke so badly that nothing else can
// be judged.
func unreadable(err *SyntaxError) []Result {
	results := make([]Result, Rules)
	for i, r := range checklist {
		results[i] = Result{Rule: i + 1, Name: r.name, OK: true, Skipped: true, Detail: "the file cannot be read"}
	}
	results[err.Rule-1] = Result{Rule: err.Rule, Name: checklist[err.Rule-1].name, Detail: err.Error()}
	return results
}

// Passed reports whether every result is ok and there is one at all.
func Passed(results []Result) bool {
	return len(results) > 0 && !slices.ContainsFunc(results, func(r Result) bool { return !r.OK })
}
