package studiotest

import (
	"os"
	"path/filepath"
	"testing"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
)

// VendorExport writes the n-th demo song in parts, as the vendor's own export
// has it, into a folder, and returns the song.
func VendorExport(t *testing.T, dir string, n int) kiesim.Song {
	t.Helper()
	songs, err := studio.DemoSongs()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	err = kiesim.Export(songs[n], func(name string, body []byte) error {
		return os.WriteFile(filepath.Join(dir, name), body, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return songs[n]
}
