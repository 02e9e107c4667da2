package edit_test

import (
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/backend/grid"
	"partlift/backend/music"
)

// spoilt is a band whose bass goes out once, has an overtone and rings on.
func spoilt() music.Song {
	song := studiotest.Groove(110, 0.5, 24)
	bass := &song.Tracks[1]
	a := bass.Notes[9] // 1.5 beats in its bar
	overtone := bass.Notes[12]
	overtone.Pitch, overtone.Velocity = overtone.Pitch+12, 60
	bass.Notes = append(bass.Notes, music.Note{Pitch: a.Pitch, Velocity: 90, Start: a.End + 0.031, End: a.End + 0.09}, overtone,
		music.Note{Pitch: 50, Velocity: 70, Start: bass.Notes[95].End + 0.01, End: bass.Notes[95].End + 0.03})
	return song
}

func TestCleanPutsNotesRight(t *testing.T) {
	plain := edit.Treatment{}
	exact := edit.Treatment{MinLength: -1}
	for name, c := range map[string]struct {
		treat edit.Treatment
		want  grid.Changes
		notes int
	}{
		"as delivered": {plain, grid.Changes{}, 99},
		"cleaned":      {plain.Cleaned(), grid.Changes{Flickers: 1, Tails: 1, Voices: 1}, 96},
		"exactly as delivered, whatever was asked": {exact.Cleaned(), grid.Changes{}, 99},
		"only flickers": {edit.Treatment{Flickers: true}, grid.Changes{Flickers: 1}, 98},
		"only tails":    {edit.Treatment{Tails: true}, grid.Changes{Tails: 1}, 98},
		"only voices":   {edit.Treatment{Voices: true}, grid.Changes{Voices: 1}, 98},
	} {
		t.Run(name, func(t *testing.T) {
			p := edit.NewPage(nil, spoilt(), 0, edit.Saved{Treat: c.treat}, false)
			out, err := p.Layers.Apply(p.Song, p.Found)
			if err != nil {
				t.Fatal(err)
			}
			got := out.Changes
			got.Moved, got.Kept, got.Stretched = 0, 0, 0
			if n := len(p.Out.Tracks[1].Notes); got != c.want || n != c.notes || p.Left(1) != 99-c.notes {
				t.Errorf("%+v, %d notes, %d left out; want %+v, %d", got, n, p.Left(1), c.want, c.notes)
			}
			for what, n := range map[string]int{"flicker is joined": c.want.Flickers, "tail is left out": c.want.Tails, "cannot have at once": c.want.Voices} {
				if strings.Contains(p.Changes, what) != (n > 0) {
					t.Errorf("says %q", p.Changes)
				}
			}
		})
	}
}

// What was joined or left out is still there, and comes back when somebody says
// that it was played.
func TestWhatCleaningTookComesBack(t *testing.T) {
	song := spoilt()
	p := edit.NewPage(nil, song, 0, edit.Saved{Treat: edit.Treatment{}.Cleaned()}, false)
	var refs []edit.NoteRef
	for i, s := range p.Lanes[1].State {
		if s&edit.NoteHidden != 0 {
			refs = append(refs, p.Lanes[1].From[i])
		}
	}
	if len(refs) != 3 || !p.LeftOut(refs[0]) {
		t.Fatalf("hidden are %+v", refs)
	}
	p.Layers = p.Edit(song, refs, func(_ edit.NoteRef, e *edit.NoteEdit) { e.Keep = true })
	p.ApplyLayers()
	if n := len(p.Out.Tracks[1].Notes); n != 99 {
		t.Errorf("%d of 99 notes go out", n)
	}
}
