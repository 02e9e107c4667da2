package studio

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/app/edit"
	"partlift/backend/music"
	"partlift/backend/session"
	"partlift/backend/smf"
)

// A disk without room is told before anything is written.
func TestASessionAsksForRoomFirst(t *testing.T) {
	song := music.Song{Title: "x", Tracks: []music.Track{{Name: "a", Notes: []music.Note{{Pitch: 60, Velocity: 90, End: 1}}}}}
	for free, fits := range map[int64]bool{0: false, 1<<20 - 1: false, 1 << 21: true} {
		dir := t.TempDir()
		r, err := WriteSession(t.Context(), SessionSong{Song: song, Parts: edit.PartsOf(song, edit.Layers{}, nil, nil)}, ExportOptions{Dir: dir},
			SessionOptions{Kind: "reaper", free: func(string) (int64, bool) { return free, true }}, time.Now())
		left, _ := os.ReadDir(dir)
		if fits != (err == nil && r.OK && len(left) == 1) || !fits && (len(left) > 0 || !strings.Contains(err.Error(), "needs 2 MB")) {
			t.Errorf("with %d bytes: %d files, %v", free, len(left), err)
		}
	}
}

// What a killed session left goes with the next one.
func TestSessionsThatWereKilledAreSwept(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	for name, age := range map[string]time.Duration{".partlift-x-old": 25 * time.Hour, ".partlift-x-new": 2 * time.Hour, "mine": 48 * time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Join(path, "Media"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	sweep(dir, now)
	var left []string
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if err != nil || !slices.Equal(left, []string{".partlift-x-new", "mine"}) {
		t.Errorf("left %q, %v", left, err)
	}
}

// Two texts on one tick would hide each other.
func TestMarkersOfOneTickAreJoined(t *testing.T) {
	got := sessionMarkers([]smf.Marker{{Text: "Intro"}, {Text: ""}, {Tick: 960, Text: "Verse"}, {Tick: 960, Text: "Am"}, {Tick: 1920, Text: "\x00"}})
	if want := []session.Marker{{Text: "Intro"}, {Tick: 960, Text: "Verse · Am"}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestTheRateOfASessionIsTheMostCommon(t *testing.T) {
	for _, c := range []struct {
		rates []int
		want  int
	}{{[]int{44100}, 44100}, {[]int{48000, 44100, 44100}, 44100}, {[]int{44100, 48000}, 48000}, {[]int{48000, 44100}, 48000}} {
		var all []keptSound
		for _, r := range c.rates {
			all = append(all, keptSound{rate: r})
		}
		if got := commonRate(all); got != c.want {
			t.Errorf("%v: %d, want %d", c.rates, got, c.want)
		}
	}
}
