package kie

import (
	"bytes"
	"slices"

	"partlift/backend/say"
)

// assemble puts the results of a file together as songs.
func assemble(all []Saved) (songs []Saved) {
	all = slices.DeleteFunc(all, func(s Saved) bool { return s.State != Done })
	var groups [][]Saved
	for _, s := range all {
		at := slices.IndexFunc(groups, func(g []Saved) bool { return together(g[0].Result, s.Result) })
		if at < 0 {
			groups = append(groups, []Saved{s})
			continue
		}
		groups[at] = add(groups[at], s)
	}
	for _, g := range groups {
		songs = append(songs, join(g))
	}
	if n := len(songs); n > 1 {
		told := say.Of("There are {{.Number}} results here; each is a song of its own.", say.With{"Number": n})
		songs[0].Notices = append([]say.Text{told}, songs[0].Notices...)
	}
	return songs
}

// together reports whether two results are of one song: the same task, stems
// of one separation, or both without a name.
func together(a, b Result) bool {
	if a.TaskID == b.TaskID {
		return true
	}
	return a.TaskID != "" && b.TaskID != "" && a.AudioID != "" && b.AudioID != "" && a.SeparationID == b.SeparationID
}

// add puts a result into a group. Of answers of one task the fullest counts,
// the later of two that are alike; what has no name counts once.
func add(group []Saved, s Saved) []Saved {
	for i, have := range group {
		if slices.EqualFunc(have.Song.Tracks, s.Song.Tracks, sameTrack) && len(s.Song.Tracks) > 0 {
			return group
		}
		if have.TaskID != "" && have.TaskID == s.TaskID && have.AudioID == s.AudioID {
			if s.Song.NoteCount() >= have.Song.NoteCount() {
				group[i] = s
			}
			return group
		}
	}
	return append(group, s)
}

// join makes one song of the results of a group.
func join(group []Saved) Saved {
	if len(group) == 1 {
		return group[0]
	}
	raws := make([][]byte, len(group))
	for i, s := range group {
		raws[i] = s.Raw
	}
	raw := slices.Concat([]byte("["), bytes.Join(raws, []byte(",")), []byte("]"))
	out := Saved{Raw: raw, Result: group[0].Result}
	out.Song.Tracks, out.Repairs = nil, Repairs{}
	for _, s := range group {
		out.Song.Tracks = append(out.Song.Tracks, s.Song.Tracks...)
		out.Repairs.add(s.Repairs)
	}
	out.Notices = out.Repairs.notices(len(group))
	return out
}

// Together is all songs of a file as one, as a library keeps what was delivered
// for one song.
func Together(songs []Saved) Result { return join(songs).Result }
