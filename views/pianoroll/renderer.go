package pianoroll

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"partlift/views/words"
)

// canvases are what moves over the notes without painting them again.
type canvases struct {
	loopBand, loopBar *canvas.Rectangle // over the notes; on the ruler
	box               *canvas.Rectangle
	head, cap         *canvas.Rectangle
	across, along     *canvas.Rectangle // how much of pitches and song is in view
	row               *canvas.Rectangle // the pointer's, on the keyboard
	ring              *canvas.Rectangle // of the keyboard's focus
	empty             *canvas.Text
}

// build makes the objects, hidden until they are placed.
func (r *Roll) build() {
	c := &r.canvas
	for _, o := range []**canvas.Rectangle{&c.loopBand, &c.loopBar, &c.box, &c.head, &c.cap, &c.across, &c.along, &c.row, &c.ring} {
		*o = canvas.NewRectangle(color.Transparent)
		(*o).Hide()
	}
	c.box.StrokeWidth, c.ring.StrokeWidth = 1, 1
	c.cap.CornerRadius, c.loopBar.CornerRadius = 2, 2
	c.across.CornerRadius, c.along.CornerRadius = 2, 2
	c.empty = canvas.NewText(words.L("No notes to show"), color.Transparent)
	c.empty.Alignment = fyne.TextAlignCenter
	r.paint.raster = canvas.NewRaster(r.generate)
}

// dress gives picture and objects the colors of the theme.
func (r *Roll) dress() {
	th, v := r.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	p := paletteOf(th, v)
	r.paint.painter.font = th.Font(fyne.TextStyle{}).Content()
	r.paint.painter.dress(p, &r.scene)
	r.paint.colors = true
	c := &r.canvas
	c.loopBand.FillColor, c.loopBar.FillColor = faded(p.Accent, 26), faded(p.Accent, 120)
	c.box.FillColor, c.box.StrokeColor = faded(p.Accent, 40), p.Accent
	c.head.FillColor, c.cap.FillColor = p.Head, p.Head
	c.across.FillColor, c.along.FillColor = th.Color(theme.ColorNameScrollBar, v), faded(p.Line, 40)
	c.along.StrokeColor, c.along.StrokeWidth = faded(p.Line, 130), 1
	c.row.FillColor = faded(p.Accent, 110)
	c.ring.StrokeColor = faded(p.Accent, 170)
	c.empty.Color, c.empty.TextSize = p.Faint, th.Size(theme.SizeNameText)
}

func faded(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

// MinSize keeps room for a few bars and an octave.
func (r *Roll) MinSize() fyne.Size {
	r.ExtendBaseWidget(r)
	if r.bare {
		return fyne.NewSize(80, rulerHeight)
	}
	return fyne.NewSize(320, 160)
}

// AccessibilityLabel says what this is and how many notes it shows.
func (r *Roll) AccessibilityLabel() string {
	if r.bare {
		return words.L("Timeline")
	}
	return words.L("Piano roll") + ", " + words.Notes(r.index.notes)
}

// AccessibilityRole is that of a container.
func (r *Roll) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// CreateRenderer is part of fyne.Widget.
func (r *Roll) CreateRenderer() fyne.WidgetRenderer { return &renderer{r} }

// renderer is dumb: the roll places everything.
type renderer struct{ r *Roll }

func (d *renderer) MinSize() fyne.Size { return d.r.MinSize() }
func (d *renderer) Destroy()           {}

func (d *renderer) Objects() []fyne.CanvasObject {
	c := &d.r.canvas
	return []fyne.CanvasObject{d.r.paint.raster, c.row, c.loopBand, c.loopBar, c.box, c.across, c.along, c.head, c.cap, c.empty, c.ring}
}

// Layout keeps what is in view when the size changes, or goes on showing all.
func (d *renderer) Layout(size fyne.Size) {
	r := d.r
	r.paint.raster.Resize(size)
	if !r.chosen {
		r.view = r.pane().fit()
	}
	r.look(r.view)
}

// Refresh takes over another theme.
func (d *renderer) Refresh() {
	d.r.dress()
	d.r.changed()
	for _, o := range d.Objects()[1:] {
		o.Refresh()
	}
}

// place puts everything that lies over the notes where the view has it.
func (r *Roll) place() {
	if r.paint.raster.Size().IsZero() {
		return
	}
	if !r.paint.colors {
		r.dress()
	}
	r.placeHead()
	r.placeLoop()
	r.placeBox()
	r.placeThumbs()
	size := r.Size()
	put(r.canvas.ring, r.pointer.focused, 0, 0, size.Width, size.Height)
	text := r.canvas.empty.MinSize().Height
	put(r.canvas.empty, !r.bare && r.index.low > r.index.high, float32(r.margin()), (size.Height+rulerHeight-text)/2, size.Width-float32(r.margin()), text)
}

// put shows an object at a place, or hides it; it touches nothing that is there
// already.
func put(o fyne.CanvasObject, shown bool, x, y, w, h float32) {
	if !shown {
		if o.Visible() {
			o.Hide()
		}
		return
	}
	o.Resize(fyne.NewSize(w, h))
	o.Move(fyne.NewPos(x, y))
	if !o.Visible() {
		o.Show()
	}
}

// placeHead moves the playhead.
func (r *Roll) placeHead() {
	p, x := r.pane(), r.view.X(r.follow.head)
	shown := r.follow.head >= 0 && x >= 0 && x <= p.width
	left, long := float32(r.margin()+x), float32(p.height)+8
	if r.bare {
		long = 8
	}
	put(r.canvas.head, shown, left-0.5, rulerHeight-8, 1.5, long)
	put(r.canvas.cap, shown, left-4.25, rulerHeight-12, 9, 8)
}

// placeLoop moves the loop.
func (r *Roll) placeLoop() {
	p := r.pane()
	a, b := bound(r.view.X(r.loop[0]), 0, p.width), bound(r.view.X(r.loop[1]), 0, p.width)
	shown := r.loop[1] > r.loop[0] && b > a
	left := float32(r.margin() + a)
	put(r.canvas.loopBand, shown && !r.bare, left, rulerHeight, float32(b-a), float32(p.height))
	put(r.canvas.loopBar, shown, left, 1, float32(b-a), 5)
}

// placeRow marks the key of the row that the pointer is on.
func (r *Roll) placeRow(at point, shown bool) {
	pitch := math.Floor(r.placeOf(at).pitch)
	y0, y1 := math.Max(r.view.Y(pitch+1), 0), math.Min(r.view.Y(pitch), r.pane().height)
	put(r.canvas.row, shown && y1 > y0, 0, float32(rulerHeight+y0), float32(r.margin()), float32(y1-y0))
}

// placeThumbs shows how much of song and pitches is in view.
func (r *Roll) placeThumbs() {
	p := r.pane()
	whole := max(r.view.Second(p.width), p.seconds())
	x0, x1 := r.view.Start/whole*p.width, r.view.Second(p.width)/whole*p.width
	if s := r.strip(); s > 0 {
		put(r.canvas.along, true, float32(r.margin()+x0), float32(float64(r.Size().Height)-s+1), float32(max(x1-x0, 12)), float32(s-2))
	} else {
		put(r.canvas.along, !r.bare && x1-x0 < p.width*0.97, float32(r.margin()+x0), float32(rulerHeight+p.height-6), float32(max(x1-x0, 12)), 4)
	}
	y0, y1 := (pitches-r.view.Top)/pitches*p.height, (pitches-r.view.Pitch(p.height))/pitches*p.height
	put(r.canvas.across, !r.bare && y1-y0 < p.height*0.97, float32(r.margin()+p.width-6), float32(rulerHeight+y0), 4, float32(max(y1-y0, 12)))
}
