package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Split shows one thing above another with a handle between them that is
// dragged. Without the lower one the upper one has all the room.
type Split struct {
	Box   *fyne.Container
	Share float32 // of the height that the upper one has, 0–1
	least float32 // height of each in points
	grip  *grip
}

// NewSplit returns a split that shows the upper object alone; each keeps at least
// so many points of height.
func NewSplit(upper fyne.CanvasObject, share, least float32) *Split {
	s := &Split{Share: share, least: least}
	s.grip = newGrip(func(dy float32) {
		if h := s.Box.Size().Height; h > 0 {
			s.Share = min(max((s.upper(h)+dy)/(h-gripHeight), 0), 1)
			s.Box.Refresh()
		}
	})
	s.Box = container.New(splitLayout{s}, upper)
	return s
}

// SetLower shows an object below the upper one, or nothing for nil.
func (s *Split) SetLower(o fyne.CanvasObject) {
	s.Box.Objects = s.Box.Objects[:1:1]
	if o != nil {
		s.Box.Objects = append(s.Box.Objects, s.grip, o)
	}
	s.Box.Refresh()
}

// gripHeight is how thick the handle is, in points.
const gripHeight = 9

// upper is the height of the upper one in a height.
func (s *Split) upper(height float32) float32 {
	room := height - gripHeight
	least := min(s.least, room/2)
	return min(max(room*s.Share, least), room-least)
}

type splitLayout struct{ s *Split }

func (l splitLayout) MinSize(objects []fyne.CanvasObject) (size fyne.Size) {
	size = objects[0].MinSize()
	if len(objects) > 1 { // both give way, as what scrolls does
		size.Width = max(size.Width, objects[2].MinSize().Width)
	}
	return size
}

func (l splitLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if len(objects) == 1 {
		Place(objects[0], 0, 0, size.Width, size.Height)
		return
	}
	upper := l.s.upper(size.Height)
	Place(objects[0], 0, 0, size.Width, upper)
	Place(objects[1], 0, upper, size.Width, gripHeight)
	Place(objects[2], 0, upper+gripHeight, size.Width, size.Height-upper-gripHeight)
}

// grip is the handle of a split.
type grip struct {
	widget.BaseWidget
	line  *canvas.Rectangle
	moved func(dy float32)
	over  bool
}

var (
	_ desktop.Cursorable = (*grip)(nil)
	_ desktop.Hoverable  = (*grip)(nil)
	_ fyne.Draggable     = (*grip)(nil)
)

func newGrip(moved func(dy float32)) *grip {
	g := &grip{line: canvas.NewRectangle(color.Transparent), moved: moved}
	g.line.CornerRadius = 2
	g.ExtendBaseWidget(g)
	return g
}

// Cursor shows that the handle is moved up and down.
func (g *grip) Cursor() desktop.Cursor { return desktop.VResizeCursor }

// MouseIn is part of desktop.Hoverable.
func (g *grip) MouseIn(*desktop.MouseEvent) { g.light(true) }

// MouseMoved is part of desktop.Hoverable.
func (g *grip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is part of desktop.Hoverable.
func (g *grip) MouseOut() { g.light(false) }

func (g *grip) light(over bool) {
	g.over = over
	g.Refresh()
}

// Dragged moves the handle.
func (g *grip) Dragged(e *fyne.DragEvent) { g.moved(e.Dragged.DY) }

// DragEnd is part of fyne.Draggable.
func (g *grip) DragEnd() {}

// CreateRenderer builds the handle.
func (g *grip) CreateRenderer() fyne.WidgetRenderer { return &gripRenderer{g} }

type gripRenderer struct{ g *grip }

// gripLine is how long and thick the line in the handle is, in points.
const gripLine, gripThick = 44, 3

func (r *gripRenderer) MinSize() fyne.Size { return fyne.NewSize(gripLine, gripHeight) }

func (r *gripRenderer) Layout(size fyne.Size) {
	r.Refresh()
	Place(r.g.line, (size.Width-gripLine)/2, (size.Height-gripThick)/2, gripLine, gripThick)
}

func (r *gripRenderer) Refresh() {
	th, v := ThemeOf(r.g)
	name := theme.ColorNameSeparator
	if r.g.over {
		name = theme.ColorNamePrimary
	}
	r.g.line.FillColor = th.Color(name, v)
	r.g.line.Refresh()
}

func (r *gripRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.g.line} }

func (r *gripRenderer) Destroy() {}
