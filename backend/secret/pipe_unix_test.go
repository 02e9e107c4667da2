//go:build unix

package secret_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"partlift/backend/secret"
)

// A pipe in the place of the key file would never answer, so it is not opened.
func TestAPipeIsNoKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	s := secret.Open(secret.Options{User: "kie", FilePath: path, Keyring: newRing()})
	if _, _, err := s.Load(t.Context()); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}
