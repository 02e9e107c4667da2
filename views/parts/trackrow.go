package parts

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app/edit"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// trackRow is one track in the list beside the roll.
type trackRow struct {
	widget.BaseWidget
	dragsource.Gesture
	part       edit.Part
	ground     *kit.Plate
	swatch     *canvas.Rectangle
	name, sort *kit.Text
	mute, solo *kit.Chip
	more       *kit.Chip
	meter      *canvas.Rectangle
	loud       float32 // what the meter shows, 0–1
	tapped     func()
	menu       func(at fyne.Position)
}

func newTrackRow(h *kit.Window) *trackRow {
	r := &trackRow{ground: kit.NewPlate("", "", 6), swatch: canvas.NewRectangle(nil), meter: canvas.NewRectangle(nil),
		name: kit.NewText("").Shrinking(), sort: kit.NewSmall("").Shrinking(),
		mute: kit.NewChip(h, nil, "M", words.L(muteName), nil), solo: kit.NewChip(h, nil, "S", words.L(soloName), nil), more: kit.NewChip(h, theme.MoreVerticalIcon(), "", words.L("Change this part"), nil)}
	r.swatch.CornerRadius, r.meter.CornerRadius = 2, 1
	r.name.Style = fyne.TextStyle{Bold: true}
	r.mute.OnColor = theme.ColorNameWarning
	r.ExtendBaseWidget(r)
	return r
}

// set shows a part; of all its notes left do not go out.
func (r *trackRow) set(p edit.Part, all, left int, front, cursor bool) {
	r.part = p
	r.name.Set(p.Name)
	r.sort.Set(going(all, left))
	r.mute.SetOn(p.Muted)
	r.solo.SetOn(p.Solo)
	r.ground.Mark(front, cursor)
	fore := theme.ColorNameForeground
	if p.Silent {
		fore = theme.ColorNameDisabled
	}
	r.name.SetColor(fore)
	r.tint()
}

func (r *trackRow) tint() {
	c := r.color()
	if r.swatch.FillColor != color.Color(c) {
		r.swatch.FillColor, r.meter.FillColor = c, c
		r.swatch.Refresh()
		r.meter.Refresh()
	}
}

func (r *trackRow) color() color.NRGBA {
	th, v := kit.ThemeOf(r)
	if r.part.Silent {
		return color.NRGBAModel.Convert(th.Color(theme.ColorNameDisabled, v)).(color.NRGBA)
	}
	return look.PartColor(r.part.Program, r.part.Drums, look.IsDark(th, v))
}

// fall is by how much a meter falls in a frame at most.
const fall = 0.04

// level moves the meter: up at once, down slowly. What it shows is the root of
// the peak, so that soft playing is seen.
func (r *trackRow) level(peak float32) {
	to := float32(math.Sqrt(float64(min(peak, 1))))
	if to < r.loud {
		to = max(to, r.loud-fall)
	}
	if to == r.loud {
		return
	}
	r.loud = to
	r.placeMeter()
}

func (r *trackRow) placeMeter() {
	size := r.Size()
	kit.Show(r.loud > 0.01, r.meter)
	r.meter.Resize(fyne.NewSize((size.Width-22)*r.loud, 2))
	r.meter.Move(fyne.NewPos(14, size.Height-5))
}

// Tapped brings the track to the front.
func (r *trackRow) Tapped(*fyne.PointEvent) {
	if r.tapped != nil {
		r.tapped()
	}
}

// TappedSecondary opens the row's menu.
func (r *trackRow) TappedSecondary(e *fyne.PointEvent) {
	if r.menu != nil {
		r.menu(e.AbsolutePosition)
	}
}

// CreateRenderer builds the row.
func (r *trackRow) CreateRenderer() fyne.WidgetRenderer { return &trackRowRenderer{r} }

type trackRowRenderer struct{ r *trackRow }

// trackRowHeight is the height of a row in points.
const trackRowHeight = 46

func (t *trackRowRenderer) MinSize() fyne.Size { return fyne.NewSize(160, trackRowHeight) }

func (t *trackRowRenderer) Layout(size fyne.Size) {
	r := t.r
	kit.Place(r.ground, 0, 0, size.Width, size.Height)
	kit.Place(r.swatch, 5, 7, 4, size.Height-14)
	chips := (size.Height-kit.ChipSide)/2 - 1
	x := size.Width - 3*(kit.ChipSide+2)
	kit.Place(r.mute, x, chips, kit.ChipSide, kit.ChipSide)
	kit.Place(r.solo, x+kit.ChipSide+2, chips, kit.ChipSide, kit.ChipSide)
	kit.Place(r.more, x+2*(kit.ChipSide+2), chips, kit.ChipSide, kit.ChipSide)
	h := r.name.MinSize().Height
	kit.Place(r.name, 14, size.Height/2-h-1, x-18, h)
	kit.Place(r.sort, 14, size.Height/2, x-18, r.sort.MinSize().Height)
	r.placeMeter()
}

func (t *trackRowRenderer) Refresh() {
	t.Layout(t.r.Size())
	t.r.tint()
}

func (t *trackRowRenderer) Objects() []fyne.CanvasObject {
	r := t.r
	return []fyne.CanvasObject{r.ground, r.swatch, r.name, r.sort, r.meter, r.mute, r.solo, r.more}
}

func (t *trackRowRenderer) Destroy() {}
