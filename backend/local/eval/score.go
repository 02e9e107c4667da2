// Package eval measures how many notes the local engine hears of songs whose
// notes are known, beside the published package that its network is from. Its
// test renders the songs with fluidsynth; see eval_test.go for what it needs.
package eval

import (
	"math"

	"partlift/backend/music"
)

// Score counts notes.
type Score struct{ Hit, Heard, True int }

// F1 is the harmonic mean of the shares of heard notes that are true, and of
// true notes that were heard, 0–1.
func (s Score) F1() float64 {
	if s.Hit == 0 {
		return 0
	}
	return 2 * float64(s.Hit) / float64(s.Heard+s.True)
}

// Onsets scores notes of the same pitch that start within 50 ms of each other.
func Onsets(truth, heard []music.Note) Score {
	return score(truth, heard, func(t, h music.Note) bool {
		return t.Pitch == h.Pitch && math.Abs(t.Start-h.Start) <= 0.05
	})
}

// Whole scores notes as Onsets does, whose ends are also within 50 ms or a fifth
// of the true length.
func Whole(truth, heard []music.Note) Score {
	return score(truth, heard, func(t, h music.Note) bool {
		return t.Pitch == h.Pitch && math.Abs(t.Start-h.Start) <= 0.05 && math.Abs(t.End-h.End) <= max(0.05, (t.End-t.Start)/5)
	})
}

// score pairs as many notes as can be, each once.
func score(truth, heard []music.Note, fit func(t, h music.Note) bool) Score {
	owner := make([]int, len(heard))
	for i := range owner {
		owner[i] = -1
	}
	s := Score{Heard: len(heard), True: len(truth)}
	for i := range truth {
		if give(truth, heard, fit, owner, make([]bool, len(heard)), i) {
			s.Hit++
		}
	}
	return s
}

// give finds a heard note for a true one, moving others to make room.
func give(truth, heard []music.Note, fit func(t, h music.Note) bool, owner []int, seen []bool, i int) bool {
	for j := range heard {
		if seen[j] || !fit(truth[i], heard[j]) {
			continue
		}
		seen[j] = true
		if owner[j] < 0 || give(truth, heard, fit, owner, seen, owner[j]) {
			owner[j] = i
			return true
		}
	}
	return false
}
