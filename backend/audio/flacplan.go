package audio

import (
	"math"
	"math/bits"

	"github.com/mewkiz/flac/frame"
)

// flacPlan is a way to write the samples of one channel, and how many bits that
// takes.
type flacPlan struct {
	head frame.SubHeader
	cost int
}

// flacAnalysis looks for the plan with the fewest bits; it keeps its memory from
// block to block.
type flacAnalysis struct {
	mid, side []int32
	residual  []int32
	window    []float64
	windowed  []float64
}

const (
	lpcOrder     = 10 // of the predictor that is made for a block
	lpcPrecision = 14 // bits of its coefficients
	riceOrder    = 6  // a block is cut into at most 64 parts
	riceMost     = 14 // of the short parameters; 15 is an escape
	riceLongMost = 30
)

// stereo chooses what two channels are written as.
func (a *flacAnalysis) stereo(left, right []int32, bits int) (frame.Channels, flacPlan, flacPlan) {
	a.mid, a.side = a.mid[:0], a.side[:0]
	for i, l := range left {
		a.mid, a.side = append(a.mid, (l+right[i])>>1), append(a.side, l-right[i])
	}
	l, r, m, s := a.plan(left, bits), a.plan(right, bits), a.plan(a.mid, bits), a.plan(a.side, bits+1)
	switch best := min(l.cost+r.cost, l.cost+s.cost, s.cost+r.cost, m.cost+s.cost); best {
	case l.cost + r.cost:
		return frame.ChannelsLR, l, r
	case l.cost + s.cost:
		return frame.ChannelsLeftSide, l, s
	case s.cost + r.cost:
		return frame.ChannelsSideRight, s, r
	default:
		return frame.ChannelsMidSide, m, s
	}
}

// plan chooses a predictor for samples of that many bits.
func (a *flacAnalysis) plan(x []int32, width int) flacPlan {
	if constant(x) {
		return flacPlan{frame.SubHeader{Pred: frame.PredConstant}, width}
	}
	best := flacPlan{frame.SubHeader{Pred: frame.PredVerbatim}, len(x) * width}
	if order := fixedOrder(x); order < len(x) {
		head := frame.SubHeader{Pred: frame.PredFixed, Order: order}
		a.try(&best, head, x, frame.FixedCoeffs[order], 0, width)
	}
	if len(x) > 4*lpcOrder {
		if c, shift, ok := a.predictor(x); ok {
			head := frame.SubHeader{Pred: frame.PredFIR, Order: lpcOrder, CoeffPrec: lpcPrecision, CoeffShift: shift, Coeffs: c}
			a.try(&best, head, x, c, shift, width)
		}
	}
	return best
}

func constant(x []int32) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}

// fixedOrder returns which of the polynomials leaves the least.
func fixedOrder(x []int32) int {
	var sums [5]int64
	var last [4]int64 // the newest differences of each order
	for i, v := range x {
		d := int64(v)
		for order := range sums {
			if i >= 4 {
				sums[order] += max(d, -d)
			}
			if order < 4 {
				d, last[order] = d-last[order], d // #nosec G602 -- order is below 4 here
			}
		}
	}
	best := 0
	for order, sum := range sums {
		if sum < sums[best] {
			best = order
		}
	}
	return best
}

// try computes what a predictor leaves and takes it when that is shorter.
func (a *flacAnalysis) try(best *flacPlan, head frame.SubHeader, x []int32, c []int32, shift int32, width int) {
	a.residual = a.residual[:0]
	for i := len(c); i < len(x); i++ {
		sum := int64(0)
		for j, k := range c {
			sum += int64(k) * int64(x[i-j-1])
		}
		r := int64(x[i]) - sum>>shift
		if r != int64(int32(r)) || r == math.MinInt32 { // it does not fit
			return
		}
		a.residual = append(a.residual, int32(r))
	}
	method, rice, cost := riceParts(a.residual, len(x), len(c))
	cost += len(c) * width
	if head.Pred == frame.PredFIR {
		cost += 9 + len(c)*lpcPrecision
	}
	if cost < best.cost {
		head.ResidualCodingMethod, head.RiceSubframe = method, rice
		*best = flacPlan{head, cost}
	}
}

// riceParts cuts a residual into parts with a parameter each.
func riceParts(residual []int32, samples, order int) (frame.ResidualCodingMethod, *frame.RiceSubframe, int) {
	deepest := min(riceOrder, bits.TrailingZeros(uint(samples)))
	for samples>>deepest <= order && deepest > 0 {
		deepest--
	}
	sums := make([]uint64, 1<<deepest)
	for i, r := range residual {
		sums[(i+order)*len(sums)/samples] += uint64(uint32(r<<1) ^ uint32(r>>31))
	}
	best := -1
	var parts []frame.RicePartition
	for depth := deepest; ; depth-- {
		cost, params := 0, make([]frame.RicePartition, len(sums))
		for i, sum := range sums {
			n := samples / len(sums)
			if i == 0 {
				n -= order
			}
			k, c := riceParameter(sum, n)
			params[i].Param, cost = k, cost+c
		}
		if best < 0 || cost < best {
			best, parts = cost, params
		}
		if depth == 0 {
			break
		}
		for i := range len(sums) / 2 {
			sums[i] = sums[2*i] + sums[2*i+1]
		}
		sums = sums[:len(sums)/2]
	}
	method := frame.ResidualCodingMethodRice1
	for _, p := range parts {
		if p.Param > riceMost {
			method = frame.ResidualCodingMethodRice2
		}
	}
	return method, &frame.RiceSubframe{PartOrder: bits.TrailingZeros(uint(len(parts))), Partitions: parts}, best + 6
}

// riceParameter returns the parameter for n numbers with a sum, and about the
// bits they take.
func riceParameter(sum uint64, n int) (k uint, cost int) {
	if n == 0 {
		return 0, 5
	}
	if mean := sum / uint64(n); mean > 0 {
		k = uint(min(bits.Len64(mean)-1, riceLongMost))
	}
	cost = math.MaxInt
	for _, try := range []uint{max(k, 1) - 1, k, min(k+1, riceLongMost)} {
		if c := n*int(try+1) + int(sum>>try); c < cost {
			k, cost = try, c
		}
	}
	return k, cost + 5
}

// predictor makes a linear predictor for a block by Levinson's and Durbin's
// recursion.
func (a *flacAnalysis) predictor(x []int32) (c []int32, shift int32, ok bool) {
	n := len(x)
	if len(a.window) != n {
		a.window, a.windowed = make([]float64, n), make([]float64, n)
		for i := range a.window { // a bell
			t := 2*(float64(i)+.5)/float64(n) - 1
			a.window[i] = 1 - t*t
		}
	}
	for i, v := range x {
		a.windowed[i] = float64(v) * a.window[i]
	}
	var auto [lpcOrder + 1]float64
	for lag := range auto {
		auto[lag] = dot(a.windowed[lag:], a.windowed[:n-lag])
	}
	lpc, ok := durbin(auto)
	if !ok {
		return nil, 0, false
	}
	return quantizeLPC(lpc)
}

func durbin(auto [lpcOrder + 1]float64) (lpc [lpcOrder]float64, ok bool) {
	left := auto[0]
	for i := range lpcOrder {
		if left <= 0 {
			return lpc, false
		}
		k := auto[i+1]
		for j := range i {
			k -= lpc[j] * auto[i-j]
		}
		k /= left
		old := lpc
		for j := range i {
			lpc[j] = old[j] - k*old[i-1-j]
		}
		lpc[i] = k
		left *= 1 - k*k
	}
	return lpc, true
}

// quantizeLPC makes whole numbers of the coefficients, which are then shifted.
func quantizeLPC(lpc [lpcOrder]float64) (c []int32, shift int32, ok bool) {
	most := 0.0
	for _, v := range lpc {
		most = max(most, math.Abs(v))
	}
	if !(most > 0) || math.IsInf(most, 0) {
		return nil, 0, false
	}
	_, e := math.Frexp(most)
	shift = int32(min(lpcPrecision-1-e, 15))
	if shift < 0 {
		return nil, 0, false
	}
	const bound = 1<<(lpcPrecision-1) - 1
	carry := 0.0
	for _, v := range lpc {
		carry += v * float64(int64(1)<<shift)
		q := min(max(math.Round(carry), -bound-1), bound)
		carry -= q
		c = append(c, int32(q))
	}
	return c, shift, true
}
