package verify

import (
	"fmt"
	"math"
	"slices"

	"partlift/backend/music"
)

// Lines 14 and 20 to 23: where the notes lie.

// A lane is the notes of one pitch, in the song and in the file, by start.
type lane struct {
	song []music.Note
	file []note
}

// lanes sorts the notes of a part by pitch. Notes that no file can hold are
// left out; the layout counted them.
func lanes(p Part, notes []note) *[128]lane {
	var l [128]lane
	var count [128][2]int
	pitch := func(n music.Note) uint8 {
		if moved, ok := p.Moved[n.Pitch]; ok {
			return moved & 127
		}
		return n.Pitch
	}
	for _, n := range p.Song {
		if holds(n) {
			count[pitch(n)][0]++
		}
	}
	for _, n := range notes {
		count[n.pitch&127][1]++
	}
	song, file := make([]music.Note, 0, len(p.Song)), make([]note, 0, len(notes))
	for i, c := range count {
		l[i].song, song = song[:0:c[0]], song[c[0]:cap(song)]
		l[i].file, file = file[:0:c[1]], file[c[1]:cap(file)]
	}
	for _, n := range p.Song {
		if holds(n) {
			at := &l[pitch(n)]
			at.song = append(at.song, n)
		}
	}
	for _, n := range notes {
		l[n.pitch&127].file = append(l[n.pitch&127].file, n)
	}
	byStart := func(a, b music.Note) int {
		switch {
		case a.Start < b.Start:
			return -1
		case a.Start > b.Start:
			return 1
		}
		return 0
	}
	for i := range l {
		if !slices.IsSortedFunc(l[i].song, byStart) {
			slices.SortStableFunc(l[i].song, byStart)
		}
	}
	return &l
}

// holds reports whether a file can hold a note: six hours are the longest.
func holds(n music.Note) bool {
	return n.Pitch < 128 && n.Start <= 6*3600 && !math.IsInf(n.Start, 0) && !math.IsNaN(n.End)
}

// timed calls judge for each part with its notes by pitch, until it complains.
func (j *judge) timed(judge func(*lane) string) (problem, skipped string) {
	parts := j.matched()
	switch {
	case j.want == nil:
		return "", noModel
	case parts == nil:
		return "", "the tracks are not those of the song"
	case !slices.ContainsFunc(parts, func(p Part) bool { return p.Song != nil }):
		return "", noModel
	}
	for i, t := range j.parts() {
		if parts[i].Song == nil {
			continue
		}
		l := lanes(parts[i], t.notes)
		for pitch := range l {
			if d := judge(&l[pitch]); d != "" {
				return fmt.Sprintf("track %d, pitch %d: %s", i+1, pitch, d), ""
			}
		}
	}
	return "", ""
}

func (j *judge) noDrift() (problem, skipped string) { return j.timed(j.lane) }

// lane wants a note of the file near each one of the song and the other way
// round, and no note shorter than in the song unless the next of its pitch
// cuts it off.
func (j *judge) lane(l *lane) string {
	if len(l.song) == 0 || len(l.file) == 0 {
		if len(l.song) != len(l.file) {
			return fmt.Sprintf("%d notes in the song, %d in the file", len(l.song), len(l.file))
		}
		return ""
	}
	at, reached := 0, -1
	for i, n := range l.song {
		start := max(n.Start, 0) + j.want.Shift
		for at+1 < len(l.file) &&
			math.Abs(j.second(l.file[at+1].on)-start) <= math.Abs(j.second(l.file[at].on)-start) {
			at++
		}
		f := l.file[at]
		if off := math.Abs(j.second(f.on) - start); !(off <= maxDrift) {
			return fmt.Sprintf("the start at %.4f s is %.1f ms off", n.Start, 1000*off)
		}
		if at > reached+1 {
			return fmt.Sprintf("the file's note at tick %d is not in the song", l.file[reached+1].on)
		}
		reached = at
		if d := j.length(l, i, at); d != "" {
			return d
		}
	}
	if reached != len(l.file)-1 {
		return fmt.Sprintf("the file's note at tick %d is not in the song", l.file[reached+1].on)
	}
	return ""
}

// length compares the end of a song's note with that of its note in the file.
func (j *judge) length(l *lane, song, at int) string {
	f, n := l.file[at], l.song[song]
	end := min(max(n.End, n.Start, 0), 6*3600+1) + j.want.Shift
	off := j.second(f.off) - end
	cut := at+1 < len(l.file) && f.off == l.file[at+1].on
	least := f.off-f.on <= uint64(max(j.want.Floor, 1))
	if off < -maxDrift && !cut || off > maxDrift && !least && !l.merged(song) {
		return fmt.Sprintf("the end at %.4f s is %.1f ms off", n.End, 1000*math.Abs(off))
	}
	return ""
}

// merged reports whether a longer note of the song starts with the given one,
// so that both are one note of the file.
func (l *lane) merged(at int) bool {
	n := l.song[at]
	for i := at - 1; i >= 0 && n.Start-l.song[i].Start <= maxDrift; i-- {
		if l.song[i].End > n.End {
			return true
		}
	}
	for i := at + 1; i < len(l.song) && l.song[i].Start-n.Start <= maxDrift; i++ {
		if l.song[i].End > n.End {
			return true
		}
	}
	return false
}

func (j *judge) programAtZero() (problem, skipped string) {
	for i, t := range j.parts() {
		if !t.atZero {
			return fmt.Sprintf("track %d has no channel event at tick 0", i+1), ""
		}
	}
	return "", ""
}

// origin wants no time offset of a track of its own, neither as an event nor
// as a distance that all its notes have from the model.
func (j *judge) origin() (problem, skipped string) {
	for i, t := range j.tracks {
		if len(t.texts(0x54)) > 0 {
			return fmt.Sprintf("track %d has a time offset", i), ""
		}
	}
	parts := j.matched()
	for i, t := range j.parts() {
		if parts == nil || len(t.notes) == 0 || len(t.notes) != len(parts[i].Notes) {
			continue
		}
		by, same := int64(t.notes[0].on)-int64(parts[i].Notes[0].On), true
		for k, n := range t.notes {
			same = same && int64(n.on)-int64(parts[i].Notes[k].On) == by
		}
		if by != 0 && same {
			return fmt.Sprintf("track %d as a whole lies %d ticks off", i+1, by), ""
		}
	}
	return "", ""
}

// sameNotes compares with the variant that was not quantised: the same pitches
// and velocities, nothing overtaking.
func (j *judge) sameNotes() (problem, skipped string) {
	switch {
	case j.want == nil:
		return "", noModel
	case j.want.Raw == nil:
		return "", "nothing was quantised"
	case len(j.want.Raw) != len(j.parts()):
		return fmt.Sprintf("%d parts before, %d tracks now", len(j.want.Raw), len(j.parts())), ""
	}
	for i, t := range j.parts() {
		raw := j.want.Raw[i].Notes
		if len(raw) != len(t.notes) {
			return fmt.Sprintf("track %d has %d notes instead of %d", i+1, len(t.notes), len(raw)), ""
		}
		if d := overtaken(raw, t.notes); d != "" {
			return fmt.Sprintf("track %d: %s", i+1, d), ""
		}
	}
	return "", ""
}

// overtaken pairs the notes of each pitch in their order and wants the pairs
// in the order of the raw notes.
func overtaken(raw []Note, notes []note) string {
	var lane [128][]note
	for _, n := range notes {
		lane[n.pitch&127] = append(lane[n.pitch&127], n)
	}
	last := uint64(0)
	for i, r := range raw {
		l := lane[r.Pitch&127]
		if len(l) == 0 || l[0].velocity != r.Velocity {
			return fmt.Sprintf("note %d of pitch %d is not the same", i+1, r.Pitch)
		}
		if l[0].on < last {
			return fmt.Sprintf("note %d of pitch %d comes before the one in front of it", i+1, r.Pitch)
		}
		last, lane[r.Pitch&127] = l[0].on, l[1:]
	}
	return ""
}

// coarse wants notes that lie on a grid line of 1/48 beat in the song on a
// multiple of PPQ/48 in the file, so that coarser programs lose nothing.
func (j *judge) coarse() (problem, skipped string) {
	if j.want != nil && j.want.Grid == nil {
		return "", "there is no grid"
	}
	if j.want != nil && j.want.Tempo > 0 {
		return "", "the tempo is the user's"
	}
	unit := j.ppq / 48
	return j.timed(func(l *lane) string {
		g := j.want.Grid
		down, at := g.Beat(g.Downbeat), 0
		for _, n := range l.song {
			lines := (g.Beat(n.Start) - down) * 48
			if math.Abs(lines-math.Round(lines)) > 1e-5 || n.Start < 0 {
				continue
			}
			start := n.Start + j.want.Shift
			for at+1 < len(l.file) &&
				math.Abs(j.second(l.file[at+1].on)-start) <= math.Abs(j.second(l.file[at].on)-start) {
				at++
			}
			if at < len(l.file) && unit > 0 && l.file[at].on%unit != 0 {
				return fmt.Sprintf("the note on a grid line at %.4f s is on tick %d", n.Start, l.file[at].on)
			}
		}
		return ""
	})
}
