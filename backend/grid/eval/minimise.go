//go:build eval

package eval

import "math"

// memory is how many past steps the minimiser keeps.
const memory = 12

// minimise walks w downhill by limited-memory BFGS with a backtracking line
// search and returns the value reached. f writes its gradient.
func minimise(w []float64, f func(w, g []float64) float64, rounds int) float64 {
	n := len(w)
	g, next, step := make([]float64, n), make([]float64, n), make([]float64, n)
	value := f(w, g)
	var steps, changes [][]float64
	for range rounds {
		copy(step, g)
		direct(step, steps, changes)
		slope := -dot(g, step)
		if slope > -1e-9 {
			break
		}
		rate := 1.0
		if len(steps) == 0 {
			rate = 1 / math.Sqrt(dot(g, g))
		}
		trial := make([]float64, n)
		better := math.Inf(1)
		for range 30 {
			for j := range w {
				trial[j] = w[j] - rate*step[j]
			}
			if better = f(trial, next); better <= value+1e-4*rate*slope {
				break
			}
			rate /= 2
		}
		if better >= value {
			break
		}
		s, y := make([]float64, n), make([]float64, n)
		for j := range w {
			s[j], y[j] = trial[j]-w[j], next[j]-g[j]
		}
		if dot(s, y) > 1e-12 {
			steps, changes = append(steps, s), append(changes, y)
			if len(steps) > memory {
				steps, changes = steps[1:], changes[1:]
			}
		}
		done := value-better < 1e-7*value
		copy(w, trial)
		copy(g, next)
		value = better
		if done {
			break
		}
	}
	return value
}

// direct turns a gradient into a step by the two-loop recursion.
func direct(q []float64, steps, changes [][]float64) {
	alpha := make([]float64, len(steps))
	for i := len(steps) - 1; i >= 0; i-- {
		alpha[i] = dot(steps[i], q) / dot(steps[i], changes[i])
		for j := range q {
			q[j] -= alpha[i] * changes[i][j]
		}
	}
	if k := len(steps) - 1; k >= 0 {
		scale := dot(steps[k], changes[k]) / dot(changes[k], changes[k])
		for j := range q {
			q[j] *= scale
		}
	}
	for i := range steps {
		beta := dot(changes[i], q) / dot(steps[i], changes[i])
		for j := range q {
			q[j] += (alpha[i] - beta) * steps[i][j]
		}
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
