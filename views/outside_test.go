package views

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
)

// A folder that cannot be shown is named, to be copied and opened by hand.
func TestWhatCannotBeOpenedIsSaid(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("xdg-open is of other systems")
	}
	tools := t.TempDir()
	t.Setenv("PARTLIFT_API_KEY", "a-key")
	for name, script := range map[string]string{"none": "", "no handler": "exit 3", "failed": "exit 4", "fine": "exit 0", "told the key": `test -z "$PARTLIFT_API_KEY" || exit 5`} {
		opener := filepath.Join(tools, "xdg-open")
		if err := os.RemoveAll(opener); err != nil {
			t.Fatal(err)
		}
		if script != "" {
			if err := os.WriteFile(opener, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("PATH", tools)
		r := newRig(t)
		dir := t.TempDir()
		r.host.Show(filepath.Join(dir, "Song.mid"))
		r.idle()
		notices := r.m.Notices.Now()
		if name == "fine" || name == "told the key" {
			if len(notices) != 0 {
				t.Errorf("%s: %+v", name, notices)
			}
			continue
		}
		r.until(name+" is told", func() bool { return len(r.m.Notices.Now()) == 1 })
		n := r.m.Notices.Now()[0]
		if !strings.Contains(n.Hint, dir) || n.Copy != dir {
			t.Errorf("%s: the notice is %+v, want the folder in it", name, n)
		}
		for _, b := range buttonsOf(r.notices.stack) {
			if b.Text == "Copy" {
				test.Tap(b)
			}
		}
		if got := r.window.app.Clipboard().Content(); got != dir {
			t.Errorf("%s: copied is %q", name, got)
		}
	}
}
