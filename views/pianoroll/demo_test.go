package pianoroll

import (
	"flag"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2/theme"

	"partlift/backend/music"
	"partlift/views/look"
)

var (
	update  = flag.Bool("update", false, "rewrite the golden pictures")
	gallery = flag.String("gallery", "", "folder to paint example pictures into")
)

// lightPalette and darkPalette are the colors of the program's theme.
func paletteFor(dark bool) palette {
	mode := look.Light
	if dark {
		mode = look.Dark
	}
	return paletteOf(look.New(mode), theme.VariantDark)
}

// demo is a song of five instruments at 112 beats a minute, a pickup before bar
// 1, with marked notes.
func demo(dark bool) Scene {
	r := rand.New(rand.NewPCG(1, 2))
	beat := 60 / 112.0
	grid := &music.Grid{Tempo: []music.TempoPoint{{Second: 0.4, BPM: 112}}, Downbeat: 0.4, Meter: &music.Meter{Numerator: 4, Denominator: 4}}
	s := Scene{Song: "demo", Grid: grid, Length: 0.4 + 96*4*beat}
	add := func(name string, program uint8, drums bool, notes []music.Note) {
		music.Sort(notes)
		s.Tracks = append(s.Tracks, Track{Name: name, Drums: drums, Notes: notes, Color: look.PartColor(program, drums, dark)})
	}
	note := func(pitch int, velocity int, at, long float64) music.Note {
		start := 0.4 + at*beat
		return music.Note{Pitch: uint8(pitch), Velocity: uint8(min(max(velocity, 1), 127)), Start: start, End: start + long*beat}
	}
	roots := []int{45, 41, 48, 43}
	var bass, keys, lead, pad, kit []music.Note
	for bar := range 96 {
		root, at := roots[bar/2%4], float64(bar*4)
		for i := range 8 {
			bass = append(bass, note(root-12+12*(i%4/3), 70+r.IntN(50), at+float64(i)/2, 0.45))
		}
		for _, third := range []int{0, 3 + root%2, 7, 12} {
			pad = append(pad, note(root+12+third, 40+r.IntN(30), at, 3.9))
			for _, b := range []float64{0, 1.5, 2.5} {
				keys = append(keys, note(root+24+third, 50+r.IntN(60), at+b, 0.6))
			}
		}
		for b := 0.0; b < 4; b += []float64{0.25, 0.5, 0.5, 1}[r.IntN(4)] {
			lead = append(lead, note(72+[]int{0, 2, 3, 5, 7, 8, 10, 12}[r.IntN(8)], 30+r.IntN(97), at+b, 0.24+0.3*r.Float64()))
		}
		for i := range 16 {
			kit = append(kit, note(42, 40+60*(1-i%2), at+float64(i)/4, 0.05))
			switch i {
			case 0, 7, 10:
				kit = append(kit, note(36, 110, at+float64(i)/4, 0.05))
			case 4, 12:
				kit = append(kit, note(38, 100, at+float64(i)/4, 0.05))
			}
		}
	}
	add("Lead", 81, false, lead)
	add("Keys", 4, false, keys)
	add("Pad", 89, false, pad)
	add("Bass", 33, false, bass)
	add("Drums", 0, true, kit)
	flags := make([]Flag, len(lead))
	for i := range flags {
		switch {
		case i%11 == 3:
			flags[i] = Muted
		case i%7 == 2:
			flags[i] = Doubtful
		case i%13 == 5:
			flags[i] = Hidden
		}
	}
	s.Tracks[0].Flags = flags
	return s
}

// shot is a painter with a picture of a scene.
type shot struct {
	painter painter
	picture picture
	index   *index
	picked  selection
	time    timeline
}

func newShot(s Scene, dark bool, w, h int, scale float64) *shot {
	x := &shot{index: newIndex(&s), time: newTimeline(&s)}
	x.painter.font = theme.DefaultTextFont().Content()
	x.painter.dress(paletteFor(dark), &s)
	x.picked.reset(x.index.notes)
	kits := s.kits()
	x.picture = picture{w: w, h: h, scale: scale, kits: kits, index: x.index, picked: &x.picked, time: &x.time}
	x.picture.view = x.pane().fit()
	return x
}

func (x *shot) pane() pane {
	return pane{
		width:  float64(x.picture.w)/x.picture.scale - margin(x.picture.kits),
		height: float64(x.picture.h)/x.picture.scale - rulerHeight,
		length: x.index.length, low: x.index.low, high: x.index.high,
	}
}

// near shows some seconds from one on.
func (x *shot) near(second, seconds float64) *shot {
	p := x.pane()
	x.picture.view = p.limit(x.picture.view.ZoomTime(p.width/seconds/x.picture.view.PerSecond, 0))
	x.picture.view.Start = second
	return x
}

// high shows rows of a height in points around a pitch.
func (x *shot) high(row, pitch float64) *shot {
	p := x.pane()
	x.picture.view.PerPitch = row
	x.picture.view.Top = pitch + p.height/row/2
	x.picture.view = p.limit(x.picture.view)
	return x
}

func (x *shot) image() *image.RGBA { return x.painter.paint(&x.picture) }

// only shows some tracks in front and the others as they are asked to be.
func only(s Scene, others Show, front ...int) Scene {
	for i := range s.Tracks {
		s.Tracks[i].Show = others
	}
	for _, i := range front {
		s.Tracks[i].Show = Front
	}
	return s
}

// TestGallery paints pictures to look at when it is given a folder.
func TestGallery(t *testing.T) {
	if *gallery == "" {
		t.Skip("no folder is given")
	}
	for _, dark := range []bool{true, false} {
		name := map[bool]string{true: "dark", false: "light"}[dark]
		save := func(what string, x *shot) {
			f, err := os.Create(filepath.Join(*gallery, what+"-"+name+".png"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if err := png.Encode(f, x.image()); err != nil {
				t.Fatal(err)
			}
		}
		save("fit", newShot(demo(dark), dark, 1600, 900, 1))
		save("near", newShot(demo(dark), dark, 1600, 900, 1).near(20, 9))
		lead := newShot(only(demo(dark), Ghost, 0), dark, 1600, 900, 1).near(20, 5).high(22, 70)
		for i := uint32(60); i < 90; i += 3 {
			lead.picked.set(i, true)
		}
		save("lead", lead)
		save("lead2x", newShot(only(demo(dark), Ghost, 0), dark, 1600, 900, 2).near(20, 5).high(22, 76))
		save("drums", newShot(only(demo(dark), Ghost, 4), dark, 1600, 900, 1).near(20, 8))
		save("drumsonly", newShot(only(demo(dark), Absent, 4), dark, 1600, 900, 1.5).near(20, 5).high(14, 44))
		none := demo(dark)
		none.Grid = nil
		save("seconds", newShot(none, dark, 1600, 900, 1).near(0, 25))
		save("many", newShot(crowd(300_000, dark), dark, 1600, 900, 1))
		save("empty", newShot(Scene{}, dark, 1600, 900, 1))
	}
}

// crowd is a song of 180 seconds with as many notes as asked for.
func crowd(n int, dark bool) Scene {
	r := rand.New(rand.NewPCG(3, 4))
	s := Scene{Song: "crowd", Length: 180, Grid: &music.Grid{Tempo: []music.TempoPoint{{BPM: 120}}, Meter: &music.Meter{Numerator: 4, Denominator: 4}}}
	for i := range 10 {
		notes := make([]music.Note, n/10)
		for k := range notes {
			start := r.Float64() * 179
			swing := 12 * math.Sin(start/9+float64(i))
			notes[k] = music.Note{Pitch: uint8(34 + i*6 + r.IntN(10) + int(swing)), Velocity: uint8(30 + r.IntN(97)), Start: start, End: start + 0.06 + r.Float64()*0.6}
		}
		music.Sort(notes)
		s.Tracks = append(s.Tracks, Track{Notes: notes, Color: look.PartColor(uint8(i*13), false, dark)})
	}
	return s
}

var _ = color.NRGBA{}
