package grid

// A stretch of so many bars says by itself where its downbeats are, and so
// many of them in a row that say something else than the song do not err by
// chance: a beat was dropped or added there.
const (
	stretchBars   = 8
	stretchesMost = 2
)

// weakHome is the share of the clearest place's accent below which the place
// of a reading's downbeats is no longer that of a stretch.
const weakHome = 0.4

// steadiness is the share of the song, 0–1, in which a reading keeps its bars.
func (s *count) steadiness(b reading) float64 {
	a, w := s.accents, weights()[groupDown*signals:]
	var sum [longestBar]float64
	all, away, run := 0, 0, 0
	last := -1
	k := 0
	for p := b.phase; p < a.lines; p += b.lines {
		at := k % b.beats
		for j := range signals {
			sum[at] += w[j] * a.sig[j][p]
		}
		if k++; k%(stretchBars*b.beats) != 0 {
			continue
		}
		all++
		switch to := elsewhere(sum[:b.beats], b.first); {
		case to < 0:
			run = 0
		case to == last:
			run++
		default:
			run = 1
		}
		last = elsewhere(sum[:b.beats], b.first)
		if run > stretchesMost {
			if away++; run == stretchesMost+1 {
				away += stretchesMost
			}
		}
		sum = [longestBar]float64{}
	}
	return 1 - float64(away)/float64(max(all, 1))
}

// elsewhere returns the place of a bar that is accented instead of its first,
// -1 when the first is accented as well.
func elsewhere(sum []float64, first int) int {
	mean := 0.0
	for _, v := range sum {
		mean += v / float64(len(sum))
	}
	top := largest(sum)
	if sum[first]-mean >= weakHome*(sum[top]-mean) {
		return -1
	}
	return top
}
