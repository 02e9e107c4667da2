package dragsource_test

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"partlift/views/dragsource"
)

// row is what a list has: it is tapped, it remembers the modifiers of a press,
// and it can be dragged.
type row struct {
	widget.BaseWidget
	dragsource.Gesture
	taps, presses int
}

var (
	_ desktop.Mouseable = (*row)(nil)
	_ fyne.Draggable    = (*row)(nil)
	_ fyne.Tappable     = (*row)(nil)
)

func (r *row) MouseDown(*desktop.MouseEvent) { r.presses++ }
func (r *row) MouseUp(*desktop.MouseEvent)   {}
func (r *row) Tapped(*fyne.PointEvent)       { r.taps++ }
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.White))
}

// desk is a window with a row, and what was dragged out of it.
type desk struct {
	window   fyne.Window
	row      *row
	prepared int
	load     dragsource.Load
	fail     error // of the preparation
	refuse   error // of the system
	begun    [][]string
	pictures []image.Image
	native   dragsource.Native
	errs     []error
	order    []string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	test.NewTempApp(t)
	d := &desk{row: &row{}, load: dragsource.Load{Label: "Bass", Color: color.NRGBA{200, 20, 20, 255}, Files: []string{"/x/Bass.mid"}}}
	d.row.ExtendBaseWidget(d.row)
	d.window = test.NewTempWindow(t, d.row)
	d.window.Resize(fyne.NewSize(400, 80))
	d.row.Out, d.row.Prepare = d.out(), d.prepare
	return d
}

func (d *desk) out() *dragsource.Out {
	return &dragsource.Out{Window: d.window,
		Begin: func(w dragsource.Native, files []string, p image.Image) error {
			d.order = append(d.order, "begin")
			if d.refuse != nil {
				return d.refuse
			}
			d.native, d.begun, d.pictures = w, append(d.begun, files), append(d.pictures, p)
			return nil
		},
		Failed: func(err error) { d.errs = append(d.errs, err) },
	}
}

func (d *desk) prepare() (dragsource.Load, error) {
	d.prepared++
	d.order = append(d.order, "prepare")
	return d.load, d.fail
}

// pull moves the pointer in steps of a length, as the toolkit tells it.
func pull(w fyne.Draggable, step float32, steps int) {
	for i := range steps {
		at := fyne.NewPos(20+step*float32(i+1), 30)
		w.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at, Position: at}, Dragged: fyne.NewDelta(step, 0)})
	}
}

func TestADragBeginsOnceAGesture(t *testing.T) {
	d := newDesk(t)
	for n := 1; n <= 3; n++ {
		pull(d.row, 4, 30)
		d.row.DragEnd()
		if len(d.begun) != n || d.prepared != n {
			t.Fatalf("after %d gestures %d drags have begun, of %d preparations", n, len(d.begun), d.prepared)
		}
	}
	if d.order[0] != "prepare" || d.order[1] != "begin" {
		t.Errorf("order %q", d.order)
	}
	if d.begun[0][0] != "/x/Bass.mid" {
		t.Errorf("files %q", d.begun[0])
	}
}

func TestASmallMovementIsNoDrag(t *testing.T) {
	d := newDesk(t)
	pull(d.row, 1, 7)
	d.row.DragEnd()
	pull(d.row, 1, 7) // is measured from its own press
	if d.prepared != 0 {
		t.Error("files were prepared for a shaky click")
	}
	pull(d.row, 8, 1)
	d.row.DragEnd()
	pull(d.row, 30, 1) // one jump is enough
	if d.prepared != 2 {
		t.Errorf("%d drags", d.prepared)
	}
}

func TestNothingIsDraggedWhenPreparingFails(t *testing.T) {
	d := newDesk(t)
	d.fail = errors.New("the folder is full")
	pull(d.row, 4, 10)
	if len(d.begun) != 0 || len(d.errs) != 1 || !errors.Is(d.errs[0], d.fail) {
		t.Errorf("%d drags, errors %v", len(d.begun), d.errs)
	}
	if d.prepared != 1 {
		t.Errorf("it was tried %d times in one gesture", d.prepared)
	}
	d.row.DragEnd()
	d.fail = nil
	pull(d.row, 4, 10)
	if len(d.begun) != 1 {
		t.Error("the next gesture does not drag")
	}
}

func TestNothingToDrag(t *testing.T) {
	d := newDesk(t)
	d.load.Files = nil
	pull(d.row, 4, 10)
	d.row.DragEnd()
	d.row.Prepare = nil
	pull(d.row, 4, 10)
	d.row.DragEnd()
	d.row.Out = nil
	pull(d.row, 4, 10)
	d.row.DragEnd()
	if len(d.begun) != 0 || len(d.errs) != 0 {
		t.Errorf("%d drags, errors %v", len(d.begun), d.errs)
	}
}

func TestWhatTheSystemRefusesIsTold(t *testing.T) {
	d := newDesk(t)
	d.refuse = errors.New("no drags here")
	pull(d.row, 4, 10)
	if len(d.errs) != 1 || !errors.Is(d.errs[0], d.refuse) {
		t.Errorf("errors %v", d.errs)
	}
	d.row.Out.Failed = nil
	d.row.DragEnd()
	pull(d.row, 4, 10) // nobody wants to know
}

func TestTapsStayTaps(t *testing.T) {
	d := newDesk(t)
	test.TapCanvas(d.window.Canvas(), fyne.NewPos(30, 30))
	if d.row.taps != 1 || d.prepared != 0 {
		t.Errorf("%d taps, %d preparations", d.row.taps, d.prepared)
	}
	test.Drag(d.window.Canvas(), fyne.NewPos(30, 30), 50, 10)
	if d.row.taps != 1 || len(d.begun) != 1 {
		t.Errorf("after a drag %d taps, %d drags", d.row.taps, len(d.begun))
	}
}

func TestAWrappedChipKeepsItsTaps(t *testing.T) {
	d := newDesk(t)
	taps := 0
	chip := widget.NewButton("All parts", func() { taps++ })
	h := dragsource.Wrap(chip, d.out(), d.prepare)
	d.window.SetContent(h)
	d.window.Resize(fyne.NewSize(200, 60))
	if h.MinSize() != chip.MinSize() {
		t.Errorf("wrapped it is %v, before it was %v", h.MinSize(), chip.MinSize())
	}
	test.TapCanvas(d.window.Canvas(), fyne.NewPos(60, 30))
	if taps != 1 || len(d.begun) != 0 {
		t.Errorf("%d taps, %d drags", taps, len(d.begun))
	}
	test.Drag(d.window.Canvas(), fyne.NewPos(60, 30), 40, 0)
	if len(d.begun) != 1 {
		t.Errorf("%d drags", len(d.begun))
	}
	if h.Cursor() != desktop.PointerCursor {
		t.Error("the pointer does not say that it can be taken")
	}
}

func TestThePicture(t *testing.T) {
	d := newDesk(t)
	draw := func(label string, c color.Color) image.Image {
		d.load.Label, d.load.Color = label, c
		pull(d.row, 10, 1)
		d.row.DragEnd()
		return d.pictures[len(d.pictures)-1]
	}
	red := color.NRGBA{200, 20, 20, 255}
	plain, marked := draw("Bass", nil), draw("Bass", red)
	if plain.Bounds().Dx() >= marked.Bounds().Dx() {
		t.Errorf("the mark takes no room: %v, %v", plain.Bounds(), marked.Bounds())
	}
	if !has(marked, red) || has(plain, red) {
		t.Error("the mark is not in the color of the part")
	}
	for _, img := range []image.Image{plain, marked} {
		b := img.Bounds()
		for _, at := range []image.Point{b.Min, b.Max.Sub(image.Pt(1, 1)), b.Min.Add(b.Size().Div(2))} {
			if _, _, _, a := img.At(at.X, at.Y).RGBA(); a != 0xffff {
				t.Errorf("pixel %v is not opaque", at)
			}
		}
	}
	long := draw("A name that goes on and on and on and on and on and on and on and on and on", red)
	if w := long.Bounds().Dx(); w > 500 {
		t.Errorf("a long name makes it %d pixels wide", w)
	}
	if draw("", red) != nil {
		t.Error("without a label there is a picture")
	}
}

// has reports whether a picture has a pixel of a color.
func has(img image.Image, c color.Color) bool {
	b := img.Bounds()
	wr, wg, wb, _ := c.RGBA()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, g, bl, _ := img.At(x, y).RGBA(); r == wr && g == wg && bl == wb {
				return true
			}
		}
	}
	return false
}
