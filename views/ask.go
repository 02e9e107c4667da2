package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/look"
)

// sheetWidth is how wide a dialog is.
const sheetWidth = 520

// sheet is the content of a dialog: a title, a body and a row of buttons.
func sheet(title string, body fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	head := newTitle(title, theme.SizeNameSubHeadingText).shrinking()
	row := append([]fyne.CanvasObject{layout.NewSpacer()}, buttons...)
	content := stacked(14, head, body, margins(4, 0, 0, 0, container.New(flowLayout{8}, row[1:]...)))
	return container.NewStack(newPlate("", look.ColorLine, 12), wide(sheetWidth, inset(22, content)))
}

// question is the dialog of one app.Ask.
type question struct {
	ask     *app.Ask
	entry   *field
	buttons []*button
	content fyne.CanvasObject
}

// newQuestion draws a question; answer is called with the choice and the text
// of its entry.
func newQuestion(a *app.Ask, answer func(choice int, text string)) *question {
	q := &question{ask: a}
	reply := func(i int) {
		s := ""
		if q.entry != nil {
			s = q.entry.Text
		}
		answer(i, s)
	}
	cancel := func() {
		if i := cancelOf(a); i >= 0 {
			reply(i)
		}
	}
	body := stacked(14, flush(paragraph(a.Text)))
	if len(a.Details) > 0 {
		lines := stacked(6)
		for _, d := range a.Details {
			lines.Add(newSmall(d).shrinking())
		}
		body.Add(container.NewStack(newPlate(look.ColorLane, look.ColorLine, 8), inset(12, lines)))
	}
	if a.Entry != "" {
		q.entry = newField(a.Entry, cancel)
		body.Add(q.entry)
	}
	var row []fyne.CanvasObject
	for i, c := range a.Choices {
		b := newButton(c.Label, nil, func() { reply(i) }, cancel).as(importance(i, c))
		q.buttons = append(q.buttons, b)
		row = append([]fyne.CanvasObject{b}, row...)
	}
	if q.entry != nil && len(q.buttons) > 1 {
		q.entry.OnSubmitted = func(string) { q.submit(reply) }
	}
	q.content = sheet(a.Title, body, row...)
	return q
}

// submit takes Enter in the entry as the one choice that is neither a danger
// nor a way out, if there is exactly one.
func (q *question) submit(reply func(int)) {
	at := -1
	for i, c := range q.ask.Choices {
		if !c.Danger && !c.Cancel {
			if at >= 0 {
				return
			}
			at = i
		}
	}
	if at >= 0 {
		reply(at)
	}
}

// first is where the keyboard starts: the recommended choice, unless it spends
// or removes something.
func (q *question) first() fyne.Focusable {
	if q.entry != nil {
		return q.entry
	}
	if len(q.buttons) == 0 {
		return nil
	}
	if c := cancelOf(q.ask); q.ask.Choices[0].Danger && c >= 0 {
		return q.buttons[c]
	}
	return q.buttons[0]
}

func importance(i int, c app.Choice) widget.Importance {
	switch {
	case c.Danger:
		return widget.DangerImportance
	case i == 0 && !c.Cancel:
		return widget.HighImportance
	}
	return widget.MediumImportance
}

func cancelOf(a *app.Ask) int {
	for i, c := range a.Choices {
		if c.Cancel {
			return i
		}
	}
	return -1
}

// flowLayout lays buttons out from the right; what has no room goes under
// each other.
type flowLayout struct{ gap float32 }

func (l flowLayout) rows(objects []fyne.CanvasObject, width float32) bool {
	sum := -l.gap
	for _, o := range objects {
		sum += o.MinSize().Width + l.gap
	}
	return sum > width
}

func (l flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range objects {
		least := o.MinSize()
		size.Width = max(size.Width, least.Width)
		if l.rows(objects, sheetWidth-44) {
			size.Height += least.Height
			if i > 0 {
				size.Height += l.gap
			}
		} else {
			size.Height = max(size.Height, least.Height)
		}
	}
	return size
}

func (l flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if l.rows(objects, sheetWidth-44) {
		y := size.Height
		for _, o := range objects {
			h := o.MinSize().Height
			y -= h
			place(o, 0, y, size.Width, h)
			y -= l.gap
		}
		return
	}
	x := size.Width
	for i := len(objects) - 1; i >= 0; i-- {
		least := objects[i].MinSize()
		x -= least.Width
		place(objects[i], x, 0, least.Width, least.Height)
		x -= l.gap
	}
}
