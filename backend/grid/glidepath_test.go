package grid

import (
	"math"
	"slices"
	"testing"
)

// likeliestPath tries all paths: the score of the best one, and its knots.
func (g *glider) likeliestPath() []float64 {
	spans, size := g.high-g.low+1, len(g.beat)
	score, from := make([][]int64, size), make([][]int, size)
	said := func(t, p int) (sum int64) {
		for j := range g.beats {
			sum += int64(g.beat[t+(j*(g.low+p)+g.beats/2)/g.beats])
		}
		if g.away != nil {
			sum -= int64(g.away[t+g.low+p])
		}
		return sum - g.stray[p]
	}
	end, last := -1, 0
	for t := range size {
		score[t], from[t] = make([]int64, spans), make([]int, spans)
		for p := range spans {
			score[t][p], from[t][p] = math.MinInt64/2, -1
			begin := t - g.low - p
			if begin < 0 {
				continue
			}
			best, at := int64(math.MinInt64/2), -1
			if begin < g.high {
				best, at = 0, glideBegin
			} else {
				for q := range spans {
					price := int64(glideJump * glideUnit)
					if d := max(p-q, q-p); d <= glideReach {
						price = min(price, g.price[d])
					}
					if v := score[begin][q] - price; v > best {
						best, at = v, q
					}
				}
			}
			score[t][p], from[t][p] = best+said(begin, p), at
			if t >= size-g.high && (end < 0 || score[t][p] > score[end][last]) {
				end, last = t, p
			}
		}
	}
	var out []float64
	for t, p := end, last; ; {
		out = append(out, g.start+float64(t)*g.bin)
		if p == glideBegin {
			break
		}
		t, p = t-g.low-p, from[t][p]
	}
	slices.Reverse(out)
	return out
}

func TestAPathIsTheLikeliestOfAll(t *testing.T) {
	jumps := func(u float64) float64 { return 2 + u + 0.028*max(u-20, 0) - 0.05*max(u-40, 0) }
	for name, c := range map[string]struct {
		second func(float64) float64
		jitter float64
		usual  temper
	}{
		"steady": {gliding(0, 1), 0.01, glideUsual},
		"loose":  {gliding(0.01, 8), 0.04, glideUsual},
		"glides": {gliding(0.02, 8), 0.01, glideUsual},
		"strays": {gliding(0.02, 30), 0.02, temper{bend: 0.004, stray: 0.006}},
		"stays":  {gliding(0.02, 8), 0.04, glideUsual},
		"jumps":  {jumps, 0.01, temper{bend: 0.0003, stray: 0.02}},
	} {
		onsets := onLines16(c.second, 0.125, 60, c.jitter)
		for i := range onsets {
			onsets[i].w = 0.5 + float64(i%3)/2
		}
		m := newMix(lattice{step: 0.125, sigma: 0.012, inside: 0.9})
		m.usage = []float64{2, 0.4, 1.2, 0.4}
		g := newGlider(onsets, m, 0.5, 0.02, c.usual)
		if name == "stays" {
			g.stay(evenly(3, 0.5, 121))
		}
		want := g.likeliestPath()
		if got := g.path(); !slices.Equal(got, want) {
			t.Errorf("%s: knots at %.2f, want %.2f", name, got, want)
		}
	}
}
