package relay_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// searchFiles counts the files below a folder that contain some bytes.
func searchFiles(t testing.TB, dir, what string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(what)) {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
