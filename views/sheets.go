package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/kit"
)

// answerGrace is how long after a question came up a click or a key cannot be
// meant for it: it was on its way to what was there before.
const answerGrace = 400 * time.Millisecond

// question shows, changes or takes away the dialog of the model's question.
func (w *window) question(a *app.Ask) {
	if a != nil && w.asked != nil && w.sheet != nil && w.dialog.become(a) {
		w.asked = a
		return
	}
	typing := w.typing()
	if w.asked != nil && w.asked != a {
		w.closeSheet()
	}
	if a == nil || w.asked == a {
		return
	}
	w.askedAt = w.host.about.Now()
	var q *question
	q = newQuestion(a, func(choice int, text string) {
		if w.host.about.Now().Sub(w.askedAt) >= answerGrace {
			w.m.Answer(q.ask, choice, text)
		}
	}, func(i int, on bool) { w.m.Choose(q.ask, i, on) })
	if was := w.dialog; was != nil && was.entry != nil && q.entry != nil && was.ask.Title == a.Title {
		q.entry.SetText(was.entry.Text) // the same question, asked again because something has changed
	}
	w.dialog = q
	first := q.first()
	if c := cancelOf(a); typing && q.entry != nil && c >= 0 {
		first = q.buttons[c] // words meant for elsewhere must not become the answer
	}
	w.openSheet(q.content, first)
	w.asked = a
}

// typing reports whether the keyboard is in a text: only texts undo.
func (w *window) typing() bool {
	_, ok := w.win.Canvas().Focused().(interface{ Undo() })
	return ok
}

// openSheet shows a dialog in place of the one that may be there.
func (w *window) openSheet(content fyne.CanvasObject, first fyne.Focusable) {
	w.closeSheet()
	w.tips.Hide()
	w.sheet = widget.NewModalPopUp(content, w.win.Canvas())
	w.sheet.Show()
	if first != nil {
		w.win.Canvas().Focus(first)
	}
}

func (w *window) closeSheet() {
	if w.sheet != nil {
		w.sheet.Hide()
	}
	w.sheet, w.asked = nil, nil
}

func (w *window) openMenu(menu *fyne.Menu, beside fyne.CanvasObject) {
	at := fyne.NewPos(0, min(beside.Size().Height, kit.ChipSide+2))
	widget.ShowPopUpMenuAtRelativePosition(menu, w.win.Canvas(), at, beside)
}
