package studio_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"partlift/app/studio"
)

func TestTheFolderOfASong(t *testing.T) {
	for _, c := range []struct{ dir, title, want string }{
		{"/music", "Night Bus Home", "/music/Night Bus Home"},
		{"/music/Night Bus Home", "Night Bus Home", "/music/Night Bus Home"},
		{"/music/night bus home", "Night Bus Home", "/music/night bus home/Night Bus Home"},
		{"/music", `../a/b: "c"?`, "/music/a-b- -c"},
		{"/music", "CON", "/music/_CON"},
		{"/music", "Vol. 1.", "/music/Vol. 1"},
		{"/music", "", "/music/Untitled"},
		{"/music", "夜バス", filepath.Join("/music", filepath.Base(studio.SongDir("/", "夜バス")))},
	} {
		if got := studio.SongDir(filepath.FromSlash(c.dir), c.title); got != filepath.FromSlash(c.want) {
			t.Errorf("%q in %s: %s, want %s", c.title, c.dir, got, c.want)
		}
	}
}

// A folder that was made for a session goes with it where it does not become one,
// and stays where something else is in it.
func TestTheFolderOfAStoppedSessionGoes(t *testing.T) {
	t.Parallel()
	song := songOf(studio.SongSound{Name: "Bass", Path: soundFile(t, "a.wav", 44100, 1, 1)})
	for _, theirs := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "A song")
		if theirs {
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		_, err := studio.WriteSession(ctx, song, studio.ExportOptions{Dir: dir}, studio.SessionOptions{Kind: "ardour", Progress: func(int64, int64) { stop() }}, time.Now())
		stop()
		if _, gone := os.Stat(dir); !errors.Is(err, context.Canceled) || errors.Is(gone, os.ErrNotExist) == theirs {
			t.Errorf("a folder that was there (%t): %v, %v", theirs, gone, err)
		}
	}
}
