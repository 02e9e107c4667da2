package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/look"
)

// plate is a filled rectangle in colours of the theme; an empty name is no
// colour.
type plate struct {
	widget.BaseWidget
	fill, line fyne.ThemeColorName
	radius     float32
	width      float32 // of the outline
	least      fyne.Size
}

// newPlate returns a rectangle with rounded corners; the outline is a point wide.
func newPlate(fill, line fyne.ThemeColorName, radius float32) *plate {
	p := &plate{fill: fill, line: line, radius: radius, width: 1}
	p.ExtendBaseWidget(p)
	return p
}

// newRule returns a hair line across its parent.
func newRule() *plate {
	p := newPlate(look.ColorLine, "", 0)
	p.least = fyne.NewSize(1, 1)
	return p
}

// paint gives the rectangle other colours.
func (p *plate) paint(fill, line fyne.ThemeColorName) {
	if p.fill != fill || p.line != line {
		p.fill, p.line = fill, line
		p.Refresh()
	}
}

// CreateRenderer builds the rectangle.
func (p *plate) CreateRenderer() fyne.WidgetRenderer {
	r := &plateRenderer{p: p, rect: canvas.NewRectangle(nil)}
	r.apply()
	return r
}

type plateRenderer struct {
	p    *plate
	rect *canvas.Rectangle
}

func (r *plateRenderer) apply() {
	th, v := themeOf(r.p)
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

// card frames content as a panel.
func card(content fyne.CanvasObject) *fyne.Container {
	return container.NewStack(newPlate(look.ColorCard, look.ColorLine, 10), inset(16, content))
}

// panel frames content that brings its own margins.
func panel(content fyne.CanvasObject) *fyne.Container {
	return container.NewStack(newPlate(look.ColorCard, look.ColorLine, 10), content)
}

// inset leaves room on all sides of content.
func inset(n float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(n, n, n, n), content)
}

// margins leaves room around content: top, bottom, left, right.
func margins(top, bottom, left, right float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(top, bottom, left, right), content)
}

// stacked puts objects under each other with a gap between them.
func stacked(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(gap), objects...)
}

// edged puts objects at the edges of one that gets the rest. Unlike the
// toolkit's own border, it keeps reading order: the Tab key follows it.
func edged(top, bottom, left, right, rest fyne.CanvasObject) *fyne.Container {
	var all []fyne.CanvasObject
	for _, o := range []fyne.CanvasObject{top, left, rest, right, bottom} {
		if o != nil {
			all = append(all, o)
		}
	}
	return container.New(layout.NewBorderLayout(top, bottom, left, right), all...)
}

// centred keeps content to a width in the middle of wide windows.
func centred(width float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(columnLayout{width}, content)
}

type columnLayout struct{ width float32 }

func (l columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (l columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := min(l.width, size.Width)
	objects[0].Resize(fyne.NewSize(w, size.Height))
	objects[0].Move(fyne.NewPos((size.Width-w)/2, 0))
}

// middle centres content in both directions at a width of its own; when the
// window is too low, it starts at the top.
func middle(width float32, content fyne.CanvasObject) *fyne.Container {
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

// wide keeps content at least at a width.
func wide(width float32, content fyne.CanvasObject) *fyne.Container {
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

// newTag is a word in a frame.
func newTag(s string) *fyne.Container {
	t := newSmall(s)
	t.size = theme.SizeNameCaptionText
	return container.NewStack(newPlate("", look.ColorFaint, 4), margins(1, 1, 5, 5, t))
}

// paragraph is text that wraps, in a stock label with its padding; see flush.
func paragraph(s string) *widget.Label {
	l := widget.NewLabel(s)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// flush takes the padding of a label back, so that its text lines up with
// text beside it.
func flush(l *widget.Label) fyne.CanvasObject { return margins(-5, -5, -7, -7, l) }

// cornerLayout puts an object into a lower corner, over what is below. Wrapped
// text knows its height only once it has its width, so that comes first.
type cornerLayout struct {
	width float32 // 0: as wide as the object likes
	right bool
	foot  func() float32 // the height at the lower edge that stays free; may be nil
}

// cornerGap is the distance to the edges.
const cornerGap = 18

func (l cornerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (l cornerLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	o := objects[0]
	w := min(max(l.width, o.MinSize().Width), size.Width-2*cornerGap)
	x := float32(cornerGap)
	if l.right {
		x = size.Width - w - cornerGap
	}
	if o.Size().Width != w {
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
	}
	h, foot := o.MinSize().Height, float32(0)
	if l.foot != nil {
		foot = l.foot()
	}
	place(o, x, max(size.Height-h-cornerGap-foot, 0), w, h)
}

// footLayout gives the second object the height it needs at the bottom and the
// first one the rest.
type footLayout struct{ gap float32 }

func (l footLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), a.Height+l.gap+b.Height)
}

func (l footLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if objects[1].Size().Width != size.Width {
		objects[1].Resize(fyne.NewSize(size.Width, objects[1].MinSize().Height))
	}
	h := objects[1].MinSize().Height
	place(objects[0], 0, 0, size.Width, size.Height-h-l.gap)
	place(objects[1], 0, size.Height-h, size.Width, h)
}
