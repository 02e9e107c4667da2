//go:build unix

package library_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"partlift/backend/library"
)

// openToOthers lists what lies below a folder, itself included, and others than
// its owner may use.
func openToOthers(t *testing.T, dir string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			found = append(found, info.Mode().String()+" "+path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// useEverything opens a library and has every kind of file made.
func useEverything(dir string) (*library.Library, error) {
	l, err := library.Open(dir, time.Now)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	b, err := l.Put(ctx, strings.NewReader("sound"))
	if err == nil {
		err = l.Save(ctx, library.Song{ID: "a", Title: "a", Audio: b.SHA}, nil)
	}
	if err == nil {
		_, err = l.Put(ctx, strings.NewReader("a draft"))
	}
	if release, claimErr := l.Claim(); claimErr == nil {
		release()
	}
	return l, err
}

// useGenerously is the child that makes a library where new files are everybody's.
func useGenerously(dir string) error {
	syscall.Umask(0)
	l, err := useEverything(dir)
	if err != nil {
		return err
	}
	fmt.Println("open")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return l.Close()
}

// However generous the system is to new files, a library's are its owner's.
func TestALibraryIsForItsOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	c := start(t, "umask", dir)
	c.line(t) // it is open
	for _, name := range []string{"partlift.db", "partlift.db-wal", "partlift.db-shm", "songs", "blobs", "claim.lock"} {
		if !exists(filepath.Join(dir, name)) {
			t.Errorf("%s is not there to be looked at", name)
		}
	}
	if found := openToOthers(t, dir); len(found) > 0 {
		t.Errorf("open to others while it is used:\n%s", strings.Join(found, "\n"))
	}
	if err := c.in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Error(err, c.err)
	}
	if found := openToOthers(t, dir); len(found) > 0 {
		t.Errorf("open to others afterwards:\n%s", strings.Join(found, "\n"))
	}
}

// An earlier version, or a program that copied the folder, was more generous.
func TestModesOfAnOldLibraryAreMended(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	l, err := useEverything(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	loose := []string{"partlift.db", "partlift.db-wal", "partlift.db-shm", "claim.lock", "open.lock", "blobs", "songs", "exports", "logs"}
	for _, name := range loose {
		if err := os.Chmod(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	again := open(t, dir)
	if again == nil || len(openToOthers(t, dir)) > 0 {
		t.Errorf("still open to others: %v", openToOthers(t, dir))
	}
	info, err := os.Stat(filepath.Join(dir, "partlift.db"))
	if err != nil || info.Mode().Perm()&0o600 != 0o600 {
		t.Errorf("its owner may not use it: %v, %v", info.Mode(), err)
	}
}

// A pipe never answers and a device never ends, so none is opened.
func TestAPipeIsNoDatabase(t *testing.T) {
	for _, name := range []string{"partlift.db", "partlift.db-wal", "partlift.db-shm", "partlift.db-journal"} {
		dir, _ := stocked(t)
		path := filepath.Join(dir, name)
		if name == "partlift.db" {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Skip(err)
		}
		if l, err := library.Open(dir, clock()); !errors.Is(err, library.ErrCorrupt) || !strings.Contains(err.Error(), path+" is a pipe or a device") {
			t.Errorf("%s: %v", name, err)
			l.Close()
		}
		got, err := library.Recover(t.Context(), dir, clock())
		if err != nil || got.Aside == "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if info, err := os.Stat(strings.Replace(path, filepath.Join(dir, "partlift.db"), got.Aside, 1)); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
			t.Errorf("%s was not put aside: %v", name, err)
		}
		if n, err := open(t, dir).Count(t.Context(), library.Query{}); n != 2 || err != nil {
			t.Errorf("%s: %d songs, %v", name, n, err)
		}
	}
	dir := t.TempDir()
	if err := os.Symlink("/dev/zero", filepath.Join(dir, "partlift.db")); err != nil {
		t.Fatal(err)
	}
	if _, err := library.Open(dir, clock()); !errors.Is(err, library.ErrCorrupt) {
		t.Errorf("a device: %v", err)
	}
}

// Nor as a blob or a record.
func TestAPipeIsNoBlob(t *testing.T) {
	l := open(t, t.TempDir())
	sha := put(t, l, "sound")
	save(t, l, library.Song{ID: "a", Audio: sha})
	for _, path := range append(blobFiles(t, l.Dir()), recordFiles(t, l.Dir())...) {
		if err := errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o600)); err != nil {
			t.Skip(err)
		}
	}
	if err := l.VerifyBlob(sha); !errors.Is(err, library.ErrNotFound) {
		t.Errorf("verified: %v", err)
	}
	if l.HasBlob(sha) {
		t.Error("it counts as a blob")
	}
	if err := l.SetInstruments(t.Context(), "a", "piano"); err != nil {
		t.Error(err)
	}
	for _, path := range recordFiles(t, l.Dir()) {
		if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
			t.Errorf("the record is %v, %v", info.Mode(), err)
		}
	}
}

func recordFiles(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "songs", "*.json"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	return names
}
