package studio

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"partlift/backend/library"
)

// A result may have been kept under a smaller number before the stems ahead of
// it were ready, and the whole song before its stems; neither may sound twice.
func TestEveryResultSoundsOnce(t *testing.T) {
	file := func(name, id, stem string) library.File {
		return library.File{Kind: library.KindRaw, Name: name, SHA: name, Meta: fileMeta{ID: id, Stem: stem}.raw()}
	}
	for _, c := range []struct {
		name  string
		files []library.File
		want  []string
	}{
		{"whole", []library.File{file("000 w", "w", "")}, []string{"000 w"}},
		{"stems replace the whole", []library.File{file("000 a", "a", "Bass"), file("000 w", "w", ""), file("001 b", "b", "Drums")}, []string{"000 a", "001 b"}},
		{"a later number replaces", []library.File{file("000 a", "a", "Bass"), file("000 b", "b", "Drums"), file("001 b", "b", "Drums")}, []string{"000 a", "001 b"}},
		{"imported", []library.File{{Kind: library.KindMIDI, Name: "x.mid", SHA: "x.mid"}}, []string{"x.mid"}},
		{"stems only", []library.File{{Kind: library.KindStem, Name: "Bass", SHA: "s"}}, nil},
	} {
		var got []string
		for _, f := range delivered(c.files) {
			got = append(got, f.SHA)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What a killed export left goes with the next one; what one under way needs
// stays, and so do the user's files.
func TestExportSweepsWhatAKilledOneLeft(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	for name, age := range map[string]time.Duration{".partlift-old": 2 * time.Hour, ".partlift-new": time.Minute, "mine.mid": 2 * time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	sweep(dir, now)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 || entries[0].Name() != ".partlift-new" {
		t.Errorf("left %v, error %v; want the new one and the user's", entries, err)
	}
}
