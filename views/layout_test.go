package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/smf/verify"
	"partlift/views/kit"
	"partlift/views/parts"
)

func uri(path string) fyne.URI { return storage.NewFileURI(path) }

// pageOf is a song with awkward parts: long names, no notes, unknown, drums.
func pageOf(n int) *edit.Page {
	p := &edit.Page{About: edit.About{ID: "x", Title: "A title that is much longer than any window could ever be wide, so it has to be cut somewhere sensible", Seconds: 200, Demo: true},
		Counting: edit.Counting{Tempo: "117.98 BPM · 4/4 · A minor"}, Warnings: []string{"Three notes ended before they began and were left out of the song.", "Another."}}
	for i := range n {
		t := music.Track{Name: "A part with quite a long name", Program: uint8(i * 8), Drums: i == 3}
		for k := range i * 20 {
			t.Notes = append(t.Notes, music.Note{Pitch: uint8(40 + k%40), Velocity: 90, Start: float64(k), End: float64(k) + 0.5})
		}
		p.Song.Tracks = append(p.Song.Tracks, t)
		p.Parts = append(p.Parts, edit.Part{Index: i, Name: t.Name, Instrument: "Acoustic Guitar (nylon)", Program: t.Program, Drums: t.Drums, Known: i != 2, Notes: len(t.Notes), Low: 40, High: 79, Stem: "Backing vocals"})
	}
	return p
}

func reportOf(ok bool) *studio.Report {
	r := &studio.Report{Dir: "/a/folder/with/a/long/path/that/goes/on/and/on/and/on/and/on/and/on/and/on/and/on"}
	r.Receipt.OK = ok
	for i := range verify.Rules {
		r.Receipt.Checks = append(r.Receipt.Checks, verify.Result{Rule: i + 1, Name: "a check with a name", OK: ok || i != 25, Skipped: i == 3, Detail: "a detail that explains at some length what is wrong with which note of which part"})
	}
	for range 20 {
		r.Receipt.Files = append(r.Receipt.Files, verify.FileReceipt{Path: "A title that is much longer than its row - Acoustic Guitar.mid", Notes: 1234})
	}
	r.Receipt.Repairs = verify.Repairs{Overlap: 1, Merged: 2, Short: 3, Clamped: 4, Dropped: 5, UnmappedDrums: 6, SharedChannels: 7}
	return r
}

// states are all the pages of the window, at their fullest.
var states = map[string]func(r *rig){
	"first run": func(r *rig) { r.m.Account.Set(studio.Account{Status: studio.AccountMissing, Text: "No API key yet."}) },
	"drop zone": func(r *rig) { r.m.Account.Set(studio.Account{Status: studio.AccountReady, Balance: 12345.5}) },
	"song":      func(r *rig) { r.m.Page.Set(pageOf(16)) },
	"receipt": func(r *rig) {
		r.m.Page.Set(pageOf(3))
		r.m.Report.Set(reportOf(true))
	},
	"failed receipt": func(r *rig) {
		r.m.Page.Set(pageOf(3))
		r.m.Report.Set(reportOf(false))
	},
	"settings": func(r *rig) {
		r.m.Account.Set(studio.Account{Status: studio.AccountReady, Hint: "••••9f3a", Source: "the system keychain", Text: "The key works."})
		r.host.settings(true)
	},
	"notices": func(r *rig) {
		r.m.Busy.Set(app.Busy{Text: "Reading 3 files…", CanStop: true})
		for _, name := range []string{"a", "b", "c"} {
			r.m.Notify(say.Notice{Name: name, Level: say.Failure, Text: "Something went wrong in a way that takes a whole sentence to tell.", Hint: "Do this, then that, and if it does not help, something else.", Path: "/tmp"})
		}
	},
	"history": func(r *rig) {
		rows := []studio.Row{}
		for _, s := range []studio.RowState{studio.RowRunning, studio.RowWaiting, studio.RowAsking, studio.RowDone, studio.RowEmpty, studio.RowFailed, studio.RowCancelled} {
			rows = append(rows, studio.Row{ID: string(s), Title: "A title that is longer than the sidebar is wide", State: s, Detail: "A detail that is longer than the sidebar is wide", Progress: 0.5, Demo: true, Updated: r.now})
		}
		r.m.Rows.Set(rows)
	},
}

func TestPagesFitTheSmallestWindow(t *testing.T) {
	for name, set := range states {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			set(r)
			least := r.win.Content().MinSize()
			if least.Width > 1000 || least.Height > 640-30 { // the menu bar takes its share
				t.Errorf("the window cannot be smaller than %v", least)
			}
		})
	}
}

func TestNothingSticksOut(t *testing.T) {
	for name, set := range states {
		for _, size := range []fyne.Size{{Width: 1000, Height: 640}, {Width: 1280, Height: 800}, {Width: 2560, Height: 1440}} {
			t.Run(name, func(t *testing.T) {
				r := newRig(t)
				r.win.Resize(size)
				set(r)
				inside(t, r.win.Content(), fyne.NewPos(0, 0), r.win.Canvas().Size())
			})
		}
	}
}

// inside fails for text outside a window's left and right edges; what scrolls
// may go on below.
func inside(t *testing.T, o fyne.CanvasObject, at fyne.Position, window fyne.Size) {
	t.Helper()
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	if s := textOf(o); s != "" && (at.X < -1 || at.X+o.MinSize().Width > window.Width+1) {
		t.Errorf("%q lies at %v, %v wide, in a window %v wide", s, at.X, o.MinSize().Width, window.Width)
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			inside(t, child, at, window)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			inside(t, child, at, window)
		}
	}
}

func TestOnlyVisiblePartsHaveRows(t *testing.T) {
	r := newRig(t)
	r.win.Resize(fyne.NewSize(1280, 800))
	r.m.Page.Set(pageOf(120))
	rows := 0
	walk(r.song.parts.Rows, func(o fyne.CanvasObject) {
		if _, ok := o.(*parts.Row); ok {
			rows++
		}
	})
	if rows == 0 || rows > 14 {
		t.Errorf("%d rows exist for 120 parts, want about as many as can be seen", rows)
	}
}

func TestShortcutsAreUnique(t *testing.T) {
	r := newRig(t)
	seen := map[string]string{}
	for _, menu := range r.win.MainMenu().Items {
		for _, i := range menu.Items {
			s := i.Shortcut
			if s == nil {
				continue
			}
			if other, taken := seen[s.ShortcutName()]; taken {
				t.Errorf("%q and %q have the same key %s", other, i.Label, s.ShortcutName())
			}
			seen[s.ShortcutName()] = i.Label
		}
	}
	for _, want := range []fyne.KeyName{fyne.KeyO, fyne.KeyF, fyne.KeyE, fyne.KeyComma} {
		if s := kit.Shortcut(want, 0); seen[s.ShortcutName()] == "" {
			t.Errorf("no menu item has the key %s", s.ShortcutName())
		}
	}
}
