package library_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"partlift/backend/library"
)

// startOnce opens the library, stores something and closes it again.
func startOnce(dir string, number int) error {
	l, err := library.Open(dir, clock())
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	b, err := l.Put(context.Background(), strings.NewReader(fmt.Sprint("sound ", number)))
	if err == nil {
		err = l.Save(context.Background(), library.Song{ID: fmt.Sprint(number), Audio: b.SHA}, nil)
	}
	if err != nil {
		l.Close()
		return fmt.Errorf("store: %w", err)
	}
	return l.Close()
}

// Starts that come and go at the same time clean up behind each other.
func TestStartsAtTheSameTime(t *testing.T) {
	starts, hands := 500, 8
	if testing.Short() {
		starts = 100
	}
	dir := filepath.Join(t.TempDir(), "library")
	numbers := make(chan int)
	var wg sync.WaitGroup
	for range hands {
		wg.Go(func() {
			for n := range numbers {
				if err := startOnce(dir, n); err != nil {
					t.Errorf("start %d: %v", n, err)
				}
			}
		})
	}
	for n := range starts {
		numbers <- n
	}
	close(numbers)
	wg.Wait()
	l := open(t, dir)
	if n, err := l.Count(t.Context(), library.Query{}); n != starts || err != nil {
		t.Errorf("%d songs of %d, %v", n, starts, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "blobs", "incoming", "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestProcessesThatStartAtTheSameTime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	var all []*child
	for range 24 {
		all = append(all, start(t, "once", dir))
	}
	for _, c := range all {
		if err := c.in.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, c := range all {
		if err := c.Wait(); err != nil {
			t.Errorf("%v: %s", err, c.err)
		}
	}
	if n, err := open(t, dir).Count(t.Context(), library.Query{}); n != len(all) || err != nil {
		t.Errorf("%d songs of %d, %v", n, len(all), err)
	}
}
