package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"partlift/app/studio"
)

// names lists what is in a folder, hidden or not.
func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		out = append(out, e.Name())
	}
	return out
}

// A song has a folder of its own wherever its files go, and in it the files have the
// same names, whether they were exported, exported with others, or dragged.
func TestASongHasAFolderAndOneSchemeOfNames(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	const title = "Lanterns on the River"
	one, all := t.TempDir(), t.TempDir()
	export := func(dir string) {
		t.Helper()
		s.Report.Set(nil)
		s.Export(dir, studio.What{Combined: true, Each: true})
		s.until("it is exported", func() bool { return s.Report.Now() != nil && s.Busy.Now().Text == "" })
	}
	export(one)
	want := names(t, filepath.Join(one, title))
	if !slices.Equal(names(t, one), []string{title}) || len(want) != 8 || !slices.Contains(want, title+".mid") || !slices.Contains(want, title+" - Acoustic Bass.mid") {
		t.Errorf("exported are %q in %q", want, names(t, one))
	}
	s.ExportSongs([]string{s.Page.Now().ID}, all, studio.What{Combined: true, Each: true})
	s.until("all are exported", func() bool { return s.notice("exported songs") != nil && s.Busy.Now().Text == "" })
	if got := names(t, filepath.Join(all, title)); !slices.Equal(got, want) {
		t.Errorf("with others exported are %q, want %q", got, want)
	}
	for i := range s.Page.Now().Parts {
		if _, _, err := s.PartFiles([]int{i}); err != nil {
			t.Fatal(err)
		}
	}
	got := append(names(t, filepath.Join(w.ExportDir(), title)), title+".mid")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("dragged are %q, want %q", got, want)
	}
	// What somebody worked on stays, and the song's own folder is not put into itself.
	mine := filepath.Join(one, title, title+".mid")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	export(filepath.Join(one, title))
	if data, err := os.ReadFile(mine); err != nil || string(data) != "mine" {
		t.Errorf("a file that somebody changed is gone: %v", err)
	}
	now := names(t, filepath.Join(one, title))
	if len(now) != len(want)+1 || !slices.Contains(now, title+" (2).mid") {
		t.Errorf("exported again are %q", now)
	}
}
