package edit

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// ApplyLayers works out what the layers of a page do to its notes.
func (p *Page) ApplyLayers() {
	p.Offers = Offers(p.Words, p.Song, p.Tracks)
	l := p.Layers
	if p.Kits {
		l.Tracks = MapKits(p.Song, p.Tracks)
	}
	out, err := l.Apply(p.Song, p.Found)
	if err != nil {
		p.Treat.Quantize, l.Treat.Quantize = "", "" // of a library that a newer version wrote
		out, _ = l.Apply(p.Song, p.Found)
	}
	p.Out, p.Lanes, p.Hearing = out.Song, out.lanes, out.Hearing
	p.Changes = changeText(p.Words, out.Changes, out.Hearing, p.Treat.Quantize != "")
}

// Layers are everything that a person did to a song. They lie over the notes
// as delivered, which stay as they are; the zero value does what the zero Treatment does. A
// value is never written to once it is on a page.
type Layers struct {
	Treat  Treatment
	Tracks map[int]TrackEdit // by index of Song.Tracks
	Notes  [][]NoteEdit      // by track and note of Song; nil or short where nothing was done
	Drawn  [][]music.Note    // notes added by hand, by track; they are numbered after those of Song
	Offset *float64          // seconds that notes lie before the sound, set by hand; nil = as heard
	Apart  []int             // tracks that stay parts of their own, whatever they are like; not kept
}

// TrackEdit is what a person changed about a track. The zero value changes
// nothing.
type TrackEdit struct {
	Name    string          `json:"name,omitempty"`    // "" = as delivered
	Program *uint8          `json:"program,omitempty"` // General MIDI program, 0-based; nil = as delivered
	Drums   map[uint8]uint8 `json:"drums,omitempty"`   // drum pitches by what they become
	Volume  *float32        `json:"volume,omitempty"`  // of listening, linear, 0–2; nil = 1
}

// NoteEdit is what a person did to one note.
type NoteEdit struct {
	Mute      bool    // silent and not exported, but still there
	Delete    bool    // taken out
	Keep      bool    // no ghost, whatever it looks like
	Semitones int8    // moved up, or down when negative
	Velocity  uint8   // given by hand, 1–127; 0 = as it was
	Later     float64 // seconds that it was moved; earlier when negative
	Longer    float64 // seconds that its length grew; shorter when negative
}

// NoteRef names a note by its place in the song as delivered, with the notes
// drawn by hand behind it.
type NoteRef struct{ Track, Note int }

// A Lane is what the piano roll shows of a track: its notes as they will be
// written, and those that will not be where they would have been.
type Lane struct {
	Notes []music.Note // sorted by start
	State []NoteState  // as many
	From  []NoteRef    // what the notes were as delivered, as many
}

// NoteState says why a note is not simply a note; states can be combined.
type NoteState uint8

// The states of a note.
const (
	NoteMuted    NoteState = 1 << iota // silenced by a person
	NoteHidden                         // taken out, by a person or as a ghost, a double or doubtful
	NoteDoubtful                       // perhaps not played
)

// doubt is how freely notes are called doubtful, of Treatment.Ghosts' range.
const doubt = 60

// Of returns what was done to a note.
func (l *Layers) Of(track, note int) NoteEdit {
	if track < len(l.Notes) && note < len(l.Notes[track]) {
		return l.Notes[track][note]
	}
	return NoteEdit{}
}

// WithTrack returns layers with a track's edit changed, or the same where that
// would change nothing.
func (l Layers) WithTrack(track int, change func(*TrackEdit)) Layers {
	edit := l.Tracks[track]
	change(&edit)
	if reflect.DeepEqual(edit, l.Tracks[track]) {
		return l
	}
	l.Tracks = maps.Clone(l.Tracks)
	if l.Tracks == nil {
		l.Tracks = map[int]TrackEdit{}
	}
	l.Tracks[track] = edit
	return l
}

// Applied is a song with its layers on.
type Applied struct {
	Song    music.Song // as it will be written
	Plain   music.Song // the same notes, none of them moved by the grid
	lanes   []Lane
	Changes grid.Changes
	Hearing Hearing
}

// Apply puts the layers on a song, which stays as it is.
func (l Layers) Apply(song music.Song, r Found) (Applied, error) {
	q, err := l.Treat.quantize(r)
	if err != nil {
		return Applied{}, err
	}
	edited, live := l.edited(song)
	var out Applied
	out.Hearing = l.hear(song, r, edited, live)
	edited, lined := l.Treat.lineUp(edited, r)
	into := l.folds(song)
	edited, refs, folded := l.fold(edited, into, live)
	var from [][]int
	var moved grid.Changes
	clean := l.Treat.clean()
	clean.Playable = clean.Playable && !r.FromFile // whose lengths were not the service's
	clean.Keep = func(track, note int) bool { return l.kept(song, refs[track][note]) }
	out.Plain, from, out.Changes = clean.Apply(edited, r.Grid)
	lines := r.Grid
	if r.FromFile && l.Treat.Quantize == "" {
		lines = nil // its times were not rounded by the service
	}
	out.Song, moved = q.Apply(out.Plain, lines)
	if l.Treat.Quantize != "" { // lines open gaps and overlaps that were closed as played
		again := grid.Clean{Legato: clean.Legato, Overlaps: l.Treat.Overlaps}
		out.Song, from, out.Changes = tidy(again, out.Song, from, out.Changes)
	}
	out.Changes.Moved, out.Changes.Kept, out.Changes.LinedUp, out.Changes.Folded = moved.Moved, moved.Kept, lined, folded
	out.Changes.Stretched += moved.Stretched
	out.Changes.Drawn, out.Changes.Edited = l.byHand(song, refs)
	doubtful := grid.Clean{Ghosts: doubt / 100.0, Keep: clean.Keep}.Hidden(edited, r.Grid)
	out.lanes = make([]Lane, len(song.Tracks))
	for i := range song.Tracks {
		out.lanes[i] = l.lane(song, tracksOf(into, i), out.Song.Tracks[i].Notes, from[i], refs[i], l.doubt(r, refs[i], doubtful[i]))
	}
	return out, nil
}

// tidy cleans a song once more; from goes along with its notes.
func tidy(c grid.Clean, song music.Song, from [][]int, done grid.Changes) (music.Song, [][]int, grid.Changes) {
	out, again, more := c.Apply(song, nil)
	places := make([][]int, len(from))
	for i := range again {
		for _, k := range again[i] {
			places[i] = append(places[i], from[i][k])
		}
	}
	done.Stretched += more.Stretched
	done.Overlaps += more.Overlaps
	return out, places, done
}

// edited returns the song as a person edited it, without what is silent, and
// for each of its notes the place it had.
func (l *Layers) edited(song music.Song) (music.Song, [][]int) {
	out := music.Song{Title: song.Title, Tracks: slices.Clone(song.Tracks)}
	live := make([][]int, len(out.Tracks))
	for i := range out.Tracks {
		t := &out.Tracks[i]
		edit := l.Tracks[i]
		t.Name = cmp.Or(strings.TrimSpace(edit.Name), t.Name)
		if edit.Program != nil && !t.Drums {
			t.Program, t.Known = *edit.Program&127, true
		}
		notes := make([]music.Note, 0, len(t.Notes))
		live[i] = make([]int, 0, len(t.Notes))
		for k := range l.count(song, i) {
			if e := l.Of(i, k); !e.Mute && !e.Delete {
				notes, live[i] = append(notes, l.Note(i, k, t)), append(live[i], k)
			}
		}
		t.Notes = notes
	}
	return out, live
}

// tracksOf lists the tracks that a part stands for.
func tracksOf(into []int, part int) (out []int) {
	for i, to := range into {
		if to == part {
			out = append(out, i)
		}
	}
	return out
}

// lane joins the notes of some tracks that go out with those that do not.
func (l *Layers) lane(song music.Song, tracks []int, out []music.Note, from []int, refs []NoteRef, doubtful []bool) Lane {
	n := 0
	goes := map[int][]bool{}
	for _, i := range tracks {
		goes[i] = make([]bool, l.count(song, i))
		n += len(goes[i])
	}
	lane := Lane{Notes: make([]music.Note, 0, n), State: make([]NoteState, 0, n), From: make([]NoteRef, 0, n)}
	add := func(note music.Note, s NoteState, ref NoteRef) {
		lane.Notes, lane.State, lane.From = append(lane.Notes, note), append(lane.State, s), append(lane.From, ref)
	}
	for k, note := range out {
		ref, s := refs[from[k]], NoteState(0)
		if doubtful != nil && doubtful[from[k]] {
			s = NoteDoubtful
		}
		goes[ref.Track][ref.Note] = true
		add(note, s, ref)
	}
	for _, i := range tracks {
		for place := range goes[i] {
			if goes[i][place] {
				continue
			}
			s, e := NoteHidden, l.Of(i, place)
			if e.Mute && !e.Delete {
				s = NoteMuted
			}
			if e.Delete && place >= len(song.Tracks[i].Notes) {
				continue // nobody but the hand that took it out ever put it there
			}
			add(l.Note(i, place, &song.Tracks[i]), s, NoteRef{i, place})
		}
	}
	lane.sort()
	return lane
}

// sort orders a lane by the start of its notes.
func (l *Lane) sort() {
	order := make([]int, len(l.Notes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		m, n := l.Notes[a], l.Notes[b]
		return cmp.Or(cmp.Compare(m.Start, n.Start), cmp.Compare(m.Pitch, n.Pitch))
	})
	was := *l
	*l = Lane{Notes: make([]music.Note, len(order)), State: make([]NoteState, len(order)), From: make([]NoteRef, len(order))}
	for to, at := range order {
		l.Notes[to], l.State[to], l.From[to] = was.Notes[at], was.State[at], was.From[at]
	}
}

// Left returns how many notes of a track do not go out, whatever the reason.
func (p *Page) Left(track int) int {
	if track < 0 || track >= len(p.Lanes) || track >= len(p.Out.Tracks) {
		return 0
	}
	return len(p.Lanes[track].Notes) - len(p.Out.Tracks[track].Notes)
}
