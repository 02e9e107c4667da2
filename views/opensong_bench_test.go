package views

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"partlift/app"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/music"
	"partlift/backend/secret"
)

// BenchmarkOpenSong opens a song of 12 parts with their stems, of four minutes and
// 12,000 notes, and paints its page for the first time, by software: page is the
// time until it is there, without what the sounds look like, which follows.
func BenchmarkOpenSong(b *testing.B) {
	dir, folder := b.TempDir(), filepath.Join(b.TempDir(), "Large")
	write(b, folder, 12, 240)
	a := test.NewTempApp(b)
	st, err := studio.Open(b.Context(), studio.Config{Dir: dir, Keys: secret.Options{Keyring: noKeyring{}}, Now: time.Now, After: time.After, Rand: rand.Reader})
	if err != nil {
		b.Fatal(err)
	}
	h, err := studio.Look([]string{folder})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Close()
	got, err := st.TakeHanded(b.Context(), h, studio.Choice{}, nil)
	if err != nil || len(got.Songs) != 1 {
		b.Fatal(got, err)
	}
	queue := make(chan func(), 1000)
	m := app.New(b.Context(), st, func(f func()) { queue <- f })
	w := New(a, m, About{Version: "1.2.3", License: "MIT", Library: dir, Now: time.Now})
	w.Show()
	defer func() {
		w.Close()
		m.Close()
		if err := st.Close(); err != nil {
			b.Fatal(err)
		}
	}()
	for b.Loop() {
		m.OpenSong(got.Songs[0].ID)
		for m.Page.Now() == nil {
			(<-queue)()
		}
		w.Canvas().Capture()
		b.StopTimer()
		m.CloseSong()
		for len(queue) > 0 {
			(<-queue)()
		}
		b.StartTimer()
	}
}

// write makes a folder of parts: a .mid file and a sound of so many seconds each.
func write(b *testing.B, folder string, parts, seconds int) {
	b.Helper()
	if err := os.Mkdir(folder, 0o700); err != nil {
		b.Fatal(err)
	}
	sound := studiotest.Tone(8000, 1, 8, float64(seconds))
	for i := range parts {
		name := fmt.Sprintf("Part %02d", i)
		t := music.Track{Name: name, Program: uint8(8 * i), Known: true}
		for k := range 4 * seconds {
			at := float64(k) / 4
			t.Notes = append(t.Notes, music.Note{Pitch: uint8(40 + (7*k+i)%40), Velocity: 90, Start: at, End: at + .2})
		}
		mid := studiotest.MIDIOf(b, music.Song{Tracks: []music.Track{t}}, nil)
		for ext, data := range map[string][]byte{".mid": mid, ".wav": append(sound[:len(sound):len(sound)], byte(i))} {
			if err := os.WriteFile(filepath.Join(folder, name+ext), data, 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
}
