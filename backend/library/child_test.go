package library_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
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
	var err error
	switch role {
	case "once":
		_, _ = io.Copy(io.Discard, os.Stdin) // until all are there
		err = startOnce(os.Getenv(childDir), os.Getpid())
	case "umask":
		err = useGenerously(os.Getenv(childDir))
	default:
		err = map[string]func(*library.Library) error{"write": writeForEver, "put": putFromStdin, "claim": claimForEver}[role](mustOpen())
	}
	if err != nil {
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
