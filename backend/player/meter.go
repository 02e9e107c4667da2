package player

import (
	"math"
	"sync/atomic"
)

// Meter is what is heard of a channel, full scale being 1. How long a meter
// takes to fall is left to who draws it.
type Meter struct {
	Peak float32 // greatest magnitude since it was asked for last
	RMS  float32 // of both sides, over the last 0.3 s or so
}

// meterFor is the time constant of the RMS in seconds.
const meterFor = .3

// meter is written by Render and read by whoever shows it.
type meter struct {
	peak  atomic.Uint32 // bits of a float32, 0 or above, in the order of values
	power atomic.Uint32 // bits of the mean square
	sum   float32       // of squares since the last settle
}

// take adds what was heard.
func (m *meter) take(peak uint32, sum float32) {
	if peak > m.peak.Load() {
		m.peak.Store(peak)
	}
	m.sum += sum
}

// settle ends a quantum of n frames of two samples.
func (m *meter) settle(n int, keep float32) {
	old := math.Float32frombits(m.power.Load())
	if m.sum == 0 && old == 0 {
		return
	}
	mean := m.sum / float32(2*n)
	m.sum = 0
	now := mean + (old-mean)*keep
	if now < 1e-12 {
		now = 0
	}
	m.power.Store(math.Float32bits(now))
}

// measure takes and settles the samples of one side.
func (m *meter) measure(samples []float32, keep float32) {
	peak, sum := uint32(0), float32(0)
	for _, v := range samples {
		peak = max(peak, math.Float32bits(v)&^sign)
		sum += v * v
	}
	m.take(peak, 2*sum)
	m.settle(len(samples), keep)
}

func (m *meter) read() Meter {
	power := math.Float32frombits(m.power.Load())
	return Meter{math.Float32frombits(m.peak.Swap(0)), float32(math.Sqrt(float64(power)))}
}

// Meter returns what is heard of a track, after its volume and before the
// master's; nothing for a track that is not there.
func (p *Player) Meter(track int) Meter {
	d := p.deck.Load()
	if track < 0 || track >= len(d.meters) {
		return Meter{}
	}
	return d.meters[track].read()
}

// Master returns what is heard of everything.
func (p *Player) Master() (left, right Meter) { return p.master[0].read(), p.master[1].read() }
