//go:build eval

package eval

import (
	"fmt"
	"io"
	"math"
	"sort"
)

// A ClassTable is a line for every class, and how far claims came true.
type ClassTable struct {
	out   io.Writer
	all   []Row
	names []string
	each  map[string][]Row
}

// NewClassTable writes the head.
func NewClassTable(out io.Writer) *ClassTable {
	fmt.Fprintf(out, "%-26s %5s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %7s\n",
		"class", "songs", "beats", "bars", "offer", "b.offer", "sure", "wrong", "b.sure", "wrong", "none", "ms", "ms max")
	return &ClassTable{out: out, each: map[string][]Row{}}
}

// Add writes the line of a class.
func (t *ClassTable) Add(name string, rows []Row) {
	t.all = append(t.all, rows...)
	t.names, t.each[name] = append(t.names, name), rows
	show := func(get func(Figures) float64) {
		if v, n := mean(rows, get); n > 0 {
			fmt.Fprintf(t.out, " %6.3f", v)
		} else {
			fmt.Fprintf(t.out, " %6s", "-")
		}
	}
	among := func(claim, right func(Figures) float64) (func(Figures) float64, func(Figures) float64) {
		sure := func(f Figures) float64 {
			if math.IsNaN(right(f)) {
				return math.NaN()
			}
			return flag(claim(f) >= 0.9)
		}
		wrong := func(f Figures) float64 {
			if sure(f) != 1 {
				return math.NaN()
			}
			return 1 - right(f)
		}
		return sure, wrong
	}
	sure, wrong := among(claimOf, heldOf)
	barSure, barWrong := among(barClaimOf, barsOf)
	fmt.Fprintf(t.out, "%-26s %5d", name, len(rows))
	for _, get := range []func(Figures) float64{heldOf, barsOf, func(f Figures) float64 { return f.HeldOffered },
		func(f Figures) float64 { return f.BarsOffered }, sure, wrong, barSure, barWrong,
		func(f Figures) float64 { return f.Refused }} {
		show(get)
	}
	slowest := 0.0
	for _, r := range rows {
		slowest = max(slowest, r.MS)
	}
	ms, _ := mean(rows, func(f Figures) float64 { return f.MS })
	fmt.Fprintf(t.out, " %6.1f %6.0f\n", ms, slowest)
}

func heldOf(f Figures) float64     { return f.Held }
func barsOf(f Figures) float64     { return f.Bars }
func claimOf(f Figures) float64    { return f.Claim }
func barClaimOf(f Figures) float64 { return f.BarClaim }

// End prints how often claims of beats and of bars came true, and how far off
// what is said of late parts is.
func (t *ClassTable) End() {
	reliability(t.out, "beats", t.all, claimOf, heldOf)
	reliability(t.out, "bars", t.all, barClaimOf, barsOf)
	t.latenesses()
}

// reliability prints claims in tenths beside how many were right, and the
// expected error of calibration.
func reliability(out io.Writer, name string, rows []Row, claim, right func(Figures) float64) {
	var n, said, was [10]float64
	all := 0.0
	for _, r := range rows {
		y := right(r.Figures)
		if math.IsNaN(y) {
			continue
		}
		p := claim(r.Figures)
		i := min(int(10*p), 9)
		n[i]++
		said[i] += p
		was[i] += y
		all++
	}
	ece := 0.0
	for i := range n {
		ece += math.Abs(said[i]-was[i]) / max(all, 1)
	}
	fmt.Fprintf(out, "%s: calibration error %.3f;", name, ece)
	for i := range n {
		if n[i] > 0 {
			fmt.Fprintf(out, " %.2f→%.2f(%.0f)", said[i]/n[i], was[i]/n[i], n[i])
		}
	}
	fmt.Fprintln(out)
}

// ListRows writes a line a song, what was right of it and what was claimed.
func ListRows(out io.Writer, class string, rows []Row) {
	for _, r := range rows {
		fmt.Fprintf(out, "%s/%s/%s\t%.0f\t%.0f\t%.0f\t%.3f\t%.3f\t%s\n", class, r.Song.Set, r.Song.ID, r.Held, r.Bars, r.HeldOffered, r.Claim, r.BarClaim, why(r))
	}
}

// ListFailed names the songs whose beats or bars are wrong, and the parts that
// would be moved to the wrong side.
func ListFailed(out io.Writer, rows []Row) {
	for _, l := range latenessesOf(rows) {
		if l.worse() {
			fmt.Fprintln(out, "   ", l)
		}
	}
	for _, r := range rows {
		if r.Held == 0 || r.Bars == 0 {
			fmt.Fprintf(out, "    %s/%s: beats %.0f bars %.0f F %.2f dF %.2f offered %.0f, %s; %d beats a bar, said constant %v, true %v, off by %.0f ms, at worst %.0f\n", r.Song.Set, r.Song.ID,
				r.Held, r.Bars, r.F, r.Down, r.HeldOffered, why(r), r.Guess.Bar, r.Guess.Constant, r.Song.Truth.Constant, 1000*offset(r), 1000*Worst(r.Song.Truth.Beats, r.Guess.Beats))
			listAstray(out, r)
			for _, l := range r.Guess.Lags {
				if r.Song.Truth.Lags != nil {
					tr := r.Song.Notes.Tracks[l.Track]
					fmt.Fprintf(out, "        track %d drums %v, %d notes: %+4.0f ms for %+4.0f, spread %.1f, sure %.2f\n", l.Track, tr.Drums, len(tr.Notes), 1000*l.Seconds, 1000*r.Song.Truth.Lags[l.Track], 1000*l.Spread, l.Sure)
				}
			}
		}
	}
}

// offset is the middle distance of the guess from the true beats.
func offset(r Row) float64 {
	var d []float64
	for _, t := range r.Song.Truth.Beats {
		i := sort.SearchFloat64s(r.Guess.Beats, t)
		near := math.Inf(1)
		for _, j := range [2]int{i - 1, i} {
			if j >= 0 && j < len(r.Guess.Beats) && math.Abs(r.Guess.Beats[j]-t) < math.Abs(near) {
				near = r.Guess.Beats[j] - t
			}
		}
		d = append(d, near)
	}
	return median(d)
}

// listAstray prints the stretches of a song whose beats were not found, with how
// many notes start around each of them.
func listAstray(out io.Writer, r Row) {
	var beats []float64
	for _, t := range r.Song.Truth.Beats {
		if nearest(t, r.Guess.Beats) >= 0.02 {
			beats = append(beats, t)
		}
	}
	for first := 0; first < len(beats); {
		end, worst := first, 0.0
		for ; end < len(beats) && (end == first || beats[end]-beats[end-1] < 3); end++ {
			worst = max(worst, nearest(beats[end], r.Guess.Beats))
		}
		notes := 0
		for _, t := range r.Song.Notes.Tracks {
			for _, n := range t.Notes {
				if n.Start > beats[first]-0.5 && n.Start < beats[end-1]+0.5 {
					notes++
				}
			}
		}
		all := r.Song.Truth.Beats
		fmt.Fprintf(out, "        %d of %d beats from %.1f to %.1f s of %.1f–%.1f by up to %.0f ms, %d notes\n", end-first, len(all), beats[first], beats[end-1], all[0], all[len(all)-1], 1000*worst, notes)
		first = end
	}
}
