package smf_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
	"partlift/backend/smf"
)

func exact(s float64) float64  { return s }
func raster(s float64) float64 { return math.Round(s*192) / 192 }

// Whatever the song and the settings, the file passes the checklist and gives
// back the notes that were planned.
func TestAnySongSurvivesTheRoundTrip(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 2))
		times := []func(float64) float64{exact, raster}[r.IntN(2)]
		song := random(r, 1+r.IntN(24), 1+r.IntN(300), times)
		opt := smf.Options{
			Preset: []smf.Preset{smf.PresetDAW, smf.PresetNotation}[r.IntN(2)],
			Drums:  []smf.DrumMap{smf.DrumsGM, smf.DrumsAsIs}[r.IntN(2)],
			Floor:  uint32(r.IntN(3) * 20),
		}
		switch r.IntN(4) {
		case 0:
			opt.Grid = steady(60+140*r.Float64(), 3*r.Float64())
		case 1:
			opt.Grid = human(seed, 200)
		case 2:
			opt.Tempo = 40 + 200*r.Float64()
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) { roundTrip(t, song, opt) })
	}
}

func roundTrip(t *testing.T, song music.Song, opt smf.Options) {
	p := arrange(t, song, opt)
	data := encode(t, p)
	passes(t, data, wantOf(p, song, opt))
	if again := encode(t, arrange(t, song, opt)); !bytes.Equal(data, again) {
		t.Error("the same song gave other bytes")
	}
	counted := p.NoteCount() + p.Repairs.Merged + p.Repairs.Dropped
	if counted != song.NoteCount() {
		t.Errorf("%d of %d notes are accounted for", counted, song.NoteCount())
	}
	back, err := smf.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if back.Title != p.Title || len(back.Tracks) != len(p.Parts) {
		t.Fatalf("read %q with %d tracks, wrote %q with %d", back.Title, len(back.Tracks), p.Title, len(p.Parts))
	}
	again := arrange(t, back, smf.Options{})
	for i, part := range p.Parts {
		track := back.Tracks[i]
		if track.Name != part.Name || track.Program != part.Program || track.Drums != part.Drums || !track.Known || len(track.Notes) != len(part.Notes) {
			t.Fatalf("read %q program %d drums %v with %d notes, wrote %+v", track.Name, track.Program, track.Drums, len(track.Notes), part)
		}
		if len(p.Tempo) == 1 && p.Tempo[0].Micros == 500_000 && !cmp.Equal(part.Controls, again.Parts[i].Controls) && p.Repairs.SharedChannels == 0 {
			t.Fatalf("%s: controllers (-written +read):\n%s", part.Name, cmp.Diff(part.Controls, again.Parts[i].Controls))
		}
		for k, n := range part.Notes {
			got := track.Notes[k]
			if got.Pitch != n.Pitch || got.Velocity != n.Velocity ||
				math.Abs(got.Start-p.Second(n.On)) > 1e-6 || math.Abs(got.End-p.Second(n.Off)) > 1e-6 {
				t.Fatalf("%s: read %+v, wrote %+v", part.Name, got, n)
			}
		}
	}
}

// An ungridded file that is read and arranged again is the same file.
func TestReadingAndWritingAgainChangesNothing(t *testing.T) {
	for seed := range uint64(20) {
		song := random(rand.New(rand.NewPCG(seed, 3)), 8, 200, raster)
		first := encode(t, arrange(t, song, smf.Options{}))
		back, err := smf.Read(bytes.NewReader(first))
		if err != nil {
			t.Fatal(err)
		}
		if second := encode(t, arrange(t, back, smf.Options{})); !bytes.Equal(first, second) {
			t.Errorf("seed %d: first\n%.2000s\nsecond\n%.2000s", seed, events(t, first), events(t, second))
		}
	}
}
