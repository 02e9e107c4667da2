// Package views is the window: it draws an app.Model and calls its verbs.
package views

import (
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/say"
	"partlift/views/handout"
	"partlift/views/history"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/receipt"
	"partlift/views/settings"
	"partlift/views/words"
)

// window is the one window of the program. Only it knows the toolkit's window
// and app; panels ask it through host.
type window struct {
	app      fyne.App
	win      fyne.Window
	m        *app.Model
	host     *host
	side     *history.Sidebar
	start    *start
	song     *song
	job      *job
	receipt  *receipt.Page
	prefs    *settings.Page
	notices  *notices
	tips     *kit.Tips
	pages    pages
	settings bool          // the settings are open
	reading  bool          // the receipt of the last export is open
	sheet    *widget.PopUp // the dialog on screen, nil for none
	asked    *app.Ask      // the question it is about, nil for another dialog
	files    dialog.Dialog // the file dialog on screen, nil for none
	theme    string
	frame    *fyne.Container   // the sidebar and the pages
	right    *fyne.Container   // the pages and what lies over them
	shown    fyne.CanvasObject // the page that is visible
	away     bool              // nobody looks at the window
	asking   bool              // a dialog of the desktop is on screen
	dragging bool              // files are being dragged out
	dragged  time.Time         // when that ended last
	askedAt  time.Time         // when the question came up
	dialog   *question         // the dialog of that, as it was built last
}

// pages are the contents of the right side; one is visible.
type pages struct{ start, song, job, receipt, settings fyne.CanvasObject }

// all lists the pages.
func (p pages) all() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.start, p.song, p.job, p.receipt, p.settings}
}

// New builds the window over a model. Call Show on it, then Model.Start.
func New(a fyne.App, m *app.Model, about About) fyne.Window { return newWindow(a, m, about).win }

func newWindow(a fyne.App, m *app.Model, about About) *window {
	w := &window{app: a, m: m, theme: "none", tips: kit.NewTips()}
	m.Settings.Watch(w.applyTheme)
	w.win = a.NewWindow("Partlift")
	w.win.SetIcon(look.Mark)
	w.win.SetPadded(false)
	w.host = w.newHost(about)
	w.alert()
	w.build()
	w.win.SetMainMenu(w.menus())
	w.win.SetOnDropped(w.dropped)
	w.win.Canvas().SetOnTypedKey(w.typed)
	w.resume()
	w.win.CenterOnScreen()
	w.win.SetMaster()
	return w
}

// The window begins as large as this, and is never smaller than the least.
var (
	usualSize = fyne.NewSize(1280, 800)
	leastSize = fyne.NewSize(800, 500)
)

// menuHeight is about what the menu takes of a window's height.
const menuHeight = 30

// resume gives the window the size it had, and keeps the one it will have had.
func (w *window) resume() {
	size := usualSize
	if s := w.m.Settings.Now().Window; s.Width >= leastSize.Width && s.Height >= leastSize.Height {
		size = fyne.NewSize(s.Width, s.Height)
	}
	w.win.Resize(size)
	w.win.SetCloseIntercept(func() {
		s, now := w.m.Settings.Now(), w.win.Canvas().Size()
		s.Window = studio.Size{Width: now.Width, Height: now.Height}
		w.m.SaveSettings(s)
		w.win.Close()
	})
}

// alert tells by the system what happens while nobody looks at the window.
func (w *window) alert() {
	told := map[string]bool{}
	w.app.Lifecycle().SetOnExitedForeground(func() { w.away = true })
	w.app.Lifecycle().SetOnEnteredForeground(func() { w.away = false })
	w.m.Notices.Watch(func(all []say.Notice) {
		now := map[string]bool{}
		for _, n := range all {
			now[n.Name] = true
			if n.Alert && w.away && !told[n.Name] {
				w.app.SendNotification(fyne.NewNotification("Partlift", n.Text))
			}
		}
		told = now
	})
}

// escapeGrace is how long after a drag an Escape still belongs to it.
const escapeGrace = 400 * time.Millisecond

func (w *window) newHost(about About) *host {
	return &host{
		Desk: &handout.Desk{
			Window: &kit.Window{
				Back:    w.back,
				Focus:   func(f fyne.Focusable) { w.win.Canvas().Focus(f) },
				Tip:     w.tips.Show,
				Menu:    w.openMenu,
				MenuAt:  func(m *fyne.Menu, at fyne.Position) { widget.ShowPopUpMenuAtPosition(m, w.win.Canvas(), at) },
				Sheet:   w.openSheet,
				Unsheet: w.closeSheet,
				After:   w.after,
			},
			Out:    w.way(),
			Show:   w.showIn,
			Copy:   func(s string) { w.app.Clipboard().SetContent(s) },
			SaveAs: w.saveAs,
		},
		about:    about,
		add:      w.chooseFile,
		ids:      w.askIDs,
		tempo:    w.askTempo,
		export:   w.export,
		session:  w.session,
		sheet:    func(kind string) { w.toFolder(func(dir string) { w.m.Sheet(dir, kind) }) },
		folder:   w.exportFolder,
		settings: w.openSettings,
		receipt:  func() { w.read(true) },
		putBack:  w.m.UndoRemove,
		fold:     w.foldSide,
		log:      func() { w.showIn(filepath.Join(about.Library, "logs", "partlift.log")) },
		play:     w.play,
	}
}

// settingsHost is what the settings may ask.
func (w *window) settingsHost() settings.Host {
	about := w.host.about
	return settings.Host{
		Window: w.host.Window, Version: about.Version, License: about.License, Library: about.Library,
		Close: func() { w.openSettings(false) }, Show: w.showIn, Folder: w.exportFolder, Font: w.chooseFont,
		OtherLibrary: func() { w.chooseFolder(words.L("Use this folder"), w.m.UseLibrary) },
	}
}

// build makes the panels and keeps the visible one in step with the model.
func (w *window) build() {
	h := w.host
	w.side = history.New(w.m, history.Host{Window: h.Window, Now: h.about.Now, Add: h.add, Settings: h.settings, Unread: func() { w.notices.unfold() }, Play: h.play,
		Export: w.exportSongs, Sessions: w.sessionSongs})
	w.song = newSong(w.m, h)
	w.start = newStart(w.m, w.host, func() string { return w.side.Search.Text })
	w.job = newJob(w.m, h)
	w.receipt, w.prefs, w.notices = receipt.New(w.m, w.host.Desk), settings.New(w.m, w.settingsHost()), newNotices(w.m, w.host, w.foot)
	w.pages = pages{
		start:    w.start.content(),
		song:     w.song.content(),
		job:      w.job.content(),
		receipt:  w.receipt.Content(),
		settings: w.prefs.Content(),
	}
	w.right = kit.StackOfPages(w.pages.start, w.pages.song, w.pages.job, w.pages.receipt, w.pages.settings, w.notices.content())
	side := w.side.Content()
	w.frame = container.New(frameLayout{w.folded, w.song.alone}, side, w.right)
	w.win.SetContent(container.NewStack(w.frame, w.tips.Layer))
	space := func() bool { return w.play(fyne.KeySpace) } // in dialogs Space presses
	kit.LeaveSpace(side, space)
	kit.LeaveSpace(w.pages.song, space)
	w.m.Page.Watch(func(*edit.Page) { w.choose() })
	w.m.Report.Watch(func(r *studio.Report) { w.read(r != nil && !r.Receipt.OK) })
	w.m.Job.Watch(func(*studio.Job) { w.choose() })
	w.m.Ask.Watch(w.question)
	w.notices.watch(func(n int) {
		w.side.ShowUnread(n)
		w.song.unread(n)
	})
	w.age()
}

// foot is the height of the transport where it is on screen.
func (w *window) foot() float32 {
	if !w.pages.song.Visible() {
		return 0
	}
	return w.song.playbar.height()
}

// choose shows the page that the state asks for.
func (w *window) choose() {
	w.tips.Hide()
	shown := w.pages.start
	switch {
	case w.settings:
		shown = w.pages.settings
	case w.m.Job.Now() != nil:
		shown = w.pages.job
	case w.reading:
		shown = w.pages.receipt
	case w.m.Page.Now() != nil:
		shown = w.pages.song
	}
	if shown == w.shown {
		return // a song that was changed is still the song
	}
	w.shown = shown
	for _, p := range w.pages.all() {
		kit.Show(p == shown, p)
	}
	kit.Turn(w.right)
	w.frame.Refresh() // a song may have the window for itself
	w.notices.corner.Refresh()
	w.leave()
}

// leave takes the keyboard away from a page that is no longer shown, so that a
// key cannot press a button there.
func (w *window) leave() {
	if !w.side.Has(w.win.Canvas().Focused()) {
		w.win.Canvas().Unfocus()
	}
}

// read opens the receipt of the last export, or closes it. One that says what
// went wrong opens by itself.
func (w *window) read(open bool) {
	if w.reading = open && w.m.Report.Now() != nil; w.reading {
		w.m.Dismiss(app.Exported) // it says as much
	}
	w.choose()
}

func (w *window) openSettings(open bool) {
	w.settings = open
	w.choose()
}

// back goes one step back: out of the settings, the receipt, the song.
func (w *window) back() {
	if w.dragging || w.host.about.Now().Sub(w.dragged) < escapeGrace {
		return // Escape ended the drag and is heard here as well
	}
	switch {
	case w.files != nil:
		w.files.Dismiss()
	case w.sheet != nil:
		if w.asked == nil {
			w.closeSheet()
		}
	case w.settings:
		w.openSettings(false)
	case w.pages.job.Visible():
		w.m.CloseJob()
	case w.pages.receipt.Visible():
		w.read(false)
	case w.m.Page.Now() != nil && w.m.Page.Now().Trial != nil:
		w.m.EndTrial()
	case w.pages.song.Visible() && w.song.inspect.at != noPane:
		w.song.inspect.close()
	case w.pages.song.Visible() && w.song.below.close():
	case w.m.Page.Now() != nil:
		w.m.CloseSong()
	}
}

// typed hears the keys that nothing on the page wanted.
func (w *window) typed(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		w.back()
		return
	}
	w.play(e.Name)
}

// play runs a key of the transport while the open song is on screen.
func (w *window) play(key fyne.KeyName) bool {
	return w.sheet == nil && w.files == nil && w.pages.song.Visible() && w.song.playbar.key(key, shifted())
}

// shifted reports whether Shift is held.
func shifted() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// applyTheme draws everything again when another theme was chosen.
func (w *window) applyTheme(s studio.Settings) {
	if s.Theme != w.theme {
		w.theme = s.Theme
		w.app.Settings().SetTheme(look.New(look.Mode(s.Theme)))
	}
}
