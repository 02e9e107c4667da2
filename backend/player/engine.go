package player

import "sort"

// engine plays a deck from a frame on. Everything that has a memory is in here.
type engine struct {
	deck  *deck // nil: free
	pos   int64 // frame that comes next
	next  int   // note that comes next
	rise  int   // frames until recordings are at full volume
	going int   // frames until a leaving engine is silent
	left  bool  // is leaving
	pool  pool
	verb  reverb
	guard limiter

	mixed, tape bus
	rate        float64
	which       int // of a head's engines
}

func (e *engine) init(rate float64, which int) {
	e.rate, e.which = rate, which
	e.pool.rate = float32(rate)
	e.verb.init(rate)
}

// start begins at a frame, from silence.
func (e *engine) start(d *deck, pos int64) {
	e.deck, e.pos, e.left, e.going = d, pos, false, 0
	e.rise = int(fadeIn * e.rate)
	e.pool.clear()
	e.verb.clear()
	e.guard.gain = 1
	for _, f := range d.fonts[e.which] {
		f.reset()
	}
	for _, t := range d.tapes {
		t.enter(e.which, pos)
	}
	e.next = sort.Search(len(d.notes), func(i int) bool { return d.notes[i].start >= pos })
	for i := range d.notes[:e.next] {
		n := &d.notes[i]
		if n.end > pos && d.parts[n.part].patch != nil {
			e.on(n, pos-n.start)
		}
	}
}

// leave fades out within n frames; no more notes begin.
func (e *engine) leave(n int) { e.left, e.going = true, n }

func (e *engine) fading() bool { return e.deck != nil && e.left }

// over reports whether nothing is heard any more and nothing will be.
func (e *engine) over() bool {
	for _, f := range e.deck.fonts[e.which] {
		if !f.silent() {
			return false
		}
	}
	return e.pos >= e.deck.end && e.next == len(e.deck.notes) && e.pool.n == 0 && e.verb.asleep
}

// on begins a note that began since frames ago.
func (e *engine) on(n *note, since int64) {
	d := e.deck
	if fonts := d.fonts[e.which]; int(n.part) < len(fonts) && fonts[n.part] != nil {
		fonts[n.part].on(n)
		return
	}
	e.pool.on(d, n, since)
}

// render adds n frames, at most a quantum, to out; keep is what remains of what
// the limiter takes away.
func (e *engine) render(out *bus, n int, keep float32) {
	d := e.deck
	e.play(n)
	d.dry.clear(n)
	d.send.clear(n)
	heard := e.blend(n)
	e.verb.add(&d.dry, &d.send, n, heard)
	e.mixed.clear(n)
	d.routes[1].add(&e.mixed, &d.dry, n)
	e.recordings(n)
	if last := len(d.parts) - 1; d.used[last] {
		d.used[last] = false
		g := side{d.clicks, d.clicks}
		g.add(&e.mixed, &d.buses[last], n)
	}
	e.guard.limit(&e.mixed, n, keep)
	e.hand(out, n)
	e.pos += int64(n)
}

// play makes n frames of every voice, on the buses of their parts.
func (e *engine) play(n int) {
	d := e.deck
	for from := 0; from < n; {
		to := n
		for !e.left && e.next < len(d.notes) {
			next := &d.notes[e.next]
			if wait := next.start - e.pos; wait > int64(from) {
				to = int(min(wait, int64(n)))
				break
			}
			e.on(next, 0)
			e.next++
		}
		e.pool.render(d, from, to, n)
		for i, f := range d.fonts[e.which] {
			if !f.silent() {
				b := d.bus(int32(i), n)
				f.render(b.left[from:to], b.right[from:to], e.pos+int64(from))
			}
		}
		from = to
	}
}

// blend mixes the parts that sound and reports whether there are any.
func (e *engine) blend(n int) (heard bool) {
	d := e.deck
	for i := range d.gains {
		if !d.used[i] {
			continue
		}
		d.used[i], heard = false, true
		top, power := d.gains[i].share(&d.dry, &d.send, &d.buses[i], d.parts[i].send, n)
		d.meters[i].take(top, power)
	}
	return heard
}

// recordings mixes the original and the stems.
func (e *engine) recordings(n int) {
	d := e.deck
	heard := false
	for _, t := range d.tapes {
		if t == nil || t.gain.silent() || e.pos >= t.end() {
			continue
		}
		if !heard {
			d.dry.clear(n)
			heard = true
		}
		t.read(&e.tape, n, e.pos, e.which)
		t.gain.add(&d.dry, &e.tape, n)
	}
	if !heard {
		return
	}
	if full := int(fadeIn * e.rate); e.rise > 0 {
		for i := range min(n, e.rise) {
			g := 1 - float32(e.rise-i)/float32(full)
			d.dry.left[i] *= g
			d.dry.right[i] *= g
		}
	}
	d.routes[0].add(&e.mixed, &d.dry, n)
}

// hand adds what was mixed to out; an engine that leaves fades away.
func (e *engine) hand(out *bus, n int) {
	e.rise = max(0, e.rise-n)
	if !e.left {
		for i := range n {
			out.left[i] += e.mixed.left[i]
			out.right[i] += e.mixed.right[i]
		}
		return
	}
	full := float32(fadeOut * e.rate)
	for i := range min(n, e.going) {
		g := float32(e.going-i) / full
		out.left[i] += e.mixed.left[i] * g
		out.right[i] += e.mixed.right[i] * g
	}
	if e.going -= n; e.going <= 0 {
		e.deck = nil
	}
}
