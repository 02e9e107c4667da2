package player

import "math"

// engines is how many may sound at once: one plays, one fades after a request
// and one after the end of a loop. Requests wait until nothing fades, and loops
// are longer than fades, so no more are ever needed.
const engines = 3

// head is the state of Render, which nobody else touches.
type head struct {
	rate    float64
	deck    *deck
	loop    *region
	pos     int64 // frame that comes next
	playing *engine
	engines [engines]engine
	whole   decays // of a whole quantum

	out         bus
	given, made int   // frames of out
	total       int64 // frames that were made, with all of out
	began       int64 // frame of out's first
	ran         bool  // out belongs to frames that follow each other
	wrapped     bool  // out was the last before a jump back
}

// decays is what remains of a difference after a quantum. The last quantum of a
// loop may be a single frame; what moves within it must not move as far as in a
// whole one, which would click.
type decays struct {
	gain  float32 // of the mixer
	limit float32 // of what the limiter takes away
	power float32 // of a meter
}

func (h *head) decaysOf(n int) decays {
	return decays{decay(n, glideFor*h.rate), decay(n, limitFor*h.rate), decay(n, meterFor*h.rate)}
}

func (h *head) init(rate float64, d *deck, loop *region) {
	h.rate, h.deck, h.loop = rate, d, loop
	h.whole = h.decaysOf(quantum)
	for i := range h.engines {
		h.engines[i].init(rate, i)
	}
}

// next makes the next quantum.
func (p *Player) next() {
	h := &p.head
	p.take()
	n := quantum
	looping := h.playing != nil && h.pos < h.loop.to
	if looping {
		n = int(min(quantum, h.loop.to-h.pos))
	}
	keep := h.whole
	if n < quantum {
		keep = h.decaysOf(n)
	}
	h.deck.turn(p.mix.Load(), keep.gain)
	p.late.Store(h.deck.want(h.pos, h.loop.from))
	h.out.clear(n)
	for i := range h.engines {
		if e := &h.engines[i]; e.deck != nil {
			if e.deck != h.deck {
				e.deck.turn(p.mix.Load(), keep.gain)
			}
			e.render(&h.out, n, keep.limit)
		}
	}
	for i := range n {
		h.out.left[i], h.out.right[i] = clip(h.out.left[i]), clip(h.out.right[i])
	}
	p.master[0].measure(h.out.left[:n], keep.power)
	p.master[1].measure(h.out.right[:n], keep.power)
	for i := range h.deck.meters {
		h.deck.meters[i].settle(n, keep.power)
	}
	h.given, h.made, h.began = 0, n, h.pos
	h.ran, h.wrapped = h.playing != nil, false
	p.trail.mark(h.total, h.pos, h.ran)
	h.total += int64(n)
	if h.playing == nil {
		return
	}
	h.pos += int64(n)
	switch {
	case looping && h.pos == h.loop.to:
		h.wrapped = true
		h.leave()
		h.pos = h.loop.from
		h.enter()
	case !looping && h.playing.over():
		h.playing.deck, h.playing = nil, nil
		p.play.Store(false)
	}
}

// take does what was asked for since the last quantum, unless something fades.
func (p *Player) take() {
	h := &p.head
	for i := range h.engines {
		if h.engines[i].fading() {
			return
		}
	}
	h.loop = p.loop.Load()
	jump := false
	if d := p.deck.Load(); d != h.deck {
		h.leave()
		h.deck, jump = d, true
	}
	if s := p.seek.Load(); s != nil {
		h.pos, jump = p.frame(*s), true
		p.at.Store(math.Float64bits(*s))
		p.seek.CompareAndSwap(s, nil) // unless a newer one came meanwhile
	}
	want := p.play.Load()
	if jump || want != (h.playing != nil) {
		h.leave()
		if want {
			if !jump && h.pos >= h.deck.end {
				h.pos = 0
			}
			h.enter()
		}
	}
}

// leave lets the engine that plays fade out.
func (h *head) leave() {
	if h.playing != nil {
		h.playing.leave(int(fadeOut * h.rate))
		h.playing = nil
	}
}

// enter starts an engine at the position.
func (h *head) enter() {
	for i := range h.engines {
		if e := &h.engines[i]; e.deck == nil {
			e.start(h.deck, h.pos)
			h.playing = e
			return
		}
	}
}

// clip is the last guard: it leaves what is below the bend as it is and bends
// what is above so that it never exceeds 1.
func clip(v float32) float32 {
	const start = 0.8
	m := v
	if m < 0 {
		m = -m
	}
	if m <= start {
		return v
	}
	x := (m - start) / (1 - start)
	m = start + (1-start)*x/(1+x)
	if v < 0 {
		return -m
	}
	return m
}

// decay returns what remains of 1 after n frames of an exponential decay with a
// time constant of t frames.
func decay(n int, t float64) float32 { return float32(math.Exp(-float64(n) / t)) }
