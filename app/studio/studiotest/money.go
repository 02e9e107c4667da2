package studiotest

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// Recordings writes the world's audio under names, each a little shorter than
// the one before, so that each is a song of its own.
func (w *World) Recordings(t *testing.T, names ...string) (paths []string) {
	t.Helper()
	body, err := os.ReadFile(w.WAV)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for i, name := range names {
		paths = append(paths, filepath.Join(dir, name+".wav"))
		short := bytes.Clone(body[:len(body)-40_000*(i+1)])
		binary.LittleEndian.PutUint32(short[4:], uint32(len(short)-8))
		binary.LittleEndian.PutUint32(short[40:], uint32(len(short)-44)) // the world's file has the plainest of headers
		if err := os.WriteFile(paths[i], short, 0o600); err != nil {     // #nosec G703 -- a file of a test, in its own folder
			t.Fatal(err)
		}
	}
	return paths
}
