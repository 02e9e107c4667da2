package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/look"
	"partlift/views/words"
)

// NewTrouble returns a window that says why the program cannot start. It is
// for people who started it from a menu and see no terminal.
func NewTrouble(a fyne.App, n app.Notice) fyne.Window {
	a.Settings().SetTheme(look.New(look.System))
	w := a.NewWindow("Partlift")
	w.SetIcon(look.Mark)
	icon := container.NewGridWrap(fyne.NewSquareSize(32), widget.NewIcon(theme.NewColoredResource(theme.ErrorIcon(), look.ColorBad)))
	quit := newButton(words.L("Close"), nil, w.Close, w.Close).as(widget.HighImportance)
	w.SetContent(inset(24, stacked(12, inline(0, icon), newTitle(words.Say(n.Text, nil), theme.SizeNameSubHeadingText).shrinking(), flush(paragraph(words.Say(n.Hint, nil))), inline(0, quit))))
	w.Resize(fyne.NewSize(560, 260))
	w.Canvas().Focus(quit)
	w.CenterOnScreen()
	return w
}
