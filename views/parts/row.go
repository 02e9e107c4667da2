package parts

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app/edit"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/overview"
	"partlift/views/words"
)

// Row is one instrument of the open song.
type Row struct {
	widget.BaseWidget
	dragsource.Gesture
	part       edit.Part
	ground     *kit.Plate
	swatch     *canvas.Rectangle
	mute, solo *kit.Chip
	name, sort *kit.Text
	lane       *kit.Plate
	picture    *picture
	out        *kit.Chip // whether the part is exported
	height     *float32  // of every row in points
	tapped     func(mods fyne.KeyModifier)
	sought     func(x, width float32) // a click on the lane, x points from its left
	menu       func(at fyne.Position)
	mods       fyne.KeyModifier
}

var _ desktop.Mouseable = (*Row)(nil)

func newRow(h *kit.Window, height *float32) *Row {
	r := &Row{
		ground: kit.NewPlate("", "", 8), swatch: canvas.NewRectangle(nil),
		name: kit.NewText("").Shrinking(), sort: kit.NewSmall("").Shrinking(),
		lane: kit.NewPlate(look.ColorLane, look.ColorLine, 3), picture: newPicture(), height: height,
	}
	r.name.Style = fyne.TextStyle{Bold: true}
	r.swatch.CornerRadius = 2
	r.mute, r.solo = kit.NewChip(h, nil, "M", words.L(muteName), nil), kit.NewChip(h, nil, "S", words.L(soloName), nil)
	r.mute.OnColor = theme.ColorNameWarning
	r.out = kit.NewChip(h, theme.CheckButtonCheckedIcon(), "", words.L("In the export (X)"), nil)
	r.ExtendBaseWidget(r)
	return r
}

// rowLook is how a row is marked.
type rowLook struct{ chosen, cursor bool }

// set shows a part with its notes over a stretch of the song; so many others of it
// are left out.
func (r *Row) set(p edit.Part, left int, notes []music.Note, t stretch, g overview.Ground, l rowLook) {
	r.part = p
	r.name.Set(p.Name)
	r.sort.Set(instrument(p, left))
	r.mute.SetOn(p.Muted)
	r.solo.SetOn(p.Solo)
	kit.Show(true, r.mute, r.out)
	r.out.SetIcon(theme.CheckButtonCheckedIcon())
	if p.Left {
		r.out.SetIcon(theme.CheckButtonIcon())
	}
	r.picture.plain = false
	r.ground.Mark(l.chosen, l.cursor)
	fore := theme.ColorNameForeground
	if p.Silent {
		fore = theme.ColorNameDisabled
	}
	r.name.SetColor(fore)
	r.picture.set(p, notes, t, g)
	r.tint()
}

// tint gives the swatch the color of the instrument.
func (r *Row) tint() {
	r.swatch.FillColor = r.picture.color()
	r.swatch.Refresh()
}

// instrument says what a part becomes in a DAW, unless it is named so already,
// and how much of it there is.
func instrument(p edit.Part, left int) string {
	var out []string
	switch {
	case p.Drums:
		out = append(out, words.L("Drum kit"))
	case !p.Known:
		out = append(out, words.L("Not recognized, goes out as {{.Instrument}}", words.With{"Instrument": p.Instrument}))
	default:
		if p.Instrument != p.Name {
			out = append(out, p.Instrument)
		}
	}
	out = append(out, going(p.Notes, left))
	if p.Stem != "" && p.Stem != p.Name {
		out = append(out, words.L("from {{.Stem}}", words.With{"Stem": p.Stem}))
	}
	return strings.Join(out, " · ")
}

// going says how many of the notes of a part go out, where some are left out.
func going(all, left int) string {
	if left <= 0 {
		return words.Notes(all)
	}
	return words.N(all, "{{.Kept}} of {{.Count}} note", "{{.Kept}} of {{.Count}} notes", words.With{"Kept": say.Thousands(all - left)})
}

// MouseDown remembers the modifiers, which Tapped does not carry.
func (r *Row) MouseDown(e *desktop.MouseEvent) { r.mods = e.Modifier }

// MouseUp is part of desktop.Mouseable.
func (r *Row) MouseUp(*desktop.MouseEvent) {}

// Tapped chooses the part, and on its lane plays from there.
func (r *Row) Tapped(e *fyne.PointEvent) {
	c := columnsOf(r.Size().Width)
	if x := e.Position.X - c.lane; r.sought != nil && r.mods == 0 && x >= 0 && x < c.laneWidth {
		r.sought(x, c.laneWidth)
	}
	if r.tapped != nil {
		r.tapped(r.mods)
	}
}

// TappedSecondary opens the row's menu.
func (r *Row) TappedSecondary(e *fyne.PointEvent) {
	if r.menu != nil {
		r.menu(e.AbsolutePosition)
	}
}

// CreateRenderer builds the row.
func (r *Row) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{r} }

type rowRenderer struct{ r *Row }

// rowHeight is the height of a row in points.
const rowHeight = 54

func (p *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(480, *p.r.height) }

// columns are the columns of a row; the header above the rows uses them
// too.
type columns struct{ name, nameWidth, lane, laneWidth, out float32 }

func columnsOf(width float32) columns {
	var c columns
	c.name = 14 + 2*kit.ChipSide + 4 + 12
	c.nameWidth = min(max(width*0.22, 130), 260)
	c.out = width - 8 - kit.ChipSide
	c.lane = c.name + c.nameWidth + 12
	c.laneWidth = c.out - 10 - c.lane
	return c
}

func (p *rowRenderer) Layout(size fyne.Size) {
	r, c := p.r, columnsOf(size.Width)
	kit.Place(r.ground, 0, 0, size.Width, size.Height)
	kit.Place(r.swatch, 5, 10, 4, size.Height-20)
	chips := (size.Height - kit.ChipSide) / 2
	kit.Place(r.mute, 16, chips, kit.ChipSide, kit.ChipSide)
	kit.Place(r.solo, 16+kit.ChipSide+4, chips, kit.ChipSide, kit.ChipSide)
	two := func(upper, lower *kit.Text, x, w float32) {
		h := upper.MinSize().Height
		kit.Place(upper, x, size.Height/2-h, w, h)
		kit.Place(lower, x, size.Height/2+1, w, lower.MinSize().Height)
	}
	two(r.name, r.sort, c.name, c.nameWidth)
	kit.Place(r.lane, c.lane, 1, c.laneWidth, size.Height-2)
	kit.Place(r.picture, c.lane, 2, c.laneWidth, size.Height-4)
	kit.Place(r.out, c.out, chips, kit.ChipSide, kit.ChipSide)
}

func (p *rowRenderer) Refresh() {
	p.Layout(p.r.Size())
	p.r.tint()
	p.r.picture.repaint()
}

func (p *rowRenderer) Objects() []fyne.CanvasObject {
	r := p.r
	return []fyne.CanvasObject{r.ground, r.swatch, r.mute, r.solo, r.name, r.sort, r.lane, r.picture, r.out}
}

func (p *rowRenderer) Destroy() {}
