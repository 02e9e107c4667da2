package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/edit"
	"partlift/views/kit"
	"partlift/views/words"
)

// countingWidth is the width of the readings beside the roll.
const countingWidth = 300

// counting lists the ways to count the open song beside the roll: each is heard
// as clicks and seen as bar lines before one is taken.
type counting struct {
	m        *app.Model
	host     *host
	now      *kit.Text
	rows     *kit.RowList
	readings []edit.Reading
	listen   *kit.Button
	box      fyne.CanvasObject
}

func newCounting(m *app.Model, h *host) *counting {
	v := &counting{m: m, host: h, now: kit.NewHeading("", theme.SizeNameText).Shrinking()}
	v.rows = kit.NewRowList(words.L("Ways to count"), func() int { return len(v.readings) }, func() fyne.CanvasObject { return newReadingRow() }, v.update)
	v.rows.Say = func(i int) string { return v.readings[i].Label }
	v.rows.OnMove = func(to int, _ bool) { v.try(to) }
	v.rows.OnKey = v.key
	v.listen = kit.NewButton(words.L("Listen"), theme.MediaPlayIcon(), m.TogglePlay, m.EndTrial)
	v.box = v.build()
	m.Playback.Watch(func(p app.Playback) { v.playing(p.Playing) })
	return v
}

func (v *counting) build() fyne.CanvasObject {
	by := func(icon fyne.Resource, name string, f func(*edit.GridChoice)) *kit.Button {
		return kit.NewIcon(v.host.Window, icon, name, v.alter(f))
	}
	tempo := kit.Inline(4, kit.NewSmall(words.L("Tempo")), layout.NewSpacer(),
		kit.NewButton(words.L("Half"), nil, v.alter(func(c *edit.GridChoice) { c.Octave-- }), v.m.EndTrial),
		kit.NewButton(words.L("Double"), nil, v.alter(func(c *edit.GridChoice) { c.Octave++ }), v.m.EndTrial),
		kit.NewButton(words.L("Type the tempo…"), nil, v.host.tempo, v.m.EndTrial))
	first := kit.Inline(4, kit.NewSmall(words.L("Bar one")), layout.NewSpacer(),
		by(theme.NavigateBackIcon(), words.L("Bar one a beat earlier"), func(c *edit.GridChoice) { c.Shift-- }),
		by(theme.NavigateNextIcon(), words.L("Bar one a beat later"), func(c *edit.GridChoice) { c.Shift++ }))
	use := kit.NewButton(words.L("Use this"), nil, v.m.KeepTrial, v.m.EndTrial).As(widget.HighImportance)
	cancel := kit.NewButton(words.L("Cancel"), nil, v.m.EndTrial, v.m.EndTrial)
	head := kit.Stacked(2, kit.NewSmall(words.L("Listen to the clicks and look at the bar lines")).Shrinking(), v.now)
	foot := kit.Stacked(6, kit.NewRule(), tempo, first, kit.Margins(4, 0, 0, 0, kit.Inline(8, v.listen, layout.NewSpacer(), cancel, use)))
	return kit.Wide(countingWidth, kit.Edged(kit.Margins(2, 6, 4, 0, head), foot, nil, nil, v.rows))
}

func (v *counting) content() fyne.CanvasObject { return v.box }

// show lists the readings of a page while one of them is tried.
func (v *counting) show(p *edit.Page) {
	if p.Trial == nil {
		return
	}
	off := edit.GridChoice{Mode: edit.GridOff}
	v.readings = append(p.Readings[:len(p.Readings):len(p.Readings)], edit.Reading{Count: words.L("No bars: 120 BPM, exact times"), Label: words.L("No bars: 120 BPM, exact times"), Choice: off, Chosen: p.GridChoice.Off()})
	if p.GridChoice.Off() {
		v.readings = append([]edit.Reading{{Count: words.L("Find the bars in the notes"), Label: words.L("Find the bars in the notes"), Choice: edit.GridChoice{Mode: edit.GridAuto}}}, v.readings...)
	}
	v.now.Set(p.Trial.Text)
	v.rows.Refresh()
}

func (v *counting) update(i int, o fyne.CanvasObject) {
	p := v.m.Page.Now()
	if p == nil || p.Trial == nil || i >= len(v.readings) {
		return
	}
	r, row := v.readings[i], o.(*readingRow)
	row.tapped = func() {
		v.rows.Take(i)
		v.try(i)
	}
	row.set(r, r.Choice == p.Trial.Choice, v.rows.Has(i))
}

func (v *counting) try(i int) {
	if i < len(v.readings) {
		v.m.TryGrid(v.readings[i].Choice)
	}
}

// alter returns an action that tries the reading that is tried with a change.
func (v *counting) alter(f func(*edit.GridChoice)) func() {
	return func() {
		p := v.m.Page.Now()
		if p == nil || p.Trial == nil || p.Trial.Grid == nil {
			return
		}
		c := p.Trial.Choice
		if c == p.GridChoice {
			c = p.Adjustable()
		}
		f(&c)
		v.m.TryGrid(c)
	}
}

func (v *counting) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyEscape:
		v.m.EndTrial()
	case fyne.KeyReturn, fyne.KeyEnter:
		v.m.KeepTrial()
	default:
		return v.host.play(name)
	}
	return true
}

// playing has the button say what it would do.
func (v *counting) playing(on bool) {
	v.listen.SetText(words.L("Listen"))
	v.listen.SetIcon(theme.MediaPlayIcon())
	if on {
		v.listen.SetText(words.L("Pause"))
		v.listen.SetIcon(theme.MediaPauseIcon())
	}
}

// readingRow is one way to count: whether it is tried, tempo and meter, and what
// sets it apart.
type readingRow struct {
	widget.BaseWidget
	ground      *kit.Plate
	icon        *widget.Icon
	count, note *kit.Text
	body        *fyne.Container
	tapped      func()
}

func newReadingRow() *readingRow {
	r := &readingRow{ground: kit.NewPlate("", "", 8), icon: widget.NewIcon(nil), count: kit.NewText("").Shrinking(), note: kit.NewSmall("").Shrinking()}
	icon := container.NewGridWrap(fyne.NewSquareSize(18), r.icon)
	r.body = container.NewStack(r.ground, kit.Margins(4, 4, 10, 8,
		kit.Edged(nil, nil, kit.Inline(10, icon), nil, kit.Margins(0, 0, 8, 0, kit.Stacked(0, r.count, r.note)))))
	r.ExtendBaseWidget(r)
	return r
}

// set shows a reading.
func (r *readingRow) set(reading edit.Reading, tried, cursor bool) {
	icon := theme.RadioButtonIcon()
	if tried {
		icon = theme.RadioButtonCheckedIcon()
	}
	r.icon.SetResource(icon)
	r.count.Set(reading.Count)
	r.note.Set(reading.Note)
	if reading.Chosen {
		r.note.Set(words.L("as it stands"))
		if reading.Note != "" {
			r.note.Set(reading.Note + " · " + words.L("as it stands"))
		}
	}
	r.ground.Mark(tried, cursor)
	r.body.Refresh()
}

// Tapped tries the reading.
func (r *readingRow) Tapped(*fyne.PointEvent) { r.tapped() }

// CreateRenderer builds the row.
func (r *readingRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }
