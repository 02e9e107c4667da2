package library

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// watched notes what a library asks of the disk, and fails at one of it.
type watched struct {
	system
	dir   string
	fails string
	did   []string
}

func (w *watched) note(what, path string) error {
	rel, err := filepath.Rel(w.dir, path)
	if err != nil {
		return err
	}
	w.did = append(w.did, what+" "+filepath.ToSlash(rel))
	if what == w.fails {
		return errors.New("the disk is gone")
	}
	return nil
}

func (w *watched) sync(f *os.File) error {
	return errors.Join(w.note("sync", filepath.Join(w.dir, "new file")), w.system.sync(f))
}

func (w *watched) rename(from, to string) error {
	if err := w.note("rename to", to); err != nil {
		return err
	}
	return w.system.rename(from, to)
}

func (w *watched) syncFolder(path string) error {
	return errors.Join(w.note("sync folder", path), w.system.syncFolder(path))
}

// What Put has returned survives a power cut: the content before the name, the
// name before anybody mentions it.
func TestABlobLastsBeforeItIsNamed(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	w := &watched{dir: dir}
	l.disk = w
	sha := putText(t, l, "sound")
	shard := "blobs/" + sha[:2]
	want := []string{"sync new file", "rename to " + shard + "/" + sha[2:], "sync folder " + shard, "sync folder blobs"}
	if !slices.Equal(w.did, want) {
		t.Errorf("the disk was asked to %q, want %q", w.did, want)
	}
	w.did = nil
	putText(t, l, "sound")
	if want := []string{"sync new file", "sync folder " + shard}; !slices.Equal(w.did, want) {
		t.Errorf("for the same again: %q, want %q", w.did, want)
	}
}

func TestABlobThatDoesNotLastIsNotPut(t *testing.T) {
	for _, fails := range []string{"sync", "rename to", "sync folder"} {
		l, err := Open(t.TempDir(), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		l.disk = &watched{dir: l.dir, fails: fails}
		b, err := l.Put(t.Context(), strings.NewReader("sound"))
		if err == nil {
			t.Errorf("%s fails, and it is put as %s", fails, b.SHA)
		}
		if fails == "sync" {
			if left, err := l.hasFiles(); left || err != nil {
				t.Errorf("%s fails, and a blob is there, %v", fails, err)
			}
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A database that answers must have the answer on the disk, know whose rows are
// whose, and wait for others.
func TestTheDatabaseIsSetUpToLast(t *testing.T) {
	l, err := Open(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "10000"} {
		var got string
		if err := l.write.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s, %v", pragma, got, want, err)
		}
	}
	if _, err := l.read.Exec("DELETE FROM songs"); err == nil {
		t.Error("what reads can write")
	}
}

// Another process tells by a blob's age that somebody may be about to use it.
func TestABlobThatIsPutAgainIsYoung(t *testing.T) {
	now := time.Now()
	l, err := Open(t.TempDir(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	sha := putText(t, l, "sound")
	past := now.Add(-2 * graceOfOrphans)
	if err := os.Chtimes(l.BlobPath(sha), past, past); err != nil {
		t.Fatal(err)
	}
	putText(t, l, "sound")
	other, err := Open(l.dir, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !l.HasBlob(sha) {
		t.Error("it was swept away")
	}
	now = now.Add(2 * graceOfOrphans)
	if err := other.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if l.HasBlob(sha) {
		t.Error("it stays for ever")
	}
}

// Something else by the name of an export is not ours to remove.
func TestOnlyFilesAreRemovedAsExports(t *testing.T) {
	l, err := Open(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	folder, link := filepath.Join(l.ExportDir(), "folder"), filepath.Join(l.ExportDir(), "link")
	if err := os.Mkdir(folder, privateFolder); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(folder, link); err != nil {
		t.Skip(err)
	}
	err = l.Save(t.Context(), Song{ID: "a"}, nil, File{Kind: KindExport, Name: "folder", Path: folder}, File{Kind: KindExport, Name: "link", Path: link})
	if err != nil {
		t.Fatal(err)
	}
	report, err := l.Delete(t.Context(), "a")
	slices.Sort(report.Kept)
	if err != nil || report.Exports != 0 || !slices.Equal(report.Kept, []string{folder, link}) || !exists(folder) || !exists(link) {
		t.Errorf("%+v, %v", report, err)
	}
}

// A song's blob that was put again for nothing stays the song's.
func TestABlobOfASongIsNotSwept(t *testing.T) {
	now := time.Now()
	l, err := Open(t.TempDir(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	sha := putText(t, l, "sound")
	if err := l.Save(t.Context(), Song{ID: "a", Audio: sha}, nil); err != nil {
		t.Fatal(err)
	}
	putText(t, l, "sound")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * graceOfOrphans)
	if l, err = Open(l.dir, func() time.Time { return now }); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for range 2 {
		if err := l.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if !l.HasBlob(sha) {
		t.Error("it was swept away")
	}
	if _, err := l.Delete(t.Context(), "a"); err != nil || l.HasBlob(sha) {
		t.Errorf("it outlives its song, %v", err)
	}
}
