package views

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/edit"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// bars is the button that says how the open song's bars are counted, and the pane
// of the inspector that changes it.
type bars struct {
	button *kit.Button
	count  *counting
	m      *app.Model
	toggle func() // opens or closes the pane
}

func newBars(m *app.Model, h *host, toggle, close func()) *bars {
	b := &bars{m: m, count: newCounting(m, h, close), toggle: toggle}
	b.button = kit.NewButton("", look.BarsIcon, b.open, h.Back)
	return b
}

// open opens the pane or closes it. A doubt is settled by ear and eye, so that
// what is doubted is tried at once.
func (b *bars) open() {
	p := b.m.Page.Now()
	if p == nil {
		return
	}
	tried := p.Trial != nil
	b.toggle()
	if !tried && b.count.box.Visible() && p.Found.Doubt() != edit.NoDoubt {
		b.m.TryGrid(p.GridChoice)
	}
}

func (b *bars) refresh(p *edit.Page) {
	if b.count.box.Visible() {
		b.count.show(p)
	}
	text := words.L("Bars: off")
	switch doubt := p.Found.Doubt(); {
	case p.Grid != nil && doubt == edit.DoubtTempo:
		text = words.L("Check the tempo")
	case p.Grid != nil && doubt == edit.DoubtBars:
		text = words.L("Check the bars")
	case p.Grid != nil:
		text = words.L("Bars: {{.Tempo}} BPM", words.With{"Tempo": fmt.Sprintf("%.2f", p.Grid.Tempo[0].BPM)})
	case !p.GridChoice.Off():
		text = words.L("Bars: none found")
	}
	if b.button.Text == text {
		return
	}
	b.button.SetText(text)
	if p.Found.Doubt() == edit.NoDoubt {
		b.button.SetIcon(look.BarsIcon)
	} else {
		b.button.SetIcon(theme.WarningIcon())
	}
}

// askTempo lets a person type the tempo of the open song.
func (w *window) askTempo() {
	entry := kit.Called(words.L("Tempo in beats a minute"), kit.NewField("117.98", w.closeSheet))
	hint := kit.NewSmall(words.L("Beats a minute, about; the exact tempo comes from the notes."))
	taps := &tapTempo{host: w.host, found: func(bpm float64) { entry.SetText(strconv.FormatFloat(bpm, 'f', 1, 64)) }}
	tap := kit.NewButton(words.L("Tap the beat"), nil, taps.tap, w.closeSheet)
	set := func() {
		bpm, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(entry.Text), ",", "."), 64)
		if err != nil || bpm < 22 || bpm > 999 {
			hint.Set(words.L("Type a number from 22 to 999."))
			return
		}
		w.closeSheet()
		choice := edit.GridChoice{Mode: edit.GridAuto, Tempo: bpm}
		if p := w.m.Page.Now(); p != nil && p.Trial != nil {
			w.m.TryGrid(choice)
		} else {
			w.m.SetGrid(choice)
		}
	}
	entry.OnSubmitted = func(string) { set() }
	use := kit.NewButton(words.L("Use this tempo"), nil, set, w.closeSheet).As(widget.HighImportance)
	cancel := kit.NewButton(words.L("Cancel"), nil, w.closeSheet, w.closeSheet)
	w.openSheet(kit.Sheet(words.L("How fast is it?"), kit.Stacked(8, kit.Edged(nil, nil, nil, kit.Margins(0, 0, 8, 0, tap), entry), hint), use, cancel), entry)
}
