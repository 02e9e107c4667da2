package ear

import "math"

// Of spectra: how many overtones a pitch is known by, and how loud what is not of
// them is expected to be in a band; how much of what is heard is what is usual of
// overtones, as far as that of an instrument is not known.
const (
	partials = 12
	between  = 1e-4
	untaught = .02
)

// fading is how loud an overtone usually is, the fundamental being 0.
func fading(overtone int) float64 { return 1 / float64(overtone+1) }

// timbre is the spectrum of a key, which sums up to one.
type timbre struct {
	key                 key
	drum                bool
	partials            [][]float64 // spectra of the overtones
	loud                []float64   // of the overtones, as expected
	first, shape, heard []float64   // as expected, as found, and what was heard in this round
	weight              float64     // of what was heard
	solos               int         // windows with nothing else
	gains, windows      float64     // in this round
	usual               float64     // gain; of what is held: as a multiple of that at its beginning
}

// timbre returns the spectrum that is expected of a key.
func (l *ladder) timbre(k key, drums bool) *timbre {
	t := &timbre{key: k, drum: drums, first: make([]float64, l.count()), shape: make([]float64, l.count()), heard: make([]float64, l.count())}
	if drums {
		kit := kind(k.pitch)
		for b := range t.first {
			t.first[b] = .02
		}
		for _, b := range l.between(kit.low, kit.high) {
			t.first[b] = 1
		}
	} else {
		t.partials, t.loud = l.partials(k.pitch), make([]float64, partials)
		for h := range t.loud {
			t.loud[h] = fading(h)
		}
		t.expect()
	}
	unit(t.first)
	copy(t.shape, t.first)
	return t
}

// partials returns the spectra of a pitch's overtones, the fundamental first.
func (l *ladder) partials(pitch uint8) (out [][]float64) {
	for h := 1; h <= partials; h++ {
		middle, p := hertz(pitch)*float64(h)/l.width, make([]float64, l.count())
		for k := int(middle) - 1; k <= int(middle)+2; k++ {
			if k < 1 || k >= len(l.band) {
				continue
			}
			if d := math.Abs(float64(k) - middle); d < 2 {
				p[l.band[k]] += (1 + math.Cos(math.Pi*d/2)) / 2
			}
		}
		out = append(out, p)
	}
	return out
}

// expect sets what is expected of a pitch by how loud its overtones are.
func (t *timbre) expect() {
	t.mix(t.first)
	for b := range t.first {
		t.first[b] += between
	}
	unit(t.first)
}

// mix adds up the overtones.
func (t *timbre) mix(out []float64) {
	clear(out)
	for h, p := range t.partials {
		for b, v := range p {
			out[b] += t.loud[h] * v
		}
	}
}

// family is what pitches of an instrument have in common, at an age.
type family struct {
	heard, could []float64 // of each overtone: how much was heard, of how much
}

// relate learns how loud the overtones of instruments are from all their
// pitches.
func (s *score) relate() {
	families := map[key]*family{}
	for _, t := range s.order {
		if t.drum || t.weight == 0 {
			continue
		}
		k := key{part: t.key.part, age: t.key.age}
		if families[k] == nil {
			families[k] = &family{make([]float64, partials), make([]float64, partials)}
		}
		families[k].add(t)
	}
	for _, t := range s.order {
		f := families[key{part: t.key.part, age: t.key.age}]
		if t.drum || f == nil {
			continue
		}
		doubt := untaught * f.could[0]
		for h := range t.loud {
			t.loud[h] = (f.heard[h] + doubt*fading(h)) / (f.could[h] + doubt)
		}
		t.expect()
	}
}

// add shares out what was heard of a pitch among its overtones.
func (f *family) add(t *timbre) {
	sum := make([]float64, len(t.first))
	t.mix(sum)
	for h, p := range t.partials {
		there := false
		for b, v := range p {
			if v > 0 {
				there = true
				f.heard[h] += t.shape[b] * t.heard[b] * t.loud[h] * v / (sum[b] + between)
			}
		}
		if there {
			f.could[h] += t.weight
		}
	}
}

// unit makes the sum one.
func unit(v []float64) {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	for i := range v {
		v[i] /= max(sum, 1e-12)
	}
}
