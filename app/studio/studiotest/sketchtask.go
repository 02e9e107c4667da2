package studiotest

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"partlift/app/studio"
	"partlift/backend/task"
)

// TakeWAV makes a draft of a sound file.
func (w *World) TakeWAV(t *testing.T, path string) studio.Draft {
	t.Helper()
	d, _, err := w.Take(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// BeginWith begins a sketch and returns when some of it was heard. The model, if
// there is one, hears no more of tasks.
func (w *World) BeginWith(t *testing.T, d studio.Draft) (id string) {
	t.Helper()
	heard := make(chan struct{})
	var once sync.Once
	w.Listen(func(e task.Event) {
		if e.Task.Step == task.StepListen && e.Task.Progress > 0 {
			once.Do(func() { close(heard) })
		}
	})
	id, begun, err := w.Sketch(t.Context(), d)
	if err != nil || !begun {
		t.Fatal(begun, err)
	}
	<-heard
	return id
}

// Files lists what lies in the library's blobs.
func (w *World) Files(t *testing.T) (out []string) {
	t.Helper()
	got, err := filepath.Glob(filepath.Join(w.Dir(), "blobs", "??", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got {
		out = append(out, filepath.Base(filepath.Dir(f))+filepath.Base(f))
	}
	slices.Sort(out)
	return out
}

// Tracks are the notes of a song.
func (w *World) Tracks(t *testing.T, id string) any {
	t.Helper()
	p, err := w.Page(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p.Song.Tracks
}
