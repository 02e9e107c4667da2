package player_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"testing"

	"partlift/backend/music"
	"partlift/backend/player"
)

// riff builds a chunk.
func riff(id string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	b := binary.LittleEndian.AppendUint32([]byte(id), uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func name20(s string) []byte { return append([]byte(s), make([]byte, 20-len(s))...) }

func words(v ...uint16) []byte {
	var b []byte
	for _, w := range v {
		b = binary.LittleEndian.AppendUint16(b, w)
	}
	return b
}

// soundfont is a file with one instrument, a looped sine of 441 Hz on key 69,
// for the melodic presets and for the drums.
func soundfont(version uint16) []byte {
	const size = 1000
	var wave []byte
	for i := range size + 46 {
		v := 0.
		if i < size {
			v = 20_000 * math.Sin(2*math.Pi*float64(i)/100)
		}
		wave = binary.LittleEndian.AppendUint16(wave, uint16(int16(v)))
	}
	preset := func(name string, number, bank, bag uint16) []byte {
		return bytes.Join([][]byte{name20(name), words(number, bank, bag), make([]byte, 12)}, nil)
	}
	dword := func(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }
	header := bytes.Join([][]byte{name20("sine"), dword(0), dword(size), dword(0), dword(size), dword(44_100), {69, 0}, words(0, 1)}, nil)
	return riff("RIFF", []byte("sfbk"),
		riff("LIST", []byte("INFO"), riff("ifil", words(version, 1)), riff("isng", []byte("EMU8000\x00")), riff("INAM", []byte("test"))),
		riff("LIST", []byte("sdta"), riff("smpl", wave)),
		riff("LIST", []byte("pdta"),
			riff("phdr", preset("tone", 0, 0, 0), preset("kit", 0, 128, 1), preset("EOP", 0, 0, 2)),
			riff("pbag", words(0, 0), words(1, 0), words(2, 0)),
			riff("pmod", make([]byte, 10)),
			riff("pgen", words(41, 0), words(41, 0), words(0, 0)),
			riff("inst", name20("tone"), words(0), name20("EOI"), words(1)),
			riff("ibag", words(0, 0), words(2, 0)),
			riff("imod", make([]byte, 10)),
			riff("igen", words(54, 1), words(53, 0), words(0, 0)),
			riff("shdr", header, name20("EOS"), make([]byte, 26)),
		))
}

func font(t testing.TB) *player.Font {
	t.Helper()
	file := soundfont(2)
	f, err := player.ReadFont(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFontPlaysTheNotes(t *testing.T) {
	s := tune(0, music.Note{Pitch: 69, Velocity: 100, Start: .1, End: .6}, music.Note{Pitch: 81, Velocity: 100, Start: 1, End: 1.3})
	s.Font = font(t)
	p := start(s)
	l, r := render(p, 2)
	if err := sane(l, r); err != nil {
		t.Fatal(err)
	}
	if first := firstSound(l); first < rate/10 || first > rate/10+64 {
		t.Errorf("the first sound is at frame %d, want %d within 64", first, rate/10)
	}
	for at, hz := range map[float64]float64{.2: 441, 1.05: 882} {
		if got := pitchOf(l[int(at*rate):int((at+.2)*rate)], hz); math.Abs(1200*math.Log2(got/hz)) > 5 {
			t.Errorf("%g Hz at %g s, want %g", got, at, hz)
		}
	}
	if quiet := rms(l[int(.8*rate):int(.99*rate)]); quiet > rms(l[int(.2*rate):int(.5*rate)])/10 {
		t.Errorf("the note goes on at %v", quiet)
	}
	if render(p, 4); p.Playing() {
		t.Error("it never ends")
	}
}

func firstSound(x []float32) int {
	for i, v := range x {
		if v != 0 {
			return i
		}
	}
	return -1
}

func TestFontIsChosenAndLeftWhilePlaying(t *testing.T) {
	s := tune(0, music.Note{Pitch: 57, Velocity: 90, Start: 0, End: 9})
	p := start(s)
	a, _ := render(p, .5)
	s.Font = font(t)
	p.Load(s)
	b, _ := render(p, .5)
	s.Font = nil
	p.Load(s)
	c, _ := render(p, .5)
	if top := steps(append(append(a, b...), c...)); top > 4*steps(a[2000:]) {
		t.Errorf("a step of %v", top)
	}
	if at := p.Position(); math.Abs(at-1.5) > 1e-6 || rms(b[5000:]) < .001 {
		t.Errorf("position %v, loudness %v", at, rms(b[5000:]))
	}
}

func TestFontSeeksAndLoops(t *testing.T) {
	s := tune(0, music.Note{Pitch: 69, Velocity: 90, Start: 0, End: 5})
	s.Song.Tracks = append(s.Song.Tracks, beat(36, 1, 2, 3).Song.Tracks...)
	s.Font = font(t)
	p := start(s)
	p.Loop(2, 2.5)
	p.Seek(2)
	pass := func() []byte { return bytesOf(render(p, .5)) }
	pass()
	if second := pass(); !bytes.Equal(second, pass()) {
		t.Error("a pass differs from the one before")
	}
	if p.Meter(0).RMS == 0 || p.Meter(1).Peak == 0 {
		t.Error("no level")
	}
}

func TestFontAllocatesNothing(t *testing.T) {
	f := font(t)
	if big, err := os.Open("/usr/share/sounds/sf2/TimGM6mb.sf2"); err == nil {
		defer big.Close()
		if f, err = player.ReadFont(big); err != nil {
			t.Fatal(err)
		}
	}
	p := start(player.Score{Song: demo(t, 0), Font: f})
	p.Loop(3, 3.2)
	l, r := make([]float32, 512), make([]float32, 512)
	if n := testing.AllocsPerRun(500, func() { p.Render(l, r) }); n != 0 {
		t.Errorf("%v allocations a call", n)
	}
}

func TestWhatIsNoFontIsRefusedInWords(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"SF3":     {soundfont(3), player.ErrSF3},
		"empty":   {nil, player.ErrFont},
		"text":    {[]byte("no font in here, none at all"), player.ErrFont},
		"cut off": {soundfont(2)[:900], player.ErrFont},
		"too big": {func() []byte {
			b := soundfont(2)
			binary.LittleEndian.PutUint32(b[bytes.Index(b, []byte("smpl"))+4:], 0x7fffffff)
			return b
		}(), player.ErrFont},
	} {
		if _, err := player.ReadFont(bytes.NewReader(c.file)); !errors.Is(err, c.want) || player.FontSentence(err).Empty() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzFont(f *testing.F) {
	f.Add(soundfont(2))
	f.Add(soundfont(3))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := player.ReadFont(bytes.NewReader(file))
		if err != nil {
			return
		}
		s := tune(0, music.Note{Pitch: 60, Velocity: 90, Start: 0, End: .1}, music.Note{Pitch: 127, Velocity: 127, Start: .05, End: .1})
		s.Song.Tracks = append(s.Song.Tracks, beat(36, 0, .05).Song.Tracks...)
		s.Font = got
		l, r := render(start(s), .2)
		if err := sane(l, r); err != nil {
			t.Fatal(err)
		}
	})
}

// BenchmarkFont reports how much faster than real time a SoundFont plays a
// song on one core.
func BenchmarkFont(b *testing.B) {
	file, err := os.ReadFile("/usr/share/sounds/sf2/TimGM6mb.sf2")
	if err != nil {
		b.Skip("the SoundFont is not installed")
	}
	f, err := player.ReadFont(bytes.NewReader(file))
	if err != nil {
		b.Fatal(err)
	}
	p := start(player.Score{Song: demo(b, 0), Font: f})
	left, right := make([]float32, 512), make([]float32, 512)
	frames := 0
	b.ReportAllocs()
	for b.Loop() {
		if p.Position() > 50 {
			p.Seek(0)
		}
		p.Render(left, right)
		frames += len(left)
	}
	b.ReportMetric(float64(frames)/rate/b.Elapsed().Seconds(), "x-real-time")
}
