//go:build eval

package eval

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"partlift/backend/ear"
)

// TestEvalEar prints how well offsets and strokes are heard.
func TestEvalEar(t *testing.T) {
	fonts := filepath.SplitList(os.Getenv("EVAL_SOUNDFONTS"))
	midi := filepath.SplitList(os.Getenv("EVAL_MIDI"))
	if len(fonts) == 0 || len(midi) == 0 {
		t.Skip("EVAL_SOUNDFONTS and EVAL_MIDI name SoundFonts and folders of MIDI files")
	}
	_, all := trials(t, fonts, midi)
	var f figures
	for _, tr := range all {
		began := time.Now()
		r, err := ear.Listen(context.Background(), tr.stems, nil)
		if err != nil {
			t.Fatal(err)
		}
		f.took += time.Since(began)
		f.add(t, tr, r)
	}
	f.print(t)
	if os.Getenv("EVAL_FOREIGN") != "no" {
		foreign(t, all)
	}
}

// trials are the songs to listen to.
func trials(t *testing.T, fonts, midi []string) (s studio, all []trial) {
	count, _ := strconv.Atoi(os.Getenv("EVAL_COUNT"))
	if count == 0 {
		count = 20
	}
	odd := os.Getenv("EVAL_SIDE") == "odd"
	s = studio{t, os.Getenv("EVAL_CACHE"), map[string]float64{}}
	if s.folder == "" {
		s.folder = t.TempDir()
	}
	for _, font := range fonts {
		s.late[font] = s.latency(font)
	}
	for _, dir := range midi {
		found := songs(t, dir)
		for i := range count {
			k := i * len(found) / count
			if k = k / 2 * 2; odd {
				k++
			}
			if k < len(found) {
				all = append(all, deliver(s, found[k], fonts, uint64(len(all))))
			}
		}
	}
	return s, all
}

// foreign counts how often notes are believed to lie in the sound of another
// song.
func foreign(t *testing.T, all []trial) {
	sure, count := 0, 0
	for i, tr := range all {
		other := all[(i+1)%len(all)]
		if tr.mix || other.mix || i%2 > 0 {
			continue
		}
		var stems []ear.Stem
		for k := range min(len(tr.stems), len(other.stems)) {
			stems = append(stems, ear.Stem{Open: other.stems[k].Open, Parts: tr.stems[k].Parts})
		}
		r, err := ear.Listen(context.Background(), stems, nil)
		if err != nil {
			t.Fatal(err)
		}
		if count++; r.Sure {
			sure++
			t.Logf("%s in the sound of %s: %.0f ms, confidence %.2f", tr.title, other.title, 1000*r.Offset, r.Confidence)
		}
	}
	t.Logf("%d songs in the sound of others: %d believed", count, sure)
}

// figures add up what was measured.
type figures struct {
	songs, sure, wrong int
	errors, lags, all  []float64
	took               time.Duration
	pitched, drums     strokeFigures
}

func (f *figures) add(t *testing.T, tr trial, r ear.Report) {
	f.songs++
	e := r.Offset - tr.common
	flag := ""
	if r.Sure {
		f.sure++
		f.errors = append(f.errors, math.Abs(e))
		if math.Abs(e) > .06 {
			f.wrong++
			flag = "WRONG"
		}
	} else {
		flag = "unsure"
	}
	t.Logf("%-40.40s %-10s reverb %-5v mix %-5v %5.0f ms: off %6.1f ms, confidence %.2f %s", tr.title, tr.take.fontName(), tr.take.reverb, tr.mix, 1000*tr.common, 1000*e, r.Confidence, flag)
	for i, h := range r.Parts {
		want := tr.shift - tr.lags[i]
		if h.Sure {
			f.lags = append(f.lags, math.Abs(h.Own-(want-tr.common)))
			f.all = append(f.all, math.Abs(h.Offset-want))
		}
		f.strokes(t, tr, i, h)
		if testing.Verbose() && os.Getenv("EVAL_PARTS") != "" {
			t.Logf("    %-20.20s %3d drums %-5v n %4d off %6.1f ms c %.2f", h.Name, tr.truth[i].Program, tr.truth[i].Drums, len(tr.truth[i].Notes), 1000*(h.Offset-want), h.Confidence)
		}
	}
}

func quantile(v []float64, q float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	v = slices.Clone(v)
	slices.Sort(v)
	return v[int(q*float64(len(v)-1)+.5)]
}

func (f *figures) print(t *testing.T) {
	t.Logf("%d songs, %d sure, %d of them wrong by a beat; offset error median %.1f ms, 95 %% %.1f ms; parts' own: %d, median %.1f ms, 90 %% %.1f ms; parts' offsets median %.1f ms; %v",
		f.songs, f.sure, f.wrong, 1000*quantile(f.errors, .5), 1000*quantile(f.errors, .95), len(f.lags), 1000*quantile(f.lags, .5), 1000*quantile(f.lags, .9), 1000*quantile(f.all, .5), f.took)
	f.pitched.print(t, "pitched")
	f.drums.print(t, "drums")
}
