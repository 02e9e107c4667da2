package library

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What a killed save or restore left behind goes at the next start, and what
// belongs to a process that lives stays.
func TestWorkOfDeadProcessesIsRemoved(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "library")
	if err := os.Mkdir(dir, privateFolder); err != nil {
		t.Fatal(err)
	}
	there := func(path string) bool { _, err := os.Stat(path); return err == nil }
	var live, dead, aged, fresh []string
	for at, begins := range map[string]string{parent: unpackingBegins, dir: packingBegins} {
		work, leave, err := workFolder(at, begins)
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		live = append(live, work)
		for name, list := range map[string]*[]string{"dead": &dead, "aged": &aged, "fresh": &fresh} {
			path := filepath.Join(at, begins+name)
			if err := os.MkdirAll(filepath.Join(path, "blobs"), privateFolder); err != nil {
				t.Fatal(err)
			}
			*list = append(*list, path)
		}
	}
	for _, path := range dead {
		if err := os.WriteFile(filepath.Join(path, ownerName), nil, private); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-2 * graceOfOrphans)
	other := filepath.Join(parent, "unpacking-mine")
	link := filepath.Join(parent, unpackingBegins+"link")
	if err := os.Mkdir(other, privateFolder); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, link); err != nil {
		t.Skip(err)
	}
	for _, path := range append(aged, other) {
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, path := range append(dead, aged...) {
		if there(path) {
			t.Errorf("%s is left", path)
		}
	}
	for _, path := range append(append(live, fresh...), other, link) {
		if !there(path) {
			t.Errorf("%s is gone", path)
		}
	}
}

func TestAWorkFolderIsLeftClean(t *testing.T) {
	work, leave, err := workFolder(t.TempDir(), packingBegins)
	if err != nil {
		t.Fatal(err)
	}
	if err := leave(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(work); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}
