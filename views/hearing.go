package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/words"
)

// hearing offers to hear the stems of a song that came without notes, and shows
// that they are being heard.
type hearing struct {
	m      *app.Model
	text   *kit.Text
	button *kit.Button
	box    fyne.CanvasObject
	page   *fyne.Container // with the box above what it is about
}

func newHearing(m *app.Model, h *host) *hearing {
	v := &hearing{m: m, text: kit.NewText("").Shrinking()}
	v.button = kit.NewButton(words.L("Hear these stems (free)"), theme.VolumeUpIcon(), func() {
		if p := m.Page.Now(); p != nil {
			m.HearStems(p.ID)
		}
	}, h.Back).As(widget.HighImportance)
	v.box = kit.Margins(0, 10, 0, 0, kit.Panel(kit.Margins(8, 8, 14, 10, kit.Edged(nil, nil, nil, v.button, v.text))))
	m.Rows.Watch(func([]studio.Row) { v.show(m.Page.Now()) })
	return v
}

// above returns the parts of a song with the offer above them.
func (v *hearing) above(parts fyne.CanvasObject) fyne.CanvasObject {
	v.page = kit.Edged(v.box, nil, nil, nil, parts)
	return v.page
}

// show offers it for a page, where there is something to hear.
func (v *hearing) show(p *edit.Page) {
	if offered := p != nil && p.Unheard; offered != v.box.Visible() {
		kit.Show(offered, v.box)
		if v.page != nil {
			v.page.Refresh() // the parts give way, or get the room back
		}
	}
	if !v.box.Visible() {
		return
	}
	text, running := words.L("This song has sound and no notes yet. This computer can hear each stem by itself."), false
	for _, row := range v.m.Rows.Now() {
		if row.ID == p.ID && row.State == studio.RowRunning {
			text, running = words.L("The stems are being heard; the song opens with its notes."), true
		}
	}
	v.text.Set(text)
	kit.Enable(!running, v.button)
	v.box.Refresh()
}
