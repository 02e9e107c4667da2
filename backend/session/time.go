package session

import (
	"math"
	"sort"
)

// seconds returns how long ticks of a tempo last.
func seconds(ticks float64, t Tempo) float64 { return ticks * float64(t.Micros) / (PPQ * 1e6) }

// Seconds returns the time of a tick.
func (s *Session) Seconds(tick float64) (at float64) {
	for i, t := range s.Tempo {
		end := tick
		if i+1 < len(s.Tempo) {
			end = math.Min(end, float64(s.Tempo[i+1].Tick))
		}
		if end <= float64(t.Tick) {
			break
		}
		at += seconds(end-float64(t.Tick), t)
	}
	return at
}

// Tick is the inverse of Seconds.
func (s *Session) Tick(second float64) float64 {
	at := 0.0
	for i, t := range s.Tempo {
		if i+1 < len(s.Tempo) {
			if d := seconds(float64(s.Tempo[i+1].Tick-t.Tick), t); second >= at+d {
				at += d
				continue
			}
		}
		return float64(t.Tick) + (second-at)*PPQ*1e6/float64(t.Micros)
	}
	return 0
}

// TempoAt returns the tempo in force at a tick.
func (s *Session) TempoAt(tick uint32) Tempo {
	return s.Tempo[max(sort.Search(len(s.Tempo), func(i int) bool { return s.Tempo[i].Tick > tick })-1, 0)]
}

// MeterAt returns the meter in force at a tick.
func (s *Session) MeterAt(tick uint32) Meter {
	return s.Meters[max(sort.Search(len(s.Meters), func(i int) bool { return s.Meters[i].Tick > tick })-1, 0)]
}

// Place is where a tick lies as musicians count, from 1 on; Rest is what is left
// in ticks.
type Place struct{ Bar, Beat, Rest uint32 }

// Place returns the bar and the beat of a tick.
func (s *Session) Place(tick uint32) Place {
	p := Place{Bar: 1}
	for i, m := range s.Meters {
		end := tick
		if i+1 < len(s.Meters) {
			end = min(end, s.Meters[i+1].Tick)
		}
		if end < m.Tick {
			break
		}
		length := end - m.Tick
		p.Bar += length / m.Ticks()
		rest := length % m.Ticks()
		p.Beat, p.Rest = 1+rest/m.BeatTicks(), rest%m.BeatTicks()
	}
	return p
}

// End returns the second at which the last note or sound is over.
func (s *Session) End() float64 {
	end := s.Seconds(float64(s.EOT))
	for _, t := range s.Tracks {
		if t.Sound != nil {
			end = max(end, t.Sound.Seconds(s.Rate))
		}
	}
	return end
}
