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
	text    *widget.Label
	ticks   []*kit.Tick
	entry   *kit.Field
	buttons []*kit.Button
	content fyne.CanvasObject
}

// newQuestion draws a question; answer is called with the choice and the text
// of its entry, tick when something it is about is chosen or not.
func newQuestion(a *app.Ask, answer func(choice int, text string), tick func(i int, on bool)) *question {
	q := &question{ask: a, text: kit.Paragraph(a.Text)}
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
	body := kit.Stacked(14, kit.Flush(q.text))
	if len(a.Details) > 0 {
		lines := kit.Stacked(6)
		for _, d := range a.Details {
			lines.Add(kit.NewSmall(d).Shrinking())
		}
		body.Add(container.NewStack(kit.NewPlate(look.ColorLane, look.ColorLine, 8), kit.Inset(12, lines)))
	}
	if len(a.Ticks) > 0 {
		body.Add(q.tickList(tick, cancel))
	}
	if a.Entry != "" {
		q.entry = kit.NewField(a.Entry, cancel)
		body.Add(q.entry)
	}
	var row []fyne.CanvasObject
	for i, c := range a.Choices {
		b := kit.NewButton("", nil, func() { reply(i) }, cancel)
		dress(b, c, i == recommended(a))
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

// tickWidth is the room for the words of a tick and its facts, in points.
const tickWidth = 400

// tickList lists what the question is about.
func (q *question) tickList(tick func(i int, on bool), cancel func()) fyne.CanvasObject {
	lines := kit.Stacked(2)
	for i, t := range q.ask.Ticks {
		facts := kit.NewSmall(t.Facts)
		box := kit.NewTick(kit.Fitted(t.Label, tickWidth-facts.MinSize().Width), nil, cancel)
		box.SetChecked(t.On)
		box.OnChanged = func(on bool) { tick(i, on) }
		q.ticks = append(q.ticks, box)
		lines.Add(kit.Edged(nil, nil, nil, kit.Margins(0, 0, 0, 6, facts), box))
		for _, n := range t.Notes {
			lines.Add(kit.Margins(0, 2, 32, 0, kit.NewSmall(n).Shrinking()))
		}
	}
	return container.NewStack(kit.NewPlate(look.ColorLane, look.ColorLine, 8), kit.Inset(6, lines))
}

// become shows what the question is after a tick, where the keyboard stays; it
// reports false where that is another question.
func (q *question) become(a *app.Ask) bool {
	if len(a.Ticks) == 0 || a.Title != q.ask.Title || len(a.Ticks) != len(q.ask.Ticks) || len(a.Choices) != len(q.ask.Choices) {
		return false
	}
	q.ask = a
	q.text.SetText(a.Text)
	for i, t := range a.Ticks {
		if box := q.ticks[i]; box.Checked != t.On {
			changed := box.OnChanged
			box.OnChanged = nil
			box.SetChecked(t.On)
			box.OnChanged = changed
		}
	}
	for i, c := range a.Choices {
		dress(q.buttons[i], c, i == recommended(a))
	}
	q.content.Refresh()
	return true
}

// dress gives a button the words and the weight of a choice.
func dress(b *kit.Button, c app.Choice, recommended bool) {
	b.Importance, b.Careful = importance(c, recommended), c.Weighs()
	b.SetText(c.Label)
	kit.Enable(!c.Off, b)
}

// recommended is the choice that stands out, and that Enter in the entry
// picks: the first one, or with an entry the first that can use its text. It
// is -1 when that one spends, removes or does nothing.
func recommended(a *app.Ask) int {
	for i, c := range a.Choices {
		switch {
		case c.Weighs():
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
	if c := cancelOf(q.ask); q.ask.Choices[0].Weighs() && c >= 0 {
		return q.buttons[c]
	}
	return q.buttons[0]
}

func importance(c app.Choice, recommended bool) widget.Importance {
	switch {
	case c.Danger:
		return widget.DangerImportance
	case recommended, c.Pays:
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
