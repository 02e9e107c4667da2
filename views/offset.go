package views

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"partlift/app"
	"partlift/app/edit"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// offset is the button that says how the notes of the open song lie in its
// sound, and the line above the transport that moves the sound by hand.
type offset struct {
	m        *app.Model
	button   *kit.Button
	text     *kit.Text
	short    *kit.Text // beside the button, where there is room
	steps    []*kit.Button
	measured *kit.Button
	line     fyne.CanvasObject
	changed  func() // the line came or went
}

// steps by which the sound is moved, in milliseconds: earlier is positive.
var offsetSteps = []int{10, 1, -1, -10}

func newOffset(m *app.Model, h *host) *offset {
	o := &offset{m: m, text: kit.NewSmall("").Shrinking(), short: kit.NewSmall("").Sparing(), changed: func() {}}
	o.button = kit.NewIcon(h.Window, look.OffsetIcon, words.L("How the notes lie in the sound"), o.toggle)
	line := []fyne.CanvasObject{o.text, layout.NewSpacer(), kit.NewSmall(words.L("Sound"))}
	for _, step := range offsetSteps {
		label, name := fmt.Sprintf("%d ms ›", -step), words.L("{{.Milliseconds}} ms later", words.With{"Milliseconds": -step})
		if step > 0 {
			label, name = fmt.Sprintf("‹ %d ms", step), words.L("{{.Milliseconds}} ms earlier", words.With{"Milliseconds": step})
		}
		b := kit.NewShort(h.Window, label, nil, name, func() { o.move(float64(step) / 1000) })
		o.steps, line = append(o.steps, b), append(line, b)
	}
	o.measured = kit.NewButton(words.L("As measured"), nil, m.MeasureOffset, h.Back)
	o.line = kit.Margins(8, 0, 0, 0, kit.Inline(6, append(line, o.measured)...))
	kit.Show(false, o.line)
	m.Comparing.Watch(func(int) { o.show(m.Page.Now()) })
	return o
}

// toggle opens the line, or closes it.
func (o *offset) toggle() {
	kit.Show(!o.line.Visible(), o.line)
	o.button.Lit(o.line.Visible())
	o.changed()
}

// move has the sound heard earlier by some seconds, or later.
func (o *offset) move(by float64) {
	if p := o.m.Page.Now(); p != nil {
		o.m.SetOffset(p.Offset() + by)
	}
}

// show says how the notes of a page lie in its sound. A page without sound has
// no line.
func (o *offset) show(p *edit.Page) {
	if p == nil {
		return
	}
	label := ""
	if ms := math.Round(1000 * p.Offset()); ms != 0 {
		label = fmt.Sprintf("%+.0f ms", ms)
	}
	o.short.Set(label)
	text := p.OffsetText()
	if percent := o.m.Comparing.Now(); percent > 0 && text == "" {
		text = words.L("Comparing the notes with the sound… {{.Percent}} %", words.With{"Percent": percent})
	}
	if text == "" {
		text = words.L("Move the sound until it meets the notes.")
	}
	o.text.Set(text)
	o.button.Called(text)
	kit.Enable(p.Layers.Offset != nil, o.measured)
	o.line.Refresh()
}
