package pianoroll

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"partlift/backend/music"
	"partlift/views/look"
)

func TestGolden(t *testing.T) {
	selected := func(x *shot) *shot {
		for i := uint32(56); i < 90; i += 3 {
			x.picked.set(i, true)
		}
		return x
	}
	under := func(x *shot) *shot { // velocities and overview, and some notes on their way
		s := &x.picture
		s.foot, s.strip = 50, 20
		s.seen.lifted.reset(x.index.notes)
		for k, n := range demo(true).Tracks[0].Notes {
			if n.Start > 20.4 && len(s.seen.notes) < 4 {
				s.seen.notes = append(s.seen.notes, Drawn{0, music.Note{Pitch: n.Pitch + 3, Velocity: 120, Start: n.Start + 0.3, End: n.End + 0.3}})
				s.seen.lifted.set(uint32(k), true)
			}
		}
		return x
	}
	noGrid := func(s Scene) Scene { s.Grid = nil; return s }
	for _, tt := range []struct {
		name string
		shot *shot
	}{
		{"dark", newShot(demo(true), true, 480, 270, 1).near(20, 4)},
		{"light", newShot(demo(false), false, 480, 270, 1).near(20, 4)},
		{"drums", newShot(only(demo(true), Absent, 4), true, 480, 270, 1).near(20, 4).high(14, 42)},
		{"ghost-selected", selected(newShot(only(demo(true), Ghost, 0), true, 480, 270, 1).near(20, 4).high(14, 76))},
		{"ghost-light-hidpi", newShot(only(demo(false), Ghost, 0), false, 480, 270, 2).near(20, 1.6).high(14, 76)},
		{"far", newShot(crowd(40_000, true), true, 480, 270, 1)},
		{"no-grid", newShot(noGrid(demo(false)), false, 480, 270, 1).near(0, 9)},
		{"velocities", under(selected(newShot(only(demo(true), Ghost, 0), true, 480, 270, 1).near(20, 4).high(12, 76)))},
		{"velocities-light", under(newShot(demo(false), false, 480, 270, 1).near(20, 4))},
		{"empty", newShot(Scene{}, true, 240, 135, 1)},
	} {
		t.Run(tt.name, func(t *testing.T) { compare(t, filepath.Join("testdata", tt.name+".png"), tt.shot.image()) })
	}
}

// compare holds a picture against the golden one. A few pixels may differ a
// little, since processors round differently.
func compare(t *testing.T, path string, got *image.RGBA) {
	t.Helper()
	if *update {
		var buf bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&buf, got); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if want.Bounds() != got.Bounds() {
		t.Fatalf("size is %v, want %v", got.Bounds(), want.Bounds())
	}
	off := 0
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			if distance(got.At(x, y), want.At(x, y)) > 6 {
				off++
			}
		}
	}
	if limit := got.Rect.Dx() * got.Rect.Dy() / 500; off > limit {
		t.Errorf("%d pixels differ from %s, more than %d", off, path, limit)
	}
}

// distance is the greatest difference of a channel, of 255.
func distance(a, b color.Color) int {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	d := func(x, y uint32) int { return int(math.Abs(float64(x>>8) - float64(y>>8))) }
	return max(d(ar, br), d(ag, bg), d(ab, bb))
}

// loud is a single red note of one second at second 1 on middle C.
func loud(flags ...Flag) Scene {
	return Scene{Length: 4, Tracks: []Track{{
		Color: color.NRGBA{R: 255, A: 255}, Flags: flags,
		Notes: []music.Note{{Pitch: 60, Velocity: 127, Start: 1, End: 2}},
	}}}
}

func red(c color.RGBA) bool { return c.R > 200 && c.G < 60 && c.B < 60 }

func TestNotesLieOnWholePixels(t *testing.T) {
	for _, scale := range []float64{1, 1.25, 1.5, 2, 3} {
		x := newShot(loud(), true, int(480*scale), int(270*scale), scale)
		x.picture.view = Viewport{Start: 0.5, Top: 66, PerSecond: 100, PerPitch: 16}
		img := x.image()
		left := int(math.Round(keysWidth * scale))
		edge := int(math.Round(50 * scale)) // pixels of the song left of the view
		x0, x1 := left+int(math.Round(100*scale))-edge, left+int(math.Round(200*scale))-edge
		top := int(math.Round(rulerHeight * scale))
		y := (top + int(math.Round(5*16*scale)) + top + int(math.Round(6*16*scale))) / 2
		hair := x.painter.hair
		for px := left; px < x.painter.w; px++ {
			inside := px >= x0+hair && px < x1-hair
			if got := red(img.RGBAAt(px, y)); got != inside {
				t.Fatalf("at scale %g pixel %d is red: %v; the note is from %d to %d", scale, px, got, x0, x1)
			}
		}
		if img.RGBAAt(x0-1, y) == img.RGBAAt(x0, y) || img.RGBAAt(x1, y) == img.RGBAAt(x1-1, y) {
			t.Errorf("at scale %g the outline is not at %d and %d", scale, x0, x1)
		}
	}
}

func TestScrollingKeepsWidths(t *testing.T) {
	x, want := newShot(loud(), true, 480, 270, 1), 0
	for i := range 200 {
		x.picture.view = Viewport{Start: 0.2 + float64(i)*0.00137, Top: 66, PerSecond: 77.7, PerPitch: 15.3}
		img, n := x.image(), 0
		for px := range x.painter.w {
			if red(img.RGBAAt(px, x.painter.bottom(60)-7)) {
				n++
			}
		}
		if i == 0 {
			want = n
		}
		if n != want || n < 74 || n > 77 {
			t.Fatalf("after %d steps the note is %d pixels wide, want %d", i, n, want)
		}
	}
}

func TestFlagsLookDifferent(t *testing.T) {
	seen := map[string]string{}
	paint := func(name string, s Scene, selected bool) {
		x := newShot(s, true, 480, 270, 1)
		x.picture.view = Viewport{Start: 0.5, Top: 66, PerSecond: 100, PerPitch: 16}
		if selected {
			x.picked.set(0, true)
		}
		img := x.image()
		var note bytes.Buffer
		for y := x.painter.bottom(61); y < x.painter.bottom(60); y++ {
			for px := 104; px < 204; px++ {
				c := img.RGBAAt(px, y)
				note.Write([]byte{c.R, c.G, c.B})
			}
		}
		if other, ok := seen[note.String()]; ok {
			t.Errorf("a note that is %s looks as one that is %s", name, other)
		}
		seen[note.String()] = name
	}
	silent, behind, soft := loud(), loud(), loud()
	silent.Tracks[0].Muted = true
	behind.Tracks[0].Show = Ghost
	soft.Tracks[0].Notes[0].Velocity = 20
	paint("plain", loud(), false)
	paint("soft", soft, false)
	paint("selected", loud(), true)
	paint("muted", loud(Muted), false)
	paint("muted and selected", loud(Muted), true)
	paint("hidden", loud(Hidden), false)
	paint("doubtful", loud(Doubtful), false)
	paint("doubtful and selected", loud(Doubtful), true)
	paint("a ghost", behind, false)
	gone := loud()
	gone.Tracks[0].Show = Absent
	paint("absent", gone, false)
	if x := newIndex(&silent); x.rows[60].marks[0].style != muted {
		t.Error("a note of a muted track is not drawn as muted")
	}
}

// TestFarAndNearAgree paints the same scene from its density and note by note.
// What one shows, the other shows too, not more than two pixels away: a cell is
// drawn where a part of it is filled.
func TestFarAndNearAgree(t *testing.T) {
	s := only(crowd(30_000, true), Absent, 0, 3)
	far, near := newShot(s, true, 960, 540, 1), newShot(s, true, 960, 540, 1)
	near.index.density = nil
	a, b := far.image(), near.image()
	if far.index.density == nil {
		t.Fatal("the scene has no density")
	}
	empty := newShot(only(s, Absent), true, 960, 540, 1)
	empty.picture.view = far.picture.view
	none := empty.image()
	notes := 0
	agree := func(name string, a, b *image.RGBA, x, y int) {
		if a.RGBAAt(x, y) == none.RGBAAt(x, y) {
			return
		}
		notes++
		for i := max(x-2, far.painter.left); i <= min(x+2, 959); i++ {
			if b.RGBAAt(i, y) != none.RGBAAt(i, y) {
				return
			}
		}
		t.Errorf("%s shows a note at %d, %d where the other shows none", name, x, y)
	}
	for pitch := range pitches {
		y := (far.painter.bottom(pitch) + far.painter.bottom(pitch+1)) / 2
		for x := far.painter.left; x < 960 && y >= far.painter.top && y < 540; x++ {
			agree("the far picture", a, b, x, y)
			agree("the near picture", b, a, x, y)
		}
	}
	if notes < 1000 {
		t.Errorf("only %d pixels show notes", notes)
	}
}

func TestPaintStaysInside(t *testing.T) {
	s := demo(true)
	s.Tracks[0].Notes = append([]music.Note{{Pitch: 0, Velocity: 1, End: 1e6}, {Pitch: 127, Velocity: 127, Start: 0, End: 1e-9}}, s.Tracks[0].Notes...)
	for _, size := range []image.Point{{0, 0}, {1, 1}, {10, 300}, {300, 10}, {55, 27}, {200, 100}} {
		for _, scale := range []float64{0.5, 1, 1.7, 4} {
			for _, v := range []Viewport{{0, 128, 100, 10}, {-9, 200, 100, 10}, {1e7, 60, 1, 3}, {0, 5, 4000, 48}, {3, 0.5, 0.01, 1}} {
				x := newShot(s, true, size.X, size.Y, scale)
				x.picture.view = v
				x.image()
			}
		}
	}
}

func TestRepaintAllocatesNothing(t *testing.T) {
	for name, x := range map[string]*shot{
		"near":  newShot(only(demo(true), Ghost, 0), true, 960, 540, 1).near(20, 4),
		"far":   newShot(crowd(30_000, true), true, 960, 540, 1),
		"drums": newShot(only(demo(true), Absent, 4), true, 960, 540, 2).near(20, 4),
	} {
		for i := range 100 {
			x.picked.set(uint32(i), true)
		}
		x.image()
		v := x.picture.view
		n := testing.AllocsPerRun(20, func() {
			x.picture.view = v.Pan(-3, 2)
			x.image()
		})
		if n != 0 {
			t.Errorf("%s: a repaint allocates %v times, want 0", name, n)
		}
	}
}

// luminance is the relative luminance of WCAG 2.
func luminance(c color.NRGBA) float64 {
	lin := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.03928 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func TestWordsAreReadable(t *testing.T) {
	for _, dark := range []bool{true, false} {
		p := paletteFor(dark)
		for name, pair := range map[string][2]color.NRGBA{
			"bars":      {p.Text, p.Ruler},
			"beats":     {p.Faint, p.Ruler},
			"keys":      {p.KeyText, p.Key},
			"drums":     {p.Text, p.Ruler},
			"the empty": {p.Faint, p.White},
		} {
			if c := contrast(pair[0], pair[1]); c < 4.5 {
				t.Errorf("dark %v: %s have contrast %.2f, want 4.5", dark, name, c)
			}
		}
	}
}

func TestSelectedNotesStandOut(t *testing.T) {
	for _, dark := range []bool{true, false} {
		p := paletteFor(dark)
		for program := 0; program < 128; program += 8 {
			c := look.PartColor(uint8(program), false, dark)
			if got := contrast(mix(c, p.Picked, pickedShare), c); got < 1.2 {
				t.Errorf("dark %v: program %d selected has contrast %.2f to what it was", dark, program, got)
			}
		}
		for _, ground := range []color.NRGBA{p.White, p.Black} {
			if got := contrast(p.Edge, ground); got < 7 {
				t.Errorf("dark %v: the outline of selected notes has contrast %.2f", dark, got)
			}
		}
	}
}
