package parts

import (
	"fmt"
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
	"partlift/views/words"
)

// Row is one instrument of the open song.
type Row struct {
	widget.BaseWidget
	dragsource.Gesture
	part          edit.Part
	ground        *kit.Plate
	swatch        *canvas.Rectangle
	mute, solo    *kit.Chip
	name, sort    *kit.Text
	lane          *kit.Plate
	picture       *picture
	notes         *kit.Text
	names, ranges *kit.Text
	save          *kit.Chip
	tapped        func(mods fyne.KeyModifier)
	menu          func(at fyne.Position)
	mods          fyne.KeyModifier
}

var _ desktop.Mouseable = (*Row)(nil)

func newRow(h *kit.Window) *Row {
	r := &Row{
		ground: kit.NewPlate("", "", 8), swatch: canvas.NewRectangle(nil),
		name: kit.NewText("").Shrinking(), sort: kit.NewSmall("").Shrinking(),
		lane: kit.NewPlate(look.ColorLane, look.ColorLine, 6), picture: newPicture(),
		notes: kit.NewText(""), names: kit.NewText(""), ranges: kit.NewSmall(""),
	}
	r.name.Style = fyne.TextStyle{Bold: true}
	r.swatch.CornerRadius = 2
	for _, t := range []*kit.Text{r.notes, r.names, r.ranges} {
		t.Align = fyne.TextAlignTrailing
	}
	r.mute, r.solo = kit.NewChip(h, nil, "M", words.L(muteName), nil), kit.NewChip(h, nil, "S", words.L(soloName), nil)
	r.mute.OnColor = theme.ColorNameWarning
	r.save = kit.NewChip(h, theme.DownloadIcon(), "", words.L("Export this part (E)"), nil)
	r.ExtendBaseWidget(r)
	return r
}

// rowLook is how a row is marked.
type rowLook struct{ chosen, cursor bool }

// set shows a part with its notes over a song of a length in seconds.
func (r *Row) set(p edit.Part, notes []music.Note, seconds float64, l rowLook) {
	r.part = p
	r.name.Set(p.Name)
	r.sort.Set(instrument(p))
	r.notes.Set(say.Thousands(p.Notes))
	r.names.Set(pitchNames(p))
	r.ranges.Set(pitchNumbers(p))
	r.mute.SetOn(p.Muted)
	r.solo.SetOn(p.Solo)
	fill, line := fyne.ThemeColorName(""), fyne.ThemeColorName("")
	if l.chosen {
		fill = look.ColorChosen
	}
	if l.cursor {
		line = theme.ColorNamePrimary
	}
	r.ground.Paint(fill, line)
	fore := theme.ColorNameForeground
	if p.Silent {
		fore = theme.ColorNameDisabled
	}
	for _, t := range []*kit.Text{r.name, r.notes, r.names} {
		t.SetColor(fore)
	}
	r.picture.set(p, notes, seconds)
	r.tint()
}

// tint gives the swatch the color of the instrument.
func (r *Row) tint() {
	r.swatch.FillColor = r.picture.color()
	r.swatch.Refresh()
}

// instrument says what a part becomes in a DAW: the General MIDI instrument,
// unless the part is named so already, with its number counted from 1.
func instrument(p edit.Part) string {
	var out []string
	switch {
	case p.Drums:
		out = append(out, words.L("Drum kit"), words.L("channel 10"))
	case !p.Known:
		out = append(out, words.L("Not recognized, goes out as {{.Instrument}}", words.With{"Instrument": p.Instrument}))
	default:
		if p.Instrument != p.Name {
			out = append(out, p.Instrument)
		}
		out = append(out, fmt.Sprintf("GM %d", int(p.Program)+1))
	}
	if p.Stem != "" {
		out = append(out, words.L("from {{.Stem}}", words.With{"Stem": p.Stem}))
	}
	return strings.Join(out, " · ")
}

// pitchNames writes a range with 60 as C4.
func pitchNames(p edit.Part) string {
	switch {
	case p.Drums:
		return words.L("Drum kit")
	case p.Notes == 0:
		return "–"
	default:
		return pitchName(p.Low) + " – " + pitchName(p.High)
	}
}

// pitchNumbers writes a range as MIDI note numbers, which mean the same in
// every DAW.
func pitchNumbers(p edit.Part) string {
	if p.Notes == 0 {
		return ""
	}
	return fmt.Sprintf("%d–%d", p.Low, p.High)
}

func pitchName(p uint8) string {
	return [12]string{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"}[p%12] + fmt.Sprint(int(p)/12-1)
}

// MouseDown remembers the modifiers, which Tapped does not carry.
func (r *Row) MouseDown(e *desktop.MouseEvent) { r.mods = e.Modifier }

// MouseUp is part of desktop.Mouseable.
func (r *Row) MouseUp(*desktop.MouseEvent) {}

// Tapped chooses the part.
func (r *Row) Tapped(*fyne.PointEvent) {
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

func (p *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(480, rowHeight) }

// columns are the columns of a row; the header above the rows uses them
// too.
type columns struct{ name, nameWidth, lane, laneWidth, notes, pitch, save float32 }

const (
	notesWidth = 56
	pitchWidth = 86
)

func columnsOf(width float32) columns {
	var c columns
	c.name = 14 + 2*kit.ChipSide + 4 + 12
	c.nameWidth = min(max(width*0.22, 130), 260)
	c.save = width - 8 - kit.ChipSide
	c.pitch = c.save - 10 - pitchWidth
	c.notes = c.pitch - 8 - notesWidth
	c.lane = c.name + c.nameWidth + 12
	c.laneWidth = c.notes - 12 - c.lane
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
	kit.Place(r.notes, c.notes, (size.Height-r.notes.MinSize().Height)/2, notesWidth, r.notes.MinSize().Height)
	two(r.names, r.ranges, c.pitch, pitchWidth)
	kit.Place(r.lane, c.lane, 6, c.laneWidth, size.Height-12)
	kit.Place(r.picture, c.lane+1, 7, c.laneWidth-2, size.Height-14)
	kit.Place(r.save, c.save, chips, kit.ChipSide, kit.ChipSide)
}

func (p *rowRenderer) Refresh() {
	p.Layout(p.r.Size())
	p.r.tint()
	p.r.picture.repaint()
}

func (p *rowRenderer) Objects() []fyne.CanvasObject {
	r := p.r
	return []fyne.CanvasObject{r.ground, r.swatch, r.mute, r.solo, r.name, r.sort, r.lane, r.picture, r.notes, r.names, r.ranges, r.save}
}

func (p *rowRenderer) Destroy() {}
