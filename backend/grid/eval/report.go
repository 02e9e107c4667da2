//go:build eval

package eval

import (
	"fmt"
	"io"
	"math"
	"sort"
	"text/tabwriter"
)

// A Row is the figures of one song.
type Row struct {
	Song Song
	Figures
	Guess Guess
}

// columns are what the table shows, by name.
var columns = []struct {
	name string
	get  func(Figures) float64
}{
	{"Acc1", func(f Figures) float64 { return f.Acc1 }},
	{"Acc2", func(f Figures) float64 { return f.Acc2 }},
	{"F", func(f Figures) float64 { return f.F }},
	{"F20", func(f Figures) float64 { return f.F20 }},
	{"dF", func(f Figures) float64 { return f.Down }},
	{"exact", func(f Figures) float64 { return f.Exact }},
	{"lock", func(f Figures) float64 { return f.Lock }},
	{"const", func(f Figures) float64 { return f.Constant }},
	{"metre", func(f Figures) float64 { return f.Meter }},
	{"key", func(f Figures) float64 { return f.Key }},
	{"key=", func(f Figures) float64 { return f.KeyExact }},
	{"chord", func(f Figures) float64 { return f.Chord }},
	{"offered", func(f Figures) float64 { return f.Offered }},
	{"sure", func(f Figures) float64 { return f.Sure }},
	{"wrong", func(f Figures) float64 { return f.Wrong }},
	{"bar sure", func(f Figures) float64 { return f.BarSure }},
	{"wrong", func(f Figures) float64 { return f.BarWrong }},
	{"none", func(f Figures) float64 { return f.Refused }},
}

// mean leaves out what is not a number and counts the rest.
func mean(rows []Row, get func(Figures) float64) (float64, int) {
	sum, n := 0.0, 0
	for _, r := range rows {
		if v := get(r.Figures); !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / float64(n), n
}

// A Table is one line of results for every set, mode and system.
type Table struct{ w *tabwriter.Writer }

// NewTable writes the head of a table.
func NewTable(out io.Writer) *Table {
	t := &Table{tabwriter.NewWriter(out, 0, 0, 1, ' ', tabwriter.AlignRight)}
	fmt.Fprint(t.w, "set\tmode\tsystem\tsongs\t")
	for _, c := range columns {
		fmt.Fprint(t.w, c.name, "\t")
	}
	fmt.Fprintln(t.w, "BPM err %\tms\tms max\t")
	return t
}

// Add writes a line.
func (t *Table) Add(set string, mode Mode, system string, rows []Row) {
	fmt.Fprintf(t.w, "%s\t%s\t%s\t%d\t", set, mode, system, len(rows))
	for _, c := range columns {
		if v, n := mean(rows, c.get); n == 0 {
			fmt.Fprint(t.w, "-\t")
		} else {
			fmt.Fprintf(t.w, "%.3f\t", v)
		}
	}
	var errs []float64
	slowest := 0.0
	for _, r := range rows {
		if r.Lock == 1 {
			errs = append(errs, r.Error)
		}
		slowest = max(slowest, r.MS)
	}
	ms, _ := mean(rows, func(f Figures) float64 { return f.MS })
	if len(errs) == 0 {
		fmt.Fprintf(t.w, "-\t%.1f\t%.0f\t\n", ms, slowest)
		return
	}
	fmt.Fprintf(t.w, "%.5f\t%.1f\t%.0f\t\n", median(errs), ms, slowest)
}

// Flush ends the table.
func (t *Table) Flush() { t.w.Flush() }

// Worst10 prints the ten songs that went worst and why.
func Worst10(out io.Writer, rows []Row) {
	badness := func(r Row) float64 {
		b := 0.0
		for _, v := range []float64{r.F, r.Down, r.Exact, 2 * r.Lock} {
			if !math.IsNaN(v) {
				b += 1 - v
			}
		}
		return b
	}
	sort.SliceStable(rows, func(i, j int) bool { return badness(rows[i]) > badness(rows[j]) })
	for _, r := range rows[:min(10, len(rows))] {
		fmt.Fprintf(out, "  %s/%s: F %.2f, dF %.2f, %s\n", r.Song.Set, r.Song.ID, r.F, r.Down, why(r))
	}
}

// why names the most telling difference from the truth.
func why(r Row) string {
	t, g := r.Song.Truth, r.Guess
	bpm := tempo(t.Beats)
	says := fmt.Sprintf("%.2f BPM by %d for %.2f BPM by %d, sure %.2f", g.BPM, g.Bar, bpm, t.Bar, g.Confidence)
	switch ratio := g.BPM / bpm; {
	case g.Refused:
		return fmt.Sprintf("no grid for %.2f BPM", bpm)
	case close(g.BPM, bpm, 0.04, 2, 0.5, 4, 0.25):
		return "another level: " + says
	case !close(g.BPM, bpm, 0.04, 1):
		return fmt.Sprintf("ratio %.2f: %s", ratio, says)
	case t.Constant && !g.Constant:
		return "followed though constant: " + says
	case r.F < 0.5:
		return "off-beats: " + says
	case t.Bar > 0 && g.Bar != t.Bar:
		return "another metre: " + says
	case r.Down < 0.5:
		return "another bar one: " + says
	}
	return says
}
