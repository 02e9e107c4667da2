package grid

import (
	"math"

	"partlift/backend/music"
	"partlift/backend/say"
)

// Find returns the grid of a song, or the reason why there is none. A song for
// which somebody names a tempo always has one.
func Find(song music.Song, opt Options) Result {
	f, s, reason := countOf(song, opt)
	switch {
	case reason == "":
		return f.report(s, opt)
	case opt.told():
		return f.obey(opt, reason == outOfRange)
	}
	return Result{Reason: reason}
}

// countOf finds the lattice of a song and every way to count it.
func countOf(song music.Song, opt Options) (f *frame, s *count, reason string) {
	found, reason := frameOf(song)
	if f = &found; reason != "" {
		return f, nil, reason
	}
	s = f.count(opt)
	if len(s.readings) > 0 && f.rebend(s.readings[s.best()].bpm(s.accents.lat.step)) {
		s = f.count(opt)
	}
	if len(s.readings) == 0 {
		return f, nil, outOfRange
	}
	if f.replace(s.accents, s.readings[s.best()]) {
		s = f.count(opt)
	}
	return f, s, ""
}

// report writes down the best reading and others.
func (f *frame) report(s *count, opt Options) Result {
	best := s.best()
	read := s.readings[best]
	out := Result{Lags: f.lags, Fit: Fit{Step: f.lattice.step, Sigma: f.lattice.sigma, Inside: f.lattice.inside}}
	price := surePrice
	if !f.curve.straight() && f.sections == nil {
		price = bentPrice
	}
	path, gain := s.accents.barsOf(read)
	switch {
	case path != nil && gain > price*departures(path, read.usualBeats()):
		s.path, path = path, nil
	case path != nil && gain > pathPrice:
		s.doubt = true
	default:
		path = nil
	}
	if four := s.fours(best); s.path == nil && four != best {
		best, read = four, s.readings[four]
	}
	out.Confidence = s.confidence(best)
	key, sure := keyOf(f.notes)
	out.Confidence.Key = sure
	build := func(r reading, sureMetre float64, like *music.Grid, path []pathBar) *music.Grid {
		g := f.grid(r, s.accents.lat)
		if path != nil {
			f.leave(g, r, s.accents.lat, path, wrap(opt.Shift, r.beats))
		}
		g.MeterConfidence = sureMetre
		if g.Key = key; key != nil {
			g.KeyConfidence = sure
		}
		if like != nil {
			g.Chords = like.Chords
		} else {
			g.Chords = chordsOf(f.notes, g)
		}
		return g
	}
	out.Grid = build(shifted(read, opt), s.metreConfidence(best), nil, s.path)
	otherwise := s.path != nil || s.doubt // bars are offered that leave the meter, or keep it
	for _, o := range s.others(best) {
		r := s.readings[o.at]
		if otherwise && o.name == otherMeter {
			continue
		}
		var like *music.Grid // with the same beats, and so with the same chords
		if r.lines == read.lines && r.phase == read.phase {
			like = out.Grid
		}
		out.Alternatives = append(out.Alternatives, Alternative{
			Name: o.name.text(), Confidence: min(o.odds*out.Confidence.Tempo, out.Confidence.Bar),
			Grid: build(shifted(r, opt), s.metreConfidence(o.at), like, nil),
		})
	}
	if otherwise {
		out.Alternatives = append(out.Alternatives, Alternative{Name: otherMeter.text(), Grid: build(shifted(read, opt), 0, out.Grid, path)})
	}
	out.Alternatives = append(out.Alternatives, missing(out.Alternatives, out.Grid)...)
	return out
}

var outOfRange = say.Key("No way to count the notes lies in that range of tempo. Widen the range.")

// shifted moves bar one as the person asked.
func shifted(r reading, opt Options) reading {
	r.first = wrap(r.first+opt.Shift, r.beats)
	return r
}

// wrap is the remainder of whole numbers from 0 up.
func wrap(x, by int) int { return (x%by + by) % by }

// A count is every reading of a song with its probability.
type count struct {
	frame    *frame
	accents  *accents
	readings []reading
	odds     []float64
	path     []pathBar // of the best reading, where it leaves its meter
	doubt    bool      // it keeps its meter, but may as well leave it
}

// count describes and judges the readings within the range of tempo.
func (f *frame) count(opt Options) *count {
	s := &count{frame: f, accents: accentsOf(f.notes, f.curve, f.lattice)}
	wanted := usual
	before := func(r reading) float64 { return prior(r.pace(s.accents.lat.step)) }
	if opt.Low > 0 || opt.High > 0 || opt.Tempo > 0 {
		// Whoever names a range knows better than what is usual.
		before = func(reading) float64 { return 0 }
		wanted = between(opt)
	}
	asked := wanted
	wanted = func(r reading, step float64) bool { return asked(r, step) && f.allows(r, s.accents.lat) }
	var rows []float64
	s.readings, rows = readingsOf(s.accents, wanted)
	s.odds = likelihoods(s.readings, rows, before)
	if opt.Octave != 0 && len(s.readings) > 0 {
		s.moveOctave(opt.Octave)
	}
	return s
}

// between keeps the readings in the range of tempo that a person named.
func between(opt Options) func(reading, float64) bool {
	low, high := max(opt.Low, Slowest), Fastest
	if opt.High > 0 {
		high = opt.High
	}
	if opt.Tempo > 0 {
		low, high = opt.Tempo/1.04, opt.Tempo*1.04
	}
	return func(r reading, step float64) bool {
		q := r.quarters(step)
		return q >= low && q <= high
	}
}

// moveOctave keeps only the readings whose tempo is the best one's, doubled or
// halved that many times.
func (s *count) moveOctave(octave int) {
	want := s.readings[s.best()].quarters(s.accents.lat.step) * math.Exp2(float64(octave))
	if want < Slowest || want > Fastest {
		s.readings, s.odds = nil, nil
		return
	}
	var rows []float64
	near := between(Options{Low: want / 1.01, High: want * 1.01})
	s.readings, rows = readingsOf(s.accents, func(r reading, step float64) bool {
		return near(r, step) && s.frame.allows(r, s.accents.lat)
	})
	s.odds = likelihoods(s.readings, rows, func(reading) float64 { return 0 })
}

// best returns the place of the likeliest reading: the likeliest level first,
// then the likeliest beats of that level, then the likeliest bars on them. A
// level that many readings share is surer than the one best reading shows.
func (s *count) best() int {
	if len(s.readings) == 1 {
		return 0
	}
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
	if at < 0 || s.readings[at].beats != 2 {
		return at
	}
	// Two beats a bar are rarely meant where four are nearly as likely.
	return s.doubled(at, fourForTwo)
}

// doubled returns the likeliest reading with four beats a bar for one with two
// whose bars it joins, if it has that share of its likelihood; else that one.
func (s *count) doubled(two int, share float64) int {
	at := two
	for i, r := range s.readings {
		if r.beats == 4 && r.sharesBars(s.readings[two]) && s.odds[i] > share*s.odds[two] && (at == two || s.odds[i] > s.odds[at]) {
			at = i
		}
	}
	return at
}

// fours returns the reading with four beats a bar for one with two that never
// shows a bar of two: simple meters are rather counted in four.
func (s *count) fours(at int) int {
	if r := s.readings[at]; r.beats != 2 || r.eighths != 2 {
		return at
	}
	return s.doubled(at, steadyFours)
}

// fourForTwo is the share of the likelihood of two beats a bar that four must
// have to be preferred, and steadyFours where all bars are alike.
const fourForTwo, steadyFours = 0.3, 0.03

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
