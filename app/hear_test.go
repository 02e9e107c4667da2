package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// What was heard in the stems of the open song is shown when it is done.
func TestHeardStemsAreShown(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	dir := filepath.Join(t.TempDir(), "Groove")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	studiotest.StemFiles(t, dir, studiotest.Groove(110, 0.5, 4))
	h, err := studio.Look([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	got, err := w.TakeHanded(t.Context(), h, studio.Choice{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := got.Songs[0].ID
	s.OpenSong(id)
	s.until("the song is open", func() bool { return s.Page.Now() != nil })
	if n := len(s.Page.Now().Parts); n != 0 {
		t.Fatalf("%d parts before", n)
	}
	if begun, err := w.HearStems(t.Context(), id); err != nil || !begun {
		t.Fatal(begun, err)
	}
	s.until("the parts are there", func() bool { return len(s.Page.Now().Shown()) == 2 })
}
