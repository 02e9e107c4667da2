package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"partlift/views/look"
	"partlift/views/words"
)

// aboutLabel is the name of the menu item about the program. The toolkit moves
// one of exactly this English name into the menu that macOS has for it.
func aboutLabel() string {
	if nativeMenu {
		return "About"
	}
	return words.L("About Partlift")
}

// showAbout tells what the program is, under which licence, and what it is made
// of.
func (w *window) showAbout() {
	mark := canvas.NewImageFromResource(look.Mark)
	mark.FillMode = canvas.ImageFillContain
	mark.SetMinSize(fyne.NewSquareSize(64))
	head := inline(16, mark, stacked(2, newTitle("Partlift"+" "+w.host.about.Version, look.SizeTitleText), newSmall(words.L("{{.Licence}} licence", words.With{"Licence": w.host.about.Licence}))))
	done := newButton(words.L("Close"), nil, w.closeSheet, w.closeSheet).as(widget.HighImportance)
	licences := newButton(words.L("Licences"), nil, w.showLicences, w.closeSheet)
	w.openSheet(sheet(words.L("About Partlift"), stacked(14, head, w.prefs.aboutLines()), done, licences), done)
}
