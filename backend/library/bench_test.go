package library_test

import (
	"fmt"
	"testing"
	"time"

	"partlift/backend/library"
)

var (
	firstWords  = []string{"Night", "Summer", "Golden", "Broken", "Électric", "Silent", "Velvet", "Neon", "Paper", "Distant"}
	secondWords = []string{"Train", "Mirror", "Garden", "Signal", "River", "Machine", "Waltz", "Anthem", "Harbour", "Ghost"}
)

// fill stores n songs as history has them.
func fill(t testing.TB, l *library.Library, n int) {
	t.Helper()
	for i := range n {
		id := fmt.Sprintf("song-%06d", i)
		s := library.Song{
			ID: id, Title: fmt.Sprintf("%s %s %d", firstWords[i%10], secondWords[i/10%10], i), State: "done", Engine: "cloud",
			Provider: "kie", AudioName: fmt.Sprintf("bounce_%d.wav", i), Tracks: 9, Notes: 4000, Seconds: 180, BPM: 117.98,
			Created: noon.Add(time.Duration(i) * time.Minute),
		}
		if err := l.Save(t.Context(), s, &library.Task{ID: id, State: "done"}); err != nil {
			t.Fatal(err)
		}
		if i%3 == 0 {
			if err := l.SetInstruments(t.Context(), id, "Acoustic Grand Piano, Electric Bass (finger), Drum Kit"); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// sized returns the folder of a library with n songs.
func sized(b *testing.B, n int) string {
	b.Helper()
	dir := b.TempDir()
	l, err := library.Open(dir, clock())
	if err != nil {
		b.Fatal(err)
	}
	fill(b, l, n)
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	return dir
}

func BenchmarkOpenAndFirstPage(b *testing.B) {
	for _, n := range []int{0, 100, 10_000} {
		b.Run(fmt.Sprintf("songs=%d", n), func(b *testing.B) {
			dir := sized(b, n)
			for b.Loop() {
				l, err := library.Open(dir, clock())
				if err != nil {
					b.Fatal(err)
				}
				page, err := l.Songs(b.Context(), library.Query{Limit: 100})
				if err != nil || len(page) != min(n, 100) {
					b.Fatal(len(page), err)
				}
				b.StopTimer()
				if err := l.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	l, err := library.Open(sized(b, 10_000), clock())
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	for name, q := range map[string]library.Query{
		"one letter":        {Text: "n"},
		"every song":        {Text: "bounce"},
		"one song":          {Text: "bounce 9876"},
		"two words":         {Text: "electric mirr"},
		"instrument":        {Text: "piano"},
		"nothing":           {Text: "nonesuch"},
		"last page":         {Text: "bounce", Before: noon.Add(time.Hour).UnixMicro()},
		"state without hit": {Text: "bounce", States: []string{"running"}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := l.Songs(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("count every song", func(b *testing.B) {
		for b.Loop() {
			if n, err := l.Count(b.Context(), library.Query{Text: "bounce"}); n != 10_000 || err != nil {
				b.Fatal(n, err)
			}
		}
	})
}

func BenchmarkSaveProgress(b *testing.B) {
	l, err := library.Open(sized(b, 1000), clock())
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	s, err := l.Song(b.Context(), "song-000500")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := l.Save(b.Context(), s, &library.Task{ID: s.ID, State: "running"}); err != nil {
			b.Fatal(err)
		}
	}
}
