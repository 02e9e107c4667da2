package ear

import (
	"context"
	"testing"

	"partlift/backend/music"
)

func TestWhatAnUnlikelyNoteIsCalled(t *testing.T) {
	far := Evidence{Again: 1, Gap: 1, Length: .3, Under: -20, Over: -20, Elsewhere: -20, Rise: 12}
	for name, c := range map[string]struct {
		change func(e *Evidence)
		want   Why
	}{
		"nothing":                 {func(*Evidence) {}, Nothing},
		"a flicker":               {func(e *Evidence) { e.Again, e.Length = .1, .05 }, Short},
		"a long note again":       {func(e *Evidence) { e.Again, e.Length = .1, .2 }, Nothing},
		"the note of another":     {func(e *Evidence) { e.Twin, e.Elsewhere, e.Under = 1, 8, 5 }, Bleed},
		"its own twin":            {func(e *Evidence) { e.Twin, e.Elsewhere = 1, 3 }, Nothing},
		"much louder elsewhere":   {func(e *Evidence) { e.Elsewhere = 15 }, Bleed},
		"what rings on":           {func(e *Evidence) { e.Gap, e.Rise = .1, 2 }, Tail},
		"struck after another":    {func(e *Evidence) { e.Gap, e.Rise = .1, 9 }, Nothing},
		"an overtone":             {func(e *Evidence) { e.Under = 10 }, Octave},
		"an undertone":            {func(e *Evidence) { e.Over = 10 }, Octave},
		"an overtone of a softer": {func(e *Evidence) { e.Under = -5 }, Nothing},
	} {
		e := far
		c.change(&e)
		if got := e.why(.1); got != c.want {
			t.Errorf("%s is %v, not %v", name, got, c.want)
		}
		if got := e.why(Usual); got != Sounding {
			t.Errorf("%s is %v though likely", name, got)
		}
	}
}

// A stem alone has nothing that is louder elsewhere, and tones have no
// overtones, which all their pitches are expected not to have then.
func TestWhatIsHeardOfTones(t *testing.T) {
	var notes []music.Note
	for i := range 24 {
		at := .5 + .3*float64(i) + .05*float64(i*i%7)
		notes = append(notes, music.Note{Pitch: uint8(50 + 7*i%24), Velocity: uint8(40 + 3*i), Start: at, End: at + .15})
	}
	sound := newTones(notes)
	stem := Stem{Parts: []Part{{Notes: notes}}, Open: func(ctx context.Context) (Sound, func() error, error) {
		return newTones(notes), func() error { return nil }, nil
	}}
	r, err := Listen(t.Context(), []Stem{stem}, nil)
	if err != nil || !r.Sure {
		t.Fatal(r.Sure, err)
	}
	for i, trust := range r.Parts[0].Trusts {
		if trust.Evidence.Elsewhere != -20 || trust.Evidence.Twin != 0 || trust.Evidence.Share < .5 {
			t.Errorf("note %d has %+v", i, trust.Evidence)
		}
	}
	samples, err := hear(t.Context(), sound, func(float64) {})
	if err != nil {
		t.Fatal(err)
	}
	s := newScore(stem.Parts, func(int) float64 { return 0 })
	if err := s.listen(t.Context(), samples); err != nil {
		t.Fatal(err)
	}
	if err := s.factor(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, timbre := range s.order {
		if timbre.key.age == 0 && timbre.loud[1] > timbre.loud[0]*fading(1)/2 {
			t.Errorf("pitch %d is expected to have an overtone of %.2f", timbre.key.pitch, timbre.loud[1]/timbre.loud[0])
		}
	}
}
