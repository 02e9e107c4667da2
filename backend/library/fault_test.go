package library

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Inside, because only from here can the database be given a size limit.
func TestFullDatabaseSaysSoAndKeepsWhatItHas(t *testing.T) {
	ctx := context.Background()
	l, err := Open(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Save(ctx, Song{ID: "first"}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := l.write.Exec("PRAGMA max_page_count = 1"); err != nil { // means: no more than now
		t.Fatal(err)
	}
	err = l.Save(ctx, Song{ID: "big", Detail: strings.Repeat("x", 1<<20)}, nil)
	var fault *Fault
	if !errors.Is(err, ErrFull) || !errors.As(err, &fault) || !strings.Contains(fault.Error(), l.Dir()) {
		t.Errorf("got %v", err)
	}
	if _, err := l.Song(ctx, "first"); err != nil {
		t.Error(err)
	}
	if _, err := l.Song(ctx, "big"); !errors.Is(err, ErrNotFound) {
		t.Errorf("half saved: %v", err)
	}
}

func TestDiskTroubleIsNamed(t *testing.T) {
	for name, c := range map[string]struct{ cause, want error }{
		"no space":    {syscall.ENOSPC, ErrFull},
		"read-only":   {syscall.EROFS, ErrAccess},
		"not allowed": {os.ErrPermission, ErrAccess},
	} {
		cause := &os.PathError{Op: "write", Path: "/x", Err: c.cause}
		got := explain("/songs", "store blob", fmt.Errorf("wrapped: %w", cause))
		if !errors.Is(got, c.want) || !errors.Is(got, c.cause) || !strings.HasSuffix(got.Error(), ".") {
			t.Errorf("%s: got %v", name, got)
		}
		if again := explain("/songs", "save", got); again != got {
			t.Errorf("%s: explained twice: %v", name, again)
		}
	}
}

func TestLockThatIsNeverFreedIsNamed(t *testing.T) {
	err := explain("/songs", "lock library", lockError(context.DeadlineExceeded))
	if !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), "/songs") {
		t.Errorf("got %v", err)
	}
}
