package player_test

import (
	"math"
	"sync"
	"testing"

	"partlift/backend/music"
	"partlift/backend/player"
)

// FuzzPlayer lets bytes turn every knob while a recording that stands still and
// low, held notes play: no verb may panic, click, or yield NaN.
func FuzzPlayer(f *testing.F) {
	f.Add([]byte{0, 0, 2, 100, 1, 0, 0, 0, 3, 40, 5, 9, 6, 1, 7, 200, 8, 3, 9, 77})
	f.Add([]byte{0, 0, 3, 1, 2, 1, 3, 2, 2, 2, 3, 3, 2, 3, 1, 1, 0, 0, 10, 4, 11, 200})
	f.Fuzz(func(t *testing.T, verbs []byte) {
		p := player.New(rate)
		p.Load(still(0))
		last := [2]float32{}
		for i := 0; i+1 < len(verbs) && i < 400; i += 2 {
			turn(p, verbs[i], verbs[i+1])
			n := 1 + int(verbs[i+1])*7
			l, r := make([]float32, n), make([]float32, n)
			p.Render(l, r)
			if err := sane(l, r); err != nil {
				t.Fatal(err)
			}
			for k, x := range [][]float32{l, r} {
				if top := steps(append([]float32{last[k]}, x...)); top > 2*maxStep {
					t.Fatalf("a step of %v after verb %d(%d)", top, verbs[i]%12, verbs[i+1])
				}
				last[k] = x[n-1]
			}
			if at := p.Position(); !(at >= 0) || math.IsInf(at, 0) {
				t.Fatalf("position %v", at)
			}
		}
	})
}

// still is a score whose samples hardly differ from their neighbors.
func still(v byte) player.Score {
	track := music.Track{Program: 89, Notes: []music.Note{{Pitch: 24 + v%8, Velocity: 1 + v%100, Start: float64(v) / 100, End: 3},
		{Pitch: 255, Velocity: 0, Start: math.NaN(), End: math.Inf(1)}}}
	return player.Score{Song: music.Song{Tracks: []music.Track{track}}, Original: constant(float32(v) / 512),
		Stems: []player.Source{nil, constant(-float32(v) / 600)}}
}

func turn(p *player.Player, verb, v byte) {
	m, x := p.Mix(), float32(v)/128
	switch verb % 12 {
	case 0:
		p.Play()
	case 1:
		p.Pause()
	case 2:
		p.Seek(float64(v)/60 - .2)
	case 3:
		p.Loop(float64(v)/80, float64(v)/80+.05+float64(v%7)/50)
	case 4:
		m.Blend = x
	case 5:
		m.Master = x / 2
	case 6:
		m.Tracks = []player.Channel{{Mute: v&1 > 0, Solo: v&2 > 0, Volume: x / 2, Pan: x - 1}}
	case 7:
		m.Stems = []player.Channel{{Solo: v&1 > 0, Volume: 1}, {Mute: v&2 > 0, Volume: x / 2, Pan: 1 - x}}
	case 8:
		m.Split = v&1 > 0
	case 9:
		p.Load(still(v))
	case 10:
		p.Load(player.Score{})
	case 11:
		p.Seek(math.Inf(1))
	}
	p.SetMix(m)
}

// FuzzNotes lets bytes be notes: whatever they are, the sound is sound.
func FuzzNotes(f *testing.F) {
	f.Add([]byte{0, 60, 100, 10, 5, 81, 127, 127, 0, 1, 200, 36, 90, 7, 9})
	f.Fuzz(func(t *testing.T, data []byte) {
		song := music.Song{}
		for i := 0; i+4 < len(data) && i < 2000; i += 5 {
			n := music.Note{Pitch: data[i+1], Velocity: data[i+2], Start: float64(data[i+3]) / 200, End: float64(data[i+3])/200 + float64(data[i+4])/100}
			song.Tracks = append(song.Tracks, music.Track{Program: data[i], Drums: data[i] > 200, Notes: []music.Note{n, n}})
		}
		p := start(player.Score{Song: song})
		l, r := render(p, .8)
		if err := sane(l, r); err != nil {
			t.Fatal(err)
		}
	})
}

func TestManyNotesAtOnceStayWithinFullScale(t *testing.T) {
	var notes []music.Note
	for i := range 1000 {
		notes = append(notes, music.Note{Pitch: uint8(i % 128), Velocity: 127, Start: float64(i/250) / 4, End: 2})
	}
	s := tune(81, notes...)
	s.Song.Tracks = append(s.Song.Tracks, beat(36, 0, .25, .5).Song.Tracks...)
	l, r := render(start(s), 2)
	if err := sane(l, r); err != nil {
		t.Error(err)
	}
}

// Voices that give way to others fade: low, steady tones show a click.
func TestStealingDoesNotClick(t *testing.T) {
	var notes []music.Note
	for i := range 128 {
		notes = append(notes, music.Note{Pitch: 24, Velocity: 1 + uint8(i&1), Start: 0, End: 20})
	}
	for i := range 100 {
		notes = append(notes, music.Note{Pitch: 24, Velocity: 3, Start: 4 + float64(i)/200, End: 20})
	}
	p := start(tune(89, notes...))
	render(p, 3)
	quiet, _ := render(p, 1)
	l, _ := render(p, .6)
	if top, usual := steps(l), steps(quiet); top > 1.3*usual {
		t.Errorf("a step of %v while voices are stolen, %v before", top, usual)
	}
}

func TestRenderAllocatesNothing(t *testing.T) {
	p := start(player.Score{Song: demo(t, 0), Original: constant(.1)})
	m := player.Unity()
	m.Blend = .5
	p.SetMix(m)
	p.Loop(3, 3.1)
	l, r := make([]float32, 512), make([]float32, 512)
	if n := testing.AllocsPerRun(500, func() { p.Render(l, r) }); n != 0 {
		t.Errorf("%v allocations a call", n)
	}
}

// The verbs may be called while another goroutine renders.
func TestVerbsDuringRender(t *testing.T) {
	p := start(still(9))
	done := make(chan struct{})
	var all sync.WaitGroup
	all.Add(1)
	go func() {
		defer all.Done()
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
				turn(p, byte(i), byte(i*7))
				p.Meter(0)
				p.Length()
				p.Playing()
				p.Position()
			}
		}
	}()
	l, r := make([]float32, 256), make([]float32, 256)
	for range 2000 {
		p.Render(l, r)
	}
	close(done)
	all.Wait()
}
