package studio_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/task"
)

// exportTo writes the files of a song and returns the base names, and those of
// files that had their name.
func exportTo(t *testing.T, song music.Song, opt studio.ExportOptions) (names, kept []string) {
	t.Helper()
	opt.What = studio.What{Combined: true}
	r, err := studio.Export(song, opt, time.Now())
	if err != nil || !r.Receipt.OK {
		t.Fatal(err, r.Receipt.Checks)
	}
	for _, f := range r.Receipt.Files {
		names = append(names, filepath.Base(f.Path))
		if f.Kept != "" {
			kept = append(kept, filepath.Base(f.Kept))
		}
	}
	return names, kept
}

func TestAnExportReplacesItsOwnFilesAndNoOther(t *testing.T) {
	song := studiotest.Groove(100, 0, 4)
	slow := studio.ExportOptions{Tempo: 60}
	for name, c := range map[string]struct {
		before func(t *testing.T, dir string) // after a first export of groove.mid
		change func(opt *studio.ExportOptions, song *music.Song)
		want   string
		kept   bool // what was there
	}{
		"other settings":          {nil, nil, "groove.mid", false},
		"nothing there":           {func(t *testing.T, dir string) { remove(t, dir, "groove.mid") }, nil, "groove.mid", false},
		"edited since":            {func(t *testing.T, dir string) { write(t, dir, "groove.mid", "edited by hand in a DAW") }, nil, "groove (2).mid", true},
		"of the same length":      {func(t *testing.T, dir string) { flip(t, dir, "groove.mid") }, nil, "groove (2).mid", true},
		"no record":               {func(t *testing.T, dir string) { remove(t, dir, ".partlift.json") }, nil, "groove (2).mid", true},
		"a damaged record":        {func(t *testing.T, dir string) { write(t, dir, ".partlift.json", `{"written":`) }, nil, "groove (2).mid", true},
		"a record that is a list": {func(t *testing.T, dir string) { write(t, dir, ".partlift.json", `[1]`) }, nil, "groove (2).mid", true},
		"another song":            {nil, func(_ *studio.ExportOptions, s *music.Song) { s.Tracks = s.Tracks[:1] }, "groove (2).mid", true},
		"whoever wrote it": {func(t *testing.T, dir string) { write(t, dir, "groove.mid", "edited") },
			func(opt *studio.ExportOptions, _ *music.Song) { opt.Overwrite = true }, "groove.mid", false},
		"nothing at all":    {nil, func(opt *studio.ExportOptions, _ *music.Song) { opt.Keep = true }, "groove (2).mid", true},
		"a folder":          {func(t *testing.T, dir string) { remove(t, dir, "groove.mid"); mkdir(t, dir, "groove.mid") }, nil, "groove (2).mid", true},
		"a link to nowhere": {func(t *testing.T, dir string) { remove(t, dir, "groove.mid"); link(t, dir, "nowhere", "groove.mid") }, nil, "groove (2).mid", true},
		"a link to its file": {func(t *testing.T, dir string) {
			rename(t, dir, "groove.mid", "mine.mid")
			link(t, dir, "mine.mid", "groove.mid")
		}, nil, "groove (2).mid", true},
		"the song it was read from": {nil, func(opt *studio.ExportOptions, _ *music.Song) {
			opt.Inputs = []string{filepath.Join(opt.Dir, "other.mid"), filepath.Join(opt.Dir, "groove.mid")}
		}, "groove (2).mid", true},
		"a second one that is taken": {func(t *testing.T, dir string) {
			write(t, dir, "groove.mid", "one")
			write(t, dir, "groove (2).mid", "two")
		}, nil, "groove (3).mid", true},
	} {
		t.Run(name, func(t *testing.T) {
			opt := slow
			opt.Dir = t.TempDir()
			other := song
			exportTo(t, song, studio.ExportOptions{Dir: opt.Dir})
			if c.before != nil {
				c.before(t, opt.Dir)
			}
			if c.change != nil {
				c.change(&opt, &other)
			}
			before := contents(t, opt.Dir)
			names, kept := exportTo(t, other, opt)
			if !slices.Equal(names, []string{c.want}) || (len(kept) > 0) != c.kept {
				t.Errorf("wrote %q and kept %q, want %q", names, kept, c.want)
			}
			after := contents(t, opt.Dir)
			for file, was := range before {
				if file != c.want && after[file] != was {
					t.Errorf("%s was changed", file)
				}
			}
			// The same once more is the same file.
			if again, _ := exportTo(t, other, opt); !slices.Equal(again, names) {
				t.Errorf("once more wrote %q", again)
			}
			if got := contents(t, opt.Dir); got[c.want] != after[c.want] {
				t.Error("once more wrote something else")
			}
		})
	}
}

// The notes of a song that lacked parts change when these come, and its files
// are its own all the same, unless somebody edited them.
func TestTheMissingPartsGoIntoTheFilesOfTheSong(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{MIDI: kiesim.MIDI{Flag: 3, FlagTimes: 2}}) // that of the whole, and of a stem
	id, dir, edited := w.Transcribe(t), t.TempDir(), t.TempDir()
	export := func(dir, id string) string {
		t.Helper()
		r, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: dir, What: studio.What{Combined: true}})
		if err != nil || !r.Receipt.OK {
			t.Fatal(err, r.Receipt.Checks)
		}
		return filepath.Base(r.Receipt.Files[0].Path)
	}
	export(dir, id)
	export(edited, id)
	write(t, edited, "My Song.mid", "edited in a DAW")
	before := contents(t, dir)
	check(t, w.Answer(t.Context(), id, task.Answer{Kind: task.PerStem}))
	if got, err := w.Wait(t.Context(), id); err != nil || len(got.Lost()) > 0 {
		t.Fatalf("%v is missing: %v", got.Lost(), err)
	}
	if name := export(dir, id); name != "My Song.mid" || contents(t, dir)[name] == before[name] {
		t.Errorf("the whole song went into %q", name)
	}
	if name := export(edited, id); name != "My Song (2).mid" {
		t.Errorf("beside an edited file it went into %q", name)
	}
	other := studiotest.Groove(100, 0, 4)
	other.Title = "My Song"
	if names, _ := exportTo(t, other, studio.ExportOptions{Dir: dir}); names[0] != "My Song (2).mid" {
		t.Errorf("a song of no library went into %q", names[0])
	}
}

// The file that was numbered is Partlift's own as well.
func TestANumberedFileIsReplacedByTheNextExport(t *testing.T) {
	song, dir := studiotest.Groove(100, 0, 4), t.TempDir()
	write(t, dir, "groove.mid", "somebody's work")
	for _, tempo := range []float64{60, 70, 80} {
		names, kept := exportTo(t, song, studio.ExportOptions{Dir: dir, Tempo: tempo})
		if !slices.Equal(names, []string{"groove (2).mid"}) || !slices.Equal(kept, []string{"groove.mid"}) {
			t.Errorf("at %v BPM wrote %q and kept %q", tempo, names, kept)
		}
	}
	if got := contents(t, dir); len(got) != 2 || got["groove.mid"] != "somebody's work" {
		t.Errorf("%d files are there", len(got))
	}
}

// What a folder that takes no record holds is nobody's to replace.
func TestWithoutARecordNothingIsReplaced(t *testing.T) {
	song, dir := studiotest.Groove(100, 0, 4), t.TempDir()
	mkdir(t, dir, ".partlift.json")
	exportTo(t, song, studio.ExportOptions{Dir: dir})
	if names, _ := exportTo(t, song, studio.ExportOptions{Dir: dir, Tempo: 60}); !slices.Equal(names, []string{"groove (2).mid"}) {
		t.Errorf("wrote %q", names)
	}
}

func TestTheWindowLeavesNoRecord(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	dir := t.TempDir()
	if _, err := w.ExportSong(t.Context(), w.Transcribe(t), studio.ExportOptions{Dir: dir, What: studio.What{Combined: true}, Keep: true}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadDir(dir); err != nil || len(got) != 1 {
		t.Errorf("%d files are there, want 1: %v", len(got), err)
	}
}

// contents reads the files of a folder but the record, what links lead to as well; folders and
// links to nowhere are empty.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		body, _ := os.ReadFile(filepath.Join(dir, e.Name()))
		out[e.Name()] = string(body)
	}
	delete(out, ".partlift.json")
	return out
}

func write(t *testing.T, dir, name, body string) {
	t.Helper()
	check(t, os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600))
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	check(t, os.Remove(filepath.Join(dir, name)))
}

func mkdir(t *testing.T, dir, name string) {
	t.Helper()
	check(t, os.Mkdir(filepath.Join(dir, name), 0o700))
}

func link(t *testing.T, dir, to, name string) {
	t.Helper()
	check(t, os.Symlink(to, filepath.Join(dir, name)))
}

func rename(t *testing.T, dir, from, to string) {
	t.Helper()
	check(t, os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)))
}

// flip changes one velocity and nothing else.
func flip(t *testing.T, dir, name string) {
	t.Helper()
	path := filepath.Join(dir, name)
	body, err := os.ReadFile(path)
	check(t, err)
	at := bytes.LastIndexByte(body, 100)
	body[at]--
	check(t, os.WriteFile(path, body, 0o600))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
