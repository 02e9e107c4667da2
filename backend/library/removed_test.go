package library_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"partlift/backend/library"
)

func listed(t *testing.T, l *library.Library, q library.Query) []string {
	t.Helper()
	songs, err := l.Songs(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := l.Count(t.Context(), q); err != nil || q.Skip == 0 && q.Limit == 0 && n != len(songs) {
		t.Errorf("%+v: count %d of %d, %v", q, n, len(songs), err)
	}
	return titles(songs)
}

func TestARemovedSongIsKeptAndComesBack(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	sha := put(t, l, "sound")
	save(t, l, library.Song{ID: "a", Title: "Stays"})
	save(t, l, library.Song{ID: "b", Title: "Goes", Audio: sha})
	if err := l.Remove(t.Context(), "b", true); err != nil {
		t.Fatal(err)
	}
	if err := l.Remove(t.Context(), "c", true); !errors.Is(err, library.ErrNotFound) {
		t.Errorf("a song that is not there: %v", err)
	}
	// What goes on with it meanwhile does not bring it back.
	save(t, l, library.Song{ID: "b", Title: "Goes", Audio: sha, Progress: 1})
	for text, want := range map[string][2][]string{"": {{"Stays"}, {"Goes"}}, "goes": {{}, {"Goes"}}, "stays": {{"Stays"}, {}}} {
		have, gone := listed(t, l, library.Query{Text: text}), listed(t, l, library.Query{Text: text, Removed: true})
		if !slices.Equal(have, want[0]) || !slices.Equal(gone, want[1]) {
			t.Errorf("%q lists %q, and as removed %q", text, have, gone)
		}
	}
	if same, err := l.SongsByAudio(t.Context(), sha); err != nil || len(same) != 1 || same[0].Removed.IsZero() {
		t.Errorf("by its audio: %+v, %v", same, err)
	}
	if err := l.Sweep(t.Context()); err != nil || !l.HasBlob(sha) {
		t.Errorf("a sweep took what a removed song needs; %v", err)
	}
	if err := l.Remove(t.Context(), "b", false); err != nil {
		t.Fatal(err)
	}
	if have := listed(t, l, library.Query{}); !slices.Equal(have, []string{"Goes", "Stays"}) {
		t.Errorf("put back: %q", have)
	}
}

func TestARemovedSongStaysRemovedWhenTheDatabaseIsLost(t *testing.T) {
	dir := t.TempDir()
	l, err := library.Open(dir, clock())
	if err != nil {
		t.Fatal(err)
	}
	save(t, l, library.Song{ID: "a", Title: "Stays"})
	save(t, l, library.Song{ID: "b", Title: "Goes"})
	if err := errors.Join(l.Remove(t.Context(), "b", true), l.Close(), os.Remove(filepath.Join(dir, "partlift.db"))); err != nil {
		t.Fatal(err)
	}
	if _, err := library.Recover(t.Context(), dir, clock()); err != nil {
		t.Fatal(err)
	}
	l = open(t, dir)
	have, gone := listed(t, l, library.Query{}), listed(t, l, library.Query{Removed: true})
	if !slices.Equal(have, []string{"Stays"}) || !slices.Equal(gone, []string{"Goes"}) {
		t.Errorf("brought back as %q, and as removed %q", have, gone)
	}
}

func TestSongsAreListedInTheOrderAskedFor(t *testing.T) {
	l := open(t, t.TempDir())
	for _, s := range []library.Song{
		{ID: "1", Title: "banana", Seconds: 60}, {ID: "2", Title: "Äpfel", Seconds: 200}, {ID: "3", Title: "Apple", Seconds: 60},
		{ID: "4", Title: "apple", Seconds: 10}, {ID: "5", Title: "Cherry apple", Seconds: 300}, {ID: "6", Title: "Track 10"}, {ID: "7", Title: "Track 2"},
	} {
		save(t, l, s)
	}
	for _, c := range []struct {
		q    library.Query
		want []string
	}{
		{library.Query{}, []string{"Track 2", "Track 10", "Cherry apple", "apple", "Apple", "Äpfel", "banana"}},
		{library.Query{Sort: library.ByTitle}, []string{"Äpfel", "apple", "Apple", "banana", "Cherry apple", "Track 2", "Track 10"}},
		{library.Query{Sort: library.ByTitle, Text: "apple"}, []string{"apple", "Apple", "Cherry apple"}},
		{library.Query{Sort: library.ByTitle, Skip: 1, Limit: 2}, []string{"apple", "Apple"}},
		{library.Query{Sort: library.Longest}, []string{"Cherry apple", "Äpfel", "Apple", "banana", "apple", "Track 2", "Track 10"}},
		{library.Query{Sort: library.Longest, Skip: 4, Limit: 1}, []string{"apple"}},
		{library.Query{Skip: 5}, []string{"Äpfel", "banana"}},
		{library.Query{Skip: -1, Limit: 1}, []string{"Track 2"}},
		{library.Query{Skip: 9}, []string{}},
	} {
		if have := listed(t, l, c.q); !slices.Equal(have, c.want) {
			t.Errorf("%+v lists %q, want %q", c.q, have, c.want)
		}
	}
}
