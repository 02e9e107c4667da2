//go:build eval

package eval

import (
	"fmt"
	"io"
	"math"
)

// Calibrate fits how likely a reading is right to what the scorer says of it,
// on songs that were left out of the training, and prints what was claimed
// beside what came true. The form is the one that grid uses: a straight line
// through log odds, and what a tempo far from the usual takes away.
func Calibrate(verdicts []verdict, log io.Writer) {
	for _, part := range []struct {
		name  string
		claim func(verdict) float64
		right func(verdict) float64
	}{
		{"level", func(v verdict) float64 { return v.levelOdds }, func(v verdict) float64 { return v.level }},
		{"beats", func(v verdict) float64 { return v.beatOdds }, func(v verdict) float64 { return v.beats }},
		{"bars", func(v verdict) float64 { return v.barOdds }, func(v verdict) float64 { return v.all }},
	} {
		w := []float64{0, 1, 0}
		inputs := func(v verdict) [3]float64 {
			p := min(max(part.claim(v), 1e-4), 1-1e-4)
			return [3]float64{1, math.Log(p / (1 - p)), max(math.Abs(v.pace)-0.5, 0)}
		}
		score := func(w []float64, x [3]float64) float64 { return 1 / (1 + math.Exp(-w[0]*x[0]-w[1]*x[1]-w[2]*x[2])) }
		minimise(w, func(w, g []float64) float64 {
			clear(g)
			total := 0.0
			for _, v := range verdicts {
				x := inputs(v)
				p := min(max(score(w, x), 1e-9), 1-1e-9)
				y := part.right(v)
				total -= y*math.Log(p) + (1-y)*math.Log(1-p)
				for j := range g {
					g[j] += (p - y) * x[j]
				}
			}
			return total
		}, 100)
		fmt.Fprintf(log, "%s: %.3f + %.3f log odds + %.3f octaves beyond half\n", part.name, w[0], w[1], w[2])
		steps := []float64{0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.998, 1.01}
		for i, from := range steps[:len(steps)-1] {
			to := steps[i+1]
			var raw, rawRight, fitted, fittedRight float64
			for _, v := range verdicts {
				if p := part.claim(v); p >= from && p < to {
					raw++
					rawRight += part.right(v)
				}
				if p := score(w, inputs(v)); p >= from && p < to {
					fitted++
					fittedRight += part.right(v)
				}
			}
			fmt.Fprintf(log, "  %.3f: as scored %4.0f, %.3f right; fitted %4.0f, %.3f right\n", from, raw, rawRight/raw, fitted, fittedRight/fitted)
		}
	}
}
