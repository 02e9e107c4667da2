package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/kit"
	"partlift/views/look"
)

// question is the dialog of one app.Ask.
type question struct {
	ask     *app.Ask
	entry   *kit.Field
	buttons []*kit.Button
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
	body := kit.Stacked(14, kit.Flush(kit.Paragraph(a.Text)))
	if len(a.Details) > 0 {
		lines := kit.Stacked(6)
		for _, d := range a.Details {
			lines.Add(kit.NewSmall(d).Shrinking())
		}
		body.Add(container.NewStack(kit.NewPlate(look.ColorLane, look.ColorLine, 8), kit.Inset(12, lines)))
	}
	if a.Entry != "" {
		q.entry = kit.NewField(a.Entry, cancel)
		body.Add(q.entry)
	}
	var row []fyne.CanvasObject
	for i, c := range a.Choices {
		b := kit.NewButton(c.Label, nil, func() { reply(i) }, cancel).As(importance(c, i == recommended(a)))
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
	q.content = kit.Sheet(a.Title, body, row...)
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
