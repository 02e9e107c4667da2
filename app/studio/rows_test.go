package studio_test

import (
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/library"
)

// What a row says of a song that stopped comes from its task: the library's list
// holds no sentence that would stay in one language.
func TestAFailedSongSaysWhyAfterAStart(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{Separation: kiesim.Separation{Flag: "GENERATE_AUDIO_FAILED"}})
	id, got := w.Bring(t)
	if got.Fault == nil {
		t.Fatalf("it ended %s", got.State)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	lib, err := library.Open(w.Config.Dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	song, err := lib.Song(t.Context(), id)
	if err != nil || song.Detail != "" {
		t.Errorf("the list keeps %q, %v", song.Detail, err)
	}
	if err := lib.Close(); err != nil {
		t.Fatal(err)
	}
	w.Open(t)
	if rows := w.Rows(t, ""); len(rows) != 1 || rows[0].State != studio.RowFailed || rows[0].Detail != got.Fault.Message.String() {
		t.Errorf("the row is %+v, want %q", rows, got.Fault.Message)
	}
}
