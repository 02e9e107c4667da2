package views

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"partlift/app"
	"partlift/app/studio"
	"partlift/backend/say"
	"partlift/views/kit"
)

// songRows are the rows of the history on screen, from the top.
func (r *rig) songRows() (rows []fyne.CanvasObject) {
	walk(r.side.Songs.List, func(o fyne.CanvasObject) {
		if _, ok := o.(desktop.Mouseable); ok && o.Size().Height > 40 {
			if _, ok := o.(fyne.SecondaryTappable); ok {
				rows = append(rows, o)
			}
		}
	})
	slices.SortFunc(rows, func(a, b fyne.CanvasObject) int { return int(a.Position().Y - b.Position().Y) })
	return rows
}

// click clicks a row of the history with modifiers held.
func (r *rig) click(i int, mods fyne.KeyModifier) {
	row := r.songRows()[i]
	row.(desktop.Mouseable).MouseDown(&desktop.MouseEvent{Modifier: mods, Button: desktop.MouseButtonPrimary})
	row.(fyne.Tappable).Tapped(&fyne.PointEvent{})
}

// withSongs is a window whose history has so many songs.
func withSongs(t *testing.T, n int) *rig {
	t.Helper()
	r := newRig(t)
	var paths []string
	for i := range n {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("Song %d.json", i))
		body := fmt.Sprintf(`{"instruments":[{"name":"Bass","notes":[{"pitch":40,"start":%d,"end":%d,"velocity":0.5}]}]}`, i, i+1)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	r.m.AddFiles(paths)
	r.until("the songs are there", func() bool { return len(r.m.Rows.Now()) == n && r.m.Busy.Now().Text == "" })
	r.idle()
	r.m.CloseSong()
	return r
}

// shiftKey types a key in the history with Shift held.
func (r *rig) shiftKey(name fyne.KeyName) {
	shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
	r.side.Songs.List.KeyDown(shift)
	r.key(name)
	r.side.Songs.List.KeyUp(shift)
}

// tapNamed taps the button of the sidebar that is called so.
func (r *rig) tapNamed(name string) {
	r.t.Helper()
	for _, b := range buttonsOf(r.side.Panel) {
		if b.AccessibilityLabel() == name {
			test.Tap(b)
			return
		}
	}
	r.t.Fatalf("no button is called %q", name)
}

func (r *rig) pickedTitles() (titles []string) {
	for _, row := range r.side.Songs.Picked() {
		titles = append(titles, row.Title)
	}
	return titles
}

func TestSeveralSongsAreChosenAsInEveryList(t *testing.T) {
	r := withSongs(t, 5)
	titles := func(at ...int) (out []string) {
		for _, i := range at {
			out = append(out, r.m.Rows.Now()[i].Title)
		}
		return out
	}
	check := func(what string, at ...int) {
		t.Helper()
		if got, want := r.pickedTitles(), titles(at...); !slices.Equal(got, want) {
			t.Errorf("%s: chosen are %q, want %q", what, got, want)
		}
	}
	r.click(0, 0)
	r.until("the song is open", func() bool { return r.m.Page.Now() != nil })
	check("a plain click")
	r.click(2, fyne.KeyModifierControl)
	check("Ctrl takes the open song along", 0, 2)
	r.click(0, fyne.KeyModifierControl)
	check("Ctrl again takes one away", 2)
	r.click(4, fyne.KeyModifierShift)
	check("Shift from the last one", 0, 1, 2, 3, 4)
	r.click(1, 0)
	check("a plain click chooses none")
	r.host.Focus(r.side.Songs.List)
	r.shiftKey(fyne.KeyDown)
	r.shiftKey(fyne.KeyDown)
	check("Shift and the arrows", 1, 2, 3)
	r.key(fyne.KeyDown)
	check("an arrow alone")
	r.side.Songs.List.TypedShortcut(&fyne.ShortcutSelectAll{})
	check("all", 0, 1, 2, 3, 4)
	r.key(fyne.KeyEscape)
	check("Escape chooses none")
	if r.m.Page.Now() == nil {
		t.Error("the first Escape goes back already")
	}
}

func TestChosenSongsAreRemovedPutBackAndExported(t *testing.T) {
	r := withSongs(t, 4)
	r.host.Focus(r.side.Songs.List)
	r.side.Songs.List.TypedShortcut(&fyne.ShortcutSelectAll{})
	dir := t.TempDir()
	r.m.SaveSettings(r.m.Settings.Now().ExportTo(dir))
	r.tapNamed("Export the chosen songs")
	r.until("they are exported", func() bool {
		return slices.ContainsFunc(r.m.Notices.Now(), func(n say.Notice) bool { return n.Text == "4 songs are exported." })
	})
	r.host.Focus(r.side.Songs.List)
	r.key(fyne.KeyDelete)
	r.until("all are gone", func() bool { return len(r.m.Rows.Now()) == 0 })
	if r.m.Ask.Now() != nil {
		t.Error("removing asks")
	}
	undo := func() *kit.Button {
		for _, b := range buttonsOf(r.notices.content()) {
			if b.Text == "Undo" {
				return b
			}
		}
		return nil
	}
	r.until("the notice is there", func() bool { return undo() != nil })
	test.Tap(undo())
	r.until("they are back", func() bool { return len(r.m.Rows.Now()) == 4 })
	if slices.ContainsFunc(r.m.Notices.Now(), func(n say.Notice) bool { return n.Name == app.Removed }) {
		t.Error("the notice stays")
	}
	r.m.SortBy(studio.SortTitle)
	r.until("the order is said", func() bool { return r.sideReads("By title") })
	r.m.ShowRemoved(true)
	r.until("nothing is removed", func() bool {
		return len(r.m.Rows.Now()) == 0 && r.sideReads("Songs you remove are kept here for a while.")
	})
	r.tapNamed("Back")
	r.until("the songs are there", func() bool { return len(r.m.Rows.Now()) == 4 })
}

// sideReads reports whether something can be read in the sidebar.
func (r *rig) sideReads(text string) bool {
	for _, b := range buttonsOf(r.side.Panel) {
		if b.Text == text {
			return true
		}
	}
	return slices.Contains(texts(r.side.Panel), text)
}
