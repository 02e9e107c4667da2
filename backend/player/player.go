package player

import (
	"context"
	"math"
	"sync/atomic"

	"partlift/backend/music"
)

// quantum is the most frames that are made at once; controls take effect
// between two of them.
const quantum = 64

// Times in seconds.
const (
	fadeOut  = 0.020 // of an engine that is left
	fadeIn   = 0.004 // of recordings
	glideFor = 0.005 // time constant of gains
	limitFor = 0.250 // time constant of the limiter's way back
	// ShortestLoop is the shortest region that is repeated.
	ShortestLoop = 0.05
)

// Score is what a player plays.
type Score struct {
	Song     music.Song
	Grid     *music.Grid // beats for the metronome; nil: it stays silent
	Original Source      // the song as recorded; nil: none
	Stems    []Source    // its separated parts; a nil one is silent
	Early    float64     // seconds that recordings are heard before their time, so that they meet notes that lie before them; negative is late
	Cents    float64     // by which the recordings lie above A = 440 Hz: the own synthesizer plays the notes as far off
	Font     *Font       // plays the notes; nil: the own synthesizer
}

// Player plays a score. Make one with New.
type Player struct {
	rate float64

	deck atomic.Pointer[deck]
	mix  atomic.Pointer[Mix]
	loop atomic.Pointer[region]
	seek atomic.Pointer[float64] // seconds, nil when nobody asked
	play atomic.Bool
	at   atomic.Uint64 // bits of the position in seconds
	late atomic.Bool   // a recording that is to be heard is not there yet

	master [2]meter
	trail  trail
	head   head
}

// region is a loop in frames, from inclusive, to exclusive; none if empty.
type region struct{ from, to int64 }

// New returns a player of nothing that makes rate frames a second; rates
// outside 8,000–192,000 Hz are brought into that range.
func New(rate int) *Player {
	p := &Player{rate: float64(min(max(rate, 8_000), 192_000))}
	unity := Unity()
	p.mix.Store(&unity)
	p.loop.Store(&region{})
	p.deck.Store(newDeck(Score{}, p.rate))
	p.head.init(p.rate, p.deck.Load(), p.loop.Load())
	return p
}

// Rate returns the frames a second.
func (p *Player) Rate() int { return int(p.rate) }

// Load replaces the score. Position, loop and mix stay, so that an edit can be
// heard while the song plays; call Seek for another song. Notes are copied.
func (p *Player) Load(s Score) { p.deck.Store(newDeck(s, p.rate)) }

// Length returns the end in seconds of the last note or recording.
func (p *Player) Length() float64 { return float64(p.deck.Load().end) / p.rate }

// Play starts at the position, or at the begin if the end was reached.
func (p *Player) Play() { p.play.Store(true) }

// Pause stops and keeps the position.
func (p *Player) Pause() { p.play.Store(false) }

// Playing reports whether the player plays or is about to. It turns false by
// itself when the end is reached and all has died away.
func (p *Player) Playing() bool { return p.play.Load() }

// Seek goes to a second; before the begin is the begin. Notes that began
// earlier and still sound are heard as far as they have died away by then.
func (p *Player) Seek(second float64) {
	second = float64(p.frame(second)) / p.rate
	p.seek.Store(&second)
}

// Waiting reports whether a recording that is to be heard is not decoded yet, so
// that silence is played in its place.
func (p *Player) Waiting() bool { return p.late.Load() }

// Prepare returns when the next frames of all streams are decoded. It is for
// rendering faster than time passes: called before each Render, no recording is
// ever late. It must not run at the same time as Render.
func (p *Player) Prepare(ctx context.Context, frames int) error {
	h := &p.head
	at := h.pos
	if s := p.seek.Load(); s != nil {
		at = p.frame(*s)
	}
	d, n := p.deck.Load(), int64(frames)
	if l := p.loop.Load(); l.to > at && l.to <= at+n {
		if err := d.await(ctx, l.from, l.from+n); err != nil {
			return err
		}
	}
	return d.await(ctx, at, at+n)
}

// Position returns the second that the next rendered frame belongs to.
func (p *Player) Position() float64 {
	if s := p.seek.Load(); s != nil {
		return *s
	}
	return math.Float64frombits(p.at.Load())
}

// Loop repeats from–to, in seconds, whenever its end is reached from before.
// Regions shorter than ShortestLoop, and so Loop(0, 0), end the repetition.
func (p *Player) Loop(from, to float64) {
	r := region{p.frame(from), p.frame(to)}
	if float64(r.to-r.from) < ShortestLoop*p.rate-1 {
		r = region{}
	}
	p.loop.Store(&r)
}

// Mix returns a copy of the mixer's setting.
func (p *Player) Mix() Mix { return p.mix.Load().clone() }

// SetMix changes the mixer without a click.
func (p *Player) SetMix(m Mix) {
	m = m.clone()
	p.mix.Store(&m)
}

// longest is the last second that can be reached: a week.
const longest = 7 * 24 * 3600

// frame rounds a second to a frame in range; NaN becomes 0.
func (p *Player) frame(second float64) int64 {
	if !(second > 0) {
		return 0
	}
	return int64(math.Round(min(second, longest) * p.rate))
}

// Render fills left and right, which are equally long, with the next frames;
// full scale is 1 and never exceeded.
func (p *Player) Render(left, right []float32) {
	h := &p.head
	n := min(len(left), len(right))
	for done := 0; done < n; {
		if h.given == h.made {
			p.next()
		}
		k := copy(left[done:n], h.out.left[h.given:h.made])
		copy(right[done:n], h.out.right[h.given:h.given+k])
		done += k
		h.given += k
	}
	p.trail.rendered.Store(h.total - int64(h.made-h.given))
	at := h.began
	if h.ran {
		at += int64(h.given)
	}
	if h.wrapped && h.given == h.made {
		at = h.pos
	}
	p.at.Store(math.Float64bits(float64(at) / p.rate))
}
