package studio_test

import (
	"encoding/binary"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// A recording that runs slow is flat: its notes keep their names, and it is told.
func TestARecordingOutOfTuneIsHeardByItsOwnTuning(t *testing.T) {
	t.Parallel()
	path, pitches := studiotest.Piano(t)
	wav, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cents, says := range map[float64]string{-35: "35 cents flat", 35: "35 cents sharp", 0: ""} {
		w := studiotest.New(t, kiesim.Script{})
		off := slices.Clone(wav)
		rate := binary.LittleEndian.Uint32(wav[24:])
		binary.LittleEndian.PutUint32(off[24:], uint32(math.Round(float64(rate)*math.Exp2(cents/1200))))
		if err := os.WriteFile(path, off, 0o600); err != nil {
			t.Fatal(err)
		}
		id, _ := w.SketchWAV(t, w.TakeWAV(t, path))
		p, err := w.Page(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var heard []uint8
		for _, n := range p.Song.Tracks[0].Notes {
			heard = append(heard, n.Pitch)
		}
		if !slices.Equal(heard, pitches) || math.Abs(p.Song.Cents-cents) > 3 {
			t.Errorf("%+.0f cents: heard %v at %+.1f cents, want %v", cents, heard, p.Song.Cents, pitches)
		}
		said := strings.Join(p.Warnings, " ")
		if told := strings.Contains(said, "The recording is "); told != (says != "") || math.Abs(math.Abs(p.Song.Cents)-35) < .5 && !strings.Contains(said, says) {
			t.Errorf("%+.0f cents: it says %q", cents, said)
		}
	}
}
