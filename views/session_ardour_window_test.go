//go:build window && linux

package views

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

// TestWindowSessionArdour writes a song with a stem of every part as a session and has the DAW open it in its
// window, where all tracks are seen on its bar lines.
func TestWindowSessionArdour(t *testing.T) {
	program := needed(t, "PARTLIFT_NEED_DAW", "ardour")
	eyes := openStudio(t, prepare(t, "dark", "", 1))
	defer eyes.Close()
	page := onlySong(t, eyes)
	song := studio.SessionSong{Song: page.Song, Parts: page.Parts}
	for i, track := range page.Song.Tracks {
		path := filepath.Join(t.TempDir(), "stem.wav")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(kiesim.RenderWAV(f, music.Song{Tracks: []music.Track{track}}, kiesim.Format{}), f.Close()); err != nil {
			t.Fatal(err)
		}
		song.Parts[i].Stem = page.Parts[i].Name
		song.Sounds = append(song.Sounds, studio.SongSound{Name: page.Parts[i].Name, Path: path})
	}
	r, err := studio.WriteSession(t.Context(), song, studio.ExportOptions{Dir: t.TempDir(), Title: page.Title, Grid: page.Found}, studio.SessionOptions{Kind: "ardour"}, time.Now())
	if err != nil || !r.OK {
		t.Fatal(r, err)
	}
	state, err := os.ReadFile(r.Open)
	if err != nil {
		t.Fatal(err)
	}
	rate := regexp.MustCompile(`sample-rate="(\d+)"`).FindSubmatch(state)[1]
	home := t.TempDir()
	files := map[string][]byte{filepath.Join(r.Path, "instant.xml"): []byte(ardourGrid)}
	for _, number := range []string{"7", "8"} {
		config := filepath.Join(home, ".config", "ardour"+number)
		files[filepath.Join(config, "instant.xml")] = []byte(ardourQuiet)
		files[filepath.Join(config, "config")] = []byte(strings.Replace(ardourSetup, `sample-rate="48000"`, `sample-rate="`+string(rate)+`"`, 1))
		files[filepath.Join(config, ".a"+number)] = nil
	}
	settle(t, files)
	daw := guest(t, home, filepath.Base(r.Path)+" - Ardour", program, "-a", "-n", r.Path)
	daw.place(0, 0, 1400, 900)
	daw.write("session", "dark", daw.settle())
}
