package audio

import (
	"testing"

	"github.com/mewkiz/flac/frame"
)

// A prediction that is farther off than the format can write is not used.
func TestResidualsThatDoNotFit(t *testing.T) {
	x := []int32{1 << 30, -1 << 30, 1 << 30, -1 << 30, 1 << 30, -1 << 30, 1 << 30, -1 << 30}
	for order, fits := range map[int]bool{1: false, 4: false, 0: true} {
		best := flacPlan{frame.SubHeader{Pred: frame.PredVerbatim}, 1 << 60}
		(&flacAnalysis{}).try(&best, frame.SubHeader{Pred: frame.PredFixed, Order: order}, x, frame.FixedCoeffs[order], 0, 32)
		if got := best.head.Pred == frame.PredFixed; got != fits {
			t.Errorf("order %d: taken %v, want %v", order, got, fits)
		}
	}
}
