package library_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/library"
)

func TestSearch(t *testing.T) {
	l := open(t, t.TempDir())
	for _, s := range []library.Song{
		{ID: "1", Title: "Café del Mar", State: "done"},
		{ID: "2", Title: "Mars Attack", State: "failed"},
		{ID: "3", Title: "AC/DC-Cover \"live\"", State: "done"},
		{ID: "4", Title: "Untitled", AudioName: "Smørrebrød_mix.wav", State: "done"},
		{ID: "5", Title: "夜に駆ける", State: "done"},
		{ID: "6", Title: "NEAR OR AND NOT", State: "done"},
	} {
		save(t, l, s)
	}
	if err := l.SetInstruments(t.Context(), "4", "Electric Bass, Drums"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text   string
		states []string
		want   []string
	}{
		{text: "", want: []string{"6", "5", "4", "3", "2", "1"}},
		{text: "  \t", want: []string{"6", "5", "4", "3", "2", "1"}},
		{text: "?!* \"", want: []string{"6", "5", "4", "3", "2", "1"}},
		{text: "mar", want: []string{"2", "1"}},
		{text: "mar", states: []string{"done"}, want: []string{"1"}},
		{text: "", states: []string{"failed", "running"}, want: []string{"2"}},
		{text: "CAFE", want: []string{"1"}},
		{text: "cafe\u0301", want: []string{"1"}},
		{text: "del caf", want: []string{"1"}},
		{text: "af", want: nil},
		{text: "ac/dc", want: []string{"3"}},
		{text: `"live"`, want: []string{"3"}},
		{text: `live" OR title:mar`, want: nil},
		{text: "NOT", want: []string{"6"}},
		{text: "NEAR(", want: []string{"6"}},
		{text: "-mar", want: []string{"2", "1"}},
		{text: "mar*", want: []string{"2", "1"}},
		{text: "title : mar", want: nil},
		{text: "smø", want: []string{"4"}},
		{text: "drum elec", want: []string{"4"}},
		{text: "夜に", want: []string{"5"}},
		{text: "a\x00b", want: nil},
		{text: "\xff\xfe mar", want: []string{"2", "1"}},
		{text: "'; DROP TABLE songs; --", want: nil},
		{text: strings.Repeat("mar ", 5000), want: []string{"2", "1"}},
	} {
		q := library.Query{Text: c.text, States: c.states}
		songs, err := l.Songs(t.Context(), q)
		if err != nil {
			t.Errorf("%.30q: %v", c.text, err)
			continue
		}
		var ids []string
		for _, s := range songs {
			ids = append(ids, s.ID)
		}
		if d := cmp.Diff(c.want, ids); d != "" {
			t.Errorf("%.30q: %s", c.text, d)
		}
		if n, err := l.Count(t.Context(), q); n != len(c.want) || err != nil {
			t.Errorf("%.30q: count %d, %v", c.text, n, err)
		}
	}
}

func TestSearchFollowsChanges(t *testing.T) {
	l := open(t, t.TempDir())
	count := func(text string) int {
		n, err := l.Count(t.Context(), library.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	save(t, l, library.Song{ID: "a", Title: "first"})
	if err := l.SetInstruments(t.Context(), "a", "organ"); err != nil {
		t.Fatal(err)
	}
	save(t, l, library.Song{ID: "a", Title: "second", Progress: 1})
	if count("first") != 0 || count("second") != 1 || count("organ") != 1 {
		t.Error("index did not follow the title, or lost the instruments")
	}
	if _, err := l.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if count("second") != 0 || count("organ") != 0 {
		t.Error("index has a deleted song")
	}
}

func FuzzSearch(f *testing.F) {
	l := open(f, f.TempDir())
	save(f, l, library.Song{ID: "a", Title: "Café (live) \"one\" OR two"})
	for _, s := range []string{"", `"`, "a*b", "NEAR/2", "{title}:x", "^a", "e\u0301", "\u200d🎹", "col:\"", "(", "a AND", "ß ſ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := library.Query{Text: text}
		songs, err := l.Songs(t.Context(), q)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if n, err := l.Count(t.Context(), q); err != nil || n != len(songs) {
			t.Fatalf("%q: count %d of %d, %v", text, n, len(songs), err)
		}
	})
}

func TestPagesCoverEverySongOnce(t *testing.T) {
	l := open(t, t.TempDir())
	var want []string
	for i := range 25 {
		id := fmt.Sprintf("%02d", i)
		created := noon.Add(time.Duration(i) * time.Minute)
		if i < 10 {
			created = noon // many at the same moment
		}
		save(t, l, library.Song{ID: id, Title: "song " + id, Created: created})
		want = append(want, id)
	}
	slices.Reverse(want)
	for _, text := range []string{"", "son"} {
		q, got := library.Query{Text: text, Limit: 4}, []string(nil)
		for {
			page, err := l.Songs(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, s := range page {
				got = append(got, s.ID)
			}
			q.Before = page[len(page)-1].Order
			if q.Before == 0 {
				t.Fatal("no order")
			}
			// A song that arrives meanwhile must not shift the pages.
			save(t, l, library.Song{ID: "new" + page[0].ID, Title: "song", Created: noon.Add(24 * time.Hour)})
		}
		got = slices.DeleteFunc(got, func(id string) bool { return strings.HasPrefix(id, "new") })
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

func TestSongImportedLateIsOrderedByItsCreation(t *testing.T) {
	l := open(t, t.TempDir())
	save(t, l, library.Song{ID: "a", Title: "new", Created: noon})
	save(t, l, library.Song{ID: "b", Title: "old", Created: noon.Add(-time.Hour)})
	save(t, l, library.Song{ID: "c", Title: "ancient", Created: time.Unix(-5, 0)})
	songs, err := l.Songs(t.Context(), library.Query{})
	if d := cmp.Diff([]string{"new", "old", "ancient"}, titles(songs)); err != nil || d != "" {
		t.Error(err, d)
	}
}

func TestSongsByAudio(t *testing.T) {
	l := open(t, t.TempDir())
	sha := put(t, l, "x")
	save(t, l, library.Song{ID: "a", Title: "a", Audio: sha})
	save(t, l, library.Song{ID: "b", Title: "b", Audio: sha})
	save(t, l, library.Song{ID: "c", Title: "c"})
	songs, err := l.SongsByAudio(t.Context(), sha)
	if d := cmp.Diff([]string{"b", "a"}, titles(songs)); err != nil || d != "" {
		t.Error(err, d)
	}
	if songs, err := l.SongsByAudio(t.Context(), ""); len(songs) != 0 || err != nil {
		t.Errorf("got %v, %v", songs, err)
	}
}
