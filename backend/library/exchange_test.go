package library_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/library"
)

func stem(name, sha string) library.File {
	return library.File{Kind: library.KindStem, Name: name, SHA: sha}
}

func TestExchangePutsFilesInThePlaceOfOthers(t *testing.T) {
	l := open(t, t.TempDir())
	old, stays, shared, list, audio := put(t, l, "old"), put(t, l, "stays"), put(t, l, "shared"), put(t, l, "list"), put(t, l, "audio")
	export := library.File{Kind: library.KindExport, Name: "out", Path: filepath.Join(l.ExportDir(), "out.mid")}
	write(t, export.Path, "1")
	raw := library.File{Kind: library.KindRaw, Name: "answer", SHA: put(t, l, "answer")}
	save(t, l, library.Song{ID: "other", Title: "Other"}, stem("Bass", shared))
	put(t, l, "shared") // once for each
	save(t, l, library.Song{ID: "one", Title: "One", Audio: list}, stem("Bass", old), stem("Drums", stays), stem("FX", shared), export, raw,
		library.File{Kind: library.KindAudio, Name: "mix", SHA: audio})
	if err := l.SaveSongSettings(t.Context(), "one", json.RawMessage(`{"was":1}`)); err != nil {
		t.Fatal(err)
	}
	fresh, newList := put(t, l, "fresh"), put(t, l, "new list")
	song, err := l.Song(t.Context(), "one")
	if err != nil {
		t.Fatal(err)
	}
	song.Audio = newList
	kinds := []string{library.KindStem, library.KindAudio}
	report, err := l.Exchange(t.Context(), song, json.RawMessage(`{"is":2}`), kinds, stem("Bass", fresh), stem("Kit", stays))
	if err != nil || report.Blobs != 3 || len(report.Kept) != 0 { // old, list, audio
		t.Errorf("%+v, %v", report, err)
	}
	for sha, want := range map[string]bool{old: false, list: false, audio: false, stays: true, shared: true, fresh: true, newList: true, raw.SHA: true} {
		if l.HasBlob(sha) != want {
			t.Errorf("%s is there: %v", sha, !want)
		}
	}
	files, err := l.Files(t.Context(), "one", "")
	var names []string
	for _, f := range files {
		names = append(names, f.Kind+" "+f.Name)
	}
	if d := cmp.Diff([]string{"export out", "raw answer", "stem Bass", "stem Kit"}, names); d != "" || err != nil || !exists(export.Path) {
		t.Error(d, err)
	}
	if set, err := l.SongSettings(t.Context(), "one"); string(set) != `{"is":2}` || err != nil {
		t.Errorf("%s, %v", set, err)
	}
	if _, err := l.Exchange(t.Context(), song, nil, kinds, stem("Bass", fresh), stem("Kit", stays)); err != nil {
		t.Error(err)
	}
	if set, err := l.SongSettings(t.Context(), "one"); string(set) != `{"is":2}` || err != nil {
		t.Errorf("settings that were not given: %s, %v", set, err)
	}
	// Nothing is held back for later: a deletion in the same run removes all.
	if _, err := l.Delete(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	if l.HasBlob(fresh) || l.HasBlob(stays) || l.HasBlob(newList) || !l.HasBlob(shared) {
		t.Error("the deletion left or took blobs")
	}
}

func TestExchangeIsAllOrNothing(t *testing.T) {
	l := open(t, t.TempDir())
	old := put(t, l, "old")
	save(t, l, library.Song{ID: "one"}, stem("Bass", old))
	gone := strings.Repeat("0", 64)
	for name, c := range map[string]struct {
		song     library.Song
		settings string
		file     library.File
		want     error
	}{
		"a blob that is missing": {library.Song{ID: "one"}, `{}`, stem("Bass", gone), library.ErrNoBlob},
		"no such song":           {library.Song{ID: "two"}, `{}`, stem("Bass", old), library.ErrNotFound},
		"settings that are none": {library.Song{ID: "one"}, `{`, stem("Drums", old), nil},
	} {
		_, err := l.Exchange(t.Context(), c.song, json.RawMessage(c.settings), []string{library.KindStem}, c.file)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if files, err := l.Files(t.Context(), "one", ""); err != nil || len(files) != 1 || files[0].Name != "Bass" || !l.HasBlob(old) {
			t.Errorf("%s: %+v, %v", name, files, err)
		}
	}
	if _, err := l.Song(t.Context(), "two"); !errors.Is(err, library.ErrNotFound) {
		t.Errorf("a song was made: %v", err)
	}
}

func TestSongsWithCountsDifferentBlobs(t *testing.T) {
	l := open(t, t.TempDir())
	a, b := put(t, l, "a"), put(t, l, "b")
	save(t, l, library.Song{ID: "one"}, stem("1", a), stem("2", a), stem("3", b))
	save(t, l, library.Song{ID: "two"}, stem("1", b), library.File{Kind: library.KindExport, Name: "x", Path: filepath.Join(l.ExportDir(), "x")})
	save(t, l, library.Song{ID: "three"})
	for name, c := range map[string]struct {
		shas []string
		want map[string]int
	}{
		"both": {[]string{a, b, strings.Repeat("1", 64)}, map[string]int{"one": 2, "two": 1}}, "one": {[]string{a}, map[string]int{"one": 1}},
		"none": {nil, map[string]int{}}, "an empty name": {[]string{""}, map[string]int{}},
	} {
		got, err := l.SongsWith(t.Context(), c.shas)
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%s: %s, %v", name, d, err)
		}
	}
}

// What is staged is no blob yet, and leaves nothing when it is dropped.
func TestStagedContentIsNoBlobYet(t *testing.T) {
	l := open(t, t.TempDir())
	s, err := l.Stage(t.Context(), strings.NewReader("staged"))
	if err != nil || l.HasBlob(s.SHA) || s.Size != 6 || !exists(s.Path) {
		t.Fatalf("%+v, %v", s, err)
	}
	if err := l.Admit(t.Context(), s); err != nil || !l.HasBlob(s.SHA) || exists(s.Path) {
		t.Errorf("%v", err)
	}
	s.Drop()
	if l.VerifyBlob(s.SHA) != nil {
		t.Error("dropped after all")
	}
	dropped, err := l.Stage(t.Context(), strings.NewReader("dropped"))
	if err != nil {
		t.Fatal(err)
	}
	dropped.Drop()
	if err := l.Admit(t.Context(), dropped); err == nil || exists(dropped.Path) {
		t.Errorf("admitted what was dropped, %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := l.Stage(ctx, strings.NewReader("stopped")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if left, err := os.ReadDir(filepath.Dir(s.Path)); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
