//go:build eval

package eval

import (
	"bytes"
	"context"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"partlift/backend/audio"
	"partlift/backend/ear"
	demos "partlift/backend/kie/kiesim/songs"
	"partlift/backend/music"
	"partlift/backend/smf"
)

// TestEvalAB renders a demo song as it is, with all velocities alike, and with those
// that are measured in its stems, and says how far the levels of the last two are from
// the first: in stretches of 100 ms, part by part, after the best gain. With EVAL_AB
// the three mixes are left in that folder as WAV files.
func TestEvalAB(t *testing.T) {
	folder := os.Getenv("EVAL_AB")
	keep := folder != ""
	if !keep {
		folder = t.TempDir()
	}
	s := studio{t: t, folder: t.TempDir()}
	var sums [2]float64
	parts := 0
	for _, demo := range demos.All() {
		song, err := smf.Read(bytes.NewReader(demo.Data))
		if err != nil {
			t.Fatal(err)
		}
		truth, flat := excerpt(song), excerpt(song)
		for i := range flat.Tracks {
			for k := range flat.Tracks[i].Notes {
				flat.Tracks[i].Notes[k].Velocity = 100
			}
		}
		measured := flat.Clone()
		var stems []ear.Stem
		for _, track := range truth.Tracks {
			path := s.stem(take{kbps: 192}, track)
			stems = append(stems, ear.Stem{Open: opener(path), Parts: []ear.Part{{Name: track.Name, Drums: track.Drums, Notes: track.Notes}}})
		}
		r, err := ear.Listen(context.Background(), stems, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range r.Parts {
			if !part.Sure {
				continue
			}
			for k, stroke := range part.Strokes {
				measured.Tracks[i].Notes[k].Velocity = stroke.Velocity
			}
			want := s.levels(truth.Tracks[i])
			before, after := apartBy(s.levels(flat.Tracks[i]), want), apartBy(s.levels(measured.Tracks[i]), want)
			t.Logf("%s, %s: %.1f dB alike, %.1f dB as measured", demo.Name, part.Name, before, after)
			sums[0], sums[1] = sums[0]+before, sums[1]+after
			parts++
		}
		if keep {
			for name, tracks := range map[string][]music.Track{"truth": truth.Tracks, "alike": flat.Tracks, "measured": measured.Tracks} {
				s.own(filepath.Join(folder, demo.Name+" - "+name+".wav"), tracks)
			}
		}
	}
	t.Logf("%d parts: levels are off by %.2f dB with velocities alike, by %.2f dB as measured", parts, sums[0]/float64(parts), sums[1]/float64(parts))
	if sums[1] >= sums[0] {
		t.Error("measured velocities are no nearer to what was played")
	}
}

// levels returns the level in dB of each 100 ms of a track, as the player sounds it.
func (s studio) levels(track music.Track) (out []float64) {
	s.t.Helper()
	wav := filepath.Join(s.t.TempDir(), "levels.wav")
	s.own(wav, []music.Track{track})
	d, err := audio.OpenNamed(context.Background(), wav, wav)
	if err != nil {
		s.t.Fatal(err)
	}
	defer d.Close()
	buf := make([]float32, 2*rate/10)
	for {
		n, sum := 0, 1e-9
		for n < len(buf)/2 {
			k, err := d.Read(buf[2*n:])
			n += k
			if err == io.EOF || k == 0 && err == nil {
				return out
			}
			if err != nil {
				s.t.Fatal(err)
			}
		}
		for _, v := range buf {
			sum += float64(v) * float64(v)
		}
		out = append(out, 10*math.Log10(sum))
	}
}

// apartBy returns by how many dB levels differ in the mean from those wanted, after
// the best gain, where something sounds.
func apartBy(levels, want []float64) float64 {
	var diffs []float64
	for i := range min(len(levels), len(want)) {
		if want[i] > -40 {
			diffs = append(diffs, levels[i]-want[i])
		}
	}
	middle, sum := quantile(diffs, .5), 0.0
	for _, d := range diffs {
		sum += math.Abs(d - middle)
	}
	return sum / float64(max(len(diffs), 1))
}
