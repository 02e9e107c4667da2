package studiotest

import (
	"bytes"
	"os"
	"testing"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// NoKeyring is a computer without a keychain.
type NoKeyring struct{}

// Get finds nothing.
func (NoKeyring) Get(string, string) (string, error) { return "", os.ErrNotExist }

// Set keeps nothing.
func (NoKeyring) Set(string, string, string) error { return os.ErrPermission }

// Delete has nothing to forget.
func (NoKeyring) Delete(string, string) error { return nil }

// ReadMIDI reads a file that was exported.
func ReadMIDI(t *testing.T, path string) music.Song {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	song, err := smf.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return song
}
