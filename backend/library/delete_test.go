package library_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/library"
)

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func TestDeleteRemovesOnlyTheSongsOwnFiles(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	l := open(t, dir)
	shared, own, raw := put(t, l, "shared"), put(t, l, "own!"), put(t, l, "raw")
	export := func(name, path, content string) library.File {
		write(t, path, content)
		return library.File{Kind: library.KindExport, Name: name, Path: path, Size: int64(len(content))}
	}
	mine := export("mine", filepath.Join(l.ExportDir(), "song", "mine.mid"), "12345")
	both := export("both", filepath.Join(l.ExportDir(), "both.mid"), "1")
	away := export("away", filepath.Join(outside, "away.mid"), "1")
	edited := export("edited", filepath.Join(l.ExportDir(), "edited.mid"), "1")
	write(t, edited.Path, "worked on in the DAW")
	database := library.File{Kind: library.KindExport, Name: "trap", Path: filepath.Join(l.ExportDir(), "..", "partlift.db")}
	folder := library.File{Kind: library.KindExport, Name: "all", Path: l.ExportDir()}

	save(t, l, library.Song{ID: "keep", Audio: shared}, both)
	save(t, l, library.Song{ID: "go", Audio: shared},
		library.File{Kind: library.KindStem, Name: "bass", SHA: own}, library.File{Kind: library.KindStem, Name: "copy", SHA: own},
		library.File{Kind: library.KindRaw, Name: "midi", SHA: raw}, mine, both, away, edited, database, folder)
	report, err := l.Delete(t.Context(), "go")
	if err != nil {
		t.Fatal(err)
	}
	want := library.DeleteReport{Blobs: 2, Exports: 1, Bytes: 4 + 3 + 5,
		Kept: []string{away.Path, l.ExportDir(), both.Path, filepath.Join(dir, "partlift.db"), edited.Path}}
	if d := cmp.Diff(want, report, cmp.Transformer("set", func(s []string) map[string]bool {
		m := map[string]bool{}
		for _, v := range s {
			m[v] = true
		}
		return m
	})); d != "" {
		t.Error(d)
	}
	for path, want := range map[string]bool{
		l.BlobPath(shared): true, l.BlobPath(own): false, l.BlobPath(raw): false,
		mine.Path: false, filepath.Dir(mine.Path): false, l.ExportDir(): true,
		both.Path: true, away.Path: true, edited.Path: true,
	} {
		if exists(path) != want {
			t.Errorf("%s: there %v, want %v", path, !want, want)
		}
	}
	if files, err := l.Files(t.Context(), "go", ""); len(files) != 0 || err != nil {
		t.Errorf("files %v, %v", files, err)
	}
	if _, err := l.Delete(t.Context(), "go"); !errors.Is(err, library.ErrNotFound) {
		t.Errorf("second time: %v", err)
	}
}

func TestDeletedSongCannotBeSavedAgain(t *testing.T) {
	l := open(t, t.TempDir())
	save(t, l, library.Song{ID: "a"})
	if _, err := l.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if err := l.Save(t.Context(), library.Song{ID: "a"}, nil); !errors.Is(err, library.ErrDeleted) {
		t.Errorf("got %v", err)
	}
	if err := l.AddFile(t.Context(), library.File{SongID: "a", Kind: "raw", Name: "x", SHA: put(t, l, "x")}); !errors.Is(err, library.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestBlobPutBeforeADeletionIsThereForTheSaveAfterIt(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	sha := put(t, l, "same sound")
	save(t, l, library.Song{ID: "old", Audio: sha})
	put(t, l, "same sound")
	if _, err := l.Delete(t.Context(), "old"); err != nil {
		t.Fatal(err)
	}
	save(t, l, library.Song{ID: "new", Audio: sha})
	if err := l.VerifyBlob(sha); err != nil {
		t.Error(err)
	}
	// What the deletion could not remove is still remembered, and wanted again.
	again := open(t, dir)
	if err := again.VerifyBlob(sha); err != nil {
		t.Error(err)
	}
}

func TestBlobAwaitedByOneSongSurvivesTheSaveAndDeletionOfAnother(t *testing.T) {
	l := open(t, t.TempDir())
	sha := put(t, l, "same sound") // for a
	put(t, l, "same sound")        // for b
	save(t, l, library.Song{ID: "a", Audio: sha}, library.File{Kind: library.KindAudio, Name: "in.wav", SHA: sha})
	save(t, l, library.Song{ID: "a", Audio: sha, Progress: 0.5})
	if _, err := l.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	save(t, l, library.Song{ID: "b", Audio: sha})
	if report, err := l.Delete(t.Context(), "b"); err != nil || report.Blobs != 1 || l.HasBlob(sha) {
		t.Errorf("report %+v, %v, still there: %v", report, err, l.HasBlob(sha))
	}
}

func TestMovedFolderStillKnowsItsExports(t *testing.T) {
	root := t.TempDir()
	l, err := library.Open(filepath.Join(root, "before"), clock())
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(l.ExportDir(), "a.mid"), "x")
	save(t, l, library.Song{ID: "a"}, library.File{Kind: library.KindExport, Name: "a", Path: filepath.Join(l.ExportDir(), "a.mid")})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(root, "before"), filepath.Join(root, "after")); err != nil {
		t.Fatal(err)
	}
	l = open(t, filepath.Join(root, "after"))
	files, err := l.Files(t.Context(), "a", library.KindExport)
	if err != nil || len(files) != 1 || !exists(files[0].Path) {
		t.Fatalf("files %v, %v", files, err)
	}
	if report, err := l.Delete(t.Context(), "a"); err != nil || report.Exports != 1 {
		t.Errorf("report %+v, %v", report, err)
	}
}

func TestSweepRemovesOldOrphansOnly(t *testing.T) {
	dir := t.TempDir()
	l, err := library.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	used, old, fresh := put(t, l, "used"), put(t, l, "old"), put(t, l, "fresh")
	save(t, l, library.Song{ID: "a", Audio: used})
	stranger := filepath.Join(dir, "blobs", used[:2], "notes.txt")
	write(t, stranger, "not ours")
	past := time.Now().Add(-48 * time.Hour)
	for _, path := range []string{l.BlobPath(used), l.BlobPath(old), stranger} {
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !l.HasBlob(old) {
		t.Error("swept a blob that this very process put")
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}

	l, err = library.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !l.HasBlob(used) || l.HasBlob(old) || !l.HasBlob(fresh) || !exists(stranger) {
		t.Errorf("used %v, old %v, fresh %v, stranger %v", l.HasBlob(used), l.HasBlob(old), l.HasBlob(fresh), exists(stranger))
	}
	if strings.Contains(strings.Join(blobFiles(t, dir), " "), "put-") {
		t.Error("temporary files left")
	}
}

func TestSilentStemsOfOneSongAreOneBlobAndGoWithIt(t *testing.T) {
	l := open(t, t.TempDir())
	var sha string
	song := library.Song{ID: "song"}
	for _, stem := range []string{"Brass", "FX", "Woodwinds"} {
		sha = put(t, l, "silence")
		save(t, l, song, library.File{Kind: library.KindStem, Name: stem, SHA: sha})
		save(t, l, song, library.File{Kind: library.KindStem, Name: stem, SHA: sha})
	}
	if _, err := l.Delete(t.Context(), "song"); err != nil {
		t.Fatal(err)
	}
	if l.HasBlob(sha) {
		t.Error("the blob stays although nobody mentions or awaits it")
	}
}
