//go:build eval

package eval

import (
	"fmt"
	"math"
	"os"
	"testing"

	"partlift/backend/grid"
)

// A sample is what a song shows and whether a claim of it came true.
type sample struct {
	x     []float64
	right float64
}

// TestClaims fits what is claimed of beats, and of bars where beats are right,
// to all classes of the odd side, prints the numbers for backend/grid/sure.go,
// and how often the claims of now came true.
func TestClaims(t *testing.T) {
	sets := gather(t)
	var beats, bars []sample
	var rows []Row
	for _, c := range Classes {
		for _, s := range c.songs(sets, notHeld, 0) {
			s.Seed = seed()
			if s = Render(s, c.Mode); !judged(s) {
				continue
			}
			signs, r, ok := grid.SignsOf(s.Notes)
			if !ok {
				continue
			}
			f := Judge(s.Truth, guessAll(s.Notes, r))
			rows = append(rows, Row{Song: s, Figures: f})
			if math.IsNaN(f.Held) {
				continue
			}
			beats = append(beats, sample{append([]float64{1}, signs.Beats[:]...), f.Held})
			if f.Held == 1 && !math.IsNaN(f.Bars) {
				bars = append(bars, sample{append([]float64{1}, signs.Bars[:]...), f.Bars})
			}
		}
	}
	fmt.Printf("%d beats: %.3f\n%d bars: %.3f\n", len(beats), logistic(beats), len(bars), logistic(bars))
	reliability(os.Stdout, "beats", rows, claimOf, heldOf)
	reliability(os.Stdout, "bars", rows, barClaimOf, barsOf)
}

// logistic fits a logistic curve, with a small price on what is large.
func logistic(samples []sample) []float64 {
	w := make([]float64, len(samples[0].x))
	minimise(w, func(w, g []float64) float64 {
		clear(g)
		total := 0.0
		for _, s := range samples {
			z := 0.0
			for j, v := range s.x {
				z += w[j] * v
			}
			p := min(max(1/(1+math.Exp(-z)), 1e-9), 1-1e-9)
			total -= s.right*math.Log(p) + (1-s.right)*math.Log(1-p)
			for j, v := range s.x {
				g[j] += (p - s.right) * v
			}
		}
		for j := 1; j < len(w); j++ {
			total += 0.02 * w[j] * w[j]
			g[j] += 0.04 * w[j]
		}
		return total
	}, 200)
	return w
}
