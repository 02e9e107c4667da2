//go:build eval

package eval

// harmony plays bass and chords of a bar.
func (c *composer) harmony(at, length float64, first, second int, p part) {
	half := float64(c.bar) / 2
	if len(c.groups) > 1 {
		half = float64(c.strong()[(len(c.groups)+1)/2])
	} else if c.bar%4 != 0 {
		half = float64(c.bar) * 2 / 3
	}
	degree := func(t float64) int {
		if t >= half-0.01 {
			return second
		}
		return first
	}
	early := 0.0
	if c.chance(c.style.push) && at > 1 {
		early = 1
	}
	if p.bass {
		c.bassLine(at, length, half, early, degree)
	}
	if p.chords {
		c.comp(at, length, half, early, degree, first != second)
	}
	if p.pad {
		c.triad(onPad, at, length, first, 60)
	}
}

func (c *composer) bassLine(at, length, half, early float64, degree func(float64) int) {
	low := func(t float64) int {
		p := c.scale(degree(t)) - 24
		for p > 47 {
			p -= 12
		}
		return p
	}
	play := func(t, long float64) {
		if t < length {
			c.note(onBass, at+t, min(long, length-t)*0.95, low(t), 100)
		}
	}
	unit := float64(c.unit())
	switch c.style.bass {
	case 0:
		c.note(onBass, at-early, half*0.95+early, low(0), 105)
		play(half, length-half)
	case 1:
		for t := 0.0; t < length; t++ {
			play(t, 1)
		}
	case 2: // with the kick
		for _, s := range c.pattern() {
			if s.pitch == 36 {
				play(s.at, 1.5)
			}
		}
	case 3:
		for t := 0.0; t < length; t += unit {
			fifth := 0
			if int(t/unit)%2 == 1 {
				fifth = 4
			}
			c.note(onBass, at+t, unit*0.9, c.scale(degree(t)+fifth)-24, 100)
		}
	case 4:
		c.note(onBass, at-early, length*0.97, low(0), 105)
	default:
		for _, s := range c.strong() {
			play(float64(s), 1.5)
			if c.chance(0.5) {
				play(float64(s)+1.5, 1)
			}
		}
	}
}

func (c *composer) comp(at, length, half, early float64, degree func(float64) int, changes bool) {
	unit := float64(c.unit())
	switch c.style.chord {
	case 0:
		if changes {
			c.triad(onChords, at-early, half+early, degree(0), 75)
			c.triad(onChords, at+half, length-half, degree(half), 75)
			return
		}
		c.triad(onChords, at-early, length, degree(0), 75)
	case 1:
		for t := 0.0; t < length; t += unit {
			c.triad(onChords, at+t, unit*0.9, degree(t), 75)
		}
	case 2:
		for t := 0.0; t < length; t++ {
			if t == 0 || c.chance(0.85) {
				c.triad(onChords, at+t, 0.9, degree(t), 70)
			}
		}
	case 3: // broken chords
		step := 1.0
		if c.style.sixteenths {
			step = 0.5
		}
		order := []int{0, 2, 4, 7, 4, 2}
		if c.kind.unit == 4 {
			order = []int{0, 2, 4, 7}
		}
		for t, i := 0.0, 0; t < length; t, i = t+step, i+1 {
			c.note(onChords, at+t, step, c.scale(degree(t)+order[i%len(order)])-7+7, 75)
		}
	case 4: // off the beat
		for t := 0.0; t < length; t += unit {
			c.triad(onChords, at+t+unit-1, 0.8, degree(t), 75)
		}
	default: // the same few stabs in every bar
		for _, t := range []float64{0, 3, 6, 8, 11} {
			if t < length {
				c.triad(onChords, at+t-early*0, 1.5, degree(t), 80)
			}
		}
	}
}

// tune plays a bar of melody: every other bar the same rhythm.
func (c *composer) tune(at, length float64, bar, degree int, p part) {
	slots := 2 * c.bar
	motif := p.motif[slots*(bar%2) : slots*(bar%2)+slots]
	line := degree + 7 + c.rng.IntN(3)
	for i, on := range motif {
		t := float64(i) / 2
		if !on || t >= length {
			continue
		}
		long := 0.5
		for j := i + 1; j < slots && !motif[j]; j++ {
			long += 0.5
		}
		line += c.rng.IntN(5) - 2
		line = min(max(line, 4), 16)
		if i%(2*c.unit()) == 0 { // a tone of the chord
			for (line-degree)%7 != 0 && (line-degree)%7 != 2 && (line-degree)%7 != 4 {
				line--
			}
		}
		c.note(onLead, at+t, min(long, 4)*0.9, c.scale(line), 90)
	}
}
