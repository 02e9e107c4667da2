package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/look"
)

// Plate is a filled rectangle in colors of the theme; an empty name is no
// color.
type Plate struct {
	widget.BaseWidget
	fill, line fyne.ThemeColorName
	radius     float32
	width      float32 // of the outline
	least      fyne.Size
}

// NewPlate returns a rectangle with rounded corners; the outline is a point wide.
func NewPlate(fill, line fyne.ThemeColorName, radius float32) *Plate {
	p := &Plate{fill: fill, line: line, radius: radius, width: 1}
	p.ExtendBaseWidget(p)
	return p
}

// NewRule returns a hair line across its parent.
func NewRule() *Plate {
	p := NewPlate(look.ColorLine, "", 0)
	p.least = fyne.NewSize(1, 1)
	return p
}

// Paint gives the rectangle other colors.
func (p *Plate) Paint(fill, line fyne.ThemeColorName) {
	if p.fill != fill || p.line != line {
		p.fill, p.line = fill, line
		p.Refresh()
	}
}

// Mark shows of the row that the rectangle lies under whether it is chosen, and
// whether the keyboard's cursor is on it.
func (p *Plate) Mark(chosen, cursor bool) {
	fill, line := fyne.ThemeColorName(""), fyne.ThemeColorName("")
	if chosen {
		fill = look.ColorChosen
	}
	if cursor {
		line = theme.ColorNamePrimary
	}
	p.Paint(fill, line)
}

// CreateRenderer builds the rectangle.
func (p *Plate) CreateRenderer() fyne.WidgetRenderer {
	r := &plateRenderer{p: p, rect: canvas.NewRectangle(nil)}
	r.apply()
	return r
}

type plateRenderer struct {
	p    *Plate
	rect *canvas.Rectangle
}

func (r *plateRenderer) apply() {
	th, v := ThemeOf(r.p)
	r.rect.FillColor, r.rect.StrokeColor, r.rect.StrokeWidth = nil, nil, 0
	if r.p.fill != "" {
		r.rect.FillColor = th.Color(r.p.fill, v)
	}
	if r.p.line != "" {
		r.rect.StrokeColor, r.rect.StrokeWidth = th.Color(r.p.line, v), r.p.width
	}
	r.rect.CornerRadius = r.p.radius
}

func (r *plateRenderer) Layout(size fyne.Size)        { r.rect.Resize(size) }
func (r *plateRenderer) MinSize() fyne.Size           { return r.p.least }
func (r *plateRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }
func (r *plateRenderer) Destroy()                     {}
func (r *plateRenderer) Refresh() {
	r.apply()
	r.rect.Refresh()
}

// Card frames content as a panel.
func Card(content fyne.CanvasObject) *fyne.Container {
	return container.NewStack(NewPlate(look.ColorCard, look.ColorLine, 10), Inset(16, content))
}

// Panel frames content that brings its own margins.
func Panel(content fyne.CanvasObject) *fyne.Container {
	return container.NewStack(NewPlate(look.ColorCard, look.ColorLine, 10), content)
}

// Inset leaves room on all sides of content.
func Inset(n float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(n, n, n, n), content)
}

// Margins leaves room around content: top, bottom, left, right.
func Margins(top, bottom, left, right float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(top, bottom, left, right), content)
}

// Stacked puts objects under each other with a gap between them.
func Stacked(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(gap), objects...)
}

// Edged puts objects at the edges of one that gets the rest. Unlike the
// toolkit's own border, it keeps reading order: the Tab key follows it.
func Edged(top, bottom, left, right, rest fyne.CanvasObject) *fyne.Container {
	var all []fyne.CanvasObject
	for _, o := range []fyne.CanvasObject{top, left, rest, right, bottom} {
		if o != nil {
			all = append(all, o)
		}
	}
	return container.New(layout.NewBorderLayout(top, bottom, left, right), all...)
}

// Centered keeps content to a width in the middle of wide windows.
func Centered(width float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(columnLayout{width}, content)
}

type columnLayout struct{ width float32 }

func (l columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (l columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := min(l.width, size.Width)
	objects[0].Resize(fyne.NewSize(w, size.Height))
	objects[0].Move(fyne.NewPos((size.Width-w)/2, 0))
}

// Middle centers content in both directions at a width of its own; when the
// window is too low, it starts at the top.
func Middle(width float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(middleLayout{width}, content)
}

type middleLayout struct{ width float32 }

func (l middleLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := objects[0].MinSize()
	return fyne.NewSize(least.Width, least.Height)
}

func (l middleLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := min(l.width, size.Width)
	objects[0].Resize(fyne.NewSize(w, objects[0].MinSize().Height))
	h := objects[0].MinSize().Height // wrapped text may be higher at this width
	objects[0].Resize(fyne.NewSize(w, h))
	objects[0].Move(fyne.NewPos((size.Width-w)/2, max((size.Height-h)*0.42, 0)))
}

// Wide keeps content at least at a width.
func Wide(width float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(wideLayout{width}, content)
}

type wideLayout struct{ width float32 }

func (l wideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := objects[0].MinSize()
	return fyne.NewSize(max(l.width, least.Width), least.Height)
}

func (l wideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
}

// NewTag is a word in a frame.
func NewTag(s string) *fyne.Container {
	t := NewSmall(s)
	t.TextSize = theme.SizeNameCaptionText
	return container.NewStack(NewPlate("", look.ColorFaint, 4), Margins(1, 1, 5, 5, t))
}

// Paragraph is text that wraps, in a stock label with its padding; see flush.
func Paragraph(s string) *widget.Label {
	l := widget.NewLabel(s)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// Flush takes the padding of a label back, so that its text lines up with
// text beside it.
func Flush(l *widget.Label) fyne.CanvasObject { return Margins(-5, -5, -7, -7, l) }

// CornerLayout puts an object into a lower corner, over what is below. Wrapped
// text knows its height only once it has its width, so that comes first.
type CornerLayout struct {
	Width float32 // 0: as wide as the object likes
	Right bool
	Foot  func() float32 // the height at the lower edge that stays free; may be nil
}

// cornerGap is the distance to the edges.
const cornerGap = 18

// MinSize is nothing: the object lies over others.
func (l CornerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout places the object.
func (l CornerLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	o := objects[0]
	w := min(max(l.Width, o.MinSize().Width), size.Width-2*cornerGap)
	x := float32(cornerGap)
	if l.Right {
		x = size.Width - w - cornerGap
	}
	if o.Size().Width != w {
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
	}
	h, foot := o.MinSize().Height, float32(0)
	if l.Foot != nil {
		foot = l.Foot()
	}
	Place(o, x, max(size.Height-h-cornerGap-foot, 0), w, h)
}

// FootLayout gives the second object the height it needs at the bottom and the
// first one the rest.
type FootLayout struct{ Gap float32 }

// MinSize is that of both and the gap.
func (l FootLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), a.Height+l.Gap+b.Height)
}

// Layout places the second object first.
func (l FootLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if objects[1].Size().Width != size.Width {
		objects[1].Resize(fyne.NewSize(size.Width, objects[1].MinSize().Height))
	}
	h := objects[1].MinSize().Height
	Place(objects[0], 0, 0, size.Width, size.Height-h-l.Gap)
	Place(objects[1], 0, size.Height-h, size.Width, h)
}
