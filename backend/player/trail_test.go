package player_test

import (
	"math"
	"testing"

	"partlift/backend/music"
	"partlift/backend/player"
)

// Whatever happened, each rendered frame's place in the song can be told later:
// it moves on steadily, and jumps where a seek or a loop is heard.
func TestPlaceOfEachRenderedFrame(t *testing.T) {
	p := player.New(rate)
	p.Load(player.Score{Original: constant(.1)})
	if p.PositionAt(0) != 0 || p.PositionAt(99) != 0 || p.Rendered() != 0 {
		t.Error("something was rendered before the first Render")
	}
	render(p, .1) // stands still
	p.Play()
	render(p, 1)
	p.Loop(.5, 1)
	p.Seek(.6)
	render(p, 1.2)
	p.Pause()
	render(p, .3)
	p.Seek(7)
	render(p, .1)
	frames := p.Rendered()
	if want := int64(math.Round(2.7 * rate)); frames != want {
		t.Fatalf("%d frames, want %d", frames, want)
	}
	jumps, still := 0, 0
	for f := int64(1); f < frames; f++ {
		switch d := math.Round((p.PositionAt(f) - p.PositionAt(f-1)) * rate); d {
		case 1:
		case 0:
			still++
		default:
			jumps++
		}
	}
	// The seek, the loop's end at .4, .9 after it, and the seek at the end.
	if jumps != 4 {
		t.Errorf("%d jumps, want 4", jumps)
	}
	if seconds := float64(still) / rate; math.Abs(seconds-.5) > .03 {
		t.Errorf("it stands still for %.3f s, want .5", seconds)
	}
	if at := p.PositionAt(frames + 1000); at != 7 || p.PositionAt(-5) != 0 {
		t.Errorf("past the end: %v", at)
	}
	if at := p.PositionAt(int64(.6 * rate)); math.Abs(at-.5) > 64./rate {
		t.Errorf("position %v, want .5", at)
	}
}

func TestMetersMeasure(t *testing.T) {
	tracks := []music.Track{{Program: 16, Notes: []music.Note{{Pitch: 60, Velocity: 90, Start: 0, End: 5}}}, {Program: 48}}
	p := start(player.Score{Song: music.Song{Tracks: tracks}})
	l, r := render(p, 2)
	got, left, right := p.Meter(0), float64(0), float64(0)
	ml, mr := p.Master()
	left, right = rms(l[rate:]), rms(r[rate:])
	both := math.Sqrt((left*left + right*right) / 2)
	if math.Abs(20*math.Log10(float64(got.RMS)/both)) > 1.5 { // the room adds a little
		t.Errorf("RMS %v, want about %v", got.RMS, both)
	}
	if math.Abs(float64(ml.Peak)-peakOf(l)) > 1e-6 || math.Abs(float64(mr.Peak)-peakOf(r)) > 1e-6 || math.Abs(float64(ml.RMS)/left-1) > .1 || math.Abs(float64(mr.RMS)/right-1) > .1 {
		t.Errorf("master %v, %v; want %v, %v and %v, %v", ml, mr, peakOf(l), left, peakOf(r), right)
	}
	if got.Peak < got.RMS || p.Meter(1) != (player.Meter{}) || p.Meter(0).Peak != 0 {
		t.Errorf("%+v, silent track %+v", got, p.Meter(1))
	}
	m := player.Unity()
	m.Tracks = []player.Channel{{Mute: true}}
	p.SetMix(m)
	render(p, 3)
	p.Meter(0)
	if render(p, .1); p.Meter(0).Peak > 1e-4 || p.Meter(0).RMS > 1e-3 {
		t.Errorf("muted: %+v", p.Meter(0))
	}
}
