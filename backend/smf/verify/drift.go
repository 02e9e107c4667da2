package verify

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"

	"partlift/backend/music"
	"partlift/backend/say"
)

// Lines 14 and 20 to 22: where the notes lie.

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
	for i := range l {
		if !slices.IsSortedFunc(l[i].song, byStart) {
			slices.SortStableFunc(l[i].song, byStart)
		}
	}
	return &l
}

func byStart(a, b music.Note) int { return cmp.Compare(a.Start, b.Start) }

// holds reports whether a file can hold a note: six hours are the longest.
func holds(n music.Note) bool {
	return n.Pitch < 128 && n.Start <= 6*3600 && !math.IsInf(n.Start, 0) && !math.IsNaN(n.End)
}

// end returns the second of the song at which its last note starts or ends.
func (w *Want) end() float64 {
	end := 0.0
	for _, p := range w.Parts {
		for _, n := range p.Song {
			if holds(n) {
				end = max(end, n.Start, min(n.End, 6*3600))
			}
		}
	}
	return end
}

// timed calls judge for each part with its notes by pitch, until it complains.
func (j *judge) timed(judge func(*lane) string) (problem, skipped string) {
	parts := j.matched()
	switch {
	case j.want == nil:
		return "", noModel
	case parts == nil:
		return "", say.Key("the tracks are not those of the song")
	case !slices.ContainsFunc(parts, func(p Part) bool { return p.Song != nil }):
		return "", noModel
	}
	for i, t := range j.parts() {
		if parts[i].Song == nil {
			continue
		}
		if j.lanes[i] == nil {
			j.lanes[i] = lanes(parts[i], t.notes)
		}
		l := j.lanes[i]
		for pitch := range l {
			if d := judge(&l[pitch]); d != "" {
				return fmt.Sprintf("track %d, pitch %d: %s", i+1, pitch, d), ""
			}
		}
	}
	return "", ""
}

func (j *judge) noDrift() (problem, skipped string) { return j.timed(j.lane) }

// lane wants for each note of the song one in the file that starts with it and
// is as long, unless the next of its pitch cuts it off; and for each note of
// the file one in the song that starts with it and is as long, unless it is
// the shortest there may be.
func (j *judge) lane(l *lane) string {
	at := 0
	for _, n := range l.song {
		start, end := max(n.Start, 0)+j.want.Shift, min(max(n.End, n.Start, 0), 6*3600+1)+j.want.Shift
		limit := j.limit(start)
		for at < len(l.file) && j.second(l.file[at].on) < start-limit {
			at++
		}
		near, found := false, false
		for k := at; k < len(l.file) && j.second(l.file[k].on) <= start+limit; k++ {
			f := l.file[k]
			cut := k+1 < len(l.file) && f.off == l.file[k+1].on
			near, found = true, found || cut || j.second(f.off) >= end-j.limit(end)
		}
		if !near {
			return fmt.Sprintf("no note starts within 3 ms of the song's at %.4f s", n.Start)
		}
		if !found {
			return fmt.Sprintf("the note at %.4f s ends too early", n.Start)
		}
	}
	return j.reverse(l)
}

// limit returns how far in seconds the file may be off at one of its seconds:
// half a tick where they are so long that no tick is nearer.
func (j *judge) limit(second float64) float64 {
	i := sort.Search(len(j.tempo), func(i int) bool { return j.tempo[i].second > second })
	if i == 0 {
		return maxDrift
	}
	return max(maxDrift, float64(j.tempo[i-1].micros)/2e6/float64(j.ppq)+carried)
}

func (j *judge) reverse(l *lane) string {
	at := 0
	for _, f := range l.file {
		start, end := j.second(f.on)-j.want.Shift, j.second(f.off)-j.want.Shift
		limit := j.limit(start + j.want.Shift)
		for at < len(l.song) && l.song[at].Start < start-limit && start > limit {
			at++
		}
		near, found := false, f.off-f.on <= uint64(max(j.want.Floor, 1))
		for k := at; k < len(l.song) && l.song[k].Start <= start+limit; k++ {
			near, found = true, found || end <= l.song[k].End+j.limit(end+j.want.Shift)
		}
		if !near {
			return fmt.Sprintf("the note at tick %d is not in the song", f.on)
		}
		if !found {
			return fmt.Sprintf("the note at tick %d ends too late", f.on)
		}
	}
	return ""
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

// sameNotes compares with the variant that was not quantized: the same pitches
// and velocities, nothing overtaking. Where two notes of a pitch have come to
// the same tick, the louder is left of both, and counted.
func (j *judge) sameNotes() (problem, skipped string) {
	switch {
	case j.want == nil:
		return "", noModel
	case j.want.Raw == nil:
		return "", say.Key("nothing was quantized")
	case len(j.want.Raw) != len(j.parts()) || j.matched() == nil:
		return fmt.Sprintf("%d parts before, %d tracks now", len(j.want.Raw), len(j.parts())), ""
	}
	for i, t := range j.parts() {
		raw, merged := j.want.Raw[i], j.matched()[i].Merged
		if n := len(raw.Notes) + raw.Merged - merged; n != len(t.notes) {
			return fmt.Sprintf("track %d has %d notes instead of %d", i+1, len(t.notes), n), ""
		}
		if d := overtaken(raw.Notes, t.notes); d != "" {
			return fmt.Sprintf("track %d: %s", i+1, d), ""
		}
	}
	return "", ""
}

// overtaken pairs the notes of each pitch in their order and wants the pairs
// in the order of the raw notes. Of a pitch of which notes have merged, each
// that is left must be one of the raw notes, in their order.
func overtaken(raw []Note, notes []note) string {
	var lane [128][]note
	var extra [128]int
	for _, n := range notes {
		lane[n.pitch&127] = append(lane[n.pitch&127], n)
	}
	for _, r := range raw {
		extra[r.Pitch&127]++
	}
	for p := range extra {
		extra[p] -= len(lane[p])
	}
	last := uint64(0)
	for i, r := range raw {
		l, merges := lane[r.Pitch&127], extra[r.Pitch&127] > 0
		switch {
		case len(l) > 0 && l[0].velocity == r.Velocity:
			lane[r.Pitch&127] = l[1:]
		case !merges:
			return fmt.Sprintf("note %d of pitch %d is not the same", i+1, r.Pitch)
		}
		if merges {
			continue // which of the notes is left is not known
		}
		if l[0].on < last {
			return fmt.Sprintf("note %d of pitch %d comes before the one in front of it", i+1, r.Pitch)
		}
		last = l[0].on
	}
	for p, l := range lane {
		if len(l) > 0 {
			return fmt.Sprintf("the note of pitch %d at tick %d is not in the song", p, l[0].on)
		}
	}
	return ""
}
