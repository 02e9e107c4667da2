package library_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partlift/backend/library"
)

// A child is this test binary started again to be killed.
const (
	childRole = "LIBRARY_TEST_ROLE"
	childDir  = "LIBRARY_TEST_DIR"
)

func TestMain(m *testing.M) {
	role := os.Getenv(childRole)
	if role == "" {
		os.Exit(m.Run())
	}
	if err := map[string]func(*library.Library) error{"write": writeForEver, "put": putFromStdin, "claim": claimForEver}[role](mustOpen()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func mustOpen() *library.Library {
	l, err := library.Open(os.Getenv(childDir), time.Now)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return l
}

// writeForEver saves songs with blobs and deletes every third one, and says so
// on stdout only after the call has returned.
func writeForEver(l *library.Library) error {
	ctx := context.Background()
	for i := 0; ; i++ {
		id := fmt.Sprintf("%d-%d", os.Getpid(), i)
		content := bytes.Repeat([]byte(id+" "), 1+rand.IntN(20_000))
		stem, err := l.Put(ctx, bytes.NewReader(content))
		if err != nil {
			return err
		}
		shared, err := l.Put(ctx, strings.NewReader(fmt.Sprint("shared by many ", i%5)))
		if err != nil {
			return err
		}
		task := &library.Task{ID: "task-" + id, State: "running", Body: json.RawMessage(`{"step":1}`)}
		err = l.Save(ctx, library.Song{ID: id, Title: "Song " + id, Audio: shared.SHA}, task,
			library.File{Kind: library.KindStem, Name: "bass", SHA: stem.SHA, Size: stem.Size})
		if err != nil {
			return err
		}
		fmt.Println("saved", id)
		if i%3 != 2 {
			continue
		}
		fmt.Println("deleting", id)
		if _, err := l.Delete(ctx, id); err != nil {
			return err
		}
		fmt.Println("deleted", id)
	}
}

func putFromStdin(l *library.Library) error {
	fmt.Println("ready")
	b, err := l.Put(context.Background(), os.Stdin)
	if err != nil {
		return err
	}
	fmt.Println("put", b.SHA)
	return l.Close()
}

func claimForEver(l *library.Library) error {
	if _, err := l.Claim(); err != nil {
		return err
	}
	fmt.Println("claimed")
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

type child struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
	err *bytes.Buffer
}

func start(t *testing.T, role, dir string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childRole+"="+role, childDir+"="+dir)
	c := &child{Cmd: cmd, err: new(bytes.Buffer)}
	cmd.Stderr = c.err
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.in, c.out = in, bufio.NewScanner(out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return c
}

// line returns the child's next line.
func (c *child) line(t *testing.T) string {
	t.Helper()
	if !c.out.Scan() {
		t.Fatalf("child ended: %s", c.err)
	}
	return c.out.Text()
}

// killAfter kills the child once d has passed and returns what it said before.
func (c *child) killAfter(t *testing.T, d time.Duration) (said []string) {
	t.Helper()
	timer := time.AfterFunc(d, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	for c.out.Scan() {
		said = append(said, c.out.Text())
	}
	if err := c.Wait(); err == nil || c.err.Len() > 0 {
		t.Fatalf("child was not killed but ended by itself: %v %s", err, c.err)
	}
	return said
}

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
