package grid

import "testing"

// Two beats a bar are chosen where they are plainly likelier than four, and four
// otherwise; which share of the likelihood four need is written here a second
// time on purpose.
func TestFourBeatsInPlaceOfTwo(t *testing.T) {
	two := reading{lines: 4, beats: 2, eighths: 2}
	four, later := reading{lines: 4, beats: 4, eighths: 2}, reading{lines: 4, beats: 4, first: 2, eighths: 2}
	three := reading{lines: 4, beats: 3, eighths: 2}
	for name, c := range map[string]struct {
		odds  [4]float64 // of two, four, later and three
		want  int
		fours int // where every bar is alike
	}{
		"two is far likelier":        {[4]float64{.9, .02, .01, .07}, 0, 0},
		"four is a tenth as likely":  {[4]float64{.7, .07, .02, .21}, 0, 1},
		"just not three tenths":      {[4]float64{.6, .17, .05, .18}, 0, 1},
		"just over three tenths":     {[4]float64{.6, .19, .05, .16}, 1, 1},
		"half":                       {[4]float64{.5, .25, .05, .2}, 1, 1},
		"the later four is likelier": {[4]float64{.5, .2, .25, .05}, 2, 2},
		"three is no twice two":      {[4]float64{.4, .1, .1, .39}, 0, 1},
	} {
		s := &count{readings: []reading{two, four, later, three}, odds: c.odds[:]}
		if got := s.best(); got != c.want {
			t.Errorf("%s: %+v is best", name, s.readings[got])
		}
		if got := s.fours(0); got != c.fours {
			t.Errorf("%s: in steady bars %+v", name, s.readings[got])
		}
	}
}
