package player_test

import (
	"math"
	"testing"

	"partlift/backend/music"
	"partlift/backend/player"
)

// trio is quiet enough that the limiter rests.
func trio() player.Score {
	return player.Score{Song: music.Song{Tracks: []music.Track{
		{Program: 0, Notes: []music.Note{{Pitch: 60, Velocity: 40, Start: 0, End: 1}}},
		{Program: 33, Notes: []music.Note{{Pitch: 36, Velocity: 40, Start: 0, End: 1}}},
		{Drums: true, Notes: []music.Note{{Pitch: 38, Velocity: 40, Start: 0, End: .1}, {Pitch: 42, Velocity: 60, Start: .5, End: .6}}},
	}}}
}

func heard(s player.Score, m player.Mix) (l, r []float32) {
	p := player.New(rate)
	p.SetMix(m)
	p.Load(s)
	p.Play()
	return render(p, .8)
}

func with(tracks ...player.Channel) player.Mix {
	m := player.Unity()
	m.Tracks = tracks
	return m
}

func alike(t *testing.T, name string, a, b []float32) {
	t.Helper()
	for i := range a {
		if math.Abs(float64(a[i]-b[i])) > 1e-6 {
			t.Fatalf("%s: frame %d is %v, want %v", name, i, a[i], b[i])
		}
	}
}

func TestMuteAndSoloAreArithmetic(t *testing.T) {
	on := player.Channel{Volume: 1}
	solo, mute := player.Channel{Volume: 1, Solo: true}, player.Channel{Volume: 1, Mute: true}
	all, _ := heard(trio(), player.Unity())
	var parts [3][]float32
	for i := range parts {
		c := []player.Channel{on, on, on}
		c[i] = solo
		parts[i], _ = heard(trio(), with(c...))
		if rms(parts[i]) < 1e-4 {
			t.Errorf("track %d alone is silent", i)
		}
	}
	sum := func(which ...int) []float32 {
		out := make([]float32, len(all))
		for _, w := range which {
			for i, v := range parts[w] {
				out[i] += v
			}
		}
		return out
	}
	alike(t, "all", all, sum(0, 1, 2))
	got, _ := heard(trio(), with(mute, on))
	alike(t, "first muted", got, sum(1, 2))
	got, _ = heard(trio(), with(solo, on, solo))
	alike(t, "two solo", got, sum(0, 2))
	got, _ = heard(trio(), with(player.Channel{Volume: 1, Solo: true, Mute: true}, on, on))
	alike(t, "solo and muted", got, sum())
	got, _ = heard(trio(), with(mute, mute, player.Channel{Volume: .5}))
	for i := range got {
		got[i] *= 2
	}
	alike(t, "half volume", got, sum(2))
}

func TestPanAndMaster(t *testing.T) {
	l, r := heard(trio(), player.Unity())
	pl, pr := heard(trio(), with(player.Channel{Volume: 1, Pan: -1}, player.Channel{Volume: 1, Pan: -1}, player.Channel{Volume: 1, Pan: -1}))
	if rms(pr) > rms(r)/5 || rms(pl) < rms(l)*.8 { // the room is heard on both sides
		t.Errorf("left: %v and %v, before %v and %v", rms(pl), rms(pr), rms(l), rms(r))
	}
	m := player.Unity()
	m.Master = .5
	ml, _ := heard(trio(), m)
	for i := range ml {
		ml[i] *= 2
	}
	alike(t, "master", ml, l)
}

func TestMixOutOfRangeIsBroughtIn(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	c := player.Channel{Volume: inf, Pan: nan}
	m := player.Mix{Tracks: []player.Channel{c, {Volume: nan}, {Volume: -3, Pan: -inf}}, Stems: []player.Channel{c}, Master: inf, Blend: nan, Metronome: nan}
	for range 2 {
		l, r := heard(player.Score{Song: trio().Song, Original: constant(float32(math.NaN())), Stems: []player.Source{constant(inf), nil}}, m)
		if err := sane(l, r); err != nil {
			t.Error(err)
		}
		m.Blend = 1
	}
}

func TestBlendAndSplit(t *testing.T) {
	s := trio()
	s.Original = clip{rate, 10 * rate, func(f int64) (float32, float32) { return .2, .4 }}
	midi, _ := heard(trio(), player.Unity())
	got, _ := heard(s, player.Unity())
	alike(t, "notes alone", got, midi)
	l, r := heard(s, original())
	for i := rate / 10; i < len(l); i++ {
		if l[i] != .2 || r[i] != .4 {
			t.Fatalf("original alone: frame %d is %v, %v", i, l[i], r[i])
		}
	}
	m := player.Unity()
	m.Split = true
	l, r = heard(s, m)
	a, b := heard(trio(), player.Unity())
	for i := rate / 10; i < len(l); i++ {
		if math.Abs(float64(l[i])-.3) > 1e-6 || math.Abs(float64(r[i]-(a[i]+b[i])/2)) > 1e-6 {
			t.Fatalf("split: frame %d is %v, %v; want .3 and the notes", i, l[i], r[i])
		}
	}
}

func TestStemsAreHeardWhenTheMixSaysSo(t *testing.T) {
	s := player.Score{Stems: []player.Source{constant(.1), nil, constant(.2)}}
	m := original()
	if l, _ := heard(s, m); peakOf(l) != 0 {
		t.Error("a stem is heard unasked")
	}
	m.Stems = []player.Channel{{Volume: 1}, {Volume: 1}, {Volume: 2, Solo: true}}
	if l, _ := heard(s, m); math.Abs(float64(l[len(l)-1])-.4) > 1e-6 {
		t.Errorf("solo stem: %v, want .4", l[len(l)-1])
	}
}

// A sine of another rate stays where it is, without gaps at the seams.
func TestRecordingsOfOtherRatesKeepTheirPitch(t *testing.T) {
	for _, hz := range []int{8_000, 22_050, 48_000, 96_000, 192_000} {
		at := func(second float64) float64 { return .5 * math.Sin(2*math.Pi*440*second) }
		s := player.Score{Original: clip{hz, int64(hz), func(f int64) (float32, float32) {
			v := float32(at(float64(f) / float64(hz)))
			return v, v
		}}}
		l, _ := heard(s, original())
		for i := 400; i < len(l); i++ {
			if d := math.Abs(float64(l[i]) - at(float64(i)/rate)); d > .01 {
				t.Fatalf("%d Hz: frame %d is off by %v", hz, i, d)
			}
		}
	}
}

func TestMetronomeIsOnTheGrid(t *testing.T) {
	g := &music.Grid{Tempo: []music.TempoPoint{{BPM: 100, Second: .1}}, Downbeat: .7, Meter: &music.Meter{Numerator: 3, Denominator: 4}}
	p := player.New(rate)
	p.Load(player.Score{Grid: g, Original: constant(0)})
	m := player.Unity()
	m.Metronome = 1
	p.SetMix(m)
	p.Play()
	l, _ := render(p, 4)
	var at []float64
	for i := 0; i < len(l); i++ {
		if l[i] != 0 {
			at = append(at, float64(i)/rate)
			i += rate / 2
		}
	}
	if len(at) != 7 {
		t.Fatalf("clicks at %v, want 7 of them", at)
	}
	for i, s := range at {
		if want := .1 + .6*float64(i); math.Abs(s-want) > 3./rate {
			t.Errorf("click at %v, want %v", s, want)
		}
	}
	bar, beat := rms(l[int(.7*rate):][:800]), rms(l[int(1.3*rate):][:800])
	if bar == beat {
		t.Error("the first beat of a bar is like the others")
	}
}

func TestMetronomeMarksTheBarsOfEveryMeter(t *testing.T) {
	g := &music.Grid{Tempo: []music.TempoPoint{{BPM: 60}}, Meter: &music.Meter{Numerator: 2, Denominator: 4},
		Changes: []music.MeterPoint{{Beat: 4, Meter: music.Meter{Numerator: 6, Denominator: 8}}, {Beat: 7, Meter: music.Meter{Numerator: 1, Denominator: 4}}}}
	p := player.New(rate)
	p.Load(player.Score{Grid: g, Original: constant(0)})
	m := player.Unity()
	m.Metronome = 1
	p.SetMix(m)
	p.Play()
	l, _ := render(p, 9)
	loud := func(second float64) float64 { return rms(l[int(second*rate):][:800]) }
	bar, beat := loud(0), loud(1)
	for _, c := range []struct{ second, want float64 }{{2, bar}, {3, beat}, {4, bar}, {5, 0}, {5.5, beat}, {7, bar}, {8, bar}} {
		if got := loud(c.second); math.Abs(got-c.want) > math.Abs(bar-beat)/4 {
			t.Errorf("at %v s the click has %v, want %v; a bar has %v and a beat %v", c.second, got, c.want, bar, beat)
		}
	}
}

func TestLevelIsThePeakSinceItWasAskedFor(t *testing.T) {
	p := start(trio())
	render(p, .3)
	if p.Meter(0).Peak == 0 || p.Meter(1).Peak == 0 || p.Meter(2).Peak == 0 || p.Meter(3).Peak != 0 || p.Meter(-1).Peak != 0 {
		t.Error("wrong levels")
	}
	if p.Meter(0).Peak != 0 {
		t.Error("a level is told twice")
	}
}
