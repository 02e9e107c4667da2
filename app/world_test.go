package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"partlift/app"
	"partlift/backend/kie/kiesim"
	"partlift/backend/library"
	"partlift/backend/music"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// world is a studio on a library of its own, and the service it talks to.
type world struct {
	*app.Studio
	sim  *kiesim.Sim
	cfg  app.Config
	song kiesim.Song // the first demo song, and its audio
	wav  string

	later atomic.Int64 // how far the service's clock is ahead, in nanoseconds
}

// newWorld starts both.
func newWorld(t *testing.T, script kiesim.Script) *world { return newWorldWith(t, script, 500) }

// newWorldWith starts both, with a balance.
func newWorldWith(t *testing.T, script kiesim.Script, credits float64) *world {
	t.Helper()
	songs, err := app.DemoSongs()
	if err != nil {
		t.Fatal(err)
	}
	// Half a minute is enough to walk the whole road.
	for i := range songs[0].Music.Tracks {
		track := &songs[0].Music.Tracks[i]
		track.Notes = slices.DeleteFunc(track.Notes, func(n music.Note) bool { return n.End > 32 })
	}
	w := &world{song: songs[0], wav: filepath.Join(t.TempDir(), "My Song.wav")}
	w.sim = kiesim.New(kiesim.Config{Songs: songs, Script: script, Keys: []string{"right-key-0123456789"}, Credits: credits, Now: func() time.Time { return time.Now().Add(time.Duration(w.later.Load())) }})
	server := httptest.NewServer(w.sim)
	t.Cleanup(func() { server.Close(); w.sim.Close() })
	var wav bytes.Buffer
	if err := kiesim.RenderWAV(&wav, w.song.Music, kiesim.Format{}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.wav, wav.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	w.cfg = app.Config{
		Dir: t.TempDir(), Keys: secret.Options{Env: "right-key-0123456789", Keyring: noKeyring{}}, UserAgent: "Partlift/test",
		Now: time.Now, After: time.After, Rand: rand.Reader, Ears: make(chan struct{}, 1), APIBase: server.URL, UploadBase: server.URL,
		Pace: task.Pace{{Until: time.Minute, Every: 5 * time.Millisecond}},
	}
	w.open(t)
	return w
}

func (w *world) open(t *testing.T) {
	t.Helper()
	s, err := app.Open(t.Context(), w.cfg)
	if err != nil {
		t.Fatal(err)
	}
	w.Studio = s
	t.Cleanup(func() { s.Close() })
}

// transcribe brings the world's audio all the way and returns the song's id.
func (w *world) transcribe(t *testing.T) string {
	t.Helper()
	d, _, err := w.Take(t.Context(), w.wav)
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.Begin(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	got, err := w.Wait(ctx, id)
	if err != nil || got.State != task.StateDone {
		t.Fatalf("the task ended %s, fault %v, error %v", got.State, got.Fault, err)
	}
	return id
}

// moveEdits changes the place under which the edits of a song's notes are kept.
func (w *world) moveEdits(t *testing.T, id string, by int) {
	t.Helper()
	lib, err := library.Open(w.cfg.Dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	raw, err := lib.SongSettings(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var set map[string]any
	if err := json.Unmarshal(raw, &set); err != nil {
		t.Fatal(err)
	}
	for _, e := range set["edits"].([]any) {
		e := e.(map[string]any)
		e["n"] = e["n"].(float64) + float64(by)
	}
	if raw, err = json.Marshal(set); err == nil {
		err = lib.SaveSongSettings(t.Context(), id, raw)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// holdEars keeps sounds from being transcribed here until hear is called.
func (w *world) holdEars() (hear func()) {
	w.cfg.Ears <- struct{}{}
	return func() { <-w.cfg.Ears }
}
