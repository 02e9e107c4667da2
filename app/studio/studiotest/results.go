package studiotest

import (
	"os"
	"path/filepath"
	"testing"
)

// ResultOf is a whole result of a task, with one part.
func ResultOf(task, part string) string {
	return `{"code":200,"data":{"taskId":"` + task + `","successFlag":1,"midiData":{"instruments":[{"name":"` + part + `","notes":[{"pitch":40,"start":0,"end":1,"velocity":1}]}]}}}`
}

// FileOf writes a file and returns its path.
func FileOf(t *testing.T, name, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
