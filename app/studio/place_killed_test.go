package studio

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"partlift/backend/music"
)

// An export that ends between any two of its files leaves files that the next
// one, with other settings, knows as Partlift's.
func TestAnExportThatIsKilledLeavesNoStrangers(t *testing.T) {
	song := music.Song{Tracks: []music.Track{{Notes: []music.Note{{Pitch: 60, Velocity: 90, End: 1}}}}}
	names := []string{"a.mid", "b.mid", "c.mid"}
	drafts := func(settings string) (out []draftFile) {
		for _, name := range names {
			out = append(out, draftFile{name: name, data: []byte(name + settings)})
		}
		return out
	}
	for first := range len(names) + 1 {
		for second := range len(names) + 1 {
			dir := t.TempDir()
			run := func(settings string, most int) {
				p := newPlacer(song, ExportOptions{Dir: dir})
				p.write = func(path string, data []byte) error {
					if most--; most < 0 {
						return errors.New("killed")
					}
					return os.WriteFile(path, data, 0o600)
				}
				done, err := p.place(drafts(settings))
				if (err == nil) != (most >= 0) || err == nil && len(done) != len(names) {
					t.Fatalf("%d files, %v", len(done), err)
				}
			}
			run("as played", len(names))
			run("quantized", first)
			run("swung", second)
			run("again", len(names))
			for _, name := range names {
				if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != name+"again" {
					t.Errorf("killed after %d and %d files: %s holds %q, %v", first, second, name, got, err)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "*(2)*")); len(left) > 0 {
				t.Errorf("killed after %d and %d files: %q", first, second, left)
			}
		}
	}
}

// A file that makes way for a stranger's may not take the name of the next.
func TestFilesOfOneExportGetDifferentNames(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.mid"), []byte("a stranger's"), 0o600); err != nil {
		t.Fatal(err)
	}
	drafts := []draftFile{{name: "a.mid", data: []byte("one")}, {name: "a (2).mid", data: []byte("two")}}
	done, err := newPlacer(music.Song{}, ExportOptions{Dir: dir}).place(drafts)
	if err != nil || len(done) != 2 || done[0].Path == done[1].Path {
		t.Errorf("%+v, %v", done, err)
	}
}
