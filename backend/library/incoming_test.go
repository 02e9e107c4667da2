package library

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// A sweep that lists a folder may come to it after its owner has left.
func TestSweepComesTooLate(t *testing.T) {
	root := t.TempDir()
	if err := sweepOne(root, "gone"); err != nil {
		t.Errorf("gone before it was looked at: %v", err)
	}
	if left, _ := os.ReadDir(root); len(left) > 0 {
		t.Errorf("made: %v", left)
	}
	in, err := newIncoming(root)
	if err != nil {
		t.Fatal(err)
	}
	// The sweep holds the lock of a file that has no name any more.
	lock := flock.New(in.lock.Path())
	if err := in.lock.Close(); err != nil {
		t.Fatal(err)
	}
	if ok, err := lock.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if err := os.Remove(lock.Path()); err != nil {
		t.Skip("files that are open keep their names here:", err)
	}
	if samePlace(lock) {
		t.Error("a lock without a name counts as held")
	}
	if err := (&incoming{lock, in.dir}).close(); err != nil {
		t.Errorf("gone while it was locked: %v", err)
	}
}

func TestSweepLeavesALiveFolderAlone(t *testing.T) {
	root := t.TempDir()
	in, err := newIncoming(root)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(in.dir)
	if err := sweepOne(root, name); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(in.dir); err != nil {
		t.Fatal(err)
	}
	if err := in.lock.Close(); err != nil { // its process ends
		t.Fatal(err)
	}
	if err := sweepOne(root, name); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(root); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func putText(t *testing.T, l *Library, text string) string {
	t.Helper()
	b, err := l.Put(t.Context(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return b.SHA
}
