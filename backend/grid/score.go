package grid

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
)

// The trained weight of every feature, one a line: the weight and the name.
//
//go:embed weights.txt
var weightsText string

// weights returns the weights by feature. A feature that the file does not
// name counts nothing.
var weights = sync.OnceValue(func() []float64 {
	byName := map[string]float64{}
	for line := range strings.Lines(weightsText) {
		value, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if w, err := strconv.ParseFloat(value, 64); err == nil {
			byName[name] = w
		}
	}
	out := make([]float64, featureCount)
	for i, name := range featureNames() {
		out[i] = byName[name]
	}
	return out
})

// Beats slower than this, in BPM, are rarely meant: what a reading loses for
// every octave below. Slow songs are too few to learn it from.
const (
	rareBelow = 54
	rareCost  = 6
)

// prior is the stated part of a reading's score.
func prior(bpm float64) float64 { return -rareCost * max(math.Log2(rareBelow/bpm), 0) }

// likelihoods returns the probability of every reading, given rows of features
// and the distance of the lattice's lines: a softmax of the scores.
func likelihoods(readings []reading, rows []float64, step float64) []float64 {
	w := weights()
	out := make([]float64, len(readings))
	top := math.Inf(-1)
	for i := range out {
		row := rows[i*featureCount : (i+1)*featureCount]
		out[i] = prior(readings[i].bpm(step))
		for j, v := range row {
			out[i] += w[j] * v
		}
		top = max(top, out[i])
	}
	sum := 0.0
	for i, s := range out {
		out[i] = math.Exp(s - top)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}
