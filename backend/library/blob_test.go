package library_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"partlift/backend/library"
)

func TestBlobIsNamedByItsContent(t *testing.T) {
	l := open(t, t.TempDir())
	b, err := l.Put(t.Context(), strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("hello"))
	if want := (library.Blob{SHA: hex.EncodeToString(sum[:]), Size: 5}); b != want {
		t.Errorf("got %v, want %v", b, want)
	}
	f, err := l.OpenBlob(b.SHA)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, _ := io.ReadAll(f); string(got) != "hello" {
		t.Errorf("got %q", got)
	}
	if !l.HasBlob(b.SHA) || l.HasBlob("") || l.HasBlob("..") || l.BlobPath("../x") != "" {
		t.Error("HasBlob or BlobPath takes a wrong name")
	}
	if err := l.VerifyBlob(b.SHA); err != nil {
		t.Error(err)
	}
}

func TestDamagedBlobIsToldAndHealedByPut(t *testing.T) {
	l := open(t, t.TempDir())
	sha := put(t, l, "hello")
	if err := os.WriteFile(l.BlobPath(sha), []byte("hell"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.VerifyBlob(sha); !errors.Is(err, library.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	put(t, l, "hello")
	if err := l.VerifyBlob(sha); err != nil {
		t.Error(err)
	}
}

func TestUnfinishedPutLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("cable pulled")))
	if _, err := l.Put(t.Context(), broken); err == nil || !strings.Contains(err.Error(), "cable pulled") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Put(ctx, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if files := blobFiles(t, dir); len(files) != 0 {
		t.Errorf("left %v", files)
	}
}

// blobFiles lists the files below blobs/ but for lock files.
func blobFiles(t testing.TB, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join(dir, "blobs"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(path) != ".lock" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestSameContentAtOnceFromManyGoroutines(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			b, err := l.Put(context.Background(), strings.NewReader("same"))
			if err != nil {
				t.Error(err)
				return
			}
			id := fmt.Sprint(i)
			if err := l.Save(context.Background(), library.Song{ID: id, Audio: b.SHA}, nil); err != nil {
				t.Error(err)
			}
			if i%2 == 0 {
				if _, err := l.Delete(context.Background(), id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if files := blobFiles(t, dir); len(files) != 1 {
		t.Errorf("blobs %v", files)
	}
	songs, err := l.Songs(t.Context(), library.Query{})
	if err != nil || len(songs) != 8 {
		t.Errorf("%d songs, %v", len(songs), err)
	}
}
