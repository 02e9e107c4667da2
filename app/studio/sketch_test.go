package studio_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/task"
)

func TestASilentFileIsNotSketched(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	var b bytes.Buffer
	if err := kiesim.RenderWAV(&b, music.Song{Tracks: []music.Track{{Notes: []music.Note{{Pitch: 60, Velocity: 1, Start: 2, End: 2.001}}}}}, kiesim.Format{}); err != nil {
		t.Fatal(err)
	}
	silent := b.Bytes()
	clear(silent[len(silent)/20:])
	path := filepath.Join(t.TempDir(), "Silence.wav")
	if err := os.WriteFile(path, silent, 0o600); err != nil {
		t.Fatal(err)
	}
	d, _, err := w.Take(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	_, end := w.SketchWAV(t, d)
	if end.State != task.StateFailed || !strings.HasPrefix(end.Fault.Message.String(), "There is nothing to hear in this sound.") {
		t.Errorf("silence: %s, %v", end.State, end.Fault)
	}
}

func TestASketchWritesDrumsAsDrums(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	song := music.Song{Tracks: []music.Track{{Name: "Drums", Drums: true}}}
	for i := range 48 {
		at := 0.5 + float64(i)/4
		pitch := [...]uint8{36, 42, 38, 42}[i%4]
		song.Tracks[0].Notes = append(song.Tracks[0].Notes, music.Note{Pitch: pitch, Velocity: 110, Start: at, End: at + 0.1})
	}
	var b bytes.Buffer
	if err := kiesim.RenderWAV(&b, song, kiesim.Format{}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "Beat.wav")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	d, _, err := w.Take(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := w.SketchWAV(t, d)
	p, err := w.Page(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	drums := p.Song.Tracks[len(p.Song.Tracks)-1]
	if !drums.Drums || drums.Name != "Drums" || len(drums.Notes) < 20 {
		t.Errorf("the last of %d tracks is %q with %d notes, drums %v", len(p.Song.Tracks), drums.Name, len(drums.Notes), drums.Drums)
	}
}
