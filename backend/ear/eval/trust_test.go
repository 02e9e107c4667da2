//go:build eval

package eval

import (
	"context"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"partlift/backend/ear"
	"partlift/backend/music"
)

// Kinds of notes: true ones, and ghosts.
const (
	played = iota
	octave
	bleed
	tail
	short
	anywhere
	kinds
)

var kindNames = [kinds]string{"played", "octave", "bleed", "tail", "short", "anywhere"}

// haunt makes up ghosts in a part of a song.
func haunt(rng *rand.Rand, tracks []music.Track, part int, move float64) (notes []music.Note, of []int) {
	track := tracks[part]
	add := func(n music.Note, kind int) {
		if kind != played && kind != short {
			for _, t := range track.Notes { // it is played after all
				if t.Pitch == n.Pitch && math.Abs(t.Start-n.Start) < .1 {
					return
				}
			}
		}
		n.Start, n.End = n.Start+move+.006*rng.NormFloat64(), n.End+move
		n.Start = math.Round(n.Start/raster) * raster
		n.End = max(math.Round(n.End/raster)*raster, n.Start+raster)
		n.Velocity = 100
		if n.Start >= 0 {
			notes, of = append(notes, n), append(of, kind)
		}
	}
	for _, n := range track.Notes {
		if rng.Float64() >= .08 {
			m := n
			m.End += .03 * rng.NormFloat64()
			add(m, played)
		}
		kind := rng.IntN(100)
		switch {
		case kind < 5 && !track.Drums:
			n.Pitch = uint8(min(max(int(n.Pitch)+[]int{12, 12, 12, 19, 24, -12}[rng.IntN(6)], 0), 127))
			add(n, octave)
		case kind < 9 && len(tracks) > 1:
			other := tracks[(part+1+rng.IntN(len(tracks)-1))%len(tracks)]
			m := other.Notes[rng.IntN(len(other.Notes))]
			if other.Drums != track.Drums {
				continue
			}
			add(m, bleed)
		case kind < 12 && !track.Drums:
			n.Start = n.End + .05*rng.Float64()
			n.End = n.Start + .1 + .2*rng.Float64()
			add(n, tail)
		case kind < 15:
			length := n.End - n.Start
			n.Start += .03 + .1*rng.Float64()
			n.End = n.Start + .02 + .04*rng.Float64()
			if track.Drums { // whose lengths say nothing
				n.End = n.Start + length
			}
			add(n, short)
		case kind < 19:
			n.Start += .3 * rng.NormFloat64()
			n.End = n.Start + .1 + .3*rng.Float64()
			n.Pitch = track.Notes[rng.IntN(len(track.Notes))].Pitch
			if !track.Drums {
				n.Pitch = uint8(min(max(int(n.Pitch)+rng.IntN(5)-2, 0), 127))
			}
			add(n, anywhere)
		}
	}
	return notes, of
}

// haunted is a trial with ghosts, whose stems leak into each other.
func haunted(s studio, t trial, seed uint64) (stems []ear.Stem, kinds [][]int) {
	rng := rand.New(rand.NewPCG(seed, 23))
	leak := []float32{0, .05, .12}[rng.IntN(3)]
	for i := range t.truth {
		tracks := t.truth
		if t.mix {
			tracks = t.truth[i : i+1]
		}
		notes, of := haunt(rng, tracks, i*b2i(!t.mix), t.lags[i]-t.shift+s.late[t.take.font])
		kinds = append(kinds, of)
		p := ear.Part{Name: t.truth[i].Name, Drums: t.truth[i].Drums, Notes: notes}
		if t.mix && i > 0 {
			stems[0].Parts = append(stems[0].Parts, p)
			continue
		}
		stems = append(stems, ear.Stem{Parts: []ear.Part{p}, Open: leaking(t.stems, i, leak)})
	}
	return stems, kinds
}

// leaking opens a stem with what leaks from the others.
func leaking(stems []ear.Stem, own int, leak float32) func(context.Context) (ear.Sound, func() error, error) {
	return func(ctx context.Context) (ear.Sound, func() error, error) {
		var all []float32
		for i, s := range stems {
			if i != own && leak == 0 {
				continue
			}
			sound, _, err := s.Open(ctx)
			if err != nil {
				return nil, nil, err
			}
			data := sound.(*pcm)
			_, _, frames := data.Shape()
			buf := make([]float32, frames)
			_, _ = data.Read(buf)
			if len(buf) > len(all) {
				all = append(all, make([]float32, len(buf)-len(all))...)
			}
			share := leak
			if i == own {
				share = 1
			}
			for k, v := range buf {
				all[k] += share * v
			}
		}
		return &loose{samples: all}, func() error { return nil }, nil
	}
}

// loose is a sound in memory.
type loose struct {
	samples []float32
	at      int
}

func (l *loose) Shape() (rate, channels int, frames int64) {
	return ear.Rate, 1, int64(len(l.samples))
}

func (l *loose) Read(out []float32) (int, error) {
	n := copy(out, l.samples[l.at:])
	if l.at += n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// seen is a note with what is true of it.
type seen struct {
	trust ear.Trust
	kind  int
	drums bool
	song  int
}

// TestEvalTrust prints how well ghosts are told from notes. With EVAL_FIT=1 it
// prints the weights that fit these songs.
func TestEvalTrust(t *testing.T) {
	fonts := filepath.SplitList(os.Getenv("EVAL_SOUNDFONTS"))
	midi := filepath.SplitList(os.Getenv("EVAL_MIDI"))
	if len(fonts) == 0 || len(midi) == 0 {
		t.Skip("EVAL_SOUNDFONTS and EVAL_MIDI name SoundFonts and folders of MIDI files")
	}
	var all []seen
	s, trials := trials(t, fonts, midi)
	for i, tr := range trials {
		stems, kinds := haunted(s, tr, uint64(i))
		r, err := ear.Listen(context.Background(), stems, nil)
		if err != nil {
			t.Fatal(err)
		}
		for p, h := range r.Parts {
			for k, trust := range h.Trusts {
				if trust.Why != ear.Unknown {
					all = append(all, seen{trust, kinds[p][k], tr.truth[p].Drums, i})
				}
			}
		}
	}
	if os.Getenv("EVAL_FIT") != "" {
		for i, name := range []string{"pitchedWeights", "drumWeights"} {
			w := fit(slices.DeleteFunc(slices.Clone(all), func(s seen) bool { return s.drums != (i == 1) }))
			var text []string
			for _, v := range w {
				text = append(text, strconv.FormatFloat(v, 'f', 3, 64))
			}
			t.Logf("%s = [%d]float64{%s}", name, len(w), strings.Join(text, ", "))
		}
	}
	tell(t, "pitched", slices.DeleteFunc(slices.Clone(all), func(s seen) bool { return s.drums }))
	tell(t, "drums", slices.DeleteFunc(slices.Clone(all), func(s seen) bool { return !s.drums }))
	tell(t, "all", all)
}

// tell prints what trusts are worth.
func tell(t *testing.T, name string, all []seen) {
	var good, bad []float64
	byKind := [kinds][]float64{}
	whys := [kinds]map[ear.Why]int{}
	var bins, truths [10]float64
	for _, s := range all {
		p := s.trust.Likely
		byKind[s.kind] = append(byKind[s.kind], p)
		if whys[s.kind] == nil {
			whys[s.kind] = map[ear.Why]int{}
		}
		whys[s.kind][s.trust.Why]++
		b := min(int(10*p), 9)
		bins[b]++
		if s.kind == played {
			good = append(good, p)
			truths[b]++
		} else {
			bad = append(bad, p)
		}
	}
	t.Logf("%s: %d notes, %d ghosts; AUC %.3f; at %.2f hides %.1f %% of ghosts and %.1f %% of notes", name, len(good), len(bad), auc(good, bad), ear.Usual, 100*below(bad, ear.Usual), 100*below(good, ear.Usual))
	for k := octave; k < kinds; k++ {
		t.Logf("    %-10s %5d AUC %.3f hidden %.1f %% %v", kindNames[k], len(byKind[k]), auc(good, byKind[k]), 100*below(byKind[k], ear.Usual), whys[k])
	}
	for b := range bins {
		t.Logf("    %.1f-%.1f: %6.0f notes, of which are played %.2f", float64(b)/10, float64(b+1)/10, bins[b], truths[b]/max(bins[b], 1))
	}
}

func below(v []float64, limit float64) float64 {
	n := 0.0
	for _, x := range v {
		if x < limit {
			n++
		}
	}
	return n / float64(max(len(v), 1))
}

// auc is the share of pairs of a note and a ghost in which the note is trusted
// more.
func auc(good, bad []float64) float64 {
	if len(good) == 0 || len(bad) == 0 {
		return math.NaN()
	}
	v := append(slices.Clone(good), bad...)
	r := ranks(v)
	sum := 0.0
	for i := range good {
		sum += r[i]
	}
	n, m := float64(len(good)), float64(len(bad))
	return (sum - n*(n-1)/2) / n / m
}
