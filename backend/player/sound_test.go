package player_test

import (
	"fmt"
	"math"
	"testing"

	"partlift/backend/music"
	"partlift/backend/player"
)

// pitchOf returns the frequency near hz that holds most of x: the peak of a
// windowed spectrum, found between 60 cents below and above.
func pitchOf(x []float32, hz float64) float64 {
	power := func(f float64) float64 {
		var re, im float64
		for i, v := range x {
			w := .5 - .5*math.Cos(2*math.Pi*float64(i)/float64(len(x)))
			s, c := math.Sincos(2 * math.Pi * f * float64(i) / rate)
			re, im = re+float64(v)*w*c, im+float64(v)*w*s
		}
		return re*re + im*im
	}
	best, top := hz, 0.0
	for cents := -60.0; cents <= 60; cents += 1 {
		f := hz * math.Exp2(cents/1200)
		if p := power(f); p > top {
			best, top = f, p
		}
	}
	return best
}

func mono(l, r []float32) []float32 {
	m := make([]float32, len(l))
	for i := range l {
		m[i] = (l[i] + r[i]) / 2
	}
	return m
}

func TestEveryProgramIsInTuneAndEnds(t *testing.T) {
	measured(t)
	for program := range 128 {
		if program == 119 || program >= 120 {
			continue // noises
		}
		p := start(tune(uint8(program), music.Note{Pitch: 57, Velocity: 100, Start: 0, End: 1.2}))
		l, r := render(p, 1.2)
		if err := sane(l, r); err != nil {
			t.Errorf("program %d: %v", program, err)
		}
		// Short sounds are measured while they last.
		hz, from := 220.0, rate/50
		if got := pitchOf(mono(l, r)[from:from+rate/2], hz); math.Abs(1200*math.Log2(got/hz)) > 5 {
			t.Errorf("program %d (%s): %.2f Hz, want %.2f within 5 cents", program, music.ProgramName(uint8(program)), got, hz)
		}
		if loud := 20 * math.Log10(rms(l[:rate/2])); loud < -38 || loud > -15 {
			t.Errorf("program %d: %.1f dBFS, want an even loudness", program, loud)
		}
		render(p, 7)
		if p.Playing() {
			t.Errorf("program %d still plays 7 s after its note", program)
		}
		if l, r := render(p, .1); peakOf(l, r) != 0 {
			t.Errorf("program %d: no silence after its end", program)
		}
	}
}

// sane reports what no sound may have.
func sane(x ...[]float32) error {
	for _, s := range x {
		for i, v := range s {
			if !(v >= -1 && v <= 1) {
				return fmt.Errorf("sample %d is %v", i, v)
			}
		}
	}
	return nil
}

func TestExtremePitchesAreInTune(t *testing.T) {
	measured(t)
	for _, program := range []uint8{0, 33, 81, 73, 16} {
		for _, pitch := range []uint8{21, 33, 84, 108} {
			l, r := render(start(tune(program, music.Note{Pitch: pitch, Velocity: 110, Start: 0, End: 2})), 1)
			hz := 440 * math.Exp2((float64(pitch)-69)/12)
			if got := pitchOf(mono(l, r)[rate/20:], hz); math.Abs(1200*math.Log2(got/hz)) > 5 {
				t.Errorf("program %d, pitch %d: %.2f Hz, want %.2f within 5 cents", program, pitch, got, hz)
			}
		}
	}
}

// What lies above half the sample rate must not come back below it: of a saw at
// 5,920 Hz only three harmonics are heard, and nothing between them.
func TestHighNotesDoNotAlias(t *testing.T) {
	l, r := render(start(tune(81, music.Note{Pitch: 114, Velocity: 127, Start: 0, End: 1})), .8)
	x := mono(l, r)[rate/4:]
	level := func(f float64) float64 {
		var re, im float64
		for i, v := range x {
			w := .5 - .5*math.Cos(2*math.Pi*float64(i)/float64(len(x)))
			s, c := math.Sincos(2 * math.Pi * f * float64(i) / rate)
			re, im = re+float64(v)*w*c, im+float64(v)*w*s
		}
		return 10 * math.Log10(re*re+im*im)
	}
	hz := 440 * math.Exp2(45./12)
	tone := level(hz)
	for f := 200.0; f < 20_000; f += 211 {
		if away := math.Abs(math.Mod(f+hz/2, hz) - hz/2); away > 250 {
			if got := level(f) - tone; got > -60 {
				t.Errorf("%.0f dB at %.0f Hz, want at most -60", got, f)
			}
		}
	}
}

func TestVelocityIsLoudnessAndBrightness(t *testing.T) {
	measure := func(velocity uint8) (loud, bright float64) {
		l, _ := render(start(tune(0, music.Note{Pitch: 60, Velocity: velocity, Start: 0, End: 1})), .5)
		edge := make([]float32, len(l)-1)
		for i := range edge {
			edge[i] = l[i+1] - l[i]
		}
		return rms(l), rms(edge) / rms(l)
	}
	loud, bright := 0.0, 0.0
	for _, v := range []uint8{1, 30, 60, 90, 127} {
		l, b := measure(v)
		if l <= loud || v > 1 && b <= bright {
			t.Errorf("velocity %d: loudness %v after %v, brightness %v after %v; want more of both", v, l, loud, b, bright)
		}
		loud, bright = l, b
	}
}

func TestPluckedSoundsDecayAndHeldOnesDoNot(t *testing.T) {
	for _, c := range []struct {
		program uint8
		held    bool
	}{{0, false}, {25, false}, {12, false}, {9, false}, {16, true}, {48, true}, {73, true}, {81, true}, {61, true}, {54, true}, {89, true}} {
		l, _ := render(start(tune(c.program, music.Note{Pitch: 60, Velocity: 100, Start: 0, End: 3})), 3)
		lost := 20 * math.Log10(rms(l[rate/2:rate])/rms(l[5*rate/2:]))
		if c.held != (lost < 4) {
			t.Errorf("program %d loses %.1f dB in two seconds, held: %v", c.program, lost, c.held)
		}
	}
}

func TestEveryDrumIsHeardAndEnds(t *testing.T) {
	measured(t)
	for pitch := range 128 {
		p := start(beat(uint8(pitch), 0))
		l, r := render(p, 1)
		if top := peakOf(l, r); top < .02 || top > .8 {
			t.Errorf("drum %d: peak %.3f, want a level of its own below the limiter", pitch, top)
		}
		if render(p, 9); p.Playing() {
			t.Errorf("drum %d never ends", pitch)
		}
	}
}

func TestClosedHatEndsOpenHat(t *testing.T) {
	open := beat(46, 0)
	choked := beat(46, 0)
	choked.Song.Tracks[0].Notes = append(choked.Song.Tracks[0].Notes, music.Note{Pitch: 42, Velocity: 1, Start: .1, End: .2})
	a, _ := render(start(open), .4)
	b, _ := render(start(choked), .4)
	if x, y := rms(a[rate/5:]), rms(b[rate/5:]); y > x/3 {
		t.Errorf("the open hat is at %v, after a closed one at %v", x, y)
	}
}

// The songs are judged by numbers: level, peak, both sides alike, no hole in
// mono, silence at the end.
func TestDemoSongsAreBalanced(t *testing.T) {
	measured(t)
	for i := range 2 {
		song := demo(t, i)
		p := start(player.Score{Song: song})
		l, r := render(p, p.Length()+6)
		if err := sane(l, r); err != nil {
			t.Error(err)
		}
		top, loud := peakOf(l, r), math.Sqrt((rms(l)*rms(l)+rms(r)*rms(r))/2)
		if normal := 20 * math.Log10(loud/top); top > .93 || normal < -18 || normal > -13 {
			t.Errorf("%s: peak %.2f, loudness %.1f dB below it", song.Title, top, normal)
		}
		if lean := 20 * math.Log10(rms(l)/rms(r)); math.Abs(lean) > 1.5 {
			t.Errorf("%s leans by %.1f dB", song.Title, lean)
		}
		cross := 0.0
		for i := range l {
			cross += float64(l[i]) * float64(r[i])
		}
		if c := cross / float64(len(l)) / (rms(l) * rms(r)); c < .3 || c > .98 {
			t.Errorf("%s: left and right correlate by %.2f, want stereo that survives mono", song.Title, c)
		}
		if end := len(l) - rate; p.Playing() || peakOf(l[end:], r[end:]) != 0 {
			t.Errorf("%s does not end", song.Title)
		}
	}
}

func TestNotesMeetTheTuningOfARecording(t *testing.T) {
	measured(t)
	for _, cents := range []float64{-40, 0, 25} {
		s := tune(0, music.Note{Pitch: 69, Velocity: 110, Start: 0, End: 2})
		s.Cents = cents
		l, r := render(start(s), 1)
		hz := 440 * math.Exp2(cents/1200)
		if got := pitchOf(mono(l, r)[rate/20:], hz); math.Abs(1200*math.Log2(got/hz)) > 5 {
			t.Errorf("%+.0f cents: %.2f Hz, want %.2f", cents, got, hz)
		}
	}
}
