package views

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// trackListWidth is the width of the list beside the roll.
const trackListWidth = 232

// trackList is the list of tracks beside the roll: which one is in front, what
// is silent, how loud each is.
type trackList struct {
	m    *app.Model
	host *host
	page *rollPage
	head *kit.Text
	list *kit.RowList
	rows map[*trackRow]int // by part, to move their meters
}

func newTrackList(m *app.Model, h *host, page *rollPage) *trackList {
	v := &trackList{m: m, host: h, page: page, head: kit.NewSmall(words.L("Click a track to bring it to the front")), rows: map[*trackRow]int{}}
	v.list = kit.NewRowList(words.L("Tracks"), v.length, func() fyne.CanvasObject { return newTrackRow(h) }, v.update)
	v.list.OnKey, v.list.Say = v.key, v.say
	v.list.OnMenu = func(at fyne.Position) { v.host.MenuAt(partMenu(m, h, v.list.Cursor, []int{v.list.Cursor}), at) }
	return v
}

func (v *trackList) length() int {
	if p := v.m.Page.Now(); p != nil {
		return len(p.Parts)
	}
	return 0
}

func (v *trackList) content() fyne.CanvasObject {
	return kit.Edged(kit.Margins(2, 4, 4, 0, v.head.Shrinking()), nil, nil, nil, v.list)
}

func (v *trackList) update(i int, o fyne.CanvasObject) {
	p := v.m.Page.Now()
	if p == nil || i >= len(p.Parts) {
		return
	}
	r, part := o.(*trackRow), p.Parts[i]
	v.rows[r] = i
	r.mute.OnTapped = func() { v.m.Mute(part.Index, !part.Muted) }
	r.solo.OnTapped = func() { v.m.Solo(part.Index, !part.Solo) }
	r.more.OnTapped = func() { v.host.part(i) }
	r.Out, r.Prepare = v.host.Out, func() (dragsource.Load, error) { return partLoad(v.m, v.list, []int{i}) }
	r.menu = func(at fyne.Position) { v.host.MenuAt(partMenu(v.m, v.host, i, []int{i}), at) }
	r.tapped = func() {
		v.list.Take(i)
		v.page.bring(i)
	}
	r.set(part, len(p.Song.Tracks[i].Notes), p.Left(i), v.page.front == i, v.list.Has(i))
}

// key runs a verb on the track under the cursor.
func (v *trackList) key(name fyne.KeyName) bool {
	p := v.m.Page.Now()
	i := v.list.Cursor
	if p == nil || i >= len(p.Parts) {
		return false
	}
	switch name {
	case fyne.KeyM:
		v.m.Mute(p.Parts[i].Index, !p.Parts[i].Muted)
	case fyne.KeyS:
		v.m.Solo(p.Parts[i].Index, !p.Parts[i].Solo)
	case fyne.KeyF:
		v.page.bring(i)
	case fyne.KeyE:
		v.host.part(i)
	case fyne.KeyEscape:
		v.host.Back()
	default:
		return v.host.play(name)
	}
	return true
}

// say tells a row to those who hear it.
func (v *trackList) say(i int) string {
	p := v.m.Page.Now().Parts[i]
	return p.Name + ", " + words.Notes(p.Notes)
}

// meters shows how loud the tracks are, or that nothing sounds.
func (v *trackList) meters(moving bool) {
	for r, i := range v.rows {
		if !moving {
			r.loud = 0
			r.placeMeter()
			continue
		}
		peak, _ := v.m.Meter(i)
		r.level(peak)
	}
}

// What M and S do with a part.
var (
	muteName = words.Key("Leave out of exports (M)")
	soloName = words.Key("Solo: hear and export the soloed parts only (S)")
)

// trackRow is one track in the list beside the roll.
type trackRow struct {
	widget.BaseWidget
	dragsource.Gesture
	part       app.Part
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

func newTrackRow(h *host) *trackRow {
	r := &trackRow{ground: kit.NewPlate("", "", 6), swatch: canvas.NewRectangle(nil), meter: canvas.NewRectangle(nil),
		name: kit.NewText("").Shrinking(), sort: kit.NewSmall("").Shrinking(),
		mute: kit.NewChip(h.Window, nil, "M", words.L(muteName), nil), solo: kit.NewChip(h.Window, nil, "S", words.L(soloName), nil), more: kit.NewChip(h.Window, theme.MoreVerticalIcon(), "", words.L("Change this part"), nil)}
	r.swatch.CornerRadius, r.meter.CornerRadius = 2, 1
	r.name.Style = fyne.TextStyle{Bold: true}
	r.mute.OnColor = theme.ColorNameWarning
	r.ExtendBaseWidget(r)
	return r
}

// set shows a part; of all its notes as delivered, left do not go out.
func (r *trackRow) set(p app.Part, all, left int, front, cursor bool) {
	r.part = p
	r.name.Set(p.Name)
	notes := words.Notes(all)
	if left > 0 {
		notes = words.N(all, "{{.Kept}} of {{.Count}} note", "{{.Kept}} of {{.Count}} notes", words.With{"Kept": app.Thousands(all - left)})
	}
	r.sort.Set(notes)
	r.mute.SetOn(p.Muted)
	r.solo.SetOn(p.Solo)
	fill, line := fyne.ThemeColorName(""), fyne.ThemeColorName("")
	if front {
		fill = look.ColorChosen
	}
	if cursor {
		line = theme.ColorNamePrimary
	}
	r.ground.Paint(fill, line)
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
