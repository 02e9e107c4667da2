package studio_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/say"
)

// quieter is a sound as long as another, with other samples.
func quieter(t *testing.T, like string) string {
	t.Helper()
	data, err := os.ReadFile(like)
	if err != nil {
		t.Fatal(err)
	}
	for i := 46; i < len(data); i += 2 {
		data[i], data[i+1] = 0, 1
	}
	path := filepath.Join(t.TempDir(), "quieter.wav")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// What a session has written is copied into the next one of any kind, and not
// made again: of a file that says it is the same sound, but is not, nothing is
// heard. Whatever else differs, it is made again.
func TestSoundsAreUsedAgain(t *testing.T) {
	t.Parallel()
	path := soundFile(t, "a.wav", 44100, 2, 0.5)
	loud := floats(t, 44100, 0.5, 1.5, -1.5, 0.25)
	same := func(path string) []studio.SongSound {
		return []studio.SongSound{{Name: "Bass", Path: path, SHA: "one"}, {Name: "Drums", Path: loud, SHA: "two"}}
	}
	for _, first := range kinds {
		for _, next := range kinds {
			opt := studio.ExportOptions{Dir: t.TempDir(), Title: "A: song", Grid: on(late())}
			r := sessionOf(t, songOf(same(path)...), opt, studio.SessionOptions{Kind: first})
			was := soundsIn(t, r.Path)
			again := func(want bool, opt studio.ExportOptions, so studio.SessionOptions) {
				t.Helper()
				so.Kind = next
				r := sessionOf(t, songOf(same(quieter(t, path))...), opt, so)
				got := soundsIn(t, r.Path)
				if (got["Bass stem.wav"].Data == was["Bass stem.wav"].Data) != want || len(got) != 2 {
					t.Errorf("%s after %s: used again is %t, want %t", next, first, !want, want)
				}
				if want && (got["Bass stem.wav"].Stamp == "" || got["Drums stem.wav"] != was["Drums stem.wav"] || !strings.HasSuffix(got["Drums stem.wav"].Stamp, "+4")) {
					t.Errorf("%s after %s: %+v, was %+v", next, first, got, was)
				}
			}
			again(true, opt, studio.SessionOptions{})
			if first == next {
				other := opt
				other.Title = "A? song" // has the same name as a file
				again(false, other, studio.SessionOptions{})
				again(false, opt, studio.SessionOptions{Offset: 0.1})
			}
		}
	}
}

// A sound that somebody has worked on in a session is not that of the song any
// more.
func TestChangedSoundsAreNotUsedAgain(t *testing.T) {
	t.Parallel()
	path := soundFile(t, "a.wav", 44100, 1, 0.5)
	for name, change := range map[string]func([]byte) []byte{
		"a sample": func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"its end":  func(b []byte) []byte { return b[:len(b)-4] },
		"its head": func(b []byte) []byte { b[24] ^= 1; return b },
		"the sum": func(b []byte) []byte {
			b[bytes.Index(b, []byte("</USER>"))-20] ^= 1
			return b
		},
	} {
		opt := studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}
		song := songOf(studio.SongSound{Name: "Bass", Path: path})
		first := sessionOf(t, song, opt, studio.SessionOptions{Kind: "reaper"})
		was := soundsIn(t, first.Path)["Bass stem.wav"]
		file := filepath.Join(first.Path, "Media", "Bass stem.wav")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, change(data), 0o600); err != nil {
			t.Fatal(err)
		}
		next := sessionOf(t, song, opt, studio.SessionOptions{Kind: "reaper"})
		if got := soundsIn(t, next.Path)["Bass stem.wav"]; got != was || name != "the sum" && next.Path == first.Path {
			t.Errorf("%s: %+v at %s, want %+v", name, got, next.Path, was)
		}
	}
}

// A recording that ends early is mended every time, so that it carries no stamp, and
// that is said every time.
func TestDamagedSoundsAreToldOfEveryTime(t *testing.T) {
	t.Parallel()
	path := soundFile(t, "cut.flac", 44100, 1, 3)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()*2/3); err != nil {
		t.Fatal(err)
	}
	opt := studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}
	for _, media := range []string{studio.MediaWAV, studio.MediaWAV, studio.MediaFLAC, studio.MediaFLAC} {
		r := sessionOf(t, songOf(studio.SongSound{Name: "Bass", Path: path}), opt, studio.SessionOptions{Kind: "reaper", Media: media})
		stem, ok := soundsIn(t, r.Path)["Bass stem."+media]
		if len(r.Notices) != 2 || !ok || stem.Stamp != "" {
			t.Errorf("%s: %q", media, r.Notices)
		}
	}
}

// stemmed is a song of the library with stems, and its page.
func stemmed(t *testing.T) (*studiotest.World, *edit.Page) {
	t.Helper()
	w := studiotest.New(t, kiesim.Script{})
	id := take(t, w, studio.Choice{}, vendorFolder(t, "Night Bus Stems")).Songs[0].ID
	p, err := w.Page(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return w, p
}

// A stem that is dragged begins where the MIDI files begin, as in a session, and is
// written once.
func TestADraggedStemLinesUpWithTheNotes(t *testing.T) {
	t.Parallel()
	w, p := stemmed(t)
	stem := p.Stems[0]
	drag := func() (string, []byte) {
		t.Helper()
		path, err := w.PaddedStem(t.Context(), p, stem, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return path, data
	}
	for _, early := range []float64{-0.25, 0.25, -0.1} {
		p.Layers.Offset = &early
		r, err := w.ExportSession(t.Context(), p.ID, studio.ExportOptions{Dir: t.TempDir(), Page: p}, studio.SessionOptions{Kind: "reaper"})
		if err != nil {
			t.Fatal(err)
		}
		path, data := drag()
		if name := filepath.Base(path); !strings.HasPrefix(name, "Night Bus - "+stem.Name) || filepath.Dir(path) != filepath.Join(w.ExportDir(), "Night Bus") || r.Shift == 0 {
			t.Errorf("a shift of %g s, dragged as %s", r.Shift, path)
		}
		want, err := os.ReadFile(filepath.Join(r.Path, "Media", stem.Name+" stem.wav"))
		if err != nil || !bytes.Equal(data, want) {
			t.Errorf("%g s early it is not the sound of the session, %v", early, err)
		}
		info, _ := os.Stat(path) // it was just read
		if again, _ := drag(); again != path {
			t.Errorf("the second time it is %s, not %s", again, path)
		}
		if now, err := os.Stat(path); err != nil || !os.SameFile(info, now) || now.ModTime() != info.ModTime() {
			t.Error("it was written again")
		}
	}
	path, data := drag()
	if err := os.WriteFile(path, []byte("a DAW wrote here"), 0o600); err != nil {
		t.Fatal(err)
	}
	if other, got := drag(); other == path || !bytes.Equal(got, data) {
		t.Errorf("after a DAW has written to it, it is %s", other)
	}
	for _, name := range entries(t, filepath.Join(w.ExportDir(), "Night Bus")) {
		if strings.HasPrefix(name, ".") {
			t.Errorf("%s is left", name)
		}
	}
}

// Where nothing has to be in front, a sound goes as it is.
func TestAStemThatLinesUpIsNotTouched(t *testing.T) {
	t.Parallel()
	w, p := stemmed(t)
	r, err := w.ExportSession(t.Context(), p.ID, studio.ExportOptions{Dir: t.TempDir(), Page: p}, studio.SessionOptions{Kind: "reaper"})
	if err != nil {
		t.Fatal(err)
	}
	early := r.Shift // the offset that takes the shift away
	p.Layers.Offset = &early
	alone := *p
	alone.Song.Tracks = nil
	for name, page := range map[string]*edit.Page{"no shift": p, "no notes": &alone} {
		path, err := w.PaddedStem(t.Context(), page, p.Stems[0], "", nil)
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := os.ReadFile(path)
		was, e := os.ReadFile(p.Stems[0].Path)
		if err = errors.Join(err, e); err != nil || !bytes.Equal(got, was) {
			t.Errorf("%s: %s is not the stem, %v", name, path, err)
		}
	}
}

// What cannot be padded is said, stopped, and leaves nothing.
func TestPaddingFailsInWords(t *testing.T) {
	t.Parallel()
	w, p := stemmed(t)
	gone := p.Stems[0]
	gone.Path, gone.SHA = filepath.Join(t.TempDir(), "gone.wav"), ""
	if err := os.WriteFile(gone.Path, []byte("no sound at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	var told *say.Trouble
	if path, err := w.PaddedStem(t.Context(), p, gone, "", nil); !errors.As(err, &told) {
		t.Errorf("%s, %v", path, err)
	}
	early := -0.25
	p.Layers.Offset = &early
	ctx, stop := context.WithCancel(t.Context())
	if path, err := w.PaddedStem(ctx, p, p.Stems[0], "", func(int64, int64) { stop() }); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %s, %v", path, err)
	}
	stop()
	if left := entries(t, w.ExportDir()); len(left) > 0 {
		t.Errorf("%q are left", left)
	}
}
