//go:build eval

package eval

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// A lesson is one rendering of a song: its readings, and which are right.
type lesson struct {
	set   string
	song  string
	rows  []float32
	right []bool
	level []int // lines a beat of every reading
	phase []int // line of its beats
	beats []int // beats a bar
	first []int // beat of a downbeat
	pace  []float64
}

// lessonOf compares every reading of a song with its truth; ok is false when
// none is close enough to learn from.
func lessonOf(s Song) (l lesson, ok bool) {
	if !s.Truth.Level || len(s.Truth.Beats) < 16 {
		return l, false
	}
	e, reason := grid.ExampleOf(s.Notes)
	if reason != "" {
		return l, false
	}
	quality := make([]float64, len(e.Readings))
	best := 0.0
	from, to := s.Truth.Beats[0]-0.1, s.Truth.Beats[len(s.Truth.Beats)-1]+0.1
	for i, r := range e.Readings {
		q := FMeasure(s.Truth.Beats, within(r.Beats, from, to), 0.07)
		if len(s.Truth.Downbeats) > 3 {
			q = 0.5*q + 0.5*FMeasure(s.Truth.Downbeats, within(r.Downbeats, from, to), 0.07)
		} else if s.Truth.Bar > 0 && r.Bar != s.Truth.Bar {
			q -= 0.2
		}
		quality[i] = q
		best = max(best, q)
	}
	if best < 0.8 {
		return l, false
	}
	l.set, l.song = s.Set, s.Set+"/"+s.ID
	for _, r := range e.Readings {
		l.level, l.phase = append(l.level, r.Lines), append(l.phase, r.Phase)
		l.beats, l.first = append(l.beats, r.Bar), append(l.first, r.First)
		l.pace = append(l.pace, r.Pace)
	}
	for _, q := range quality {
		l.right = append(l.right, q >= best-0.03)
	}
	for _, v := range e.Features {
		l.rows = append(l.rows, float32(v))
	}
	return l, true
}

// Lessons renders every song in several ways, some without their drums or with
// only some of their tracks, and gathers what can be learnt.
func Lessons(songs []Song, log io.Writer) []lesson {
	var out []lesson
	for _, s := range songs {
		n := 0
		for _, m := range []Mode{Clean, Stretch, Noisy, Drift} {
			if l, ok := lessonOf(Render(s, m)); ok {
				out = append(out, l)
				n++
			}
		}
		for _, keep := range []func(int, music.Track) bool{
			func(_ int, t music.Track) bool { return !t.Drums },
			func(i int, _ music.Track) bool { return i%3 != 1 },
		} {
			if part, ok := reduce(s, keep); ok {
				if l, ok := lessonOf(Render(part, Stretch)); ok {
					out = append(out, l)
				}
			}
		}
		for _, m := range []Mode{Clean, Noisy} {
			if l, ok := lessonOf(Render(crop(s, m), m)); ok {
				out = append(out, l)
			}
		}
		if n == 0 {
			fmt.Fprintf(log, "%s/%s teaches nothing\n", s.Set, s.ID)
		}
	}
	return out
}

// reduce keeps some of the tracks; ok is false when that changes nothing or
// leaves too little.
func reduce(s Song, keep func(int, music.Track) bool) (Song, bool) {
	all := s.Notes.NoteCount()
	var tracks []music.Track
	for i, t := range s.Notes.Tracks {
		if keep(i, t) {
			tracks = append(tracks, t)
		}
	}
	s.Notes.Tracks = tracks
	n := s.Notes.NoteCount()
	return s, n < all && 5*n > 2*all
}

// crop leaves out some seconds at both ends, so that where a song begins and
// ends does not say too much.
func crop(s Song, m Mode) Song {
	r := rng(s, "crop "+string(m))
	first, last := span(s.Notes)
	return cut(s, first+15*r.Float64(), last-15*r.Float64())
}

// cut keeps what lies between two seconds.
func cut(s Song, from, to float64) Song {
	s.Notes = s.Notes.Clone()
	for i := range s.Notes.Tracks {
		t := &s.Notes.Tracks[i]
		t.Notes = slices.DeleteFunc(t.Notes, func(n music.Note) bool { return n.Start < from || n.Start > to })
	}
	s.Truth.Beats = within(s.Truth.Beats, from-0.05, to+0.05)
	s.Truth.Downbeats = within(s.Truth.Downbeats, from-0.05, to+0.05)
	return s
}

func within(x []float64, from, to float64) []float64 {
	a := 0
	for a < len(x) && x[a] < from {
		a++
	}
	b := len(x)
	for b > a && x[b-1] > to {
		b--
	}
	return x[a:b]
}

// Train fits the weights of a conditional logit: the probability of the right
// readings of every lesson as high as possible, weights as small as possible.
func Train(lessons []lesson, penalty float64, log io.Writer) []float64 {
	return Nudge(lessons, make([]float64, len(grid.FeatureNames())), penalty, nil, log)
}

// Nudge is Train for weights that should stay as close as possible to others, of
// which only some may move, all where none are named: new kinds of songs are
// learnt without those that the others were trained on.
func Nudge(lessons []lesson, from []float64, penalty float64, some []bool, log io.Writer) []float64 {
	n := len(from)
	spread := spreads(lessons, n)
	w, start := make([]float64, n), make([]float64, n)
	for j := range w {
		w[j] = from[j] * spread[j]
		start[j] = w[j]
	}
	final := minimise(w, func(w, g []float64) float64 {
		v := loss(lessons, spread, penalty, start, w, g)
		for j := range some {
			if !some[j] {
				g[j] = 0
			}
		}
		return v
	}, 100)
	fmt.Fprintf(log, "%d lessons, loss %.4f each\n", len(lessons), final/float64(len(lessons)))
	for j := range w {
		w[j] /= spread[j]
	}
	return w
}

// spreads returns the standard deviation of every feature.
func spreads(lessons []lesson, n int) []float64 {
	sum, square := make([]float64, n), make([]float64, n)
	count := 0.0
	for _, l := range lessons {
		for i, v := range l.rows {
			sum[i%n] += float64(v)
			square[i%n] += float64(v) * float64(v)
		}
		count += float64(len(l.right))
	}
	out := make([]float64, n)
	for j := range out {
		m := sum[j] / count
		out[j] = math.Sqrt(max(square[j]/count-m*m, 0)) + 1e-3
	}
	return out
}

// loss returns the penalised negative log-likelihood and writes its gradient.
// The sum is taken over a fixed number of parts, so that it does not depend on
// the machine.
func loss(lessons []lesson, spread []float64, penalty float64, start, w, g []float64) float64 {
	const parts = 8
	n := len(w)
	scaled := make([]float64, n)
	for j := range w {
		scaled[j] = w[j] / spread[j]
	}
	var sums [parts]float64
	var slopes [parts][]float64
	var wait sync.WaitGroup
	for k := range parts {
		wait.Go(func() {
			slopes[k] = make([]float64, n)
			for i := k; i < len(lessons); i += parts {
				sums[k] += lessons[i].loss(scaled, slopes[k])
			}
		})
	}
	wait.Wait()
	total := 0.0
	for j := range w {
		away := w[j] - start[j]
		total += penalty * away * away
		g[j] = 2 * penalty * away
		for k := range parts {
			g[j] += slopes[k][j] / spread[j]
		}
	}
	for _, s := range sums {
		total += s
	}
	return total
}

// mistaken is how often the truth is taken to be wrong, so that no single song
// bends the weights.
const mistaken = 0.02

// loss is that of one lesson; its slope is added to g.
func (l lesson) loss(w, g []float64) float64 {
	n := len(w)
	score := make([]float64, len(l.right))
	top := math.Inf(-1)
	for i := range l.right {
		s := 0.0
		for j, v := range l.rows[i*n : (i+1)*n] {
			s += w[j] * float64(v)
		}
		score[i] = s
		top = max(top, s)
	}
	all, right := 0.0, 0.0
	for i, s := range score {
		score[i] = math.Exp(s - top)
		all += score[i]
		if l.right[i] {
			right += score[i]
		}
	}
	right = max(right, 1e-300)
	honest := (1 - mistaken) * right / ((1-mistaken)*right + mistaken*all)
	for i, p := range score {
		d := honest * p / all
		if l.right[i] {
			d -= honest * p / right
		}
		if math.Abs(d) < 1e-6 {
			continue
		}
		for j, v := range l.rows[i*n : (i+1)*n] {
			g[j] += d * float64(v)
		}
	}
	return -math.Log((1-mistaken)*right/all + mistaken)
}

// WriteWeights writes weights as the scorer embeds them.
func WriteWeights(out io.Writer, w []float64) error {
	b := bufio.NewWriter(out)
	for j, name := range grid.FeatureNames() {
		fmt.Fprintf(b, "%.5g %s\n", w[j], name)
	}
	return b.Flush()
}
