package overview_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"partlift/backend/music"
	"partlift/views/overview"
)

var update = flag.Bool("update", false, "rewrite the golden pictures")

var blue = color.NRGBA{R: 0x6C, G: 0xB4, B: 0xF5, A: 255}

// scale is two octaves up and down, getting louder.
func scale() []music.Note {
	var notes []music.Note
	for i := range 24 {
		pitch := 48 + i
		if i >= 12 {
			pitch = 48 + 24 - i
		}
		start := float64(i) * 0.5
		notes = append(notes, music.Note{Pitch: uint8(pitch), Velocity: uint8(20 + 4*i), Start: start, End: start + 0.45})
	}
	return notes
}

func TestGolden(t *testing.T) {
	drums := []music.Note{}
	for i := range 32 {
		drums = append(drums, music.Note{Pitch: 42, Velocity: 70, Start: float64(i) * 0.375, End: float64(i)*0.375 + 0.01})
		if i%4 == 0 {
			drums = append(drums, music.Note{Pitch: 36, Velocity: 120, Start: float64(i) * 0.375, End: float64(i)*0.375 + 0.01})
		}
	}
	for _, tt := range []struct {
		name  string
		notes []music.Note
		scale float32
		w, h  int
	}{
		{"scale", scale(), 1, 240, 36},
		{"scale-hidpi", scale(), 2, 480, 72},
		{"drums", drums, 1, 240, 36},
		{"empty", nil, 1, 64, 16},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := overview.Fit(tt.notes, 12)
			v.Color, v.Scale = blue, tt.scale
			got := image.NewRGBA(image.Rect(0, 0, tt.w, tt.h))
			overview.Paint(got, v, overview.Ground{}, tt.notes)
			compare(t, filepath.Join("testdata", tt.name+".png"), got)
		})
	}
}

func compare(t *testing.T, path string, got *image.RGBA) {
	t.Helper()
	if *update {
		var buf bytes.Buffer
		if err := png.Encode(&buf, got); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if want.Bounds() != got.Bounds() {
		t.Fatalf("size is %v, want %v", got.Bounds(), want.Bounds())
	}
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			// PNG keeps straight alpha, so both sides go through it.
			g := color.NRGBAModel.Convert(got.At(x, y))
			w := color.NRGBAModel.Convert(want.At(x, y))
			if g != w {
				t.Fatalf("pixel %d,%d is %v, want %v", x, y, g, w)
			}
		}
	}
}

func TestPaintClearsWhatWasThere(t *testing.T) {
	dst := image.NewRGBA(image.Rect(0, 0, 50, 20))
	v := overview.Fit(scale(), 12)
	v.Color = blue
	overview.Paint(dst, v, overview.Ground{}, scale())
	overview.Paint(dst, v, overview.Ground{}, nil)
	for i, b := range dst.Pix {
		if b != 0 {
			t.Fatalf("byte %d is still %d", i, b)
		}
	}
}

func TestPaintStaysInside(t *testing.T) {
	notes := []music.Note{
		{Pitch: 0, Velocity: 1, Start: 0, End: 1e9},
		{Pitch: 127, Velocity: 127, Start: 5, End: 5.0001},
	}
	for _, size := range []image.Point{{0, 0}, {1, 1}, {3, 2}, {200, 1}, {1, 200}, {120, 40}} {
		dst := image.NewRGBA(image.Rectangle{Max: size})
		g := overview.Ground{Peaks: []uint8{255, 0, 9, 255}, Rate: 1, Lines: []overview.Line{{Second: -1, Color: blue}, {Second: 0, Color: blue}, {Second: 9.999, Color: blue}, {Second: 1e9, Color: blue}}}
		for _, start := range []float64{0, -3, 8, 1e9} {
			overview.Paint(dst, overview.View{Start: start, Seconds: 10, Low: 60, High: 64, Color: blue}, g, notes)
			overview.Paint(dst, overview.Fit(notes, 10), g, notes)
		}
	}
}

func TestLouderIsBrighter(t *testing.T) {
	alpha := func(velocity uint8) uint8 {
		dst := image.NewRGBA(image.Rect(0, 0, 40, 40))
		notes := []music.Note{{Pitch: 60, Velocity: velocity, Start: 0, End: 10}}
		v := overview.Fit(notes, 10)
		v.Color = blue
		overview.Paint(dst, v, overview.Ground{}, notes)
		highest := uint8(0)
		for i := 3; i < len(dst.Pix); i += 4 {
			highest = max(highest, dst.Pix[i])
		}
		return highest
	}
	if soft, loud := alpha(20), alpha(120); soft >= loud || soft == 0 {
		t.Errorf("velocity 20 has alpha %d, velocity 120 has %d", soft, loud)
	}
}

func TestFitGivesRoom(t *testing.T) {
	for _, tt := range []struct {
		name  string
		notes []music.Note
	}{
		{"no notes", nil},
		{"one pitch", []music.Note{{Pitch: 60, Velocity: 1, End: 1}}},
		{"lowest", []music.Note{{Pitch: 0, Velocity: 1, End: 1}}},
		{"highest", []music.Note{{Pitch: 127, Velocity: 1, End: 1}}},
	} {
		v := overview.Fit(tt.notes, 4)
		if int(v.High)-int(v.Low) < 11 {
			t.Errorf("%s: shows %d to %d, want at least an octave", tt.name, v.Low, v.High)
		}
		if v.Seconds != 4 {
			t.Errorf("%s: shows %g s, want 4", tt.name, v.Seconds)
		}
	}
}

// inked are the columns of a picture with anything in a row.
func inked(dst *image.RGBA, y int) (out []int) {
	for x := range dst.Rect.Dx() {
		if dst.RGBAAt(x, y).A > 0 {
			out = append(out, x)
		}
	}
	return out
}

func TestTheGroundLiesWhereItsSecondsAre(t *testing.T) {
	dst := image.NewRGBA(image.Rect(0, 0, 40, 21))
	v := overview.View{Start: 10, Seconds: 4, Low: 60, High: 71, Color: blue} // ten pixels a second
	peaks := make([]uint8, 20*10)                                             // ten a second
	for i := 115; i < 125; i++ {
		peaks[i] = 255
	}
	peaks[130] = 64 // a sixteenth of full scale, a quarter as high
	g := overview.Ground{Peaks: peaks, Rate: 10}
	overview.Paint(dst, v, g, nil)
	middle := inked(dst, 10)
	if len(middle) != 11 || middle[0] != 15 || middle[9] != 24 || middle[10] != 30 {
		t.Errorf("the sound is in columns %v, want 15 to 24, and 30", middle)
	}
	if top := inked(dst, 2); len(top) != 10 || top[0] != 15 {
		t.Errorf("loud it reaches row 2 in columns %v, want 15 to 24", top)
	}
	g = overview.Ground{Lines: []overview.Line{{Second: 9, Color: blue}, {Second: 12, Color: blue}, {Second: 14.5, Color: blue}}}
	overview.Paint(dst, v, g, nil)
	if got := inked(dst, 0); len(got) != 1 || got[0] != 20 {
		t.Errorf("lines are in columns %v, want 20", got)
	}
	note := []music.Note{{Pitch: 65, Velocity: 127, Start: 11, End: 12}, {Pitch: 65, Velocity: 127, Start: 2, End: 3}}
	overview.Paint(dst, v, overview.Ground{Peaks: peaks, Rate: 10}, note)
	if a := dst.RGBAAt(18, 11).A; a != 255 {
		t.Errorf("a loud note over its sound has alpha %d", a)
	}
}

func TestRepaintAllocatesNothing(t *testing.T) {
	dst, v, notes := large()
	g := overview.Ground{Peaks: make([]uint8, 30000), Rate: 100, Lines: []overview.Line{{Second: 3, Color: blue}}}
	if n := testing.AllocsPerRun(3, func() { overview.Paint(dst, v, g, notes) }); n != 0 {
		t.Errorf("a repaint allocates %v times, want 0", n)
	}
}

func BenchmarkPaint(b *testing.B) {
	dst, v, notes := large()
	b.ReportAllocs()
	for b.Loop() {
		overview.Paint(dst, v, overview.Ground{}, notes)
	}
}

// large is 5,000 notes on a wide HiDPI row.
func large() (*image.RGBA, overview.View, []music.Note) {
	notes := make([]music.Note, 5000)
	for i := range notes {
		start := float64(i) * 0.06
		notes[i] = music.Note{Pitch: uint8(36 + i*7%60), Velocity: uint8(1 + i%127), Start: start, End: start + 0.2}
	}
	v := overview.Fit(notes, 300)
	v.Color, v.Scale = blue, 2
	return image.NewRGBA(image.Rect(0, 0, 2000, 80)), v, notes
}
