package studiotest

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

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
	"partlift/backend/library"
	"partlift/backend/music"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// World is a studio on a library of its own, and the service it talks to.
type World struct {
	*studio.Studio
	Sim    *kiesim.Sim
	Config studio.Config
	Song   kiesim.Song // the first demo song, and its audio
	WAV    string

	Later atomic.Int64 // how far the service's clock is ahead, in nanoseconds
}

// New starts both.
func New(t *testing.T, script kiesim.Script) *World { return NewWith(t, script, 500) }

// NewWith starts both, with a balance.
func NewWith(t *testing.T, script kiesim.Script, credits float64) *World {
	t.Helper()
	songs, err := studio.DemoSongs()
	if err != nil {
		t.Fatal(err)
	}
	// Half a minute is enough to walk the whole road.
	for i := range songs[0].Music.Tracks {
		track := &songs[0].Music.Tracks[i]
		track.Notes = slices.DeleteFunc(track.Notes, func(n music.Note) bool { return n.End > 32 })
	}
	w := &World{Song: songs[0], WAV: filepath.Join(t.TempDir(), "My Song.wav")}
	w.Sim = kiesim.New(kiesim.Config{Songs: songs, Script: script, Keys: []string{"right-key-0123456789"}, Credits: credits, Now: func() time.Time { return time.Now().Add(time.Duration(w.Later.Load())) }})
	server := httptest.NewServer(w.Sim)
	t.Cleanup(func() { server.Close(); w.Sim.Close() })
	var wav bytes.Buffer
	if err := kiesim.RenderWAV(&wav, w.Song.Music, kiesim.Format{}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.WAV, wav.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Config = studio.Config{
		Dir: t.TempDir(), Keys: secret.Options{Env: "right-key-0123456789", Keyring: NoKeyring{}}, UserAgent: "Partlift/test",
		Now: time.Now, After: time.After, Rand: rand.Reader, Ears: make(chan struct{}, 1), APIBase: server.URL, UploadBase: server.URL,
		Pace: task.Pace{{Until: time.Minute, Every: 5 * time.Millisecond}},
	}
	w.Open(t)
	return w
}

// Open opens the studio, also again after it was closed.
func (w *World) Open(t *testing.T) {
	t.Helper()
	s, err := studio.Open(t.Context(), w.Config)
	if err != nil {
		t.Fatal(err)
	}
	w.Studio = s
	t.Cleanup(func() { s.Close() })
}

// Transcribe brings the world's audio all the way and returns the song's id.
func (w *World) Transcribe(t *testing.T) string {
	t.Helper()
	d, _, err := w.Take(t.Context(), w.WAV)
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.Begin(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
	defer stop()
	got, err := w.Wait(ctx, id)
	if err != nil || got.State != task.StateDone {
		t.Fatalf("the task ended %s, fault %v, error %v", got.State, got.Fault, err)
	}
	return id
}

// MoveEdits changes the place under which the edits of a song's notes are kept.
func (w *World) MoveEdits(t *testing.T, id string, by int) {
	t.Helper()
	lib, err := library.Open(w.Config.Dir, time.Now)
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

// HoldEars keeps sounds from being transcribed here until hear is called.
func (w *World) HoldEars() (hear func()) {
	w.Config.Ears <- struct{}{}
	return func() { <-w.Config.Ears }
}
