package grid

import (
	"cmp"
	"math"
	"slices"
)

// Instruments differ in how they keep time: drums may be played by hand over
// a quantized band or the other way round, and one instrument may be late as a
// whole. The lines are those of the instruments that agree most sharply; the
// others are moved onto them by what they are late, and count less the more
// they jitter.

const (
	partNotes  = 24    // fewest notes that show how a part keeps time
	partSample = 400   // most notes of a part that are looked at
	partLate   = 0.005 // seconds by which a part is late at least, to be moved
	partAgree  = 0.004 // seconds within which parts agree
	partLoose  = 1.5   // times the sharp parts' spread, to count less
	partChance = 8.0   // clearness that chance has hardly ever
	partShare  = 0.4   // of the strength that makes parts the sharp ones

	astrayWeight = 0.05 // what the notes of a part that is left out count

	drumsLead  = 20.0 // how much likelier drums lead than a tune of as many notes
	chordsLead = 5.0  // and as many chords
)

// A part is how the notes of a track lie on the lattice.
type part struct {
	notes  int
	drums  int     // notes of drums
	chords int     // notes that start with the one before
	late   float64 // seconds behind the lines
	spread float64 // of the notes that belong, seconds
	inside float64 // share of the notes that belong
	clear  float64 // how much of the notes' places on the lines is not chance: 1 and less is chance
	likely float64 // how likely it is that late and not some lines earlier or later, 0–1
}

// strength is how much a part says about where the lines are.
func (p part) strength() float64 {
	if p.notes < partNotes || p.astray() {
		return 0
	}
	return math.Sqrt(float64(p.notes)*p.inside) / p.spread
}

// align moves the lattice to the parts that keep time best.
func (f *frame) align() {
	parts := f.parts()
	at, sharpestPart := agreement(parts)
	f.lags = lagsOf(parts, at)
	uneven := false
	for t, p := range parts {
		if p.notes >= partNotes {
			uneven = uneven || p.astray() || math.Abs(p.late-f.lateness(t)) > f.lattice.step/2
		}
		if p.strength() > 0 {
			uneven = uneven || math.Abs(p.late-at) > partLate || p.spread > partLoose*sharpestPart
		}
	}
	if !uneven {
		return
	}
	f.retime(parts, at)
	f.onsets = f.weighed(parts, sharpestPart)
	if f.curve.straight() {
		f.lattice.origin += at
		f.lattice = f.lattice.fit(f.onsets, f.onsets[0].t, f.onsets[len(f.onsets)-1].t).judge(f.onsets)
		return
	}
	if f.sections != nil {
		f.resettle(at)
		return
	}
	if f.glided {
		f.regain(at)
		return
	}
	for range 2 {
		if f.curve.straight() {
			return
		}
		f.curve = f.curve.beats(at)
		f.lattice = f.lattice.judge(f.curve.bendAll(f.onsets))
		f.draw()
		f.thin()
		at = 0 // the second time with the spread that is left now
	}
}

// parts measures every track.
func (f *frame) parts() []part {
	tracks := 0
	for i := range f.notes {
		tracks = max(tracks, int(f.notes[i].track)+1)
	}
	parts, starts := make([]part, tracks), make([]float64, tracks)
	for i := range starts {
		starts[i] = math.Inf(-1)
	}
	for i := range f.notes {
		p := &parts[f.notes[i].track]
		p.notes++
		if f.notes[i].drum {
			p.drums++
		} else if last := &starts[f.notes[i].track]; f.notes[i].start-*last < together {
			p.chords++
		} else {
			*last = f.notes[i].start
		}
	}
	rests, lines := make([][]float64, tracks), make([][]uint8, tracks)
	for t, p := range parts {
		if p.notes >= partNotes {
			rests[t], lines[t] = make([]float64, 0, min(p.notes, partSample)), make([]uint8, 0, min(p.notes, partSample))
		}
	}
	seen := make([]int, tracks)
	for i := range f.notes {
		n := &f.notes[i]
		t := n.track
		// At even distances, so that a sample covers the song.
		every := (parts[t].notes + partSample - 1) / partSample
		if seen[t]++; rests[t] == nil || seen[t]%every != 0 {
			continue
		}
		k, rest := f.lattice.line(f.curve.bend(n.start))
		rests[t], lines[t] = append(rests[t], rest), append(lines[t], uint8(math.Mod(k, 24)+24))
	}
	for t := range parts {
		if rests[t] != nil {
			parts[t].measure(rests[t], f.lattice.step)
			parts[t].clear = clearness(rests[t], lines[t], f.lattice.step, 1-float64(parts[t].chords)/float64(parts[t].notes))
			parts[t].late += f.lateness(t)
			parts[t].choose(f.lattice.step, f.lateness(t))
		}
	}
	return parts
}

// lateness is by how many seconds a track was late before it was lined up.
func (f *frame) lateness(track int) float64 {
	if f.late == nil {
		return 0
	}
	return f.late[track]
}

// measure finds how late and how loose a part is, from the distances of its
// notes from the lines: it is as late as its mean phase, or not at all.
func (p *part) measure(rests []float64, step float64) {
	var re, im float64
	for _, r := range rests {
		s, c := math.Sincos(2 * math.Pi * r / step)
		re += c
		im += s
	}
	mean := *p
	mean.late = math.Atan2(im, re) / (2 * math.Pi) * step
	p.settle(rests, step)
	if math.Abs(mean.late-p.late) < partAgree {
		return
	}
	mean.settle(rests, step)
	if mean.inside/mean.spread > 1.2*p.inside/p.spread {
		*p = mean
	}
}

// settle moves to the middle of the notes around where the part lies.
func (p *part) settle(rests []float64, step float64) {
	p.spread, p.inside = 0.008, 0.7
	for range 6 {
		peak := p.inside * step / (p.spread * math.Sqrt(2*math.Pi))
		scale := -0.5 / (p.spread * p.spread)
		var in, sum, square float64
		for _, r := range rests {
			d := r - p.late
			d -= step * math.Round(d/step)
			near := peak * math.Exp(d*d*scale)
			w := near / (near + 1 - p.inside)
			in += w
			sum += w * d
			square += w * d * d
		}
		if in < 1 {
			return
		}
		shift := sum / in
		p.late += shift
		p.spread = min(max(math.Sqrt(max(square/in-shift*shift, 0)), sharpest), bluntest, 0.2*step)
		p.inside = min(max(in/float64(len(rests)), 0.01), 0.99)
	}
}

// agreement returns where most of the strength lies, and how sharp the sharp
// parts are.
func agreement(parts []part) (at, spread float64) {
	near := func(p part, at, reach float64) float64 {
		d := (p.late - at) / reach
		return p.strength() * math.Exp(-0.5*d*d)
	}
	best := math.Inf(-1)
	for i, p := range parts {
		if p.strength() == 0 {
			continue
		}
		sum, mean, likely := 0.0, 0.0, math.Log(p.leads())
		for j, q := range parts {
			if q.strength() == 0 {
				continue
			}
			w := near(q, p.late, partAgree)
			sum += w
			mean += w * q.late
			if i != j {
				likely += lagTrust * math.Log(q.lagBehind(p))
			}
		}
		if likely > best {
			best, at = likely, mean/sum
		}
	}
	return at, tightness(parts)
}

// leads is how likely a part is the one on whose lines the others play: the drums,
// or else what plays chords, often and sharply; hardly ever a tune.
func (p part) leads() float64 {
	v := float64(p.notes-p.chords) / p.spread // a chord says no more than a note
	switch {
	case 2*p.drums > p.notes:
		return drumsLead * v
	case 3*p.chords > p.notes:
		return chordsLead * v
	default:
		return v
	}
}

// tightness is the spread of the sharpest parts that together have a fair share
// of the strength; a few sharp notes do not silence a loose band.
func tightness(parts []part) float64 {
	order := slices.Clone(parts)
	slices.SortFunc(order, func(a, b part) int { return cmp.Compare(a.spread, b.spread) })
	all, sum := 0.0, 0.0
	for _, p := range order {
		all += p.strength()
	}
	for _, p := range order {
		if sum += p.strength(); sum > 0 && sum >= partShare*all {
			return p.spread
		}
	}
	return bluntest
}

// retime moves every part by what it is late.
func (f *frame) retime(parts []part, at float64) {
	late := make([]float64, len(parts))
	for t, p := range parts {
		switch by := p.late - at; {
		case p.strength() > 0 && math.Abs(by) > partLate:
			late[t] = by
		case p.strength() == 0 && f.lateness(t) != 0:
			late[t] = f.lateness(t) - at
		}
	}
	for i := range f.notes {
		n := &f.notes[i]
		if by := f.lateness(int(n.track)) - late[n.track]; by != 0 {
			n.start += by
			n.end += by
		}
	}
	f.late = late
	slices.SortStableFunc(f.notes, byStart)
}

// weighed joins the notes, those of loose parts counting less.
func (f *frame) weighed(parts []part, spread float64) []onset {
	notes := slices.Clone(f.notes)
	for i := range notes {
		switch p := parts[notes[i].track]; {
		case p.notes >= partNotes && p.astray():
			notes[i].weight *= astrayWeight
		case p.strength() > 0:
			notes[i].weight *= min(spread/p.spread, 1)
		}
	}
	return onsetsOf(notes)
}
