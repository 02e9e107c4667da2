package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/look"
	"partlift/views/words"
)

// Title is a song's name, which becomes an entry while it is renamed.
type Title struct {
	widget.BaseWidget
	shown  *Text
	entry  *renameEntry
	Edit   *Button
	still  *fyne.Container
	box    *fyne.Container
	rename func(string)
	focus  func(fyne.Focusable)
}

// NewTitle returns an empty name; rename is told what was typed.
func NewTitle(rename func(string), h *Window) *Title {
	t := &Title{shown: NewHeading("", look.SizeTitleText).Shrinking(), rename: rename, focus: h.Focus}
	t.entry = newRenameEntry(t.commit, t.stop)
	t.Edit = NewIcon(h, theme.DocumentCreateIcon(), words.L("Rename"), t.Start)
	t.still = Margins(0, 0, 8, 0, Inline(4, t.shown, t.Edit))
	t.box = container.NewStack(t.still, t.entry)
	t.entry.Hide()
	t.ExtendBaseWidget(t)
	return t
}

// Set shows a name, and ends typing another where it has changed.
func (t *Title) Set(s string) {
	if t.shown.str != s {
		t.shown.Set(s)
		t.stop()
		t.still.Refresh()
	}
}

// Start turns the name into an entry.
func (t *Title) Start() {
	t.entry.SetText(t.shown.str)
	t.entry.editing = true
	t.still.Hide()
	t.entry.Show()
	t.focus(t.entry)
	t.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

func (t *Title) commit(s string) {
	t.stop()
	t.rename(s)
}

func (t *Title) stop() {
	t.entry.editing = false
	t.entry.Hide()
	t.still.Show()
}

// CreateRenderer shows the name or the entry.
func (t *Title) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.box) }

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
