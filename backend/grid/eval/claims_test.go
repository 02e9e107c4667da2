//go:build eval

package eval

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"partlift/backend/grid"
)

// A sample is what a song shows and whether a claim of it came true.
type sample struct {
	set   string // the source of its songs
	x     []float64
	right float64
}

// TestClaims fits what is claimed of beats, in one tempo and in others, and of bars
// where beats are right, to all classes but what is held back, up to EVAL_MOST songs
// of each in two spoilings. It prints the numbers for backend/grid/sure.go, how often
// claims so fitted come true for a source of songs that was left out, and how often
// the claims of now did.
func TestClaims(t *testing.T) {
	most, _ := strconv.Atoi(os.Getenv("EVAL_MOST"))
	sets := gather(t)
	var even, bent, bars []sample
	var rows []Row
	for _, c := range Classes {
		for _, v := range claimed(c, c.songs(sets, notHeld, most)) {
			rows = append(rows, v.row)
			f := v.row.Figures
			if math.IsNaN(f.Held) {
				continue
			}
			beats := sample{v.row.Song.Set, v.signs.Beats, f.Held}
			if v.signs.Bent {
				bent = append(bent, beats)
			} else {
				even = append(even, beats)
			}
			if f.Held == 1 && !math.IsNaN(f.Bars) {
				bars = append(bars, sample{v.row.Song.Set, v.signs.Bars, f.Bars})
			}
		}
	}
	for _, part := range []struct {
		name    string
		samples []sample
	}{{"beats of one tempo", even}, {"other beats", bent}, {"bars", bars}} {
		fmt.Printf("%d %s: %.3f\n", len(part.samples), part.name, logistic(part.samples))
		left := leftOut(part.samples)
		reliability(os.Stdout, "  each source left out", left, claimOf, heldOf)
	}
	reliability(os.Stdout, "beats", rows, claimOf, heldOf)
	reliability(os.Stdout, "bars", rows, barClaimOf, barsOf)
}

// A verified song is one with its signs.
type verified struct {
	row   Row
	signs grid.Signs
}

// claimed judges songs in two spoilings.
func claimed(c Class, songs []Song) []verified {
	each := make([]*verified, 2*len(songs))
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.NumCPU() {
		all.Go(func() {
			for i := int(next.Add(1) - 1); i < len(each); i = int(next.Add(1) - 1) {
				s := songs[i/2]
				s.Seed = uint64(i % 2)
				if s = Render(s, c.Mode); !judged(s) {
					continue
				}
				if signs, r, ok := grid.SignsOf(s.Notes); ok {
					each[i] = &verified{Row{Song: s, Figures: Judge(s.Truth, guessAll(s.Notes, r))}, signs}
				}
			}
		})
	}
	all.Wait()
	var out []verified
	for _, v := range each {
		if v != nil {
			out = append(out, *v)
		}
	}
	return out
}

// leftOut claims the songs of every source by what all others say.
func leftOut(samples []sample) []Row {
	bySet := map[string][]float64{}
	var out []Row
	for _, s := range samples {
		if bySet[s.set] == nil {
			var others []sample
			for _, o := range samples {
				if o.set != s.set {
					others = append(others, o)
				}
			}
			bySet[s.set] = logistic(others)
		}
		out = append(out, Row{Figures: Figures{Claim: curve(bySet[s.set], s.x), Held: s.right}})
	}
	return out
}

// curve is the chance that a logistic curve gives to signs.
func curve(w, x []float64) float64 {
	z := 0.0
	for j, v := range x {
		z += w[j] * v
	}
	return 1 / (1 + math.Exp(-z))
}

// logistic fits a logistic curve, with a small price on what is large.
func logistic(samples []sample) []float64 {
	w := make([]float64, len(samples[0].x))
	minimise(w, func(w, g []float64) float64 {
		clear(g)
		total := 0.0
		for _, s := range samples {
			p := min(max(curve(w, s.x), 1e-9), 1-1e-9)
			total -= s.right*math.Log(p) + (1-s.right)*math.Log(1-p)
			for j, v := range s.x {
				g[j] += (p - s.right) * v
			}
		}
		for j := 1; j < len(w); j++ {
			total += 0.15 * w[j] * w[j]
			g[j] += 0.3 * w[j]
		}
		return total
	}, 200)
	return w
}
