//go:build eval

package eval

import (
	"cmp"
	"context"
	"io"
	"math"
	"slices"
	"testing"

	"partlift/backend/ear"
)

// strokeFigures are how well velocities are told, a value for each part.
type strokeFigures struct {
	rho, rms []float64 // Spearman's: of ours, of the loudness in 100 ms
	sure     []float64 // of those of ours that are sure
	share    []float64 // how many those are
	mae      []float64 // after the best affine fit
	rmsMAE   []float64
	flatMAE  []float64
}

// Of parts whose velocities are told at all.
const (
	fewValues = 8
	clear     = .25
	fewSpread = 6 // standard deviation; less than a decibel is not heard by people either
)

// strokes compares the velocities of a part, if they vary; those of drums by
// piece, and the mean over the hits of all.
func (f *figures) strokes(t *testing.T, tr trial, part int, h ear.Heard) {
	if !h.Sure {
		return
	}
	type values struct{ truth, ours, rms, sureTruth, sure []float64 }
	byPiece := map[uint8]*values{}
	samples := tr.samples(t, part)
	for i, s := range h.Strokes {
		k := tr.of[part][i]
		if k < 0 {
			continue
		}
		n := tr.truth[part].Notes[k]
		piece := n.Pitch
		if !tr.truth[part].Drums {
			piece = 0
		}
		if byPiece[piece] == nil {
			byPiece[piece] = &values{}
		}
		v := byPiece[piece]
		v.truth, v.ours = append(v.truth, float64(n.Velocity)), append(v.ours, float64(s.Velocity))
		if s.Sure >= clear {
			v.sureTruth, v.sure = append(v.sureTruth, float64(n.Velocity)), append(v.sure, float64(s.Velocity))
		}
		at := tr.stems[min(part, len(tr.stems)-1)].Parts[part*b2i(tr.mix)].Notes[i].Start + h.Offset
		v.rms = append(v.rms, loud(samples, at))
	}
	var rho, sure, sures, rms, mae, rmsMAE, flatMAE, all float64
	for _, v := range byPiece {
		if len(v.truth) < 20 || !varies(v.truth) {
			continue
		}
		n := float64(len(v.truth))
		rho, rms = rho+n*spearman(v.ours, v.truth), rms+n*spearman(v.rms, v.truth)
		if n := float64(len(v.sure)); n >= 10 {
			sure, sures = sure+n*spearman(v.sure, v.sureTruth), sures+n
		}
		mae, rmsMAE = mae+n*fitted(v.ours, v.truth), rmsMAE+n*fitted(v.rms, v.truth)
		flatMAE += n * fitted(make([]float64, len(v.truth)), v.truth)
		all += n
	}
	if all == 0 {
		return
	}
	to := &f.pitched
	if tr.truth[part].Drums {
		to = &f.drums
	}
	to.rho, to.rms = append(to.rho, rho/all), append(to.rms, rms/all)
	if sures > 0 {
		to.sure = append(to.sure, sure/sures)
	}
	to.share = append(to.share, sures/all)
	to.mae, to.rmsMAE, to.flatMAE = append(to.mae, mae/all), append(to.rmsMAE, rmsMAE/all), append(to.flatMAE, flatMAE/all)
	t.Logf("        %3d %-10s drums %-5v mix %-5v made %-5v n %4.0f rho %.2f (rms %.2f) mae %.1f (rms %.1f, flat %.1f)", tr.truth[part].Program, tr.take.fontName(), tr.truth[part].Drums, tr.mix, tr.made[part], all, last(to.rho), last(to.rms), last(to.mae), last(to.rmsMAE), last(to.flatMAE))
}

// varies reports whether velocities do.
func varies(v []float64) bool {
	values := map[float64]bool{}
	var sum, square float64
	for _, x := range v {
		values[x] = true
		sum, square = sum+x, square+x*x
	}
	n := float64(len(v))
	return len(values) >= fewValues && math.Sqrt(square/n-sum*sum/n/n) >= fewSpread
}

func last(v []float64) float64 { return v[len(v)-1] }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (tr trial) samples(t *testing.T, part int) []float32 {
	sound, free, err := tr.stems[min(part, len(tr.stems)-1)].Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer free()
	var out []float32
	buf := make([]float32, 8192)
	for {
		n, err := sound.Read(buf)
		out = append(out, buf[:n]...)
		if err == io.EOF {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// loud returns the level in dB of the 100 ms from a second on.
func loud(samples []float32, at float64) float64 {
	from := min(max(int(at*ear.Rate), 0), len(samples))
	sum := 1e-9
	for _, v := range samples[from:min(from+ear.Rate/10, len(samples))] {
		sum += float64(v) * float64(v)
	}
	return 10 * math.Log10(sum)
}

// ranks returns the places of values in their order, equal ones sharing theirs.
func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(v[a], v[b]) })
	out := make([]float64, len(v))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && v[order[j]] == v[order[i]] {
			j++
		}
		for k := i; k < j; k++ {
			out[order[k]] = float64(i+j-1) / 2
		}
		i = j
	}
	return out
}

// line returns the least squares fit of y to x, and their correlation.
func line(x, y []float64) (slope, at, correlation float64) {
	var sx, sy, xx, yy, xy float64
	n := float64(len(x))
	for i := range x {
		sx, sy = sx+x[i], sy+y[i]
	}
	sx, sy = sx/n, sy/n
	for i := range x {
		xx, yy, xy = xx+(x[i]-sx)*(x[i]-sx), yy+(y[i]-sy)*(y[i]-sy), xy+(x[i]-sx)*(y[i]-sy)
	}
	if xx == 0 || yy == 0 {
		return 0, sy, 0
	}
	return xy / xx, sy - xy/xx*sx, xy / math.Sqrt(xx*yy)
}

func spearman(a, b []float64) float64 {
	_, _, c := line(ranks(a), ranks(b))
	return c
}

// fitted is the mean absolute error after the best affine fit.
func fitted(ours, truth []float64) float64 {
	slope, at, _ := line(ours, truth)
	sum := 0.0
	for i := range ours {
		sum += math.Abs(slope*ours[i] + at - truth[i])
	}
	return sum / float64(len(ours))
}

func (f strokeFigures) print(t *testing.T, name string) {
	t.Logf("%s: %d parts; rho median %.2f, lower quarter %.2f (of the sure ones %.2f, %.2f, which are %.0f %%; loudness in 100 ms %.2f, %.2f; flat 0); error %.1f (loudness %.1f, flat %.1f)",
		name, len(f.rho), quantile(f.rho, .5), quantile(f.rho, .25), quantile(f.sure, .5), quantile(f.sure, .25), 100*quantile(f.share, .5), quantile(f.rms, .5), quantile(f.rms, .25), quantile(f.mae, .5), quantile(f.rmsMAE, .5), quantile(f.flatMAE, .5))
}
