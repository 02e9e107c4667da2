package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Fold is a line that shows what is below it, or hides it.
type Fold struct {
	Box     *fyne.Container
	Button  *Button
	content fyne.CanvasObject
	turned  func() // told when it was opened or closed
}

// NewFold returns content below a line of words, hidden; back is what Escape does,
// and turned is told when it was opened or closed.
func NewFold(label string, content fyne.CanvasObject, back, turned func()) *Fold {
	f := &Fold{content: Margins(10, 0, 0, 0, content), turned: turned}
	f.Button = NewButton(label, theme.MenuExpandIcon(), func() { f.Open(!f.IsOpen()) }, back).As(widget.LowImportance)
	Show(false, f.content)
	f.Box = Stacked(0, container.NewHBox(f.Button), f.content)
	return f
}

// IsOpen reports whether the content is shown.
func (f *Fold) IsOpen() bool { return f.content.Visible() }

// Open shows the content, or hides it.
func (f *Fold) Open(open bool) {
	if open == f.IsOpen() {
		return
	}
	Show(open, f.content)
	f.Button.SetIcon(theme.MenuExpandIcon())
	if open {
		f.Button.SetIcon(theme.MenuDropDownIcon())
	}
	f.Box.Refresh()
	f.turned()
}
