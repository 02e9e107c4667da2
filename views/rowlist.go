package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// rowList is a stock list with a cursor of its own, so that rows can show
// several choices and keys can mean verbs. It is one stop for the Tab key.
type rowList struct {
	widget.List
	name    string // what is listed
	cursor  int
	focused bool
	shift   bool
	onKey   func(name fyne.KeyName) bool // a key beside the arrows; reports whether it was for us
	onMove  func(to int, extend bool)    // the cursor went elsewhere by keyboard
	say     func(i int) string           // a row in words, for those who hear it
	onAll   func()                       // choose all
	onMenu  func(at fyne.Position)       // open the menu of the row under the cursor, at a place on the canvas
}

var (
	_ desktop.Keyable   = (*rowList)(nil)
	_ fyne.Shortcutable = (*rowList)(nil)
)

// newRowList returns a list that says its name; create makes a row and update fills
// one for a place in the list.
func newRowList(name string, length func() int, create func() fyne.CanvasObject, update func(int, fyne.CanvasObject)) *rowList {
	l := &rowList{name: name}
	l.Length, l.CreateItem, l.UpdateItem = length, create, update
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// has reports whether a row is under a cursor that can be seen.
func (l *rowList) has(i int) bool { return l.focused && l.cursor == i }

// clamp keeps the cursor on a row after rows came or went.
func (l *rowList) clamp() { l.cursor = max(min(l.cursor, l.Length()-1), 0) }

// FocusGained shows the cursor.
func (l *rowList) FocusGained() {
	l.focused = true
	l.clamp()
	l.Refresh()
}

// FocusLost hides the cursor.
func (l *rowList) FocusLost() {
	l.focused, l.shift = false, false
	l.Refresh()
}

// KeyDown remembers Shift, which other events do not carry.
func (l *rowList) KeyDown(e *fyne.KeyEvent) { l.noteShift(e, true) }

// KeyUp is part of desktop.Keyable.
func (l *rowList) KeyUp(e *fyne.KeyEvent) { l.noteShift(e, false) }

func (l *rowList) noteShift(e *fyne.KeyEvent, down bool) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		l.shift = down
	}
}

// TypedKey moves the cursor or runs a verb on its row.
func (l *rowList) TypedKey(e *fyne.KeyEvent) {
	if l.onMenu != nil && (e.Name == desktop.KeyMenu || e.Name == fyne.KeyF10 && l.shift) {
		l.openMenu()
		return
	}
	to := l.cursor
	switch e.Name {
	case fyne.KeyUp:
		to--
	case fyne.KeyDown:
		to++
	case fyne.KeyPageUp:
		to -= pageRows
	case fyne.KeyPageDown:
		to += pageRows
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = l.Length() - 1
	default:
		if l.onKey != nil {
			l.onKey(e.Name)
		}
		return
	}
	l.moveTo(to)
}

// openMenu opens the menu of the row under the cursor, beside it.
func (l *rowList) openMenu() {
	if l.cursor >= l.Length() {
		return
	}
	l.ScrollTo(l.cursor)
	height := l.CreateItem().MinSize().Height + l.Theme().Size(theme.SizeNamePadding)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(l)
	l.onMenu(at.AddXY(menuInset, float32(l.cursor)*height-l.GetScrollOffset()+height/2))
}

// menuInset is how far from the left edge of a row its menu opens, in points.
const menuInset = 48

// pageRows is how far Page Up and Page Down go.
const pageRows = 8

func (l *rowList) moveTo(to int) {
	to = max(min(to, l.Length()-1), 0)
	if to == l.cursor && l.Length() > 0 && l.onMove == nil {
		return
	}
	l.cursor = to
	l.ScrollTo(to)
	if l.onMove != nil && l.Length() > 0 {
		l.onMove(to, l.shift)
	}
	l.Refresh()
}

// TypedShortcut chooses all rows.
func (l *rowList) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutSelectAll); ok && l.onAll != nil {
		l.onAll()
	}
}

// take puts the cursor on a row that was clicked.
func (l *rowList) take(i int) {
	l.cursor = i
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		c.Focus(l)
	}
	l.Refresh()
}
