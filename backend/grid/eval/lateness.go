//go:build eval

package eval

import (
	"fmt"
	"math"
	"slices"

	"partlift/backend/grid"
)

// From when on the program moves a part: how certain it must be, and by how
// many seconds the part must be late or early.
const movedSure, movedLeast = 0.8, 0.015

// A lateness is what was said of how late a part is, beside the truth, seconds.
type lateness struct {
	row         Row
	said        grid.Lag
	truth, rest float64
}

// moved reports whether the program would move the part by itself.
func (l lateness) moved() bool {
	return l.said.Sure >= movedSure && math.Abs(l.said.Seconds) >= movedLeast
}

// worse reports whether the part would then be farther from the beat than before.
func (l lateness) worse() bool { return l.moved() && l.rest > math.Abs(l.truth) }

// latenessesOf are those of the parts of songs whose beats are right. Parts of
// which nothing is said beforehand are on time.
func latenessesOf(rows []Row) []lateness {
	var out []lateness
	for _, r := range rows {
		if r.Held != 1 {
			continue
		}
		for _, l := range r.Guess.Lags {
			truth := 0.0
			if r.Song.Truth.Lags != nil {
				truth = r.Song.Truth.Lags[l.Track]
			}
			if !l.LeftOut {
				out = append(out, lateness{r, l, truth, math.Abs(l.Seconds - truth)})
			}
		}
	}
	return out
}

// String says it in a line.
func (l lateness) String() string {
	song := l.row.Song
	t := song.Notes.Tracks[l.said.Track]
	return fmt.Sprintf("%s/%s: track %d of %d, drums %v, program %d, %d notes: %+.0f ms for %+.0f, spread %.1f, sure %.2f", song.Set, song.ID,
		l.said.Track, len(song.Notes.Tracks), t.Drums, t.Program, len(t.Notes), 1000*l.said.Seconds, 1000*l.truth, 1000*l.said.Spread, l.said.Sure)
}

// latenesses prints for every class how far off in ms what is said of parts is,
// how many of them would be moved, and how many of those to the wrong side.
func (t *ClassTable) latenesses() {
	fmt.Fprintf(t.out, "%-26s %5s %6s %6s %6s %6s\n", "lags", "parts", "median", "p95", "moved", "worse")
	for _, name := range t.names {
		all := latenessesOf(t.each[name])
		if len(all) == 0 {
			continue
		}
		var rests []float64
		moved, worse := 0, 0
		for _, l := range all {
			rests = append(rests, 1000*l.rest)
			if l.moved() {
				moved++
			}
			if l.worse() {
				worse++
			}
		}
		slices.Sort(rests)
		fmt.Fprintf(t.out, "%-26s %5d %6.1f %6.1f %6d %6d\n", name, len(all), rests[len(rests)/2], rests[len(rests)*19/20], moved, worse)
	}
}
