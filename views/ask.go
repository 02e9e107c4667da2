package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/look"
)

// sheetWidth is how wide a dialog is.
const sheetWidth = 520

// sheet is the content of a dialog: a title, a body and a row of buttons.
// What does not fit the window is scrolled to.
func sheet(title string, body fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	return listSheet(title, scrolling(body), buttons...)
}

// listSheet is a sheet whose body scrolls by itself.
func listSheet(title string, body fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	head := newTitle(title, theme.SizeNameSubHeadingText).shrinking()
	content := container.New(sheetLayout{14}, head, body, margins(4, 0, 0, 0, container.New(flowLayout{8}, buttons...)))
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
		b := newButton(c.Label, nil, func() { reply(i) }, cancel).as(importance(c, i == recommended(a)))
		q.buttons = append(q.buttons, b)
		row = append(row, b)
	}
	if q.entry != nil && len(q.buttons) > 1 {
		q.entry.OnSubmitted = func(string) {
			if i := recommended(a); i >= 0 {
				reply(i)
			}
		}
	}
	q.content = sheet(a.Title, body, row...)
	return q
}

// recommended is the choice that stands out, and that Enter in the entry
// picks: the first one, or with an entry the first that can use its text. It
// is -1 when that one spends, removes or does nothing.
func recommended(a *app.Ask) int {
	for i, c := range a.Choices {
		switch {
		case c.Danger:
			return -1
		case c.Cancel && a.Entry != "":
			continue
		case c.Cancel:
			return -1
		}
		return i
	}
	return -1
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

func importance(c app.Choice, recommended bool) widget.Importance {
	switch {
	case c.Danger:
		return widget.DangerImportance
	case recommended:
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

// flowLayout lays buttons out with the first one at the right; without room
// for that, under each other with the first one on top.
type flowLayout struct{ gap float32 }

// rows reports whether the buttons go under each other.
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
		y := float32(0)
		for _, o := range objects {
			h := o.MinSize().Height
			place(o, 0, y, size.Width, h)
			y += h + l.gap
		}
		return
	}
	x := size.Width
	for _, o := range objects {
		least := o.MinSize()
		x -= least.Width
		place(o, x, 0, least.Width, least.Height)
		x -= l.gap
	}
}
