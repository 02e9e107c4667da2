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

// counting is the pane that lists the ways to count the open song: each is heard
// as clicks and seen as bar lines before one is taken.
type counting struct {
	m        *app.Model
	host     *host
	close    func()
	now      *kit.Text
	doubt    *widget.Label // in words
	right    *kit.Button   // says that there is none
	rows     *kit.RowList
	readings []edit.Reading
	listen   *kit.Button
	choice   fyne.CanvasObject // takes what is tried, or not
	box      *fyne.Container
}

func newCounting(m *app.Model, h *host, close func()) *counting {
	v := &counting{m: m, host: h, close: close, now: kit.NewHeading("", theme.SizeNameSubHeadingText).Shrinking(), doubt: kit.Paragraph("")}
	v.rows = kit.NewRowList(words.L("Ways to count"), func() int { return len(v.readings) }, func() fyne.CanvasObject { return newReadingRow() }, v.update)
	v.rows.Say = func(i int) string { return v.readings[i].Label }
	v.rows.OnMove = func(to int, _ bool) { v.try(to) }
	v.rows.OnKey = v.key
	v.listen = kit.NewButton(words.L("Listen"), theme.MediaPlayIcon(), m.TogglePlay, close)
	v.right = kit.NewButton(words.L("They are right as they are"), theme.ConfirmIcon(), v.confirm, close)
	v.box = v.build()
	m.Playback.Watch(func(p app.Playback) { v.playing(p.Playing) })
	return v
}

func (v *counting) build() *fyne.Container {
	by := func(icon fyne.Resource, name string, f func(*edit.GridChoice)) *kit.Button {
		return kit.NewIcon(v.host.Window, icon, name, v.alter(f)).As(widget.MediumImportance)
	}
	short := func(label, name string, f func(*edit.GridChoice)) *kit.Button {
		return kit.NewShort(v.host.Window, label, nil, name, v.alter(f))
	}
	tempo := kit.Inline(4, kit.NewSmall(words.L("Tempo")), layout.NewSpacer(),
		short("× ½", words.L("Halve the tempo"), func(c *edit.GridChoice) { c.Octave-- }),
		short("× 2", words.L("Double the tempo"), func(c *edit.GridChoice) { c.Octave++ }),
		kit.NewButton(words.L("Type or tap…"), nil, v.host.tempo, v.close))
	first := kit.Inline(4, kit.NewSmall(words.L("Bar one")), layout.NewSpacer(),
		by(theme.NavigateBackIcon(), words.L("Bar one a beat earlier"), func(c *edit.GridChoice) { c.Shift-- }),
		by(theme.NavigateNextIcon(), words.L("Bar one a beat later"), func(c *edit.GridChoice) { c.Shift++ }))
	use := kit.NewButton(words.L("Use this"), nil, v.m.KeepTrial, v.close).As(widget.HighImportance)
	cancel := kit.NewButton(words.L("Cancel"), nil, v.m.EndTrial, v.close)
	v.choice = kit.Inline(8, cancel, use)
	head := kit.Stacked(2, v.now, kit.Flush(v.doubt), v.right)
	hint := kit.NewSmall(words.L("Listen to the clicks and look at the bar lines")).Shrinking()
	foot := kit.Stacked(6, kit.NewRule(), tempo, first, kit.Margins(6, 0, 0, 0, kit.Inline(8, v.listen, layout.NewSpacer(), v.choice)))
	return kit.Margins(0, 4, 0, 0, kit.Edged(kit.Margins(0, 6, 14, 14, kit.Stacked(6, head, hint)), kit.Margins(4, 0, 14, 14, foot), nil, nil, kit.Margins(0, 0, 6, 6, v.rows)))
}

func (v *counting) content() fyne.CanvasObject { return v.box }

// show lists the readings of a page, and which of them stands or is tried.
func (v *counting) show(p *edit.Page) {
	off := edit.GridChoice{Mode: edit.GridOff}
	v.readings = append(p.Readings[:len(p.Readings):len(p.Readings)], edit.Reading{Count: words.L("No bars: 120 BPM, exact times"), Label: words.L("No bars: 120 BPM, exact times"), Choice: off, Chosen: p.GridChoice.Off()})
	if len(p.Readings) == 0 {
		find := edit.GridChoice{Mode: edit.GridAuto}
		v.readings = append([]edit.Reading{{Count: words.L("Find the bars in the notes"), Label: words.L("Find the bars in the notes"), Choice: find, Chosen: !p.GridChoice.Off()}}, v.readings...)
	}
	doubt := p.Found.Doubt()
	v.now.Set(p.Standing())
	v.doubt.SetText("")
	if doubt != edit.NoDoubt {
		v.doubt.SetText(words.Text(doubt.Sentence()))
	}
	kit.Show(doubt != edit.NoDoubt, v.doubt)
	kit.Show(doubt != edit.NoDoubt && p.Trial == nil, v.right)
	kit.Show(p.Trial != nil, v.choice)
	v.rows.Refresh()
	v.box.Refresh()
}

// confirm says that the bars are right as they are.
func (v *counting) confirm() {
	if p := v.m.Page.Now(); p != nil {
		c := p.Adjustable()
		c.Right = true
		v.m.SetGrid(c)
	}
}

func (v *counting) update(i int, o fyne.CanvasObject) {
	p := v.m.Page.Now()
	if p == nil || i >= len(v.readings) {
		return
	}
	r, row := v.readings[i], o.(*readingRow)
	row.tapped = func() {
		v.rows.Take(i)
		v.try(i)
	}
	row.set(r, r.Chosen && p.Trial == nil || p.Trial != nil && r.Choice == p.Trial.Choice, v.rows.Has(i))
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
		if p == nil || p.Counted() == nil {
			return
		}
		c := p.Seen()
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
		v.host.Back()
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
