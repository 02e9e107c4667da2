package studiotest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/task"
)

// Piano is a sound file with a scale on it.
func Piano(t *testing.T) (path string, pitches []uint8) {
	t.Helper()
	song := music.Song{Tracks: []music.Track{{Name: "Acoustic Grand Piano"}}}
	for k, p := range []uint8{60, 62, 64, 65, 67, 69, 71, 72} {
		at := 0.5 + float64(k)*0.5
		song.Tracks[0].Notes = append(song.Tracks[0].Notes, music.Note{Pitch: p, Velocity: 100, Start: at, End: at + 0.45})
		pitches = append(pitches, p)
	}
	var b bytes.Buffer
	if err := kiesim.RenderWAV(&b, song, kiesim.Format{}); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "Scale.wav")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, pitches
}

// SketchWAV makes the sketch of a draft and returns how its task ended.
func (w *World) SketchWAV(t *testing.T, d studio.Draft) (string, task.Task) {
	t.Helper()
	id, _, err := w.Sketch(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	end, err := w.Wait(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return id, end
}

// Blob is where the library has a file.
func (w *World) Blob(sha string) string { return filepath.Join(w.Dir(), "blobs", sha[:2], sha[2:]) }
