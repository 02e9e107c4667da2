package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// aboutLabel is the name of the menu item about the program. The toolkit moves
// one of exactly this English name into the menu that macOS has for it.
func aboutLabel() string {
	if kit.NativeMenu {
		return "About"
	}
	return words.L("About Partlift")
}

// showAbout tells what the program is, under which license, and what it is made
// of.
func (w *window) showAbout() {
	mark := canvas.NewImageFromResource(look.Mark)
	mark.FillMode = canvas.ImageFillContain
	mark.SetMinSize(fyne.NewSquareSize(64))
	head := kit.Inline(16, mark, kit.Stacked(2, kit.NewHeading("Partlift"+" "+w.host.about.Version, look.SizeTitleText), kit.NewSmall(words.L("{{.License}} license", words.With{"License": w.host.about.License}))))
	done := kit.NewButton(words.L("Close"), nil, w.closeSheet, w.closeSheet).As(widget.HighImportance)
	licenses := kit.NewButton(words.L("Licenses"), nil, w.showLicenses, w.closeSheet)
	w.openSheet(kit.Sheet(words.L("About Partlift"), kit.Stacked(14, head, w.prefs.AboutLines()), done, licenses), done)
}
