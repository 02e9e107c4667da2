package views

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"partlift/app/studio"
	"partlift/backend/say"
	"partlift/views/look"
)

func TestExportShowsTheReceipt(t *testing.T) {
	r := newRig(t)
	r.add()
	dir := t.TempDir()
	r.m.SaveSettings(r.m.Settings.Now().ExportTo(dir))
	test.Tap(r.song.bar.all)
	r.until("the export is done", func() bool { return r.m.Report.Now() != nil })
	if said := r.said(); !r.pages.song.Visible() || !strings.Contains(said, "files in “"+filepath.Join(filepath.Base(dir), r.m.Page.Now().Title)+"”, read back and checked.") {
		t.Errorf("after the export it says %q", said)
	}
	test.Tap(find(r, r.notices.stack, "Receipt"))
	if len(r.m.Notices.Now()) > 0 {
		t.Error("the message lies over the receipt")
	}
	if !r.pages.receipt.Visible() || r.pages.song.Visible() {
		t.Fatal("the receipt is not shown in place of the song")
	}
	if n := len(r.receipt.Checks.Results); n != 41 {
		t.Errorf("the receipt shows %d checks, want 41", n)
	}
	for _, f := range r.receipt.Files.Files {
		if _, err := os.Stat(f.Path); err != nil {
			t.Errorf("the receipt names a file that is not there: %v", err)
		}
	}
	if got := texts(r.pages.receipt); !slices.Contains(got, "Exported, read back and checked") {
		t.Errorf("the receipt says %q", got)
	}
	r.host.Focus(r.receipt.Checks.Rows)
	r.key(fyne.KeyEscape)
	if !r.pages.song.Visible() || r.pages.receipt.Visible() {
		t.Error("Escape does not go back to the song")
	}
}

// more takes an item of the menu beside the export.
func (r *rig) more(label string) {
	r.t.Helper()
	for _, i := range r.song.bar.menu().Items {
		if i.Label == label && !i.Disabled {
			i.Action()
			return
		}
	}
	r.t.Fatalf("nobody can choose %q", label)
}

func TestExportOfChosenPartsWritesOnlyThem(t *testing.T) {
	r := newRig(t)
	r.add()
	dir := t.TempDir()
	r.m.SaveSettings(r.m.Settings.Now().ExportTo(dir))
	r.more("A file for each part")
	r.song.parts.Click(0, 0)
	r.song.parts.Click(2, fyne.KeyModifierControl)
	r.more("Export selected (2)")
	r.until("the export is done", func() bool { return r.m.Report.Now() != nil })
	files, err := filepath.Glob(filepath.Join(dir, r.m.Page.Now().Title, "*.mid"))
	if err != nil || len(files) != 2 {
		t.Errorf("%d files were written (%v), want 2", len(files), err)
	}
}

func TestRename(t *testing.T) {
	r := newRig(t)
	r.add()
	r.song.title.Start()
	type entry interface {
		SetText(string)
		Visible() bool
	}
	if r.win.Canvas().Focused().(entry).SetText("Another Name"); r.m.Page.Now().Title == "Another Name" {
		t.Fatal("the name changes before it is entered")
	}
	r.key(fyne.KeyReturn)
	if got := r.m.Page.Now().Title; got != "Another Name" {
		t.Errorf("the song is called %q", got)
	}
	r.song.title.Start()
	dropped := r.win.Canvas().Focused().(entry)
	dropped.SetText("Dropped")
	r.key(fyne.KeyEscape)
	if got := r.m.Page.Now().Title; got != "Another Name" || dropped.Visible() {
		t.Errorf("after Escape the song is called %q", got)
	}
}

func TestSettingsAreKept(t *testing.T) {
	r := newRig(t)
	r.host.settings(true)
	if !r.pages.settings.Visible() {
		t.Fatal("the settings do not open")
	}
	r.prefs.Separation.Set("separate_vocal")
	r.prefs.Drums.Set("asis")
	r.prefs.PerStem.SetChecked(true)
	r.prefs.Session.Muted.SetChecked(false)
	r.prefs.Session.FLAC.SetChecked(true)
	r.prefs.Theme.Set("light")
	r.until("they are written", func() bool {
		s := r.studio.Settings()
		return s.Separation == "separate_vocal" && s.Drums == "asis" && s.PerStem && s.Unmuted && s.Media == studio.MediaFLAC && s.Theme == "light"
	})
	th, v := r.app.Settings().Theme(), r.app.Settings().ThemeVariant()
	if look.IsDark(th, v) {
		t.Error("the theme is still dark")
	}
	r.host.Focus(r.prefs.Drums)
	r.key(fyne.KeyEscape)
	if r.pages.settings.Visible() {
		t.Error("Escape does not close the settings")
	}
}

func TestDroppedFilesAreAdded(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(t.TempDir(), "noise.mid")
	if err := os.WriteFile(path, []byte("not midi"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.dropped(fyne.Position{}, []fyne.URI{uri(path)})
	r.until("the file was judged", func() bool { return len(r.notices.cards) == 1 })
	if n := r.m.Notices.Now()[0]; n.Level != say.Failure && n.Level != say.Warning {
		t.Errorf("a broken file is told as %+v", n)
	}
}
