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
	"partlift/views/look"
	"partlift/views/words"
)

// timing is the button that says how the open song's notes are timed, and the
// pane of the inspector that changes this and cleans them up. Every change is kept at
// once; nothing is lost, since the notes as delivered stay in the library.
type timing struct {
	button                                   *kit.Button
	m                                        *app.Model
	host                                     *host
	close                                    func()
	quantize, swing, shortest, legato        *kit.Choice
	strength, ghosts                         *kit.Slider
	strengthText, ghostsText                 *kit.Text
	ends, duplicates, overlaps, chords, kits *kit.Tick
	flickers, tails, voices                  *kit.Tick
	lineUp, fold                             *kit.Tick
	hearing                                  *heardRows
	lags                                     *widget.Label
	offer                                    *kit.Text
	needs                                    *kit.Text
	changes                                  *widget.Label
	needsLine, kitsLine, lagsLine, foldLine  fyne.CanvasObject
	body                                     *fyne.Container
	quiet                                    bool // widgets are being set, not used
}

// Values of the form with their words.
func lengths() []kit.Option {
	out := stretches(words.L("As played"), words.Key("At least {{.Milliseconds}} ms"), "20", "30", "60", "120")
	return append(out, kit.Option{Value: "-1", Words: words.L("Exactly as delivered")})
}

func gaps() []kit.Option {
	return stretches(words.L("Leave gaps"), words.Key("Close gaps up to {{.Milliseconds}} ms"), "20", "60", "120", "250")
}

// stretches are options of so many milliseconds, after one for none.
func stretches(none, text string, values ...string) []kit.Option {
	out := []kit.Option{{Value: "0", Words: none}}
	for _, v := range values {
		out = append(out, kit.Option{Value: v, Words: words.L(text, words.With{"Milliseconds": v})})
	}
	return out
}

func swings() []kit.Option {
	return []kit.Option{{Value: "0", Words: words.L("As the song swings")}, {Value: "50", Words: words.L("Straight")}, {Value: "54", Words: "54 %"}, {Value: "58", Words: "58 %"}, {Value: "62", Words: "62 %"},
		{Value: "67", Words: words.L("67 %, triplets")}, {Value: "71", Words: "71 %"}}
}

// divisions are the note values to quantize to.
func divisions() []kit.Option {
	out := []kit.Option{{Value: "", Words: words.L("As played")}}
	for _, d := range edit.Divisions {
		o := kit.Option{Value: d, Words: d}
		if n := len(d) - 1; d[n] == 'T' {
			o.Words = words.L("{{.Value}} triplets", words.With{"Value": d[:n]})
		}
		out = append(out, o)
	}
	return out
}

func newTiming(m *app.Model, h *host, toggle, close func()) *timing {
	t := &timing{m: m, host: h, close: close}
	t.button = kit.NewButton("", look.SwingIcon, toggle, h.Back)
	t.quantize, t.swing = kit.NewChoice(divisions(), t.keep, close), kit.NewChoice(swings(), t.keep, close)
	t.shortest, t.legato = kit.NewChoice(lengths(), t.keep, close), kit.NewChoice(gaps(), t.keep, close)
	t.strengthText, t.ghostsText = kit.NewSmall(""), kit.NewSmall("")
	t.strength = kit.NewSlider(func(float64) { t.say() }, func(float64) { t.keep() }, close)
	t.ghosts = kit.NewSlider(func(float64) { t.say() }, func(float64) { t.keep() }, close)
	keep := func(bool) { t.keep() }
	t.ends, t.chords = kit.NewTick(words.L("Move the ends of notes as well"), keep, close), kit.NewTick(words.L("Write chord symbols as markers"), keep, close)
	t.duplicates, t.overlaps = kit.NewTick(words.L("Leave out doubled notes"), keep, close), kit.NewTick(words.L("End a note where its pitch starts again"), keep, close)
	t.flickers, t.tails = kit.NewTick(words.L("Join notes that flicker"), keep, close), kit.NewTick(words.L("Leave out what only rings on"), keep, close)
	t.voices = kit.NewTick(words.L("Leave out notes too many for the instrument"), keep, close)
	t.kits = kit.NewTick(words.L("Move this kit to General MIDI"), t.takeKits, close)
	t.lineUp, t.lags = kit.NewTick(words.L("Line up parts that are late or early"), keep, close), kit.Paragraph("")
	t.fold = kit.NewTick(words.L("Put tracks of one instrument together"), keep, close)
	t.offer, t.needs = kit.NewSmall("").Shrinking(), kit.NewSmall(words.L("No bars to quantize to yet. Pick a tempo under Bars.")).Shrinking()
	t.hearing = newHeardRows(t.try, t.keep, close)
	t.changes = kit.Paragraph("")
	t.body = t.build()
	return t
}

func (t *timing) build() *fyne.Container {
	box := func(c *kit.Tick) fyne.CanvasObject { return kit.Margins(-4, -4, -6, 0, c) }
	t.needsLine, t.kitsLine = kit.Line("", t.needs), box(t.kits)
	t.lagsLine = kit.Stacked(0, box(t.lineUp), kit.Margins(0, 0, 22, 0, kit.Flush(t.lags)))
	t.foldLine = box(t.fold)
	lines := []fyne.CanvasObject{
		kit.Line(words.L("Quantize"), t.quantize), t.needsLine,
		kit.Line(words.L("Strength"), percent(t.strength, t.strengthText)),
		kit.Line(words.L("Swing"), t.swing),
		box(t.ends), t.lagsLine, t.foldLine,
	}
	lines = append(append(lines, t.hearing.rows()...),
		kit.Line(words.L("Ghost notes"), percent(t.ghosts, t.ghostsText)),
		kit.Line(words.L("Note lengths"), t.shortest),
		kit.Line(words.L("Legato"), t.legato),
		box(t.duplicates), box(t.flickers), box(t.tails), box(t.voices), box(t.overlaps), box(t.chords),
		kit.Line(words.L("Drums"), t.offer), t.kitsLine,
		kit.Margins(6, 0, 0, 0, kit.Flush(t.changes)),
	)
	return kit.Stacked(8, lines...)
}

// content is the pane.
func (t *timing) content() fyne.CanvasObject {
	reset := kit.NewButton(words.L("As delivered"), theme.ContentUndoIcon(), func() { t.m.SetTreatment(edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityDelivered}}) }, t.close)
	return kit.Edged(nil, kit.Margins(8, 0, 14, 14, kit.Inline(8, reset)), nil, nil, kit.Scrolling(kit.Margins(2, 2, 14, 14, t.body)))
}

// keep takes what the form says.
func (t *timing) keep() {
	if !t.quiet {
		t.m.SetTreatment(t.said())
	}
}

// try shows and plays what the form says while a slider moves.
func (t *timing) try() {
	if !t.quiet {
		t.m.TryTreatment(t.said())
	}
}

// said is what the form says.
func (t *timing) said() edit.Treatment {
	number := func(c *kit.Choice) int {
		n, _ := strconv.Atoi(c.Value()) // the form's own numbers
		return n
	}
	out := edit.Treatment{
		Quantize: t.quantize.Value(), Strength: max(int(t.strength.Value), 1), Swing: number(t.swing), Ends: t.ends.Checked,
		MinLength: number(t.shortest), Legato: number(t.legato), Duplicates: t.duplicates.Checked, Overlaps: t.overlaps.Checked,
		Flickers: t.flickers.Checked, Tails: t.tails.Checked, Voices: t.voices.Checked,
		Ghosts: int(t.ghosts.Value), Chords: t.chords.Checked, KeepLags: !t.lineUp.Checked, KeepSplit: !t.fold.Checked,
	}
	t.hearing.read(&out)
	return out
}

// takeKits takes the maps that are offered, or gives them back.
func (t *timing) takeKits(take bool) {
	p := t.m.Page.Now()
	if t.quiet || p == nil {
		return
	}
	for _, o := range p.Offers {
		drums := o.Map
		if !take {
			drums = nil
		}
		t.m.SetDrumMap(o.Track, drums)
	}
}

// refresh shows the open song's settings.
func (t *timing) refresh(p *edit.Page) {
	t.quiet = true
	defer func() { t.quiet = false }()
	text := words.L("Timing: as played")
	if q := p.Treat.Quantize; q != "" && p.Grid != nil {
		text = words.L("Timing: {{.Value}}", words.With{"Value": q})
		if s := p.Treat.Strength; s > 0 && s < 100 {
			text += fmt.Sprintf(" · %d %%", s)
		}
	}
	if t.button.Text != text {
		t.button.SetText(text)
	}
	t.set(p.Treat)
	bars := p.Grid != nil
	quantizes := bars && p.Treat.Quantize != ""
	kit.Able(bars, t.quantize, t.chords)
	kit.Able(!p.Treat.Exact(), t.flickers, t.tails, t.voices)
	kit.Able(quantizes, t.strength, t.swing, t.ends)
	kit.Show(!bars, t.needsLine)
	t.kit(p.Offers)
	t.late(p)
	t.hearing.show(p)
	kit.Show(p.Folds(), t.foldLine)
	t.changes.SetText(p.Changes)
	t.body.Refresh()
}

// set puts a treatment into the widgets.
func (t *timing) set(treat edit.Treatment) {
	t.quantize.Set(treat.Quantize)
	t.swing.Set(strconv.Itoa(treat.Swing))
	t.shortest.Set(strconv.Itoa(treat.MinLength))
	t.legato.Set(strconv.Itoa(treat.Legato))
	strength := treat.Strength
	if strength == 0 {
		strength = 100
	}
	t.strength.SetValue(float64(strength))
	t.ghosts.SetValue(float64(treat.Ghosts))
	t.ends.SetChecked(treat.Ends)
	t.duplicates.SetChecked(treat.Duplicates)
	t.flickers.SetChecked(treat.Flickers)
	t.tails.SetChecked(treat.Tails)
	t.voices.SetChecked(treat.Voices)
	t.overlaps.SetChecked(treat.Overlaps)
	t.chords.SetChecked(treat.Chords)
	t.lineUp.SetChecked(!treat.KeepLags)
	t.fold.SetChecked(!treat.KeepSplit)
	t.hearing.set(treat)
	t.say()
}

// late shows which parts are late or early, and what happens to them.
func (t *timing) late(p *edit.Page) {
	lags := p.Found.LagsText(p.Words, p.Parts, p.Treat.KeepLags)
	const most = 3
	if more := len(lags) - most; more > 1 {
		lags = append(lags[:most], words.N(more, "… and {{.Count}} more part", "… and {{.Count}} more parts"))
	}
	t.lags.SetText(strings.Join(lags, "\n"))
	kit.Show(len(lags) > 0, t.lagsLine)
}

// kit shows what is offered for the drums.
func (t *timing) kit(offers []edit.Offer) {
	taken, text := len(offers) > 0, words.L("All drum sounds already match General MIDI.")
	for _, o := range offers {
		taken = taken && o.Taken
		text = o.Text
	}
	t.offer.Set(text)
	t.kits.SetChecked(taken)
	kit.Show(len(offers) > 0, t.kitsLine)
}

// say puts the sliders into numbers.
func (t *timing) say() {
	t.strengthText.Set(fmt.Sprintf("%.0f %%", t.strength.Value))
	t.ghostsText.Set(words.L("keep all"))
	if v := t.ghosts.Value; v > 0 {
		t.ghostsText.Set(fmt.Sprintf("%.0f %%", v))
	}
}
