package kie

import (
	"strings"

	"partlift/backend/music"
	"partlift/backend/say"
)

// Repairs counts what had to be changed to make notes playable.
type Repairs struct {
	Clamped  int // start or velocity moved into range
	Short    int // end at or before start, now one tick (1/960 s) long
	Dropped  int // notes that could not be kept
	Velocity int // velocity missing or unreadable, now 100
	Empty    int // instruments without a note, left out
	Late     int // notes past six hours, left out
}

// add sums counts.
func (r *Repairs) add(o Repairs) {
	r.Clamped += o.Clamped
	r.Short += o.Short
	r.Dropped += o.Dropped
	r.Velocity += o.Velocity
	r.Empty += o.Empty
	r.Late += o.Late
}

// Result is a decoded transcription.
type Result struct {
	Song         music.Song
	State        State
	TaskID       string
	SeparationID string // known on the market route only
	AudioID      string // stem the notes were asked for, "" for all
	MIDIURL      string // where a .mid waits, if the service gave a file and no notes
	Repairs      Repairs
	Notices      []say.Text // sentences for people about what was changed
	failure      *Error     // why State is Failed
}

// Err returns nil for Done, else an *Error that says why there are no notes.
func (r Result) Err() error {
	switch r.State {
	case Done:
		return nil
	case Failed:
		if r.failure != nil {
			return r.failure
		}
		return newError(KindFailed, 0, "")
	case Empty:
		return newError(KindEmpty, 0, "")
	case Pending:
		return newError(KindPending, 0, "")
	default:
		return newError(KindNotFound, 0, "")
	}
}

// Part is the result for one stem, to be merged.
type Part struct {
	Stem   string
	Result Result
}

// Merge puts the results of several stems into one; track names get their stem
// in front. It is Done if any part has notes, else Empty if any part is, else
// what the first part is.
func Merge(parts []Part) Result {
	var out Result
	for i, p := range parts {
		if i == 0 {
			out.State, out.failure = p.Result.State, p.Result.failure
			out.SeparationID, out.Song.Title = p.Result.SeparationID, p.Result.Song.Title
		}
		for _, t := range p.Result.Song.Tracks {
			t.Stem = p.Stem
			t.Name = strings.TrimPrefix(strings.TrimSpace(p.Stem+" - "+t.Name), "- ")
			out.Song.Tracks = append(out.Song.Tracks, t)
		}
		switch s := p.Result.State; {
		case s == Done:
			out.State, out.failure = Done, nil
		case s == Empty && out.State != Done:
			out.State, out.failure = Empty, nil
		}
		out.Repairs.add(p.Result.Repairs)
		for _, n := range p.Result.Notices {
			out.Notices = append(out.Notices, say.Of("{{.Stem}}: {{.Notice}}", say.With{"Stem": p.Stem, "Notice": n}))
		}
	}
	return out
}

// notices says in words what the counts say in numbers, and of how many results
// the notes are.
func (r Repairs) notices(results int) []say.Text {
	var out []say.Text
	if results > 1 {
		out = append(out, say.Of("There are {{.Number}} results here; their parts are together in one song.", say.With{"Number": results}))
	}
	add := func(n int, one, many string) {
		if n > 0 {
			out = append(out, say.Counted(n, one, many))
		}
	}
	add(r.Empty, "1 instrument without notes was left out.", "{{.Count}} instruments without notes were left out.")
	add(r.Dropped, "1 note was unusable and was left out.", "{{.Count}} notes were unusable and were left out.")
	add(r.Late, "1 note past six hours, the longest a file can be, was left out.", "{{.Count}} notes past six hours, the longest a file can be, were left out.")
	add(r.Short, "1 note had no length and was given the shortest one.", "{{.Count}} notes had no length and were given the shortest one.")
	add(r.Clamped, "1 value was out of range and was moved into it.", "{{.Count}} values were out of range and were moved into it.")
	add(r.Velocity, "1 note had no velocity and was given 100.", "{{.Count}} notes had no velocity and were given 100.")
	return out
}
