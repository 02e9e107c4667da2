package edit

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"partlift/backend/music"
)

// The service may hear one instrument as several: "Acoustic Bass" in four tracks
// of which one plays at a time. These become one part, which the first of them
// stands for, unless somebody says that they stay apart. Everything a person
// does to notes is kept by the tracks as delivered, so that this can be undone.

const (
	// hardly is how many of the notes of one track may sound beside the others.
	hardly = 0.05
	// beside is for how long two notes sound at once, in seconds, before that is
	// more than ringing on.
	beside = 0.05
)

// numbering is what tells tracks of one instrument apart: "Bass (1)", "Bass #2".
var numbering = regexp.MustCompile(`[\s_.-]*(\(\d+\)|#?\d+)$`)

// folds returns for each track the one that stands for it: itself, or the first
// of its instrument.
func (l *Layers) folds(song music.Song) []int {
	into := make([]int, len(song.Tracks))
	for i := range into {
		into[i] = i
		if l.Treat.KeepSplit || slices.Contains(l.Apart, i) || len(song.Tracks[i].Notes) == 0 {
			continue
		}
		for first := range i {
			if into[first] == first && !slices.Contains(l.Apart, first) && l.folded(song, into[:i], first, i) {
				into[i] = first
				break
			}
		}
	}
	return into
}

// folded reports whether a track goes into a part of those before it.
func (l *Layers) folded(song music.Song, into []int, first, i int) bool {
	a, b := &song.Tracks[first], &song.Tracks[i]
	switch {
	case len(a.Notes) == 0 || a.Drums != b.Drums || a.Program != b.Program || a.Known != b.Known || a.Stem != b.Stem:
		return false
	case instrumentName(a.Name) != instrumentName(b.Name) || instrumentName(a.Name) == "" && !a.Known:
		return false
	case !slices.Equal(a.Controls, b.Controls): // which are of a whole channel
		return false
	}
	if e := l.Tracks[i]; e.Name != "" || e.Program != nil || !maps.Equal(e.Drums, l.Tracks[first].Drums) {
		return false // somebody made it a part of its own
	}
	for k, to := range into {
		if to == first && !apart(song.Tracks[k], *b) {
			return false
		}
	}
	return true
}

// instrumentName is a track's name without what numbers it.
func instrumentName(name string) string {
	return numbering.ReplaceAllString(strings.ToLower(strings.TrimSpace(name)), "")
}

// apart reports whether hardly any notes of two tracks sound at once; of drums,
// hardly any are the same stroke.
func apart(a, b music.Track) bool {
	if len(a.Notes) > len(b.Notes) {
		a, b = b, a
	}
	others := slices.Clone(b.Notes)
	music.Sort(others)
	longest := 0.0
	for _, n := range others {
		longest = max(longest, n.End-n.Start)
	}
	most, both := int(hardly*float64(len(a.Notes))), 0
	for _, n := range a.Notes {
		at, _ := slices.BinarySearchFunc(others, n.Start-longest-beside, func(o music.Note, from float64) int {
			if o.Start < from {
				return -1
			}
			return 1
		})
		for ; at < len(others) && others[at].Start < max(n.End, n.Start+beside); at++ {
			if o := others[at]; a.Drums && sameStroke(n, o) || !a.Drums && together(n, o) {
				both++
				break
			}
		}
		if both > most {
			return false
		}
	}
	return true
}

func sameStroke(n, o music.Note) bool {
	return n.Pitch == o.Pitch && math.Abs(n.Start-o.Start) < beside
}

// together reports whether two notes sound at once for more than a moment, or
// for most of the shorter one.
func together(n, o music.Note) bool {
	both := min(n.End, o.End) - max(n.Start, o.Start)
	return both > beside || both > min(n.End-n.Start, o.End-o.Start)/2
}

// fold puts the notes of tracks that are one instrument together, under its name
// without a number. live are the places that the notes had in their tracks; refs
// are theirs in the outcome.
func (l *Layers) fold(song music.Song, into []int, live [][]int) (out music.Song, refs [][]NoteRef, folded int) {
	out, refs = song, make([][]NoteRef, len(song.Tracks))
	out.Tracks = slices.Clone(song.Tracks)
	for i, to := range into {
		for _, place := range live[i] {
			refs[to] = append(refs[to], NoteRef{i, place})
		}
		if to == i {
			continue
		}
		folded++
		if name := numbering.ReplaceAllString(out.Tracks[to].Name, ""); name != "" && l.Tracks[to].Name == "" {
			out.Tracks[to].Name = name
		}
		out.Tracks[to].Notes = append(slices.Clip(out.Tracks[to].Notes), out.Tracks[i].Notes...)
		out.Tracks[i].Notes, out.Tracks[i].Controls = nil, nil
	}
	return out, refs, folded
}

// Separated returns layers that keep apart what a person muted or soloed by
// itself, and what is of two engines.
func (p *Page) Separated(l Layers, muted, soloed []int) Layers {
	l.Apart = nil
	for i := range min(p.sketched, len(p.Song.Tracks)) {
		l.Apart = append(l.Apart, i)
	}
	for i, to := range l.folds(p.Song) {
		if slices.Contains(muted, i) != slices.Contains(muted, to) || slices.Contains(soloed, i) != slices.Contains(soloed, to) {
			l.Apart = append(l.Apart, i)
		}
	}
	return l
}

// Folds reports whether there are tracks of one instrument, together or kept
// apart.
func (p *Page) Folds() bool {
	l := p.Layers
	l.Treat.KeepSplit = false
	for i, to := range l.folds(p.Song) {
		if i != to {
			return true
		}
	}
	return false
}

// Shown lists the parts of the song: all but those that went into others.
func (p *Page) Shown() []Part {
	return slices.DeleteFunc(slices.Clone(p.Parts), func(part Part) bool { return part.Into != part.Index })
}

// Going returns the notes of a part as they go out, sorted by start; none before
// the layers are applied.
func (p *Page) Going(part int) []music.Note {
	if part >= len(p.Out.Tracks) {
		return nil
	}
	return p.Out.Tracks[part].Notes
}

// All returns how many notes a part has with those that do not go out.
func (p *Page) All(part int) int { return len(p.Going(part)) + p.Left(part) }
