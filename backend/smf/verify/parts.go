package verify

import (
	"bytes"
	"fmt"
	"slices"

	"partlift/backend/say"
)

// Lines 40 and 41: parts against the whole, and presets.

// alike wants the conductor and every track of a file with some of the parts
// to be those of the full file, event by event.
func (j *judge) alike() (problem, skipped string) {
	switch {
	case j.want == nil || j.want.Whole == nil:
		return "", say.Key("needs the file with all parts")
	case len(j.file.Tracks) == 0:
		return "", say.Key("there are no tracks")
	}
	whole := j.want.Whole
	if len(whole.Tracks) == 0 || whole.Division != j.file.Division {
		return "the resolution is not that of the full file", ""
	}
	if !equal(j.file.Tracks[0], whole.Tracks[0]) {
		return "the conductor is not that of the full file", ""
	}
	for i, t := range j.file.Tracks[1:] {
		if !slices.ContainsFunc(whole.Tracks[1:], func(w Track) bool { return equal(t, w) }) {
			return fmt.Sprintf("track %d is not in the full file", i+1), ""
		}
	}
	return "", ""
}

func equal(a, b Track) bool {
	return slices.EqualFunc(a.Events, b.Events, func(x, y Event) bool {
		return x.Tick == y.Tick && x.Status == y.Status && x.Kind == y.Kind && bytes.Equal(x.Data, y.Data)
	})
}

// preset wants tempo events in the conductor alone, or the same ones in every
// track for notation programs. Without a model either will do.
func (j *judge) preset() (problem, skipped string) {
	repeated := 0
	for i, t := range j.parts() {
		own := tempoEvents(t)
		if len(own) == 0 {
			continue
		}
		repeated++
		if !slices.EqualFunc(own, tempoEvents(j.tracks[0]), func(a, b Event) bool {
			return a.Tick == b.Tick && bytes.Equal(a.Data, b.Data)
		}) {
			return fmt.Sprintf("track %d has tempos of its own", i+1), ""
		}
	}
	all := len(j.parts())
	switch {
	case j.want == nil && repeated > 0 && repeated < all:
		return fmt.Sprintf("%d of %d tracks repeat the tempo", repeated, all), ""
	case j.want != nil && j.want.Notation && repeated < all:
		return fmt.Sprintf("%d of %d tracks repeat the tempo", repeated, all), ""
	case j.want != nil && !j.want.Notation && repeated > 0:
		return "tracks repeat the tempo", ""
	}
	return "", ""
}

func tempoEvents(t track) []Event {
	var out []Event
	for _, e := range t.metas {
		if e.Kind == 0x51 {
			out = append(out, e)
		}
	}
	return out
}
