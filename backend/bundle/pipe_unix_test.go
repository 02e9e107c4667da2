//go:build unix

package bundle_test

import (
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// A pipe in a folder is not opened: it may never answer.
func TestPipesInFoldersArePassedOver(t *testing.T) {
	song := fileOf(t, "Drums.mid", []byte("x"))
	if err := syscall.Mkfifo(filepath.Join(filepath.Dir(song), "Bass.mid"), 0o600); err != nil {
		t.Skip("no pipes here:", err)
	}
	names, said, err := list(t, filepath.Dir(song))
	if want := filepath.Base(filepath.Dir(song)) + "/Drums.mid"; err != nil || !slices.Equal(names, []string{want}) || len(said) > 0 {
		t.Errorf("%q, %q, %v", names, said, err)
	}
}
