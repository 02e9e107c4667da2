package views

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/edit"
	"partlift/views/kit"
	"partlift/views/words"
)

// bars is the button that says how the open song's bars are counted, and its
// menu that changes it.
type bars struct {
	button *kit.Button
	m      *app.Model
	host   *host
}

func newBars(m *app.Model, h *host) *bars {
	b := &bars{m: m, host: h}
	b.button = kit.NewButton("", theme.GridIcon(), b.open, h.Back)
	return b
}

// open lets a doubt be settled by ear and eye; without one it opens the menu.
func (b *bars) open() {
	switch p := b.m.Page.Now(); {
	case p == nil:
	case p.Trial != nil:
		b.m.EndTrial()
	case p.Found.Doubt() != edit.NoDoubt:
		b.m.TryGrid(p.GridChoice)
	default:
		b.host.Menu(b.menu(), b.button)
	}
}

func (b *bars) refresh(p *edit.Page) {
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
		b.button.SetIcon(theme.GridIcon())
	} else {
		b.button.SetIcon(theme.WarningIcon())
	}
}

// menu lists the readings and what a person may know better.
func (b *bars) menu() *fyne.Menu {
	p := b.m.Page.Now()
	if p == nil {
		return fyne.NewMenu("")
	}
	off := fyne.NewMenuItem(words.L("No bars: 120 BPM, exact times"), func() { b.m.SetGrid(edit.GridChoice{Mode: edit.GridOff}) })
	off.Checked = p.GridChoice.Off()
	items := []*fyne.MenuItem{off}
	if doubt := p.Found.Doubt(); doubt != edit.NoDoubt {
		why := fyne.NewMenuItem(words.Text(doubt.Sentence()), nil)
		why.Disabled = true
		right := fyne.NewMenuItem(words.L("They are right as they are"), b.change(func(c *edit.GridChoice) { c.Right = true }))
		items = []*fyne.MenuItem{why, right, fyne.NewMenuItemSeparator(), off}
	}
	if len(p.Readings) == 0 {
		find := fyne.NewMenuItem(words.L("Find the bars in the notes"), func() { b.m.SetGrid(edit.GridChoice{Mode: edit.GridAuto}) })
		find.Checked = !p.GridChoice.Off()
		items = append(items, find)
	}
	for _, r := range p.Readings {
		item := fyne.NewMenuItem(r.Label, func() { b.m.SetGrid(r.Choice) })
		item.Checked = r.Chosen
		items = append(items, item)
	}
	items = append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(words.L("Compare by ear and eye…"), func() { b.m.TryGrid(p.GridChoice) }))
	if p.Grid != nil {
		items = append(items,
			fyne.NewMenuItem(words.L("Double the tempo"), b.change(func(c *edit.GridChoice) { c.Octave++ })),
			fyne.NewMenuItem(words.L("Halve the tempo"), b.change(func(c *edit.GridChoice) { c.Octave-- })),
			fyne.NewMenuItem(words.L("Bar one a beat later"), b.change(func(c *edit.GridChoice) { c.Shift++ })),
			fyne.NewMenuItem(words.L("Bar one a beat earlier"), b.change(func(c *edit.GridChoice) { c.Shift-- })),
		)
	}
	return fyne.NewMenu("", append(items, fyne.NewMenuItem(words.L("Type the tempo…"), b.host.tempo))...)
}

// change returns an action that alters the choice of the open song.
func (b *bars) change(f func(*edit.GridChoice)) func() {
	return func() {
		if p := b.m.Page.Now(); p != nil {
			c := p.Adjustable()
			f(&c)
			b.m.SetGrid(c)
		}
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
