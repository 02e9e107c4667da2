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

// Beats slower or faster than these, in BPM, are rarely meant, and what a
// reading loses for every octave beyond. Such songs are too few to learn it
// from.
const (
	rareBelow, rareAbove = 54, 205
	rareCost             = 12
)

// prior is the stated part of a reading's score.
func prior(bpm float64) float64 {
	return -rareCost * max(math.Log2(rareBelow/bpm), math.Log2(bpm/rareAbove), 0)
}

// likelihoods returns the probability of every reading, given its features, one
// row after another, and what speaks for it beforehand: a softmax of the
// scores.
func likelihoods(readings []reading, rows []float64, before func(reading) float64) []float64 {
	w := weights()
	out := make([]float64, len(readings))
	top := math.Inf(-1)
	for i := range out {
		row := rows[i*featureCount : (i+1)*featureCount]
		out[i] = before(readings[i])
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
