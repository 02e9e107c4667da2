package player

import (
	"math"
	"slices"
)

// Channel is how one track or recording is mixed.
type Channel struct {
	Mute, Solo bool
	Volume     float32 // linear, 0–4; 1 leaves it as it is
	Pan        float32 // -1 (left) to 1 (right)
}

// Mix is the setting of the mixer. Values out of range are brought into it.
type Mix struct {
	// Tracks by index of the song; those that are missing are at Volume 1.
	Tracks []Channel
	// Stems by index of the score; those that are missing are silent. Solo
	// among stems does not concern tracks, and the other way round.
	Stems []Channel
	// Master is the volume of everything, linear, 0–4.
	Master float32
	// Blend fades from the original and its stems (0) to the notes (1).
	Blend float32
	// Split puts the original and its stems left and the notes right, in mono,
	// both at full volume; Blend is not used then.
	Split bool
	// Metronome is the volume of the clicks, 0–4; 0 is off.
	Metronome float32
}

// headroom keeps the notes of an ordinary song below the limiter's ceiling.
const headroom = .95

// Unity is the mix a player starts with: the notes alone, nothing changed.
func Unity() Mix { return Mix{Master: 1, Blend: 1} }

func (m Mix) clone() Mix {
	m.Tracks, m.Stems = slices.Clone(m.Tracks), slices.Clone(m.Stems)
	return m
}

// bound brings a value into range; NaN becomes low.
func bound(v, low, high float32) float32 {
	if !(v > low) {
		return low
	}
	return min(v, high)
}

// pair is a left and a right gain, or what else is there twice.
type pair [2]float32

// anySolo reports whether those that are not solo are silent.
func anySolo(channels []Channel) bool {
	return slices.ContainsFunc(channels, func(c Channel) bool { return c.Solo })
}

// gains returns what channel i of several is multiplied with.
func gains(channels []Channel, i int, missing float32, solo bool) pair {
	c := Channel{Volume: missing}
	if i < len(channels) {
		c = channels[i]
	}
	if c.Mute || solo && !c.Solo {
		return pair{}
	}
	v, pan := bound(c.Volume, 0, 4), bound(c.Pan, -1, 1)
	return pair{v * min(1, 1-pan), v * min(1, 1+pan)}
}

// routes returns how the recordings and the notes reach the left and the right
// channel.
func (m *Mix) routes() (recorded, notes matrix) {
	master := bound(m.Master, 0, 4)
	if m.Split {
		half, mono := master/2, headroom*master/2
		return matrix{half, half, 0, 0}, matrix{0, 0, mono, mono}
	}
	b := bound(m.Blend, 0, 1)
	original, midi := equalPower(b)
	midi *= headroom
	return matrix{original * master, 0, 0, original * master}, matrix{midi * master, 0, 0, midi * master}
}

// matrix is left to left, right to left, left to right, right to right.
type matrix [4]float32

// glide is a value on its way from the begin of a quantum to its end.
type glide struct{ now, next float32 }

// toward takes the next step to a target; settled says to take it at once.
func (g *glide) toward(target, keep float32, settled bool) {
	g.now = g.next
	g.next = target + (g.now-target)*keep
	if d := g.next - target; settled || d < 1e-5 && d > -1e-5 {
		g.next = target
	}
	if settled {
		g.now = target
	}
}

// over returns the first value and the step to the next for n frames.
func (g *glide) over(n int) (from, step float32) { return g.now, (g.next - g.now) / float32(n) }

func (g *glide) silent() bool { return g.now == 0 && g.next == 0 }

// side is the gain of a stereo signal.
type side [2]glide

func (s *side) toward(p pair, keep float32, settled bool) {
	s[0].toward(p[0], keep, settled)
	s[1].toward(p[1], keep, settled)
}

func (s *side) silent() bool { return s[0].silent() && s[1].silent() }

// route is a matrix on its way.
type route [4]glide

func (r *route) toward(m matrix, keep float32, settled bool) {
	for i := range r {
		r[i].toward(m[i], keep, settled)
	}
}

// add mixes n frames of b into out.
func (r *route) add(out, b *bus, n int) {
	ll, dll := r[0].over(n)
	rl, drl := r[1].over(n)
	lr, dlr := r[2].over(n)
	rr, drr := r[3].over(n)
	for i := range n {
		x, y := b.left[i], b.right[i]
		out.left[i] += x*ll + y*rl
		out.right[i] += x*lr + y*rr
		ll, rl, lr, rr = ll+dll, rl+drl, lr+dlr, rr+drr
	}
}

// bus is a quantum of stereo sound.
type bus struct{ left, right [quantum]float32 }

func (b *bus) clear(n int) {
	clear(b.left[:n])
	clear(b.right[:n])
}

// add mixes n frames of b into out.
func (s *side) add(out, b *bus, n int) {
	l, dl := s[0].over(n)
	r, dr := s[1].over(n)
	for i := range n {
		out.left[i] += b.left[i] * l
		out.right[i] += b.right[i] * r
		l, r = l+dl, r+dr
	}
}

// sign is the bit of a float32's sign.
const sign = 1 << 31

// share mixes n frames of b into dry, and a part of them into wet. It returns
// the bits of their peak, which are in the order of the values themselves, and
// the sum of their squares.
func (s *side) share(dry, wet, b *bus, part float32, n int) (peak uint32, power float32) {
	l, dl := s[0].over(n)
	r, dr := s[1].over(n)
	for i := range n {
		x, y := b.left[i]*l, b.right[i]*r
		l, r = l+dl, r+dr
		dry.left[i] += x
		dry.right[i] += y
		wet.left[i] += x * part
		wet.right[i] += y * part
		peak = max(peak, math.Float32bits(x)&^sign, math.Float32bits(y)&^sign)
		power += x*x + y*y
	}
	return peak, power
}

// equalPower returns the gains of both ends of a fader at x, 0–1; at the ends
// they are exactly 1 and 0.
func equalPower(x float32) (a, b float32) {
	switch x {
	case 0:
		return 1, 0
	case 1:
		return 0, 1
	}
	sin, cos := math.Sincos(float64(x) * math.Pi / 2)
	return float32(cos), float32(sin)
}
