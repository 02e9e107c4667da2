package layer3

import "sync"

// band is a run of frequencies with a scale factor, as they come in the stream.
type band struct {
	start, width int // lines
	window       int // of three in short blocks; -1: a long block
}

// bandSet has the bands of a sample rate.
type bandSet struct {
	start              [23]int // of the long ones, and the end
	startOfShort       int     // where the second book begins in short blocks
	long, short, mixed []band
	mixedLines         int // in long blocks, when mixed
}

// widths are those of ISO 11172-3, table B.8, of ISO 13818-3, table B.2, and of
// MPEG 2.5: of long blocks, and of short ones.
var widths = map[int][2][]int{
	44100: {{4, 4, 4, 4, 4, 4, 6, 6, 8, 8, 10, 12, 16, 20, 24, 28, 34, 42, 50, 54, 76, 158}, {4, 4, 4, 4, 6, 8, 10, 12, 14, 18, 22, 30, 56}},
	48000: {{4, 4, 4, 4, 4, 4, 6, 6, 6, 8, 10, 12, 16, 18, 22, 28, 34, 40, 46, 54, 54, 192}, {4, 4, 4, 4, 6, 6, 10, 12, 14, 16, 20, 26, 66}},
	32000: {{4, 4, 4, 4, 4, 4, 6, 6, 8, 10, 12, 16, 20, 24, 30, 38, 46, 56, 68, 84, 102, 26}, {4, 4, 4, 4, 6, 8, 12, 16, 20, 26, 34, 42, 12}},
	22050: {{6, 6, 6, 6, 6, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 38, 46, 52, 60, 68, 58, 54}, {4, 4, 4, 6, 6, 8, 10, 14, 18, 26, 32, 42, 18}},
	24000: {{6, 6, 6, 6, 6, 6, 8, 10, 12, 14, 16, 18, 22, 26, 32, 38, 46, 54, 62, 70, 76, 36}, {4, 4, 4, 6, 8, 10, 12, 14, 18, 24, 32, 44, 12}},
	16000: {{6, 6, 6, 6, 6, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 38, 46, 52, 60, 68, 58, 54}, {4, 4, 4, 6, 8, 10, 12, 14, 18, 24, 30, 40, 18}},
	8000:  {{12, 12, 12, 12, 12, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 76, 90, 2, 2, 2, 2, 2}, {8, 8, 8, 12, 16, 20, 24, 28, 36, 2, 2, 2, 26}},
}

// bandsOf returns the bands of a frame.
func bandsOf(h Header) *bandSet { return bandSets()[h.Rate] }

var bandSets = sync.OnceValue(func() map[int]*bandSet {
	sets := map[int]*bandSet{}
	for rate, w := range widths {
		sets[rate] = newBandSet(rate, w[0], w[1])
	}
	sets[11025], sets[12000] = sets[16000], sets[16000]
	return sets
})

func newBandSet(rate int, long, short []int) *bandSet {
	s := &bandSet{}
	at := 0
	for i, w := range long {
		s.long = append(s.long, band{at, w, -1})
		at += w
		s.start[i+1] = at
	}
	at = 0
	for i, w := range short {
		for k := range 3 {
			s.short = append(s.short, band{at, w, k})
			at += w
		}
		if i == 2 {
			s.startOfShort = at
		}
	}
	// Where both are, the short ones begin with the fourth, where as many long
	// ones end.
	const firstShort = 3
	s.mixedLines = s.short[3*firstShort].start
	for _, b := range s.long {
		if b.start < s.mixedLines {
			s.mixed = append(s.mixed, b)
		}
	}
	s.mixed = append(s.mixed, s.short[3*firstShort:]...)
	return s
}
