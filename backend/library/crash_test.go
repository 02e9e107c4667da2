package library_test

import (
	"database/sql"
	"errors"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partlift/backend/library"
)

// history is what the children acknowledged.
type history map[string]string // song id -> last word about it

func (h history) hear(lines []string) {
	for _, line := range lines {
		word, id, ok := strings.Cut(line, " ")
		if ok {
			h[id] = word
		}
	}
}

// check compares the library with what was acknowledged.
func (h history) check(t *testing.T, l *library.Library) {
	t.Helper()
	for id, word := range h {
		s, err := l.Song(t.Context(), id)
		switch {
		case word == "deleting" && err == nil, word == "deleting" && errors.Is(err, library.ErrNotFound):
			continue
		case word == "deleted" && errors.Is(err, library.ErrNotFound):
			continue
		case word != "saved" || err != nil:
			t.Fatalf("song %s was %s, now: %v", id, word, err)
		}
		if task, err := l.TaskOf(t.Context(), id); err != nil || task.State != "running" {
			t.Fatalf("task of %s: %+v, %v", id, task, err)
		}
		files, err := l.Files(t.Context(), id, library.KindStem)
		if err != nil || len(files) != 1 || !l.HasBlob(files[0].SHA) || !l.HasBlob(s.Audio) {
			t.Fatalf("files of %s: %v, %v", id, files, err)
		}
	}
}

// checkDisk checks the database file and every blob that has a name.
func checkDisk(t *testing.T, l *library.Library) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(l.Dir(), "partlift.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity: %q, %v", verdict, err)
	}
	if _, err := db.Exec("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)"); err != nil {
		t.Fatalf("search index: %v", err)
	}
	for _, path := range blobFiles(t, l.Dir()) {
		sha := filepath.Base(filepath.Dir(path)) + filepath.Base(path)
		if err := l.VerifyBlob(sha); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
}

func TestKilledAtAnyMomentNothingAcknowledgedIsLost(t *testing.T) {
	dir, told := t.TempDir(), history{}
	rounds := 40
	if testing.Short() {
		rounds = 5
	}
	midPut := 0
	for range rounds {
		c := start(t, "write", dir)
		told.hear([]string{c.line(t)})
		told.hear(c.killAfter(t, time.Duration(rand.IntN(30_000))*time.Microsecond))
		for _, path := range blobFiles(t, dir) {
			if strings.HasPrefix(filepath.Base(path), "put-") {
				midPut++
			}
		}
		l, err := library.Open(dir, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		told.check(t, l)
		checkDisk(t, l) // fails for a temporary file too, whose name is no hash
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	checkNothingIsOrphaned(t, dir)
	t.Logf("%d kills, %d of them in the middle of a blob, %d songs acknowledged", rounds, midPut, len(told))
}

// checkNothingIsOrphaned sweeps two days later and wants exactly the blobs
// that songs mention.
func checkNothingIsOrphaned(t *testing.T, dir string) {
	t.Helper()
	l, err := library.Open(dir, func() time.Time { return time.Now().Add(48 * time.Hour) })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for q := (library.Query{Limit: 1000}); ; {
		page, err := l.Songs(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		q.Before = page[len(page)-1].Order
		for _, s := range page {
			files, err := l.Files(t.Context(), s.ID, "")
			if err != nil {
				t.Fatal(err)
			}
			want[l.BlobPath(s.Audio)] = true
			for _, f := range files {
				want[l.BlobPath(f.SHA)] = true
			}
		}
	}
	got := blobFiles(t, dir)
	for _, path := range got {
		if !want[path] {
			t.Errorf("orphan %s", path)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d blobs, want %d", len(got), len(want))
	}
}

func TestKilledWhileCreatingTheLibrary(t *testing.T) {
	rounds := 30
	if testing.Short() {
		rounds = 5
	}
	for range rounds {
		dir := filepath.Join(t.TempDir(), "library")
		start(t, "write", dir).killAfter(t, time.Duration(rand.IntN(25_000))*time.Microsecond)
		l, err := library.Open(dir, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		save(t, l, library.Song{ID: "a"})
		checkDisk(t, l)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSweepLeavesALiveProcessAlone(t *testing.T) {
	l := open(t, t.TempDir())
	c := start(t, "put", l.Dir())
	if _, err := io.WriteString(c.in, "first half, "); err != nil {
		t.Fatal(err)
	}
	c.line(t)
	if err := l.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c.in, "second half"); err != nil {
		t.Fatal(err)
	}
	if err := c.in.Close(); err != nil {
		t.Fatal(err)
	}
	_, sha, _ := strings.Cut(c.line(t), " ")
	if err := l.VerifyBlob(sha); err != nil {
		t.Error(err)
	}
	if err := c.Wait(); err != nil {
		t.Error(err, c.err)
	}
}

func TestClaimEndsWithItsProcess(t *testing.T) {
	l := open(t, t.TempDir())
	c := start(t, "claim", l.Dir())
	c.line(t)
	if _, err := l.Claim(); !errors.Is(err, library.ErrClaimed) {
		t.Errorf("got %v", err)
	}
	c.killAfter(t, 0)
	release, err := l.Claim()
	if err != nil {
		t.Fatal(err)
	}
	release()
}
