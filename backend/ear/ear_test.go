package ear_test

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"partlift/backend/ear"
	"partlift/backend/music"
)

func TestOffsetIsPositiveWhereNotesLieBeforeTheSound(t *testing.T) {
	for _, want := range []float64{-.35, 0, .0127, .112, .6, .95} {
		r := listen(t, stems(band(1, 9), want))
		if !r.Sure || !near(r.Offset, want, 5) || r.Confidence < .5 {
			t.Errorf("offset %.4f is heard as %.4f, sure %v, confidence %.2f", want, r.Offset, r.Sure, r.Confidence)
		}
		for _, h := range r.Parts {
			if !h.Sure || !near(h.Offset, want, 9) || !near(h.Own, h.Offset-r.Offset, .001) || h.Outlier {
				t.Errorf("offset %.4f: %s is heard at %.4f, its own %.4f, sure %v, outlier %v", want, h.Name, h.Offset, h.Own, h.Sure, h.Outlier)
			}
		}
	}
}

// A part that was written down late is early in its offset; one that is played
// late is not.
func TestLateInTheNotesOrInTheSound(t *testing.T) {
	r := listen(t, stems(band(2, 9), .1-.040, .1, .1))
	if out := r.Outliers(); len(out) != 1 || out[0].Name != "Bass" || !near(out[0].Own, -.040, 9) {
		t.Errorf("the bass lies 40 ms late in the notes, heard as %+v", out)
	}
	tracks := band(2, 9)
	for i := range tracks[0].Notes {
		tracks[0].Notes[i].Start += .040
		tracks[0].Notes[i].End += .040
	}
	r = listen(t, stems(tracks, .1))
	if out := r.Outliers(); len(out) != 0 || !near(r.Parts[0].Own, 0, 9) {
		t.Errorf("the bass is played late and written late, heard as %+v", r.Parts[0].Own)
	}
}

func TestPartsAreHeardInTheMix(t *testing.T) {
	tracks := band(3, 10)
	mix := ear.Stem{Open: open(play(tracks...))}
	for _, k := range tracks {
		mix.Parts = append(mix.Parts, moved(k, -.2))
	}
	r := listen(t, []ear.Stem{mix})
	if !r.Sure || !near(r.Offset, .2, 8) || len(r.Parts) != 3 {
		t.Errorf("heard at %.4f, sure %v, %d parts", r.Offset, r.Sure, len(r.Parts))
	}
}

// What transcription does to notes must not move them.
func TestDamagedNotesAreHeardAtTheirPlace(t *testing.T) {
	tracks := band(4, 12)
	all := stems(tracks, .15)
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range all {
		p := &all[i].Parts[0]
		var notes []music.Note
		for _, n := range p.Notes {
			if rng.IntN(8) == 0 {
				continue
			}
			n.Start += .006 * rng.NormFloat64()
			notes = append(notes, n)
			switch rng.IntN(8) {
			case 0: // a flicker
				n.Start, n.End = n.Start+.05, n.Start+.09
				notes = append(notes, n)
			case 1: // a double
				notes = append(notes, n)
			case 2: // an octave that is not there
				n.Pitch += 12
				n.Start += rng.Float64()
				n.End += 1
				notes = append(notes, n)
			}
		}
		p.Notes = notes
	}
	r := listen(t, all)
	if !r.Sure || !near(r.Offset, .15, 6) {
		t.Errorf("heard at %.4f, sure %v", r.Offset, r.Sure)
	}
}

// Rather nothing than a wrong beat.
func TestNotSureIsSaid(t *testing.T) {
	noise := make([]float32, 9*ear.Rate)
	rng := rand.New(rand.NewPCG(2, 2))
	for i := range noise {
		noise[i] = float32(rng.NormFloat64()) / 10
	}
	tracks := band(5, 9)
	var click music.Track
	for i := range 16 {
		click.Notes = append(click.Notes, music.Note{Pitch: 60, Velocity: 90, Start: .5 + float64(i)/2, End: .6 + float64(i)/2})
	}
	louder := click
	louder.Notes = slices.Clone(click.Notes)
	for i := range louder.Notes {
		louder.Notes[i].Velocity = uint8(20 + 7*i)
	}
	middle := ear.Part{Name: "Clicks", Notes: click.Notes[4:12]}
	for name, s := range map[string][]ear.Stem{
		"nothing":           nil,
		"no parts":          {{Open: open(noise)}},
		"no notes":          {{Open: open(noise), Parts: []ear.Part{{}}}},
		"silence":           {{Open: open(make([]float32, 9*ear.Rate)), Parts: []ear.Part{moved(tracks[1], 0)}}},
		"noise":             {{Open: open(noise), Parts: []ear.Part{moved(tracks[1], 0), moved(tracks[2], 0)}}},
		"another song":      {{Open: open(play(band(6, 9)[1])), Parts: []ear.Part{moved(tracks[1], -.13)}}},
		"ever louder":       {{Open: open(play(louder)), Parts: []ear.Part{middle}}},
		"the same for ever": {{Open: open(play(click)), Parts: []ear.Part{middle}}},
	} {
		r := listen(t, s)
		if r.Sure || r.Offset != 0 || len(r.Outliers()) > 0 {
			t.Errorf("%s: sure of %.3f, confidence %.2f", name, r.Offset, r.Confidence)
		}
		for _, h := range r.Parts {
			if h.Sure || h.Offset != 0 || h.Own != 0 {
				t.Errorf("%s: sure of a part, %+v", name, h)
			}
		}
	}
}

// A part of which nothing is in its sound does not hide the song.
func TestSilentStemIsNotSure(t *testing.T) {
	all := stems(band(7, 9), .1)
	all[1].Open = open(make([]float32, 9*ear.Rate))
	r := listen(t, all)
	if !r.Sure || !near(r.Offset, .1, 6) || r.Parts[1].Sure {
		t.Errorf("heard at %.4f, sure %v; of the silent part %v", r.Offset, r.Sure, r.Parts[1].Sure)
	}
	for _, s := range r.Parts[1].Strokes {
		if s.Sure != 0 || s.Velocity < 1 {
			t.Fatalf("a stroke in silence is %+v", s)
		}
	}
}

// A few notes may lie anywhere by chance.
func TestFewNotesAreNotSure(t *testing.T) {
	all := stems(band(7, 9), .1)
	all[1].Parts[0].Notes = all[1].Parts[0].Notes[3:6]
	if r := listen(t, all); !r.Sure || r.Parts[1].Sure || !r.Parts[0].Sure {
		t.Errorf("sure %v, of the part of three notes %v", r.Sure, r.Parts[1].Sure)
	}
}

// A part whose notes lie anywhere is not heard, whatever sounds in its stem.
func TestScatteredNotesAreNotSure(t *testing.T) {
	all := stems(band(8, 9), .1)
	rng := rand.New(rand.NewPCG(3, 3))
	for i := range all[2].Parts[0].Notes {
		n := &all[2].Parts[0].Notes[i]
		n.Start = 8 * rng.Float64()
		n.End = n.Start + .1
	}
	if r := listen(t, all); !r.Sure || !near(r.Offset, .1, 8) || r.Parts[2].Sure {
		t.Errorf("heard at %.4f, sure %v; of the scattered part %v", r.Offset, r.Sure, r.Parts[2].Confidence)
	}
}

func TestStrokesFollowTheVelocities(t *testing.T) {
	tracks := band(8, 14)
	r := listen(t, stems(tracks, .08))
	for i, h := range r.Parts {
		byPiece := map[uint8][2][]float64{}
		for k, s := range h.Strokes {
			if s.Velocity < 1 || s.Velocity > 127 || s.Sure < 0 || s.Sure > 1 {
				t.Fatalf("%s has the stroke %+v", h.Name, s)
			}
			n := tracks[i].Notes[k]
			piece := n.Pitch
			if !tracks[i].Drums {
				piece = 0
			}
			v := byPiece[piece]
			byPiece[piece] = [2][]float64{append(v[0], float64(s.Velocity)), append(v[1], float64(n.Velocity))}
		}
		for piece, v := range byPiece {
			least := .75
			if tracks[i].Drums && piece == 42 {
				least = .55 // the snare hides hi-hats
			}
			if rho := spearman(v[0], v[1]); rho < least {
				t.Errorf("%s, piece %d: rank correlation %.2f over %d notes", h.Name, piece, rho, len(v[0]))
			}
			if top := slices.Max(v[0]); top != 127 {
				t.Errorf("%s, piece %d: the loudest is %g", h.Name, piece, top)
			}
		}
	}
}

// spearman returns the rank correlation.
func spearman(a, b []float64) float64 {
	ranks := func(v []float64) []float64 {
		out := make([]float64, len(v))
		for i, x := range v {
			for _, y := range v {
				out[i] += float64(cmp.Compare(x, y))
			}
		}
		return out
	}
	ra, rb := ranks(a), ranks(b)
	var ab, aa, bb float64
	for i := range ra {
		ab, aa, bb = ab+ra[i]*rb[i], aa+ra[i]*ra[i], bb+rb[i]*rb[i]
	}
	return ab / math.Sqrt(aa*bb)
}

// The report does not depend on how many cores there are, nor on the order of
// notes.
func TestReportIsTheSameEveryTime(t *testing.T) {
	all := stems(band(9, 6), .1)
	one := listen(t, all)
	before := runtime.GOMAXPROCS(1)
	two := listen(t, all)
	runtime.GOMAXPROCS(before)
	if !reflect.DeepEqual(one, two) {
		t.Error("another report on one core")
	}
	for i := range all {
		slices.Reverse(all[i].Parts[0].Notes)
	}
	three := listen(t, all)
	for i := range three.Parts {
		slices.Reverse(three.Parts[i].Strokes)
	}
	if three.Offset != one.Offset || !reflect.DeepEqual(one.Parts[2].Strokes, three.Parts[2].Strokes) {
		t.Errorf("another report for another order: %v, %v", one.Offset, three.Offset)
	}
}

func TestProgressRises(t *testing.T) {
	last, calls := 0.0, 0
	_, err := ear.Listen(context.Background(), stems(band(1, 4), 0), func(done float64) {
		if calls++; done < last-1e-9 || done > 1+1e-9 {
			t.Errorf("progress %v after %v", done, last)
		}
		last = done
	})
	if err != nil || last != 1 || calls < 6 {
		t.Errorf("ended at %v after %d calls, %v", last, calls, err)
	}
}

// stopper ends the context in the middle of a sound, and counts what is asked
// of it then.
type stopper struct {
	reel
	stop  func()
	after int
}

func (s *stopper) Read(samples []float32) (int, error) {
	if s.at > len(s.samples)/2 {
		s.stop()
		s.after++
	}
	return s.reel.Read(samples)
}

func TestCancelEndsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &stopper{reel: reel{samples: make([]float32, 20*ear.Rate)}, stop: cancel}
	closed := false
	stem := ear.Stem{Open: func(context.Context) (ear.Sound, func() error, error) {
		return s, func() error { closed = true; return nil }, nil
	}}
	_, err := ear.Listen(ctx, []ear.Stem{stem, {Open: open(make([]float32, 20*ear.Rate))}}, nil)
	if !errors.Is(err, context.Canceled) || s.after > 1 || !closed {
		t.Errorf("%v; %d reads after the end, closed %v", err, s.after, closed)
	}
	if _, err := ear.Listen(ctx, stems(band(1, 3), 0), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// During the work on what was read, the context is looked at as well.
func TestCancelWhileNotesAreLookedAt(t *testing.T) {
	all := stems(band(1, 4), 0)
	for _, at := range []float64{.3, .5, .8, .91} {
		ctx, cancel := context.WithCancel(context.Background())
		_, err := ear.Listen(ctx, all, func(done float64) {
			if done >= at {
				cancel()
			}
		})
		if cancel(); !errors.Is(err, context.Canceled) {
			t.Errorf("at %v: %v", at, err)
		}
	}
}
