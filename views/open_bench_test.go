package views

import (
	"context"
	"crypto/rand"
	"fmt"
	"image"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"partlift/app"
	"partlift/app/studio"
	"partlift/backend/library"
	"partlift/backend/secret"
)

// BenchmarkOpenWindow opens a library and its window, waits for the history
// and paints the first frame, by software. With 10,000 songs it must take as
// long as with none, but for the rows that are painted.
func BenchmarkOpenWindow(b *testing.B) {
	for _, songs := range []int{0, 40, 10000} {
		dir := b.TempDir()
		fill(b, dir, songs)
		b.Run(fmt.Sprintf("songs=%d", songs), func(b *testing.B) {
			for b.Loop() {
				open(b, dir, songs)
			}
		})
	}
}

func fill(b *testing.B, dir string, songs int) {
	b.Helper()
	lib, err := library.Open(dir, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer lib.Close()
	for i := range songs {
		s := library.Song{ID: fmt.Sprintf("%06d", i), Title: fmt.Sprintf("Song %d of the summer", i), State: "done", Tracks: 8, Notes: 3000, Seconds: 200}
		if err := lib.Save(context.Background(), s, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// open does once what a person waits for.
func open(b *testing.B, dir string, songs int) image.Image {
	a := test.NewTempApp(b)
	studio, err := studio.Open(b.Context(), studio.Config{
		Dir: dir, Keys: secret.Options{Env: "a-key-0123456789abcdef", Keyring: noKeyring{}},
		APIBase: "http://127.0.0.1:1", UploadBase: "http://127.0.0.1:1", Now: time.Now, After: time.After, Rand: rand.Reader,
	})
	if err != nil {
		b.Fatal(err)
	}
	queue := make(chan func(), 1000)
	m := app.New(b.Context(), studio, func(f func()) { queue <- f })
	w := New(a, m, About{Version: "1.2.3", License: "MIT", Library: dir, Now: time.Now})
	w.Show()
	m.Start()
	for m.Rows.Now() == nil || m.Total.Now() != songs {
		(<-queue)()
	}
	picture := w.Canvas().Capture()
	w.Close()
	m.Close()
	if err := studio.Close(); err != nil {
		b.Fatal(err)
	}
	return picture
}
