package views

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
)

// labels are the words of a menu's items; separators are left out.
func labels(m *fyne.Menu) (out []string) {
	for _, i := range m.Items {
		if !i.IsSeparator {
			out = append(out, i.Label)
		}
	}
	return out
}

func TestRecentFoldersAreOffered(t *testing.T) {
	r := newRig(t)
	r.add()
	root := t.TempDir()
	at := func(name string) string {
		dir := filepath.Join(root, "music", name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	folders := func() *fyne.Menu { return fyne.NewMenu("", r.song.bar.folders()...) }
	if got := labels(folders()); len(got) != 2 {
		t.Errorf("before any export the menu offers %q", got)
	}
	for _, name := range []string{"one", "two", "three", "one", "four", "five", "six", "seven"} {
		r.m.SaveSettings(r.m.Settings.Now().ExportTo(at(name)))
	}
	if err := os.Remove(at("six")); err != nil {
		t.Fatal(err)
	}
	want := []string{"To music/seven", "To music/five", "To music/four", "To music/one", "To music/three", "Another folder…", "Ask each time"}
	menu := folders()
	got := labels(menu)
	for i := range want {
		if i >= len(got) || got[i] != filepath.FromSlash(want[i]) {
			t.Fatalf("the menu offers %q, want %q", got, want)
		}
	}
	menu.Items[3].Action()
	if got := r.m.Settings.Now(); got.ExportDir != at("one") || got.Recent[0] != at("one") || len(got.Recent) != 6 {
		t.Errorf("after choosing it again, exports go to %s; recent are %q", got.ExportDir, got.Recent)
	}
	last := menu.Items[len(menu.Items)-1]
	last.Action()
	if got := r.m.Settings.Now().ExportDir; got != "" {
		t.Errorf("exports still go to %s", got)
	}
}
