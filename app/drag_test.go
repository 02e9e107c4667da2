package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/say"
)

func TestDraggedFilesKeepTheirNamesAndContent(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	one, label, err := s.PartFiles([]int{3})
	if err != nil || len(one) != 1 || label != s.Page.Now().Parts[3].Name {
		t.Fatalf("%v, %q, %v", one, label, err)
	}
	if one[0] != filepath.Join(w.ExportDir(), "Lanterns on the River", "Lanterns on the River - Acoustic Bass.mid") {
		t.Errorf("the file is %s", one[0])
	}
	before, err := os.ReadFile(one[0])
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := s.PartFiles([]int{3})
	if err != nil || !slices.Equal(again, one) {
		t.Errorf("the second time it is %v, want %v; %v", again, one, err)
	}
	s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 3, Note: 0}})
	s.until("the note is gone", func() bool { return s.Page.Now().Left(3) == 1 })
	edited, _, err := s.PartFiles([]int{3})
	if err != nil || edited[0] == one[0] {
		t.Fatalf("other notes have the name %v; %v", edited, err)
	}
	if after, err := os.ReadFile(one[0]); err != nil || !bytes.Equal(before, after) {
		t.Errorf("what was dragged before has changed: %v", err)
	}
}

func TestSeveralPartsGoAsTheDAWWantsThem(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	all := len(s.Page.Now().Parts)
	files, _, err := s.PartFiles(nil)
	if err != nil || len(files) != all {
		t.Fatalf("to any program %d files go, want %d; %v", len(files), all, err)
	}
	set := s.Settings.Now()
	set.DAW = "live"
	s.SaveSettings(set)
	files, label, err := s.PartFiles(nil)
	if err != nil || len(files) != 1 || label != "7 parts" {
		t.Fatalf("to Live go %v, %q; %v", files, label, err)
	}
	if song := studiotest.ReadMIDI(t, files[0]); len(song.Tracks) != all {
		t.Errorf("%d tracks, want %d", len(song.Tracks), all)
	}
	for i := range all {
		s.LeaveOut(i, true)
	}
	if _, _, err := s.PartFiles(nil); err == nil {
		t.Error("nothing can be dragged, and it is not said")
	}
}

func TestStemsGoUnderNamesForPeople(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.OpenSong(w.Transcribe(t))
	s.until("the song is open", func() bool { return s.Page.Now() != nil })
	p := s.Page.Now()
	stem := p.Stems[slices.IndexFunc(p.Stems, func(x edit.Stem) bool { return !x.Silent })]
	drag := func() (path string) {
		t.Helper()
		s.until("the stem is there", func() bool {
			files, err := s.StemFiles(stem)
			if err != nil {
				t.Fatal(err)
			}
			if len(files) == 1 {
				path = files[0]
			}
			return path != ""
		})
		return path
	}
	path := drag()
	if !strings.HasPrefix(filepath.Base(path), "My Song - "+stem.Name) {
		t.Fatal(path)
	}
	was, err := os.ReadFile(stem.Path)
	if err != nil {
		t.Fatal(err)
	}
	padded, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if again := drag(); again != path {
		t.Errorf("the second time it is %s", again)
	}
	if err := os.WriteFile(path, []byte("a DAW wrote here"), 0o600); err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(stem.Path); err != nil || !bytes.Equal(was, now) {
		t.Fatalf("the library was written to: %v", err)
	}
	next := drag()
	if next == path {
		t.Errorf("over a file that was changed: %s", next)
	}
	if got, err := os.ReadFile(next); err != nil || !bytes.Equal(got, padded) {
		t.Errorf("the copy differs: %v", err)
	}
}

// A session is written once for all drags of a song as it is, in the form that the
// DAW opens.
func TestASessionIsDragged(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	drag := func() (path string) {
		t.Helper()
		tries := 0
		s.until("the session is there", func() bool {
			tries++
			files, label, err := s.SessionFiles()
			if err != nil || label != s.Page.Now().Title {
				t.Fatal(label, err)
			}
			if len(files) == 1 {
				path = files[0]
			}
			return path != ""
		})
		s.rest()
		if told := slices.ContainsFunc(s.Notices.Now(), func(n say.Notice) bool { return n.Name == "carry" }); told && tries == 1 {
			t.Error("a gesture that got its file is told of it as well")
		}
		return path
	}
	for daw, name := range map[string]string{"bitwig": "Lanterns on the River.dawproject", "reaper": "Lanterns on the River - REAPER/Lanterns on the River.rpp", "ardour": "Lanterns on the River - Ardour/Lanterns on the River - Ardour.ardour", "live": "Lanterns on the River - session"} {
		set := s.Settings.Now()
		set.DAW = daw
		s.SaveSettings(set)
		first := drag()
		if first != filepath.Join(w.ExportDir(), "Lanterns on the River", filepath.FromSlash(name)) {
			t.Errorf("to %s goes %s", daw, first)
		}
		info, err := os.Stat(first)
		if err != nil {
			t.Fatal(err)
		}
		exports := len(s.Page.Now().Exports)
		if again := drag(); again != first || len(s.Page.Now().Exports) != exports {
			t.Errorf("%s: the second time it is %s", daw, again)
		}
		if now, err := os.Stat(first); err != nil || !os.SameFile(info, now) || now.ModTime() != info.ModTime() {
			t.Errorf("%s: it was written again", daw)
		}
	}
	before := drag()
	s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 3, Note: 0}})
	s.until("the note is gone", func() bool { return s.Page.Now().Left(3) == 1 })
	if after := drag(); after == before {
		t.Errorf("other notes are in %s as well", after)
	}
	s.CloseSong()
	if files, _, err := s.SessionFiles(); files != nil || err != nil {
		t.Errorf("of no song %v, %v", files, err)
	}
}
