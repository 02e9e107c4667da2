package ear_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"partlift/backend/ear"
	"partlift/backend/music"
)

// shaped says another shape than a sound should have.
type shaped struct {
	reel
	rate, channels int
}

func (s *shaped) Shape() (int, int, int64) { return s.rate, s.channels, -1 }

// faulty reads what it is told to.
type faulty struct {
	n   int
	err error
}

func (f *faulty) Shape() (int, int, int64)    { return ear.Rate, 1, -1 }
func (f *faulty) Read([]float32) (int, error) { return f.n, f.err }

func TestSoundsThatFail(t *testing.T) {
	broken := errors.New("broken")
	good := stems(band(1, 3), 0)[0]
	fails := func(s ear.Sound) ear.Stem {
		return ear.Stem{Open: func(context.Context) (ear.Sound, func() error, error) { return s, func() error { return nil }, nil }}
	}
	for name, s := range map[string]ear.Stem{
		"stereo":       fails(&shaped{rate: ear.Rate, channels: 2}),
		"another rate": fails(&shaped{rate: 44100, channels: 1}),
		"broken":       fails(&faulty{err: broken}),
		"too much":     fails(&faulty{n: 1 << 20}),
		"negative":     fails(&faulty{n: -1}),
		"no progress":  fails(&faulty{}),
		"not there":    {Open: func(context.Context) (ear.Sound, func() error, error) { return nil, nil, broken }},
		"not closed": {Open: func(context.Context) (ear.Sound, func() error, error) {
			return &reel{}, func() error { return broken }, nil
		}},
	} {
		var of *ear.StemError
		if _, err := ear.Listen(context.Background(), []ear.Stem{good, s}, nil); !errors.As(err, &of) || of.Stem != 1 || of.Error() == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHostileSoundsAndNotes(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	bad := []float32{float32(nan), float32(inf), float32(-inf), 1e30, -1e30, 0}
	long := make([]float32, 3*ear.Rate)
	for i := range long {
		long[i] = bad[i%len(bad)]
	}
	sounds := map[string][]float32{
		"none": nil, "one sample": {1}, "two": {1, -1}, "short": make([]float32, 500),
		"no numbers": long, "music": play(band(1, 3)...),
	}
	notes := []music.Note{
		{Pitch: 60, Velocity: 1, Start: 0, End: 1}, {Pitch: 255, Velocity: 255, Start: .5, End: .6}, {Pitch: 127, Start: 1, End: 2},
		{Start: nan, End: nan}, {Start: 1, End: nan}, {Start: nan, End: 1}, {Start: -inf, End: inf}, {Start: inf, End: inf},
		{Start: 1, End: inf}, {Start: 2, End: 1}, {Start: -3, End: 1}, {Start: 1e300, End: 1e301}, {Start: 5e5, End: 5e5 + 1}, {Start: 1e4, End: 1e4 + 1},
		{Pitch: 0, Start: 1, End: 1 + 1e-12},
	}
	tracks := band(1, 9)
	among := stems(tracks, .1)
	for i := range among {
		among[i].Parts[0].Notes = append(among[i].Parts[0].Notes, notes...)
	}
	if r := listen(t, among); !r.Sure {
		t.Error("not sure of music among notes that are none")
	} else {
		sane(t, "among music", r)
	}
	for name, s := range sounds {
		r := listen(t, []ear.Stem{{Open: open(s), Parts: []ear.Part{{Notes: notes}, {Drums: true, Notes: notes}, {}}}})
		sane(t, name, r)
		if len(r.Parts) != 3 || len(r.Parts[0].Strokes) != len(notes) || len(r.Parts[2].Strokes) != 0 {
			t.Errorf("%s: %d parts", name, len(r.Parts))
		}
	}
}

// sane holds what is promised of every report.
func sane(t *testing.T, name string, r ear.Report) {
	t.Helper()
	number := func(v ...float64) bool {
		for _, x := range v {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return false
			}
		}
		return true
	}
	if !number(r.Offset, r.Confidence) || math.Abs(r.Offset) > ear.Farthest+.2 || r.Confidence < 0 || r.Confidence > 1 {
		t.Errorf("%s: %v, confidence %v", name, r.Offset, r.Confidence)
	}
	for _, h := range r.Parts {
		if !number(h.Offset, h.Own, h.Confidence) || h.Confidence < 0 || h.Confidence > 1 || h.Sure && !r.Sure {
			t.Errorf("%s: %+v", name, h)
		}
		for _, s := range h.Strokes {
			if !number(s.Level, s.Sure) || s.Sure < 0 || s.Sure > 1 || s.Velocity < 1 || s.Velocity > 127 {
				t.Errorf("%s: %+v", name, s)
			}
		}
		if len(h.Trusts) != len(h.Strokes) {
			t.Errorf("%s: %d trusts of %d notes", name, len(h.Trusts), len(h.Strokes))
		}
		for _, trust := range h.Trusts {
			if !number(append(trust.Evidence.Terms(), trust.Likely)...) || trust.Likely < 0 || trust.Likely > 1 || (trust.Why == ear.Unknown) != (trust.Evidence == ear.Evidence{}) {
				t.Errorf("%s: %+v", name, trust)
			}
		}
	}
}

func FuzzListen(f *testing.F) {
	f.Add([]byte("\x3c\x05\x02\x40\x06\x02\x43\x08\x02\x24\x01\x01"), []byte("sound"), false)
	f.Add([]byte{}, []byte{255}, true)
	f.Fuzz(func(t *testing.T, notes, sound []byte, drums bool) {
		p := ear.Part{Drums: drums}
		for i := 0; i+2 < min(len(notes), 300); i += 3 {
			at := float64(notes[i+1]) / 40
			p.Notes = append(p.Notes, music.Note{Pitch: notes[i], Start: at, End: at + float64(int8(notes[i+2]))/20})
		}
		samples := make([]float32, min(len(sound), 64)*512)
		for i := range samples {
			samples[i] = float32(int8(sound[i/512])) / 128 * float32(math.Sin(float64(i)*float64(1+sound[i/512])/300))
		}
		sane(t, "fuzz", listen(t, []ear.Stem{{Open: open(samples), Parts: []ear.Part{p, p}}}))
	})
}
