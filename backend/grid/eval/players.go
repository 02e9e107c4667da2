//go:build eval

package eval

import (
	"math"

	"partlift/backend/music"
)

func (c *composer) note(track int, at, length float64, pitch, loud int) {
	if at < 0 {
		return
	}
	loud += c.rng.IntN(17) - 8
	c.tracks[track].Notes = append(c.tracks[track].Notes, music.Note{
		Pitch: uint8(min(max(pitch, 0), 127)), Velocity: uint8(min(max(loud, 1), 127)), Start: at, End: at + length})
}

// scale returns the pitch of a degree of the key, 0 being the tonic above
// middle C.
func (c *composer) scale(degree int) int {
	steps := [7]int{0, 2, 4, 5, 7, 9, 11}
	if c.minor {
		steps = [7]int{0, 2, 3, 5, 7, 8, 10}
	}
	octave := int(math.Floor(float64(degree) / 7))
	return 60 + c.tonic%12 + 12*octave + steps[degree-7*octave]
}

func (c *composer) chord(track int, at, length float64, root int, minor bool, loud int) {
	third := 4
	if minor {
		third = 3
	}
	for _, t := range []int{0, third, 7} {
		c.note(track, at, length, 55+(root+t+5)%12, loud)
	}
}

// triad plays the chord on a degree.
func (c *composer) triad(track int, at, length float64, degree, loud int) {
	for _, t := range []int{0, 2, 4} {
		p := c.scale(degree + t)
		for p > 71 {
			p -= 12
		}
		c.note(track, at, length, p, loud)
	}
}

// section plays a part from an eighth on and returns its end.
func (c *composer) section(at float64, p part, index int) float64 {
	for b := range p.bars {
		c.bars = append(c.bars, at)
		degree := p.roots[b%4]
		if c.style.everyOther {
			degree = p.roots[b/2%4]
		}
		second := degree
		if c.style.twice {
			degree, second = p.roots[2*b%4], p.roots[(2*b+1)%4]
		}
		length := float64(c.bar)
		if b == p.bars-1 && index == 2 && c.chance(0.08) && c.bar > 2*c.unit() { // beats are dropped
			length -= float64(c.unit() * (1 + c.rng.IntN(2)))
		}
		length = c.oddBar(length, b, index)
		last := b == p.bars-1 || b%4 == 3
		if p.drums {
			c.drum(at, length, b == 0, last)
		}
		c.harmony(at, length, degree, second, p)
		if p.lead {
			c.tune(at, length, b, degree, p)
		}
		at += length
	}
	return at
}

// strong returns the eighths of a bar on which groups start.
func (c *composer) strong() []int {
	var out []int
	at := 0
	for _, g := range c.groups {
		out = append(out, at)
		at += g
	}
	return out
}

// drum plays a bar.
func (c *composer) drum(at, length float64, crash, last bool) {
	hit := func(t float64, pitch, loud int) {
		if t < length {
			c.note(onDrums, at+t, 0.5, pitch, loud)
		}
	}
	s := c.style
	if crash && c.chance(s.crash) {
		hit(0, 49, 110)
	}
	end := length
	if last && c.chance(s.fills) {
		end -= float64(c.unit())
		c.fill(at+end, at+length)
	}
	step := 1.0
	switch {
	case s.busy > 0.75 && c.kind.unit == 4:
		step = 0.5
	case s.busy < 0.2:
		step = float64(c.unit())
	}
	for t := 0.0; t < end; t += step {
		loud := 60
		if int(2*t)%(2*c.unit()) == 0 {
			loud = 80
		}
		hit(t, 42, loud)
	}
	for _, h := range c.pattern() {
		if h.at < end {
			hit(h.at, h.pitch, 100)
		}
	}
	for t := 0.5; t < end; t++ {
		if c.kind.unit == 4 && c.chance(s.ghosts*0.3) {
			hit(t, []int{38, 36}[c.rng.IntN(2)], 50)
		}
	}
}

type stroke struct {
	at    float64
	pitch int
}

// pattern returns kicks and snares of a bar.
func (c *composer) pattern() []stroke {
	const kick, snare = 36, 38
	k, unit := c.kind, float64(c.unit())
	switch {
	case k.unit == 4 && k.num == 4 || k.unit == 12:
		switch c.style.beat {
		case 0:
			return []stroke{{0, kick}, {2, snare}, {4, kick}, {6, snare}}
		case 1:
			return []stroke{{0, kick}, {2, snare}, {3, kick}, {5, kick}, {6, snare}}
		case 2:
			return []stroke{{0, kick}, {2, kick}, {2, snare}, {4, kick}, {6, kick}, {6, snare}}
		case 3: // half time
			return []stroke{{0, kick}, {3, kick}, {4, snare}, {7, kick}}
		}
		return []stroke{{0, kick}, {1.5, kick}, {2, snare}, {3.5, kick}, {5, kick}, {6, snare}}
	case k.num == 12:
		out := []stroke{{0, kick}, {3, snare}, {6, kick}, {9, snare}}
		if c.style.beat > 2 {
			out = append(out, stroke{5, kick})
		}
		if c.style.beat == 4 { // half time
			return []stroke{{0, kick}, {6, snare}, {5, kick}, {11, kick}}
		}
		return out
	case k.num == 6 && k.unit == 8:
		out := []stroke{{0, kick}, {3, snare}}
		if c.style.beat > 2 {
			out = append(out, stroke{5, kick})
		}
		return out
	case k.num == 3 && k.unit == 4:
		out := []stroke{{0, kick}, {2, snare}, {4, snare}}
		if c.style.beat > 2 {
			out = []stroke{{0, kick}, {4, snare}}
		}
		return out
	case k.num == 2:
		return []stroke{{0, kick}, {unit, snare}}
	}
	var out []stroke
	for i, at := range c.strong() {
		out = append(out, stroke{float64(at), []int{kick, snare, kick}[i%3]})
		if k.unit == 4 && c.style.beat > 1 {
			out = append(out, stroke{float64(at) + 2, []int{snare, kick}[i%2]})
		}
	}
	if k.unit == 8 && c.style.beat > 1 && len(c.groups) == 3 {
		out[2].pitch = snare
		out[1].pitch = kick
	}
	return out
}

// fill rolls over toms and snare.
func (c *composer) fill(from, to float64) {
	pitches := []int{38, 50, 47, 45, 43}
	for t, i := from, 0; t < to; t, i = t+0.5, i+1 {
		if c.chance(0.8) {
			c.note(onDrums, t, 0.5, pitches[min(i, 4)], 95)
		}
	}
}
