package grid

import (
	"cmp"
	"math"
	"slices"

	"partlift/backend/music"
)

// alternativesKept is how many other readings are offered.
const alternativesKept = 3

// Find returns the grid of a song, or the reason why there is none.
func Find(song music.Song, opt Options) Result {
	f, reason := frameOf(song)
	if reason != "" {
		return Result{Reason: reason}
	}
	s := f.count(opt)
	if len(s.readings) > 0 && f.rebend(s.readings[s.best()].bpm(s.accents.lat.step)) {
		s = f.count(opt)
	}
	if len(s.readings) == 0 {
		return Result{Reason: outOfRange}
	}
	best := s.best()
	read := s.readings[best]
	out := Result{Fit: Fit{Step: f.lattice.step, Sigma: f.lattice.sigma, Inside: f.lattice.inside}}
	out.Confidence = s.confidence(best)
	key, sure := keyOf(f.notes)
	out.Confidence.Key = sure
	build := func(r reading) *music.Grid {
		g := f.grid(r, s.accents.lat)
		g.MeterConfidence = s.metreConfidence(r)
		if g.Key = key; key != nil {
			g.KeyConfidence = sure
		}
		g.Chords = chordsOf(f.notes, g)
		return g
	}
	out.Grid = build(shifted(read, opt))
	for _, i := range s.others(best) {
		r := s.readings[i]
		out.Alternatives = append(out.Alternatives, Alternative{
			Name: relation(read, r), Confidence: s.odds[i] * out.Confidence.Tempo, Grid: build(shifted(r, opt)),
		})
	}
	return out
}

const outOfRange = "No way to count the notes lies in that range of tempo. Widen the range."

// shifted moves bar one as the person asked.
func shifted(r reading, opt Options) reading {
	r.first = ((r.first+opt.Shift)%r.beats + r.beats) % r.beats
	return r
}

// A count is every reading of a song with its probability.
type count struct {
	frame    *frame
	accents  *accents
	readings []reading
	odds     []float64
}

// count describes and judges the readings within the range of tempo.
func (f *frame) count(opt Options) *count {
	s := &count{frame: f, accents: accentsOf(f.notes, f.curve, f.lattice)}
	low, high := slowBeat, fastBeat
	before := func(r reading) float64 { return prior(r.bpm(s.accents.lat.step)) }
	if opt.Low > 0 || opt.High > 0 || opt.Tempo > 0 {
		// Whoever names a range knows better than what is usual.
		before = func(reading) float64 { return 0 }
	}
	if opt.Low > 0 || opt.High > 0 {
		low, high = max(opt.Low, Slowest), Fastest
		if opt.High > 0 {
			high = opt.High
		}
	}
	if opt.Tempo > 0 {
		low, high = opt.Tempo/1.04, opt.Tempo*1.04
	}
	var rows []float64
	s.readings, rows = readingsOf(s.accents, low, high)
	s.odds = likelihoods(s.readings, rows, before)
	if opt.Octave != 0 && len(s.readings) > 0 {
		s.moveOctave(opt.Octave)
	}
	return s
}

// moveOctave keeps only the readings whose tempo is the best one's, doubled or
// halved so many times.
func (s *count) moveOctave(octave int) {
	want := s.readings[s.best()].bpm(s.accents.lat.step) * math.Exp2(float64(octave))
	if want < Slowest || want > Fastest {
		s.readings, s.odds = nil, nil
		return
	}
	var rows []float64
	s.readings, rows = readingsOf(s.accents, want/1.01, want*1.01)
	s.odds = likelihoods(s.readings, rows, func(reading) float64 { return 0 })
}

// best returns the place of the likeliest reading: the likeliest level first,
// then the likeliest beats of that level, then the likeliest bars on them. A
// level that many readings share is surer than the one best reading shows.
func (s *count) best() int {
	var levels [maxLines + 1]float64
	for i, r := range s.readings {
		levels[r.lines] += s.odds[i]
	}
	lines := largest(levels[:])
	var phases [maxLines]float64
	for i, r := range s.readings {
		if r.lines == lines {
			phases[r.phase] += s.odds[i]
		}
	}
	phase := largest(phases[:])
	at := -1
	for i, r := range s.readings {
		if r.lines == lines && r.phase == phase && (at < 0 || s.odds[i] > s.odds[at]) {
			at = i
		}
	}
	return at
}

// largest returns the place of the largest value.
func largest(x []float64) int {
	at := 0
	for i, v := range x {
		if v > x[at] {
			at = i
		}
	}
	return at
}

// sum adds up the probability of the readings that fit.
func (s *count) sum(fits func(r reading) bool) float64 {
	p := 0.0
	for i, r := range s.readings {
		if fits(r) {
			p += s.odds[i]
		}
	}
	return min(p, 1)
}

// confidence says how sure each part of a reading is.
func (s *count) confidence(best int) Confidence {
	b := s.readings[best]
	tempo := s.frame.sureness()
	level := s.sum(func(r reading) bool { return r.lines == b.lines })
	beat := s.sum(func(r reading) bool { return r.lines == b.lines && r.phase == b.phase })
	return Confidence{
		Tempo: tempo,
		Level: tempo * level,
		Phase: beat / max(level, 1e-9),
		Metre: tempo * s.metreConfidence(b),
		Bar:   tempo * s.odds[best],
	}
}

// metreConfidence is the probability of a reading's metre; two and four beats
// a bar are the same lines.
func (s *count) metreConfidence(b reading) float64 {
	return s.sum(func(r reading) bool { return r.beats == b.beats || r.beats%2 == 0 && b.beats%2 == 0 })
}

// sureness is how sure the lattice is, from how clearly the notes lie on it.
func (f *frame) sureness() float64 {
	clear := (f.lattice.score - 0.15) / 0.5
	if !f.curve.straight() {
		clear = (f.lattice.score - 0.5) / 2
	}
	return min(max(clear, 0.05), 0.99)
}

// others returns the places of the best other readings. A reading that differs
// from one that is offered already only in its bar comes after those with
// other beats, unless it is much likelier.
func (s *count) others(best int) []int {
	order := make([]int, len(s.readings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.odds[b], s.odds[a]) })
	taken := []int{best}
	for _, i := range order {
		if len(taken) > alternativesKept {
			break
		}
		if !slices.ContainsFunc(taken, func(j int) bool { return s.alike(s.readings[i], s.readings[j]) }) {
			taken = append(taken, i)
		}
	}
	return taken[1:]
}

// alike reports whether two readings have the same beats, so that offering
// both would differ in bars only.
func (s *count) alike(a, b reading) bool { return a.lines == b.lines && a.phase == b.phase }

// relation names how a reading differs from the best one.
func relation(b, r reading) string {
	switch {
	case r.lines*2 == b.lines:
		return "double tempo"
	case r.lines == b.lines*2:
		return "half tempo"
	case r.lines*3 == b.lines*4:
		return "three quarters of the tempo"
	case r.lines*4 == b.lines*3:
		return "four thirds of the tempo"
	case r.lines*3 == b.lines*2:
		return "one and a half times the tempo"
	case r.lines*2 == b.lines*3:
		return "two thirds of the tempo"
	case r.lines == b.lines && r.phase != b.phase:
		return "beats on the off-beats"
	case r.lines == b.lines && r.beats == b.beats:
		return "another bar one"
	case r.lines == b.lines:
		return "another metre"
	}
	return "another tempo"
}
