//go:build eval

package eval

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// nudgePenalty is that on moving weights, chosen on odd songs left out in turn.
const nudgePenalty = 15

// settled are parts of the names of weights that stay: those that say where in
// a bar something is. Few songs of a kind bend them; all of them moved, bars on
// songs left out were right less often.
var settled = []string{"downbeat", "ends on a beat", "turns", "every other", "after a bar", "after two bars", "two beats", "five beats", "seven beats"}

// settledFirst is how many weights, those of the accents, stay as well.
const settledFirst = 80

// movable tells which weights may move: those whose names have one of the parts in
// EVAL_MOVE, between semicolons, or those that say how fast a beat is and how it is
// divided.
func movable() []bool {
	if parts := os.Getenv("EVAL_MOVE"); parts != "" {
		out := make([]bool, len(grid.FeatureNames()))
		for j, name := range grid.FeatureNames() {
			out[j] = slices.ContainsFunc(strings.Split(parts, ";"), func(part string) bool { return strings.Contains(name, part) })
		}
		return out
	}
	out := make([]bool, len(grid.FeatureNames()))
	for j, name := range grid.FeatureNames() {
		out[j] = j >= settledFirst && !slices.ContainsFunc(settled, func(part string) bool { return strings.Contains(name, part) })
	}
	return out
}

// TestNudge teaches the weights in EVAL_FROM further kinds of songs, dances and
// rags, voices alone and drums alone among them, all of the odd side, and writes
// what comes out to EVAL_WEIGHTS.
func TestNudge(t *testing.T) {
	from, to := os.Getenv("EVAL_FROM"), os.Getenv("EVAL_WEIGHTS")
	if from == "" || to == "" {
		t.Skip("EVAL_FROM and EVAL_WEIGHTS name no files")
	}
	start := weightsOf(t, from)
	var b bytes.Buffer
	if err := WriteWeights(&b, Nudge(furtherLessons(gather(t)), start, nudgePenalty, movable(), os.Stdout)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// weightsOf reads the weights in a file.
func weightsOf(t *testing.T, path string) []float64 {
	t.Helper()
	text, err := os.ReadFile(path)
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
	var out []float64
	for _, name := range grid.FeatureNames() {
		out = append(out, byName[name])
	}
	return out
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
