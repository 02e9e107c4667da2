package edit_test

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"partlift/app/edit"
	"partlift/backend/music"
)

// twoTracks is a song of a flute and a kit whose snare is at the wrong place.
func twoTracks() music.Song {
	return music.Song{Tracks: []music.Track{
		{Name: "Flute", Program: 73, Known: true, Notes: []music.Note{{Pitch: 60, Velocity: 80, Start: 1, End: 1.5}, {Pitch: 64, Velocity: 90, Start: 2, End: 2.5}}},
		{Name: "Kit", Drums: true, Notes: []music.Note{{Pitch: 30, Velocity: 100, Start: 1, End: 1}}},
	}}
}

func TestNotesGoWhereTheyArePut(t *testing.T) {
	song := twoTracks()
	first := edit.NoteRef{}
	for name, c := range map[string]struct {
		changes []edit.Change
		want    music.Note // of the first note
	}{
		"later":                  {[]edit.Change{{NoteRef: first, Later: 0.25}}, music.Note{Pitch: 60, Velocity: 80, Start: 1.25, End: 1.75}},
		"never before the start": {[]edit.Change{{NoteRef: first, Later: -3}}, music.Note{Pitch: 60, Velocity: 80, Start: 0, End: 0.5}},
		"longer":                 {[]edit.Change{{NoteRef: first, Longer: 0.5}}, music.Note{Pitch: 60, Velocity: 80, Start: 1, End: 2}},
		"from the left":          {[]edit.Change{{NoteRef: first, Later: -0.5, Longer: 0.5}}, music.Note{Pitch: 60, Velocity: 80, Start: 0.5, End: 1.5}},
		"never without a length": {[]edit.Change{{NoteRef: first, Longer: -9}}, music.Note{Pitch: 60, Velocity: 80, Start: 1, End: 1.0005}},
		"struck softly":          {[]edit.Change{{NoteRef: first, Velocity: 7}}, music.Note{Pitch: 60, Velocity: 7, Start: 1, End: 1.5}},
		"not above 127":          {[]edit.Change{{NoteRef: first, Velocity: 200}}, music.Note{Pitch: 60, Velocity: 127, Start: 1, End: 1.5}},
		"up":                     {[]edit.Change{{NoteRef: first, Semitones: 12}}, music.Note{Pitch: 72, Velocity: 80, Start: 1, End: 1.5}},
		"a chord stays a chord":  {[]edit.Change{{NoteRef: first, Semitones: 65}, {NoteRef: edit.NoteRef{Note: 1}, Semitones: 65}}, music.Note{Pitch: 60, Velocity: 80, Start: 1, End: 1.5}},
		"no number":              {[]edit.Change{{NoteRef: first, Later: math.NaN()}}, music.Note{Pitch: 60, Velocity: 80, Start: 1, End: 1.5}},
		"nobody's note":          {[]edit.Change{{NoteRef: edit.NoteRef{Track: 5}, Later: 1}, {NoteRef: edit.NoteRef{Note: -1}, Later: 1}, {NoteRef: edit.NoteRef{Note: 2}, Later: 1}}, music.Note{Pitch: 60, Velocity: 80, Start: 1, End: 1.5}},
	} {
		l := edit.Layers{}.Change(song, c.changes)
		if got := l.Note(0, 0, &song.Tracks[0]); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if song.Tracks[0].Notes[0] != twoTracks().Tracks[0].Notes[0] {
		t.Error("the notes as delivered changed")
	}
}

func TestDrawnNotesAreNotesLikeOthers(t *testing.T) {
	song := twoTracks()
	l := edit.Layers{Tracks: map[int]edit.TrackEdit{1: {Drums: map[uint8]uint8{30: 38}}}}
	l, refs := l.Draw(song, []edit.Drawn{
		{Track: 0, Note: music.Note{Pitch: 67, Velocity: 70, Start: 3, End: 4}},
		{Track: 1, Note: music.Note{Pitch: 30, Velocity: 0, Start: 0.5, End: 0.6}},
		{Track: 2, Note: music.Note{Pitch: 60, Velocity: 70, Start: 3, End: 4}},
		{Track: 0, Note: music.Note{Pitch: 60, Velocity: 70, Start: 4, End: 4}},
		{Track: 0, Note: music.Note{Pitch: 60, Velocity: 70, Start: -1, End: 4}},
		{Track: 0, Note: music.Note{Pitch: 60, Velocity: 70, Start: 1, End: math.Inf(1)}},
	})
	if want := []edit.NoteRef{{Track: 0, Note: 2}, {Track: 1, Note: 1}}; !reflect.DeepEqual(refs, want) {
		t.Fatalf("drawn notes are called %v, want %v", refs, want)
	}
	if n := l.Note(1, 1, &song.Tracks[1]); n.Pitch != 30 || n.Velocity != 1 {
		t.Errorf("a drum that was drawn is %+v, want it where it was put", n)
	}
	if n := l.Note(1, 0, &song.Tracks[1]); n.Pitch != 38 {
		t.Errorf("a drum that was delivered is at %d, want it mapped", n.Pitch)
	}
	before := l
	l = l.Change(song, []edit.Change{{NoteRef: refs[0], Later: -1, Semitones: 2}, {NoteRef: edit.NoteRef{}, Longer: 1}})
	out, err := l.Apply(song, edit.Found{})
	if err != nil || out.Changes.Drawn != 2 || out.Changes.Edited != 1 {
		t.Fatalf("%v; %d drawn and %d changed by hand, want 2 and 1", err, out.Changes.Drawn, out.Changes.Edited)
	}
	if n := out.Song.Tracks[0].Notes; len(n) != 3 || n[2].Pitch != 69 && n[1].Pitch != 69 {
		t.Errorf("the flute plays %+v", n)
	}
	if len(before.Notes) > 0 {
		t.Error("earlier layers changed")
	}
	gone := l.Edit(song, refs, func(_ edit.NoteRef, e *edit.NoteEdit) { e.Delete = true })
	p := &edit.Page{Song: song, Layers: gone}
	p.ApplyLayers()
	if len(p.Lanes[0].Notes) != 2 || p.Left(0) != 0 {
		t.Errorf("a drawn note that was taken out is still shown: %+v", p.Lanes[0])
	}
}

// TestLayersOfTheSameNotesDoNotShare draws two notes over the same layers.
func TestLayersOfTheSameNotesDoNotShare(t *testing.T) {
	song := twoTracks()
	note := func(pitch uint8) []edit.Drawn {
		return []edit.Drawn{{Track: 0, Note: music.Note{Pitch: pitch, Velocity: 70, Start: 3, End: 4}}}
	}
	l := edit.Layers{}
	for range 3 {
		l, _ = l.Draw(song, note(50))
	}
	one, refs := l.Draw(song, note(51))
	two, _ := l.Draw(song, note(52))
	if a, b := one.Note(0, refs[0].Note, &song.Tracks[0]).Pitch, two.Note(0, refs[0].Note, &song.Tracks[0]).Pitch; a != 51 || b != 52 {
		t.Errorf("one has %d and the other %d, want 51 and 52", a, b)
	}
}

// TestWhatIsDrawnIsNoGhost draws a note that would be taken for one.
func TestWhatIsDrawnIsNoGhost(t *testing.T) {
	song := twoTracks()
	song.Tracks[0].Notes = nil
	for i := range 40 {
		song.Tracks[0].Notes = append(song.Tracks[0].Notes, music.Note{Pitch: 60, Velocity: 100, Start: float64(i), End: float64(i) + 0.9})
	}
	ghost := music.Note{Pitch: 72, Velocity: 8, Start: 10.02, End: 10.04}
	l := edit.Layers{Treat: edit.Treatment{Ghosts: 100}, Tracks: map[int]edit.TrackEdit{0: {Drums: map[uint8]uint8{60: 40}}}}
	drawn, _ := l.Draw(song, []edit.Drawn{{Track: 0, Note: ghost}})
	if out, err := drawn.Apply(song, edit.Found{}); err != nil || out.Changes.Ghosts != 0 || len(out.Song.Tracks[0].Notes) != 41 || out.Song.Tracks[0].Notes[0].Pitch != 60 {
		t.Errorf("%v: of 41 notes %d stay, %d are ghosts, the first at %d", err, len(out.Song.Tracks[0].Notes), out.Changes.Ghosts, out.Song.Tracks[0].Notes[0].Pitch)
	}
	song.Tracks[0].Notes = append(song.Tracks[0].Notes, ghost)
	if out, _ := l.Apply(song, edit.Found{}); out.Changes.Ghosts != 1 {
		t.Errorf("delivered, it is %d ghosts", out.Changes.Ghosts)
	}
}

// TestHandworkSurvives saves and reads what was done by hand.
func TestHandworkSurvives(t *testing.T) {
	song := twoTracks()
	l, refs := edit.Layers{}.Draw(song, []edit.Drawn{
		{Track: 0, Note: music.Note{Pitch: 67, Velocity: 70, Start: 3, End: 4}},
		{Track: 0, Note: music.Note{Pitch: 69, Velocity: 71, Start: 5, End: 6}},
		{Track: 1, Note: music.Note{Pitch: 36, Velocity: 72, Start: 0.5, End: 0.6}},
	})
	l = l.Change(song, []edit.Change{{NoteRef: refs[1], Later: 0.125, Longer: -0.5, Semitones: -1, Velocity: 99}, {NoteRef: edit.NoteRef{}, Later: 0.1, Longer: 0.2, Velocity: 3}})
	l = l.Edit(song, refs[:1], func(_ edit.NoteRef, e *edit.NoteEdit) { e.Delete = true })
	l = l.Edit(song, refs[2:], func(_ edit.NoteRef, e *edit.NoteEdit) { e.Mute = true })
	want := &edit.Page{Song: song, Layers: l}
	want.ApplyLayers()
	raw, err := json.Marshal(edit.Saved{Edits: l.Saved(song), Drawn: l.SavedNotes(song)})
	if err != nil {
		t.Fatal(err)
	}
	var set edit.Saved
	if err := json.Unmarshal(raw, &set); err != nil {
		t.Fatal(err)
	}
	got := edit.NewPage(nil, song, 0, set, false)
	got.Found = edit.Found{}
	got.ApplyLayers()
	if !reflect.DeepEqual(got.Out, want.Out) {
		t.Errorf("after a restart the song is %+v, want %+v", got.Out, want.Out)
	}
	for i := range want.Lanes {
		if !reflect.DeepEqual(got.Lanes[i].Notes, want.Lanes[i].Notes) || !reflect.DeepEqual(got.Lanes[i].State, want.Lanes[i].State) {
			t.Errorf("track %d is shown as %+v, want %+v", i, got.Lanes[i], want.Lanes[i])
		}
	}
	swapped := set.Moved(func(track int) (int, bool) { return 1, track == 0 })
	if n := len(swapped.Drawn); n != 1 || swapped.Drawn[0].Track != 1 {
		t.Errorf("of a track that moved %d notes went along: %+v", n, swapped.Drawn)
	}
}
