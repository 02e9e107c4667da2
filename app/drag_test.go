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
)

func TestDraggedFilesKeepTheirNamesAndContent(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	one, label, err := s.PartFiles([]int{3})
	if err != nil || len(one) != 1 || label != s.Page.Now().Parts[3].Name {
		t.Fatalf("%v, %q, %v", one, label, err)
	}
	name := filepath.Base(one[0])
	if !strings.HasPrefix(name, "Lanterns on the River - ") || !strings.HasSuffix(name, " - 92.37bpm.mid") || filepath.Dir(one[0]) != w.ExportDir() {
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
	files, err := s.StemFiles(stem)
	if err != nil || len(files) != 1 || !strings.HasPrefix(filepath.Base(files[0]), "My Song - "+stem.Name) {
		t.Fatalf("%v, %v", files, err)
	}
	was, err := os.ReadFile(stem.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files[0], []byte("a DAW wrote here"), 0o600); err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(stem.Path); err != nil || !bytes.Equal(was, now) {
		t.Fatalf("the library was written to: %v", err)
	}
	next, err := s.StemFiles(stem)
	if err != nil || next[0] == files[0] {
		t.Errorf("over a file that was changed: %v, %v", next, err)
	}
	if got, err := os.ReadFile(next[0]); err != nil || !bytes.Equal(got, was) {
		t.Errorf("the copy differs: %v", err)
	}
}
