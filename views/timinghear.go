package views

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"partlift/app/edit"
	"partlift/views/kit"
	"partlift/views/words"
)

// heardRows are the rows of the timing pane that go by the sound: how hard notes are
// struck, and which of them are likely not played. The sliders are seen and heard
// while they move.
type heardRows struct {
	velocities             *kit.Choice
	struck, trust          *kit.Slider
	struckText, trustText  *kit.Text
	doubts                 *widget.Label
	needs                  *kit.Text
	needsLine, doubtsLines fyne.CanvasObject
}

func velocities() []kit.Option {
	return []kit.Option{{Value: edit.VelocityAuto, Words: words.L("From the stem if flat")},
		{Value: edit.VelocityStems, Words: words.L("From the sound")}, {Value: edit.VelocityDelivered, Words: words.L("As delivered")}}
}

func newHeardRows(try, keep, close func()) *heardRows {
	h := &heardRows{velocities: kit.NewChoice(velocities(), keep, close), struckText: kit.NewSmall(""), trustText: kit.NewSmall(""), doubts: kit.Paragraph("")}
	slider := func() *kit.Slider {
		return kit.NewSlider(func(float64) {
			h.say()
			try()
		}, func(float64) { keep() }, close)
	}
	h.struck, h.trust = slider(), slider()
	h.needs = kit.NewSmall(words.L("Needs stems or a recording to listen to.")).Shrinking()
	h.needsLine = kit.Line("", h.needs)
	h.doubtsLines = kit.Flush(h.doubts)
	return h
}

// rows are the lines of the form.
func (h *heardRows) rows() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		kit.Line(words.L("Velocity"), h.velocities),
		kit.Line("", percent(h.struck, h.struckText)),
		kit.Line(words.L("Doubtful notes"), percent(h.trust, h.trustText)), h.doubtsLines, h.needsLine,
	}
}

// percent is a slider with its value.
func percent(s *kit.Slider, value *kit.Text) fyne.CanvasObject {
	return kit.Edged(nil, nil, nil, kit.Wide(52, value), s)
}

// read puts what the rows say into a treatment.
func (h *heardRows) read(t *edit.Treatment) {
	t.Velocities, t.Struck, t.Trust = h.velocities.Value(), max(int(h.struck.Value), 1), int(h.trust.Value)
}

// set puts a treatment into the rows.
func (h *heardRows) set(t edit.Treatment) {
	h.velocities.Set(t.Velocities)
	struck := t.Struck
	if struck == 0 {
		struck = 100
	}
	h.struck.SetValue(float64(struck))
	h.trust.SetValue(float64(t.Trust))
	h.say()
}

// show tells what can be done on a page, and what is.
func (h *heardRows) show(p *edit.Page) {
	able := p.Hears() && !p.Treat.Exact()
	kit.Able(able, h.velocities, h.trust)
	kit.Able(able && p.Treat.Velocities != edit.VelocityDelivered, h.struck)
	kit.Show(!p.Hears(), h.needsLine)
	text := p.DoubtsText()
	h.doubts.SetText(text)
	kit.Show(text != "" && able, h.doubtsLines)
}

// say puts the sliders into numbers.
func (h *heardRows) say() {
	h.struckText.Set(fmt.Sprintf("%.0f %%", h.struck.Value))
	h.trustText.Set(words.L("keep all"))
	if v := h.trust.Value; v > 0 {
		h.trustText.Set(fmt.Sprintf("%.0f %%", v))
	}
}
