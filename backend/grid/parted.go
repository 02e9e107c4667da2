package grid

import "math"

// What is right of a song is right of either half of it: a reading that one half
// alone would not have is less likely, however clear the whole is. Log-odds of the
// whole and of the worse half say nothing more beyond 4: with min(odds, 4) of each
// in the logistic curve of claims, .32 of pop and composed songs can be claimed at
// 1.5 % wrong, each class left out in turn, against .21 with those of the whole as
// they are (pop in one tempo .73 against .52).

// fewestParted is how many notes a half must have to say anything.
const fewestParted = 60

// parted returns the log-odds of the beats of a reading in that half of the song
// which likes them least; those of the whole where the halves are too short.
func (s *count) parted(best reading, whole float64) float64 {
	notes := s.frame.notes
	middle := len(notes) / 2
	if middle < fewestParted {
		return logOdds(whole)
	}
	return min(s.likes(best, notes[:middle]), s.likes(best, notes[middle:]))
}

// likes is the log-odds of the beats of a reading among all, by some of the notes.
func (s *count) likes(best reading, notes []note) float64 {
	f := s.frame
	a := accentsOf(notes, f.curve, f.lattice)
	shift := int(math.Round((a.lat.origin - s.accents.lat.origin) / a.lat.step)) // lines from the start of the whole
	readings, rows := readingsOf(a, func(r reading, step float64) bool { return usual(r, step) && f.allows(r, a.lat) })
	odds := likelihoods(readings, rows, func(r reading) float64 { return prior(r.pace(a.lat.step)) })
	sum := 0.0
	for i, r := range readings {
		if r.lines == best.lines && (r.phase+shift-best.phase)%best.lines == 0 {
			sum += odds[i]
		}
	}
	return logOdds(sum)
}
