package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// RowList is a stock list with a cursor of its own, so that rows can show
// several choices and keys can mean verbs. It is one stop for the Tab key.
type RowList struct {
	widget.List
	name    string // what is listed
	Cursor  int
	focused bool
	shift   bool
	OnKey   func(name fyne.KeyName) bool // a key beside the arrows; reports whether it was for us
	OnMove  func(to int, extend bool)    // the cursor went elsewhere by keyboard
	Say     func(i int) string           // a row in words, for those who hear it
	OnAll   func()                       // choose all
	OnMenu  func(at fyne.Position)       // open the menu of the row under the cursor, at a place on the canvas
}

var (
	_ desktop.Keyable   = (*RowList)(nil)
	_ fyne.Shortcutable = (*RowList)(nil)
)

// NewRowList returns a list that says its name; create makes a row and update fills
// one for a place in the list.
func NewRowList(name string, length func() int, create func() fyne.CanvasObject, update func(int, fyne.CanvasObject)) *RowList {
	l := &RowList{name: name}
	l.Length, l.CreateItem, l.UpdateItem = length, create, update
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// Has reports whether a row is under a cursor that can be seen.
func (l *RowList) Has(i int) bool { return l.focused && l.Cursor == i }

// Clamp keeps the cursor on a row after rows came or went.
func (l *RowList) Clamp() { l.Cursor = max(min(l.Cursor, l.Length()-1), 0) }

// FocusGained shows the cursor.
func (l *RowList) FocusGained() {
	l.focused = true
	l.Clamp()
	l.Refresh()
}

// FocusLost hides the cursor.
func (l *RowList) FocusLost() {
	l.focused, l.shift = false, false
	l.Refresh()
}

// KeyDown remembers Shift, which other events do not carry.
func (l *RowList) KeyDown(e *fyne.KeyEvent) { l.noteShift(e, true) }

// KeyUp is part of desktop.Keyable.
func (l *RowList) KeyUp(e *fyne.KeyEvent) { l.noteShift(e, false) }

func (l *RowList) noteShift(e *fyne.KeyEvent, down bool) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		l.shift = down
	}
}

// TypedKey moves the cursor or runs a verb on its row.
func (l *RowList) TypedKey(e *fyne.KeyEvent) {
	if l.OnMenu != nil && (e.Name == desktop.KeyMenu || e.Name == fyne.KeyF10 && l.shift) {
		l.openMenu()
		return
	}
	to := l.Cursor
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
		if l.OnKey != nil {
			l.OnKey(e.Name)
		}
		return
	}
	l.moveTo(to)
}

// openMenu opens the menu of the row under the cursor, beside it.
func (l *RowList) openMenu() {
	if l.Cursor >= l.Length() {
		return
	}
	l.ScrollTo(l.Cursor)
	height := l.CreateItem().MinSize().Height + l.Theme().Size(theme.SizeNamePadding)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(l)
	l.OnMenu(at.AddXY(menuInset, float32(l.Cursor)*height-l.GetScrollOffset()+height/2))
}

// menuInset is how far from the left edge of a row its menu opens, in points.
const menuInset = 48

// pageRows is how far Page Up and Page Down go.
const pageRows = 8

func (l *RowList) moveTo(to int) {
	to = max(min(to, l.Length()-1), 0)
	if to == l.Cursor && l.Length() > 0 && l.OnMove == nil {
		return
	}
	l.Cursor = to
	l.ScrollTo(to)
	if l.OnMove != nil && l.Length() > 0 {
		l.OnMove(to, l.shift)
	}
	l.Refresh()
}

// TypedShortcut chooses all rows.
func (l *RowList) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutSelectAll); ok && l.OnAll != nil {
		l.OnAll()
	}
}

// Take puts the cursor on a row that was clicked.
func (l *RowList) Take(i int) {
	l.Cursor = i
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		c.Focus(l)
	}
	l.Refresh()
}
