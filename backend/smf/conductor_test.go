package smf_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
	"partlift/backend/smf"
)

func TestLabelsBecomeMarkersOnBarLines(t *testing.T) {
	song := one(music.Note{Pitch: 60, Velocity: 1, End: 9})
	p := arrange(t, song, smf.Options{Grid: steady(120, 0.5), Markers: []smf.Label{
		{Second: 4.4, Text: "Chorus"}, {Second: 0.6, Text: "Vërse"}, {Second: 1e9, Text: "late"}, {Second: math.NaN(), Text: "never"}, {Second: 1, Text: "🎸"},
	}})
	want := []smf.Marker{{0, "Audio starts +1.500000 s from here"}, {1920, "Verse"}, {5760, "Chorus"}}
	if d := cmp.Diff(want, p.Markers); d != "" {
		t.Errorf("markers (-want +got):\n%s", d)
	}
	passes(t, encode(t, p), wantOf(p, song, smf.Options{Grid: steady(120, 0.5)}))
}

func TestMeterAndKeyAreWrittenOnlyWhenSure(t *testing.T) {
	song := duet()
	for _, confidence := range []float64{0, 0.89, 0.9, 1} {
		g := steady(120, 0)
		g.Meter = &music.Meter{Numerator: 7, Denominator: 8}
		g.MeterConfidence, g.KeyConfidence = confidence, confidence
		p := arrange(t, song, smf.Options{Grid: g})
		if sure := confidence >= 0.9; (p.Meters != nil) != sure || (p.Key != nil) != sure || (p.EOT == 1680) != sure {
			t.Errorf("confidence %v: meters %v, key %v, end %d", confidence, p.Meters, p.Key, p.EOT)
		}
		passes(t, encode(t, p), wantOf(p, song, smf.Options{Grid: g}))
	}
}

func TestMetersAndKeysOfAllKinds(t *testing.T) {
	for _, m := range [][2]int{{3, 4}, {6, 8}, {5, 8}, {2, 2}, {12, 16}, {1, 1}, {32, 64}} {
		for sharps := -7; sharps <= 7; sharps++ {
			g := steady(97.3, 0.2)
			g.Meter, g.Key = &music.Meter{Numerator: m[0], Denominator: m[1]}, &music.Key{Sharps: sharps, Minor: sharps%2 == 0}
			song := duet()
			p := arrange(t, song, smf.Options{Grid: g})
			t.Run(fmt.Sprint(m, sharps), func(t *testing.T) {
				passes(t, encode(t, p), wantOf(p, song, smf.Options{Grid: g}))
			})
		}
	}
}
