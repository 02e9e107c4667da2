package pianoroll

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"partlift/views/look"
)

// rig is a roll in a window, with what it reported.
type rig struct {
	*Roll
	t      *testing.T
	win    fyne.Window
	seeks  []float64
	loops  [][2]float64
	picks  [][]Ref
	edits  []edit
	wishes [][]Change
	drawn  [][]Drawn
	hovers []Hover
	follow []bool
	keys   []fyne.KeyName
	cuts   []fyne.Shortcut
}

type edit struct {
	verb Verb
	on   []Ref
}

func newRig(t *testing.T, s Scene) *rig {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(look.New(look.Dark))
	r := &rig{t: t, Roll: New()}
	r.OnSeek = func(s float64) { r.seeks = append(r.seeks, s) }
	r.OnLoop = func(a, b float64) { r.loops = append(r.loops, [2]float64{a, b}) }
	r.OnSelect = func(n []Ref) { r.picks = append(r.picks, n) }
	r.OnEdit = func(v Verb, on []Ref) { r.edits = append(r.edits, edit{v, on}) }
	r.OnChange = func(c []Change) { r.wishes = append(r.wishes, c) }
	r.OnDraw = func(n []Drawn) { r.drawn = append(r.drawn, n) }
	r.OnHover = func(h Hover) { r.hovers = append(r.hovers, h) }
	r.OnFollow = func(on bool) { r.follow = append(r.follow, on) }
	r.OnKey = func(e *fyne.KeyEvent) { r.keys = append(r.keys, e.Name) }
	r.OnShortcut = func(s fyne.Shortcut) { r.cuts = append(r.cuts, s) }
	r.win = test.NewTempWindow(t, r.Roll)
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(854, 446)) // 800 × 400 points of notes
	r.SetScene(s)
	return r
}

// frame draws the window as the toolkit does each frame.
func (r *rig) frame() Stats {
	r.win.Canvas().Capture()
	return r.Stats()
}

func TestGalleryOfTheWidget(t *testing.T) {
	if *gallery == "" {
		t.Skip("no folder is given")
	}
	r := newRig(t, only(demo(true), Ghost, 0, 1))
	r.win.Resize(fyne.NewSize(1200, 600))
	save := func(name string) {
		f, err := os.Create(filepath.Join(*gallery, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := png.Encode(f, r.win.Canvas().Capture()); err != nil {
			t.Fatal(err)
		}
	}
	r.SetView(Viewport{Start: 20, Top: 92, PerSecond: 120, PerPitch: 16})
	r.SetPlayhead(24)
	r.SetLoop(21, 26)
	r.takeFocus()
	r.pointer.box = &[2]place{{22, 80}, {23.4, 72}}
	r.placeBox()
	save("widget")
	r.SetScene(Scene{Song: "none"})
	r.pointer.box = nil
	r.place()
	save("widget-empty")
}
