package studio_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/music"
)

// One file is written of an instrument that was heard as several tracks, and the
// receipt counts what was put right.
func TestTheReceiptCountsWhatWasPutRight(t *testing.T) {
	song := studiotest.Groove(110, 0.5, 24)
	song.Title = "Played"
	bass := song.Tracks[1]
	flicker := bass.Notes[9]
	flicker.Start, flicker.End = flicker.End+0.031, flicker.End+0.09
	pieces := []music.Track{bass, bass}
	pieces[0].Notes, pieces[1].Notes = nil, nil
	for i, n := range bass.Notes {
		pieces[i/4%2].Notes = append(pieces[i/4%2].Notes, n)
	}
	pieces[0].Notes = append(pieces[0].Notes, flicker)
	song.Tracks = append(song.Tracks[:1], pieces...)
	for keep, want := range map[bool]struct{ folded, files int }{false: {1, 3}, true: {0, 4}} {
		treat := edit.Treatment{KeepSplit: keep}.Cleaned()
		r, _ := exported(t, song, studio.ExportOptions{Treat: &treat, Grid: edit.FindGrid(song, edit.GridChoice{})})
		raw, err := json.Marshal(r.Receipt.Changes)
		if err != nil {
			t.Fatal(err)
		}
		var got struct{ Flickers, Folded, Tails, Voices int }
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		if got.Flickers != 1 || got.Folded != want.folded || got.Tails+got.Voices > 0 || len(r.Receipt.Files) != want.files {
			t.Errorf("kept apart %t: %s, files %+v", keep, raw, r.Receipt.Files)
		}
		for _, f := range r.Receipt.Files {
			if filepath.Base(f.Path) == "Played - Bass.mid" && !keep && f.Notes != 96 {
				t.Errorf("the bass has %d notes", f.Notes)
			}
		}
	}
}
