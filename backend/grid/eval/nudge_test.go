//go:build eval

package eval

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// nudgePenalty is that on moving weights, chosen on songs left out.
const nudgePenalty = 10

// TestNudge teaches the weights in EVAL_FROM further kinds of songs, dances and
// rags, voices alone and drums alone among them, all of the odd side, and writes
// what comes out to EVAL_WEIGHTS.
func TestNudge(t *testing.T) {
	from, to := os.Getenv("EVAL_FROM"), os.Getenv("EVAL_WEIGHTS")
	if from == "" || to == "" {
		t.Skip("EVAL_FROM and EVAL_WEIGHTS name no files")
	}
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		value, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if byName[name], err = strconv.ParseFloat(value, 64); err != nil {
			t.Fatal(err)
		}
	}
	var start []float64
	for _, name := range grid.FeatureNames() {
		start = append(start, byName[name])
	}
	var b bytes.Buffer
	if err := WriteWeights(&b, Nudge(furtherLessons(gather(t)), start, nudgePenalty, os.Stdout)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// furtherLessons are those of all kinds of songs, in fewer renderings.
func furtherLessons(sets map[string][]Song) []lesson {
	in := func(m Mode) func(Song) Song { return func(s Song) Song { return Render(s, m) } }
	cropped := func(s Song) Song { return Render(crop(s, Noisy), Noisy) }
	bare := func(s Song) Song {
		part, _ := reduce(s, func(_ int, t music.Track) bool { return !t.Drums })
		return Render(part, Stretch)
	}
	var out []lesson
	for _, kind := range []struct {
		set  string
		keep func(Song) bool
		ways []func(Song) Song
	}{
		{"folk", nil, []func(Song) Song{in(Noisy), cropped, in(Clean)}},
		{"rag", nil, []func(Song) Song{in(Noisy), cropped}},
		{"pop909-half", constant, []func(Song) Song{in(Noisy), in(Clean), in(Delivered), in(Short), cropped, in(Voice)}},
		{"gm", constant, []func(Song) Song{in(Noisy), in(Clean), cropped, bare}},
		{"mma", constant, []func(Song) Song{in(Noisy), in(Clean), cropped, bare}},
		{"freedoom", constant, []func(Song) Song{in(Noisy), in(Clean), cropped, bare}},
		{"composed", nil, []func(Song) Song{in(Noisy), cropped, in(Drums)}},
		{"swing", nil, []func(Song) Song{in(Stretch), cropped}},
	} {
		for _, s := range sets[kind.set] {
			if s.Even() || kind.keep != nil && !kind.keep(s) {
				continue
			}
			for _, way := range kind.ways {
				if r := way(s); judged(r) {
					if l, ok := lessonOf(r); ok {
						out = append(out, l)
					}
				}
			}
		}
	}
	return out
}
