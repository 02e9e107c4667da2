//go:build eval

package eval

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"math"
	"slices"
)

// fold places a song in one of so many parts, all its renderings together.
func (l lesson) fold(folds int) int {
	h := fnv.New32a()
	h.Write([]byte(l.song))
	return int(h.Sum32()>>3) % folds
}

// A verdict is how one lesson that was left out of the training went.
type verdict struct {
	level, beats, all float64 // right so far
	loss              float64
	// what is claimed: the level, with it the beats, with them the bars
	levelOdds, beatOdds, barOdds float64
	pace                         float64 // octaves from the usual tempo
}

// A score counts verdicts.
type score struct {
	n                       float64
	level, beats, all, loss float64
}

func (s *score) add(v verdict) {
	s.n++
	s.level += v.level
	s.beats += v.beats
	s.all += v.all
	s.loss += v.loss
}

func (s *score) String() string {
	return fmt.Sprintf("%5.0f lessons: level %.4f, beats %.4f, bars %.4f, loss %.4f", s.n, s.level/s.n, s.beats/s.n, s.all/s.n, s.loss/s.n)
}

// CrossValidate trains on most of the songs and tries the rest, in turn, and
// prints how the left out ones went: what choices of features and penalties
// are made by.
func CrossValidate(lessons []lesson, folds int, penalty float64, log io.Writer) []verdict {
	all := make([]verdict, len(lessons))
	for k := range folds {
		var learn []lesson
		for _, l := range lessons {
			if l.fold(folds) != k {
				learn = append(learn, l)
			}
		}
		w := Train(learn, penalty, io.Discard)
		for i, l := range lessons {
			if l.fold(folds) == k {
				all[i] = l.try(w)
			}
		}
	}
	sets := map[string]*score{}
	for i, l := range lessons {
		for _, name := range []string{l.set, "~ all"} {
			if sets[name] == nil {
				sets[name] = &score{}
			}
			sets[name].add(all[i])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		fmt.Fprintf(log, "%14s %v\n", name, sets[name])
	}
	songs := map[string]*score{}
	for i, l := range lessons {
		if songs[l.song] == nil {
			songs[l.song] = &score{}
		}
		songs[l.song].add(all[i])
	}
	worst := slices.SortedFunc(maps.Keys(songs), func(a, b string) int {
		return cmp.Or(cmp.Compare(songs[b].loss/songs[b].n, songs[a].loss/songs[a].n), cmp.Compare(a, b))
	})
	for _, name := range worst[:min(12, len(worst))] {
		fmt.Fprintf(log, "  %s: %v\n", name, songs[name])
	}
	return all
}

// try judges the readings by weights, as the scorer does.
func (l lesson) try(w []float64) (v verdict) {
	n := len(w)
	odds := make([]float64, len(l.right))
	top := math.Inf(-1)
	for i := range odds {
		for j, x := range l.rows[i*n : (i+1)*n] {
			odds[i] += w[j] * float64(x)
		}
		top = max(top, odds[i])
	}
	sum, good := 0.0, 0.0
	for i, s := range odds {
		odds[i] = math.Exp(s - top)
		sum += odds[i]
		if l.right[i] {
			good += odds[i]
		}
	}
	v.loss = -math.Log(max(good/sum, 0.01))
	levels, phases := map[int]float64{}, map[int]float64{}
	for i := range odds {
		odds[i] /= sum
		levels[l.level[i]] += odds[i]
	}
	level := largest(levels)
	for i, p := range odds {
		if l.level[i] == level {
			phases[l.phase[i]] += p
		}
	}
	phase := largest(phases)
	best := -1
	for i, p := range odds {
		if l.level[i] == level && l.phase[i] == phase && (best < 0 || p > odds[best]) {
			best = i
		}
	}
	for i, p := range odds {
		sameLevel := l.level[i] == level
		sameBeats := sameLevel && l.phase[i] == phase
		if l.right[i] {
			v.level, v.beats = max(v.level, flag(sameLevel)), max(v.beats, flag(sameBeats))
		}
		if sameBeats && l.agree(i, best) {
			v.barOdds += p
		}
	}
	v.all, v.levelOdds, v.beatOdds, v.pace = flag(l.right[best]), levels[level], phases[phase], l.pace[best]
	return v
}

// agree reports whether two readings of the same beats have their bars in the
// same places, or every other one of them.
func (l lesson) agree(i, j int) bool {
	a, b := l.beats[i], l.beats[j]
	if a > b {
		i, j, a, b = j, i, b, a
	}
	return b%a == 0 && l.first[j]%a == l.first[i]
}

func largest(x map[int]float64) int {
	at, top := -1, -1.0
	for _, k := range slices.Sorted(maps.Keys(x)) {
		if x[k] > top {
			at, top = k, x[k]
		}
	}
	return at
}
