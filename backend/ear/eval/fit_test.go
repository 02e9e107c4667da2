//go:build eval

package eval

import "math"

// fit is a logistic regression by Newton's method, with a ridge.
func fit(all []seen) []float64 {
	if len(all) == 0 {
		return nil
	}
	n := len(all[0].trust.Evidence.Terms())
	w := make([]float64, n)
	for range 25 {
		h, g := make([][]float64, n), make([]float64, n)
		for i := range h {
			h[i] = make([]float64, n)
			h[i][i] = 3
			g[i] = -3 * w[i]
		}
		for _, s := range all {
			x := s.trust.Evidence.Terms()
			z := 0.0
			for i := range x {
				z += w[i] * x[i]
			}
			p := 1 / (1 + math.Exp(-z))
			for i := range x {
				g[i] += (float64(b2i(s.kind == played)) - p) * x[i]
				for k := range x {
					h[i][k] += p * (1 - p) * x[i] * x[k]
				}
			}
		}
		step := solve(h, g)
		for i := range w {
			w[i] += step[i]
		}
	}
	return w
}

// solve is Gaussian elimination of a positive definite system.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for i := range n {
		for k := i + 1; k < n; k++ {
			f := a[k][i] / a[i][i]
			for j := i; j < n; j++ {
				a[k][j] -= f * a[i][j]
			}
			b[k] -= f * b[i]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			b[i] -= a[i][k] * b[k]
		}
		b[i] /= a[i][i]
	}
	return b
}
