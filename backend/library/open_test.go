package library_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"partlift/backend/library"
)

// made returns the path of a database with a few songs, closed.
func made(t *testing.T, prepare string) string {
	t.Helper()
	dir := t.TempDir()
	l, err := library.Open(dir, clock())
	if err != nil {
		t.Fatal(err)
	}
	fill(t, l, 60)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "partlift.db")
	if prepare != "" {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(prepare); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestRefusedDatabaseIsNotTouched(t *testing.T) {
	for name, c := range map[string]struct {
		path   string
		damage func(b []byte) []byte
		want   error
		says   string
	}{
		"newer":           {path: made(t, "PRAGMA user_version = 99"), want: library.ErrNewer, says: "newer Partlift"},
		"another program": {path: made(t, "PRAGMA application_id = 5"), want: library.ErrCorrupt, says: "another program"},
		"not ours at all": {path: made(t, "PRAGMA application_id = 0; PRAGMA user_version = 0"), want: library.ErrCorrupt, says: "another program"},
		"text":            {damage: func([]byte) []byte { return bytes.Repeat([]byte("hello "), 1000) }, want: library.ErrCorrupt, says: "damaged"},
		"short":           {damage: func(b []byte) []byte { return b[:50] }, want: library.ErrCorrupt, says: "damaged"},
		"cut":             {damage: func(b []byte) []byte { return b[:len(b)/2] }, want: library.ErrCorrupt, says: "damaged"},
		"schema overwritten": {damage: func(b []byte) []byte { copy(b[100:], bytes.Repeat([]byte{0xa5}, 2000)); return b },
			want: library.ErrCorrupt, says: "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.path == "" {
				c.path = made(t, "")
			}
			before, err := os.ReadFile(c.path)
			if err != nil {
				t.Fatal(err)
			}
			if c.damage != nil {
				before = c.damage(before)
				if err := os.WriteFile(c.path, before, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			l, err := library.Open(filepath.Dir(c.path), clock())
			if err == nil {
				l.Close()
			}
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), c.path) {
				t.Errorf("got %v", err)
			}
			after, err := os.ReadFile(c.path)
			if err != nil || !bytes.Equal(before, after) {
				t.Errorf("touched: %d bytes, %v", len(after), err)
			}
		})
	}
}

func TestNewerDatabaseWithALogIsRefused(t *testing.T) {
	path := made(t, "")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() // still open below, so the version is in the log only
	if _, err := db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if _, err := library.Open(filepath.Dir(path), clock()); !errors.Is(err, library.ErrNewer) {
		t.Errorf("got %v", err)
	}
}

func TestDamageFoundWhileReadingIsTold(t *testing.T) {
	path := made(t, "")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 3 * 4096; i < len(b); i++ {
		b[i] = 0xa5
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := library.Open(filepath.Dir(path), clock())
	if err == nil {
		defer l.Close()
		_, err = l.Songs(t.Context(), library.Query{Limit: 1000})
	}
	if !errors.Is(err, library.ErrCorrupt) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

func TestManyOpenANewFolderAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			l, err := library.Open(dir, clock())
			if err != nil {
				t.Error(err)
				return
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestFolderThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := library.Open(filepath.Join(file, "library"), clock()); !errors.Is(err, library.ErrAccess) || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v", err)
	}
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("permissions do not bind here")
	}
	locked := t.TempDir()
	if err := os.Chmod(locked, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := library.Open(filepath.Join(locked, "library"), clock()); !errors.Is(err, library.ErrAccess) {
		t.Errorf("got %v", err)
	}
}
