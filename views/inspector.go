package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"partlift/app"
	"partlift/app/edit"
	"partlift/views/kit"
	"partlift/views/words"
)

// inspector stands at the right of the open song when it is asked for: how its
// bars are counted, or how its notes are timed. The song beside it stays in sight,
// plays on and follows every change.
type inspector struct {
	m       *app.Model
	host    *host
	bars    *bars
	timing  *timing
	title   *kit.Text
	panes   []fyne.CanvasObject // by pane
	box     *fyne.Container
	at      pane
	changed func() // it came or went
}

// pane is what the inspector shows.
type pane int

const (
	noPane pane = iota - 1
	barsPane
	timingPane
)

// inspectorWidth is what the inspector takes of the song's page, and
// inspectorGap the room before it.
const (
	inspectorWidth = 344
	inspectorGap   = 14
)

func newInspector(m *app.Model, h *host) *inspector {
	v := &inspector{m: m, host: h, at: noPane, changed: func() {}, title: kit.NewHeading("", theme.SizeNameText)}
	v.bars = newBars(m, h, func() { v.toggle(barsPane) }, v.close)
	v.timing = newTiming(m, h, func() { v.toggle(timingPane) }, v.close)
	v.panes = []fyne.CanvasObject{v.bars.count.content(), v.timing.content()}
	shut := kit.NewIcon(h.Window, theme.CancelIcon(), words.L("Close"), v.close)
	head := kit.Inline(6, v.title, layout.NewSpacer(), shut)
	body := kit.Edged(kit.Margins(2, 4, 14, 4, head), nil, nil, nil, container.NewStack(v.panes...))
	v.box = kit.Panel(kit.Margins(4, 10, 0, 0, body))
	v.open(noPane)
	return v
}

// toggle opens a pane, or closes it where it is open.
func (v *inspector) toggle(p pane) {
	if v.at == p {
		v.close()
		return
	}
	v.m.EndTrial()
	v.open(p)
	if p == timingPane {
		v.host.Focus(v.timing.quantize)
	} else {
		v.host.Focus(v.bars.count.rows)
	}
}

// close ends it, and what is tried in it.
func (v *inspector) close() {
	v.m.EndTrial()
	v.open(noPane)
}

// open shows a pane, or none.
func (v *inspector) open(p pane) {
	came := (p == noPane) != (v.at == noPane)
	v.at = p
	for i, o := range v.panes {
		kit.Show(pane(i) == p, o)
	}
	kit.Show(p != noPane, v.box)
	v.bars.button.Lit(p == barsPane)
	v.timing.button.Lit(p == timingPane)
	v.title.Set(words.L("Bars"))
	if p == timingPane {
		v.title.Set(words.L("Timing and clean-up"))
	}
	if now := v.m.Page.Now(); p == barsPane && now != nil {
		v.bars.count.show(now)
	}
	if came || p != noPane {
		v.changed()
	}
}

// show brings it up to date with a page. A reading that is tried is shown.
func (v *inspector) show(p *edit.Page) {
	if p.Trial != nil && v.at != barsPane {
		v.open(barsPane)
	}
	v.bars.refresh(p)
	v.timing.refresh(p)
}

// besideLayout puts the inspector at the right of what it is about; in a narrow
// page it covers that.
type besideLayout struct{}

func (besideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// besideLeast is the least width of a song beside the inspector.
const besideLeast = 300

func (besideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	song, box := objects[0], objects[1]
	left := size.Width - inspectorWidth - inspectorGap
	switch {
	case !box.Visible():
		kit.Place(song, 0, 0, size.Width, size.Height)
	case left < besideLeast:
		kit.Place(song, 0, 0, size.Width, size.Height)
		kit.Place(box, 0, 0, size.Width, size.Height)
	default:
		kit.Place(song, 0, 0, left, size.Height)
		kit.Place(box, size.Width-inspectorWidth, 0, inspectorWidth, size.Height)
	}
}
