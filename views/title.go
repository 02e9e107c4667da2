package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/look"
	"partlift/views/words"
)

// title is a song's name, which becomes an entry while it is renamed.
type title struct {
	widget.BaseWidget
	shown  *text
	entry  *renameEntry
	edit   *button
	still  *fyne.Container
	box    *fyne.Container
	rename func(string)
	focus  func(fyne.Focusable)
}

// newTitleField returns an empty name; rename is told what was typed.
func newTitleField(rename func(string), h *surroundings) *title {
	t := &title{shown: newTitle("", look.SizeTitleText).shrinking(), rename: rename, focus: h.focus}
	t.entry = newRenameEntry(t.commit, t.stop)
	t.edit = newIcon(h, theme.DocumentCreateIcon(), words.L("Rename"), t.start)
	t.still = margins(0, 0, 8, 0, inline(4, t.shown, t.edit))
	t.box = container.NewStack(t.still, t.entry)
	t.entry.Hide()
	t.ExtendBaseWidget(t)
	return t
}

// set shows a name, and ends typing another where it has changed.
func (t *title) set(s string) {
	if t.shown.str != s {
		t.shown.set(s)
		t.stop()
		t.still.Refresh()
	}
}

// start turns the name into an entry.
func (t *title) start() {
	t.entry.SetText(t.shown.str)
	t.entry.editing = true
	t.still.Hide()
	t.entry.Show()
	t.focus(t.entry)
	t.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

func (t *title) commit(s string) {
	t.stop()
	t.rename(s)
}

func (t *title) stop() {
	t.entry.editing = false
	t.entry.Hide()
	t.still.Show()
}

// CreateRenderer shows the name or the entry.
func (t *title) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.box) }

// renameEntry commits on Enter and when the keyboard goes elsewhere; Escape
// leaves the name as it was.
type renameEntry struct {
	widget.Entry
	editing bool
	commit  func(string)
	cancel  func()
}

func newRenameEntry(commit func(string), cancel func()) *renameEntry {
	e := &renameEntry{commit: commit, cancel: cancel}
	e.OnSubmitted = func(s string) { e.done() }
	e.ExtendBaseWidget(e)
	return e
}

func (e *renameEntry) done() {
	if e.editing {
		e.editing = false
		e.commit(e.Text)
	}
}

// TypedKey handles Escape.
func (e *renameEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		e.editing = false
		e.cancel()
		return
	}
	e.Entry.TypedKey(k)
}

// FocusLost commits.
func (e *renameEntry) FocusLost() {
	e.Entry.FocusLost()
	e.done()
}
