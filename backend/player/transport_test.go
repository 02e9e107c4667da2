package player_test

import (
	"bytes"
	"math"
	"testing"

	"partlift/backend/music"
	"partlift/backend/player"
)

// clip is a recording made by a function of the frame.
type clip struct {
	hz     int
	length int64
	at     func(frame int64) (left, right float32)
}

func (c clip) Format() (int, int64) { return c.hz, c.length }

func (c clip) ReadAt(left, right []float32, frame int64) int {
	n := int(min(int64(len(left)), c.length-frame))
	for i := range n {
		left[i], right[i] = c.at(frame + int64(i))
	}
	return n
}

func constant(v float32) clip {
	return clip{rate, 60 * rate, func(int64) (float32, float32) { return v, v }}
}

// original is the mix that plays the recording alone.
func original() player.Mix {
	m := player.Unity()
	m.Blend = 0
	return m
}

// steps returns the greatest difference of neighbors.
func steps(x []float32) float64 {
	top := 0.0
	for i := 1; i < len(x); i++ {
		top = math.Max(top, math.Abs(float64(x[i]-x[i-1])))
	}
	return top
}

// maxStep is the bound for what a jump of the transport or the mixer may add
// to the way from one frame to the next at 44.1 kHz, full scale being 1.
const maxStep = 1. / 64

func TestSameScoreSameBytes(t *testing.T) {
	song := demo(t, 0)
	a, b := start(player.Score{Song: song}), start(player.Score{Song: song})
	l, r := render(a, 10)
	l2, r2 := make([]float32, len(l)), make([]float32, len(r))
	b.Render(l2, r2) // in one piece
	if !bytes.Equal(bytesOf(l, r), bytesOf(l2, r2)) {
		t.Error("the sound depends on the size of the pieces it is asked for in")
	}
}

func TestNotesBeginAtTheirFrame(t *testing.T) {
	const at = 12_345
	s := tune(81, music.Note{Pitch: 69, Velocity: 127, Start: at / float64(rate), End: 1})
	l, _ := render(start(s), .5)
	for i, v := range l {
		if v != 0 {
			// The envelope and the filter begin at zero.
			if i < at || i > at+3 {
				t.Errorf("first sound at frame %d, want %d", i, at)
			}
			return
		}
	}
	t.Error("no sound")
}

// Two notes that differ in their end alone differ from that frame on.
func TestNotesEndAtTheirFrame(t *testing.T) {
	for _, program := range []uint8{16, 48, 0} {
		for _, end := range []int{150, 1_000, 9_876} {
			note := music.Note{Pitch: 60, Velocity: 100, Start: 0, End: float64(end) / rate}
			short, _ := render(start(tune(program, note)), .4)
			note.End = 1
			long, _ := render(start(tune(program, note)), .4)
			i := 0
			for i < len(long) && math.Abs(float64(short[i]-long[i])) < 1e-6 {
				i++
			}
			if i < end || i > end+4 {
				t.Errorf("program %d: the note ends at frame %d, want %d", program, i, end)
			}
		}
	}
}

func TestSeekLandsOnTheFrame(t *testing.T) {
	s := player.Score{Original: clip{rate, 10 * rate, func(f int64) (float32, float32) { return float32(f%rate) / rate / 2, -float32(f%rate) / rate / 2 }}}
	p := player.New(rate)
	p.Load(s)
	p.SetMix(original())
	for _, frame := range []int64{0, 1, 63, 64, 100_001, 3*rate + 7} {
		p.Seek(float64(frame) / rate)
		p.Play()
		l, r := render(p, .1)
		if got := math.Round(p.Position() * rate); got != float64(frame+int64(len(l))) {
			// The fade of the seek before delays this one by less than a piece.
			late := float64(frame+int64(len(l))) - got
			if late < 0 || late > .025*rate {
				t.Errorf("position %v, want %d", got, frame+int64(len(l)))
			}
		}
		at := int64(math.Round(p.Position()*rate)) - 1
		want := float64(at%rate) / rate / 2
		if math.Abs(float64(l[len(l)-1])-want) > 1e-6 || r[len(r)-1] != -l[len(l)-1] {
			t.Errorf("frame %d holds %v, want %v", at, l[len(l)-1], want)
		}
	}
}

// A note that began before the place of a seek is heard, as far as it has died
// away: after a moment it is as loud as without the seek.
func TestSeekIntoANote(t *testing.T) {
	for _, program := range []uint8{0, 16, 48} {
		s := tune(program, music.Note{Pitch: 60, Velocity: 100, Start: 0, End: 4})
		whole, _ := render(start(s), 3)
		p := start(s)
		p.Seek(2)
		l, _ := render(p, 1)
		if d := 20 * math.Log10(rms(l[rate/2:])/rms(whole[5*rate/2:])); math.Abs(d) > 1.5 {
			t.Errorf("program %d differs by %.1f dB after a seek", program, d)
		}
	}
}

func TestLoopRepeatsSampleForSample(t *testing.T) {
	p := player.New(rate)
	p.Load(player.Score{Song: demo(t, 0), Original: clip{48_000, 48_000 * 60, func(f int64) (float32, float32) {
		return float32(math.Sin(float64(f)/40)) / 4, float32(math.Cos(float64(f)/70)) / 4
	}}})
	m := player.Unity()
	m.Blend = .5
	p.SetMix(m)
	const from, to = 20.003, 21.2345
	n := int(math.Round(to*rate) - math.Round(from*rate))
	p.Loop(from, to)
	p.Seek(from)
	p.Play()
	pass := func() (l, r []float32) {
		l, r = make([]float32, n), make([]float32, n)
		p.Render(l, r)
		if got := math.Round(p.Position() * rate); got != math.Round(from*rate) {
			t.Fatalf("position %v after a pass", got)
		}
		return l, r
	}
	first, _ := pass()
	second := bytesOf(pass())
	for range 3 {
		if !bytes.Equal(second, bytesOf(pass())) {
			t.Fatal("a pass differs from the one before")
		}
	}
	// Only the fade of what went before tells the first pass from the others.
	again, _ := pass()
	fade := rate * 21 / 1000
	if !bytes.Equal(bytesOf(first[fade:]), bytesOf(again[fade:])) {
		t.Error("the first pass differs from the others after the fade")
	}
}

func TestLoopThatIsTooShortIsNone(t *testing.T) {
	p := player.New(rate)
	p.Load(player.Score{Original: constant(.1)})
	p.Loop(1, 1.01)
	p.Seek(1)
	p.Play()
	render(p, .5)
	if p.Position() < 1.49 {
		t.Errorf("position %v: the loop was taken", p.Position())
	}
}

func TestPositionPastTheLoopPlaysOn(t *testing.T) {
	p := player.New(rate)
	p.Load(player.Score{Original: constant(.1)})
	p.Loop(1, 2)
	p.Seek(5)
	p.Play()
	render(p, 1)
	if math.Abs(p.Position()-6) > 1e-6 {
		t.Errorf("position %v, want 6", p.Position())
	}
}

// A recording that stands still shows every click.
func TestTransportAndMixerDoNotClick(t *testing.T) {
	p := player.New(rate)
	held := music.Track{Program: 89, Notes: []music.Note{{Pitch: 33, Velocity: 90, Start: 0, End: 50}}}
	score := player.Score{Song: music.Song{Tracks: []music.Track{held}}, Original: constant(.7), Stems: []player.Source{constant(-.6)}}
	p.Load(score)
	m := player.Unity()
	m.Blend = .5
	for name, act := range map[string]func(){
		"start": p.Play, "stop": p.Pause, "seek": func() { p.Seek(7) }, "loop": func() { p.Loop(7, 7.06); p.Seek(7) },
		"mute":   func() { m := m; m.Tracks = []player.Channel{{Mute: true}}; p.SetMix(m) },
		"master": func() { m := m; m.Master = 0; p.SetMix(m) },
		"split":  func() { m := m; m.Split = true; p.SetMix(m) },
		"blend":  func() { p.SetMix(original()) },
		"stem":   func() { m := m; m.Stems = []player.Channel{{Volume: 1}}; p.SetMix(m) },
		"load":   func() { p.Load(player.Score{Original: constant(-.7)}) },
		"empty":  func() { p.Load(player.Score{}) },
	} {
		p.Load(score)
		p.Loop(0, 0)
		p.Seek(1)
		p.SetMix(m)
		p.Play()
		before, _ := render(p, .4)
		if name == "start" {
			p.Pause()
			before, _ = render(p, .4)
		}
		act()
		after, _ := render(p, .4)
		if top := steps(append(before, after...)); top > maxStep {
			t.Errorf("%s: a step of %.4f, want at most %.4f", name, top, maxStep)
		}
	}
}

// A loop may end one frame into a quantum: a gain that moves then must not take
// a whole quantum's step within that frame.
func TestGainsThatMoveAtALoopsEndDoNotClick(t *testing.T) {
	for _, odd := range []int{1, 2, 63} {
		p := player.New(rate)
		p.Load(player.Score{Original: constant(.7)})
		p.SetMix(original())
		frames := 64*200 + odd
		p.Loop(0, float64(frames)/rate)
		p.Play()
		render(p, 64*198/float64(rate))
		quiet := original()
		quiet.Master = 0
		p.SetMix(quiet)
		l, r := render(p, .2)
		if top := max(steps(l), steps(r)); top > maxStep {
			t.Errorf("%d frames into a quantum: a step of %.4f, want at most %.4f", odd, top, maxStep)
		}
	}
}

func TestPauseKeepsThePlaceAndIsSilent(t *testing.T) {
	p := start(player.Score{Song: demo(t, 1)})
	render(p, 5)
	p.Pause()
	render(p, .1)
	at := p.Position()
	if l, r := render(p, .5); peakOf(l, r) != 0 || p.Position() != at {
		t.Errorf("paused: peak %v, position %v after %v", peakOf(l, r), p.Position(), at)
	}
	if at < 5 || at > 5.01 {
		t.Errorf("paused at %v, want 5", at)
	}
	p.Play()
	if l, _ := render(p, .5); peakOf(l) == 0 {
		t.Error("no sound after the pause")
	}
}

func TestPlayerStopsAtTheEndAndBeginsAnew(t *testing.T) {
	p := start(tune(0, music.Note{Pitch: 60, Velocity: 100, Start: .1, End: .3}))
	if p.Length() != .3 {
		t.Errorf("length %v", p.Length())
	}
	render(p, 10)
	if p.Playing() {
		t.Fatal("plays on for ever")
	}
	p.Play()
	render(p, .2)
	if got := p.Position(); got > .21 {
		t.Errorf("position %v, want the begin", got)
	}
}

func TestNothingToPlayEndsAtOnce(t *testing.T) {
	p := player.New(1)
	if p.Rate() != 8_000 {
		t.Errorf("rate %d", p.Rate())
	}
	p.Play()
	if l, r := render(p, .1); p.Playing() || peakOf(l, r) != 0 || p.Length() != 0 || p.Meter(0).Peak != 0 {
		t.Error("an empty player plays")
	}
}

func TestLoadWhilePlayingKeepsThePlace(t *testing.T) {
	p := start(player.Score{Song: demo(t, 0)})
	render(p, 3)
	p.Load(player.Score{Song: demo(t, 0)})
	render(p, 1)
	if d := 4 - p.Position(); !p.Playing() || math.Abs(d) > 1e-6 {
		t.Errorf("position %v, want 4", p.Position())
	}
}
