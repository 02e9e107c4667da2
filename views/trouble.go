package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/backend/say"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// NewTrouble returns a window that says why the program cannot start. It is
// for people who started it from a menu and see no terminal. Where the list of
// songs can be made again, recover does it, without waiting, and then says what
// came of it; nil where it cannot.
func NewTrouble(a fyne.App, n say.Notice, recover func(done func(say.Notice))) fyne.Window {
	a.Settings().SetTheme(look.New(look.System))
	w := a.NewWindow("Partlift")
	w.SetIcon(look.Mark)
	quit := kit.NewButton(words.L("Close"), nil, w.Close, w.Close)
	show := func(n say.Notice, buttons ...fyne.CanvasObject) {
		resource := theme.NewColoredResource(theme.ErrorIcon(), look.ColorBad)
		if n.Level == say.Success {
			resource = theme.NewColoredResource(theme.ConfirmIcon(), look.ColorGood)
		}
		icon := container.NewGridWrap(fyne.NewSquareSize(32), widget.NewIcon(resource))
		w.SetContent(kit.Inset(24, kit.Stacked(12, kit.Inline(0, icon), kit.NewHeading(n.Text, theme.SizeNameSubHeadingText).Shrinking(), kit.Flush(kit.Paragraph(n.Hint)), kit.Inline(8, buttons...))))
		w.Resize(fyne.NewSize(560, 260))
	}
	if recover == nil {
		show(n, quit.As(widget.HighImportance))
	} else {
		var again *kit.Button
		again = kit.NewButton(words.L("Make the list again"), nil, func() {
			again.Disable()
			quit.Disable()
			recover(func(n say.Notice) {
				quit.Enable()
				show(n, quit.As(widget.HighImportance))
				w.Canvas().Focus(quit)
			})
		}, w.Close).As(widget.HighImportance)
		show(n, again, quit)
	}
	w.Canvas().Focus(quit)
	w.CenterOnScreen()
	return w
}
