package grid

import (
	"math"
	"math/cmplx"
	"slices"
	"strings"
	"testing"

	"partlift/backend/music"
)

func TestTransformIsTheFourierTransform(t *testing.T) {
	for _, n := range []int{1, 2, 8, 64} {
		x := make([]complex128, n)
		for i := range x {
			x[i] = complex(math.Sin(float64(3*i*i+1)), math.Cos(float64(5*i)))
		}
		want := make([]complex128, n)
		for k := range want {
			for i, v := range x {
				want[k] += v * cmplx.Rect(1, -2*math.Pi*float64(k*i)/float64(n))
			}
		}
		transform(x)
		for k := range x {
			if cmplx.Abs(x[k]-want[k]) > 1e-9 {
				t.Fatalf("%d points: bin %d is %v, want %v", n, k, x[k], want[k])
			}
		}
	}
}

func TestEveryFeatureHasANameAndAWeight(t *testing.T) {
	names := featureNames()
	if len(names) != featureCount {
		t.Fatalf("%d names for %d features", len(names), featureCount)
	}
	seen := map[string]bool{}
	for i, name := range names {
		if name == "" || seen[name] {
			t.Errorf("feature %d is named %q", i, name)
		}
		seen[name] = true
	}
	for line := range strings.Lines(weightsText) {
		_, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !slices.Contains(names, name) {
			t.Errorf("the weight of %q belongs to no feature", name)
		}
	}
	for i, w := range weights() {
		if w == 0 {
			t.Errorf("%q has no weight", names[i])
		}
	}
}

func TestFitFindsTheLineThroughOutliers(t *testing.T) {
	var onsets []onset
	for k := range 400 {
		onsets = append(onsets, onset{1.5 + 0.13017*float64(k), 1})
		if k%5 == 0 {
			onsets = append(onsets, onset{1.5 + 0.13017*float64(k) + 0.05, 0.5})
		}
	}
	l, family := bestLattice(onsets)
	if len(family) == 0 {
		t.Fatal("no lattice")
	}
	if _, rest := l.line(1.5 + 0.13017*399); math.Abs(rest) > 0.001 {
		t.Errorf("the last onset lies %v s off a line %v apart", rest, l.step)
	}
}

func TestACurveAndItsInverseMeet(t *testing.T) {
	c := newCurve([]float64{1, 1.5, 2.1, 2.5, 3.2})
	for s := -1.0; s < 6; s += 0.137 {
		if back := c.second(c.bend(s)); math.Abs(back-s) > 1e-9 {
			t.Errorf("%v came back as %v", s, back)
		}
	}
}

// progression plays chords, each for two seconds: pitch classes over a bass.
func progression(chords ...[]uint8) []note {
	var track music.Track
	for i, chord := range chords {
		for j, p := range chord {
			pitch := 60 + p%12
			if j == 0 {
				pitch = 36 + p%12
			}
			track.Notes = append(track.Notes, music.Note{Pitch: pitch, Velocity: 80, Start: float64(2 * i), End: float64(2*i + 2)})
		}
	}
	return notesOf(music.Song{Tracks: []music.Track{track}})
}

func TestKeys(t *testing.T) {
	cadence := func(tonic uint8, third uint8) []note {
		shift := func(pcs ...uint8) []uint8 {
			for i := range pcs {
				pcs[i] = (pcs[i] + tonic) % 12
			}
			return pcs
		}
		return progression(shift(0, 0, third, 7), shift(5, 5, 5+third, 0), shift(7, 7, 11, 2), shift(0, 0, third, 7))
	}
	for want, c := range map[string]struct{ tonic, third uint8 }{
		"C major": {0, 4}, "D major": {2, 4}, "Eb major": {3, 4}, "F# major": {6, 4}, "Db major": {1, 4},
		"A minor": {9, 3}, "C# minor": {1, 3}, "Eb minor": {3, 3}, "G minor": {7, 3},
	} {
		k, sure := keyOf(cadence(c.tonic, c.third))
		if k == nil || k.Name != want || k.Minor != (c.third == 3) || !(sure > 0.2 && sure <= 1) {
			t.Errorf("%s heard as %+v, %v", want, k, sure)
		}
	}
	if k, _ := keyOf(nil); k != nil {
		t.Errorf("silence is in %+v", k)
	}
}

func TestKeySignatures(t *testing.T) {
	want := map[string]int{"C major": 0, "G major": 1, "B major": 5, "F# major": 6, "Db major": -5, "F major": -1,
		"A minor": 0, "E minor": 1, "G# minor": 5, "Eb minor": -6, "D minor": -1, "Bb minor": -5}
	for tonic := range 12 {
		for _, minor := range []bool{false, true} {
			k := newKey(tonic, minor)
			if n, ok := want[k.Name]; ok && n != k.Sharps {
				t.Errorf("%s has %d sharps, want %d", k.Name, k.Sharps, n)
			}
			delete(want, k.Name)
		}
	}
	if len(want) > 0 {
		t.Errorf("never named: %v", want)
	}
}

func TestChords(t *testing.T) {
	g := &music.Grid{Tempo: []music.TempoPoint{{BPM: 120}}, Meter: &music.Meter{Numerator: 4, Denominator: 4}, Key: &music.Key{Sharps: -1}}
	notes := progression(
		[]uint8{0, 0, 4, 7}, []uint8{9, 9, 0, 4}, []uint8{7, 7, 11, 2, 5}, []uint8{5, 5, 9, 0, 4}, []uint8{2, 2, 5, 9, 0},
		[]uint8{4, 0, 4, 7}, []uint8{11, 11, 2, 5}, []uint8{0, 0, 4, 8}, []uint8{2, 2, 4, 9}, []uint8{7, 7, 0, 2}, []uint8{10, 10, 2, 5}, []uint8{10, 10, 2, 5},
	)
	want := []string{"C", "Am", "G7", "Fmaj7", "Dm7", "C/E", "Bdim", "Caug", "Dsus2", "Gsus4", "Bb"}
	got := chordsOf(notes, g)
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i, c := range got {
		if c.Symbol != want[i] || math.Abs(c.Second-float64(2*i)) > 1e-9 {
			t.Errorf("chord %d is %v, want %s at %d s", i, c, want[i], 2*i)
		}
	}
}

func TestHalfABarMayHaveItsOwnChord(t *testing.T) {
	g := &music.Grid{Tempo: []music.TempoPoint{{BPM: 60}}, Meter: &music.Meter{Numerator: 4, Denominator: 4}}
	got := chordsOf(progression([]uint8{0, 0, 4, 7}, []uint8{7, 7, 11, 2}, []uint8{5, 5, 9, 0}, []uint8{5, 5, 9, 0}), g)
	if len(got) != 3 || got[0].Symbol != "C" || got[1].Symbol != "G" || got[1].Second != 2 || got[2].Symbol != "F" {
		t.Errorf("%v", got)
	}
}

func TestAHeldBeatIsSharedOut(t *testing.T) {
	points := []music.TempoPoint{{Second: 0, Beat: 0}, {Second: 10, Beat: 20}, {Second: 13, Beat: 21}, {Second: 23, Beat: 41}}
	got := paceOf(points, music.TempoPoint{Second: 26, Beat: 42})
	want := []music.TempoPoint{{Second: 0, Beat: 0, BPM: 120}, {Second: 10, Beat: 20, BPM: 60 * 22.0 / 16}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v, want %+v", got, want)
	}
}
