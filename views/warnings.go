package views

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/backend/say"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// warnings tells what was repaired or could not be known, one line until more
// is asked for.
type warnings struct {
	box  *fyne.Container
	body *widget.Label
	more *kit.Button
	all  []string
	open bool
}

func newWarnings(h *host) *warnings {
	w := &warnings{body: kit.Paragraph("")}
	w.body.SizeName = look.SizeSmallText
	w.more = kit.NewButton("", nil, w.toggle, h.Back).As(widget.LowImportance)
	icon := container.NewGridWrap(fyne.NewSquareSize(18), widget.NewIcon(theme.NewColoredResource(theme.WarningIcon(), look.ColorWarn)))
	w.box = container.NewStack(kit.NewPlate(look.ColorCard, look.ColorLine, 10),
		kit.Margins(2, 2, 12, 8, kit.Edged(nil, nil, container.NewCenter(icon), container.NewCenter(w.more), w.body)))
	return w
}

func (w *warnings) content() fyne.CanvasObject { return w.box }

func (w *warnings) set(all []string) {
	w.all = all
	kit.Show(len(all) > 0, w.box)
	kit.Show(len(all) > 1, w.more)
	w.show()
}

func (w *warnings) toggle() {
	w.open = !w.open
	w.show()
}

func (w *warnings) show() {
	if len(w.all) == 0 {
		return
	}
	w.body.SetText(w.all[0])
	w.more.SetText(words.L("Show all {{.Count}}", words.With{"Count": say.Thousands(len(w.all))}))
	if w.open {
		w.body.SetText(strings.Join(w.all, "\n"))
		w.more.SetText(words.L("Show less"))
	}
	w.box.Refresh()
}
