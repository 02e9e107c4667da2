package smf

import (
	"cmp"
	"math"
	"slices"

	"partlift/backend/music"
)

// ownGrid returns the grid that a merged file has of itself, nil without one.
func ownGrid(s *scanner, times tempoMap, division int) *music.Grid {
	if division >= 0x8000 {
		return nil // film frames know no beats
	}
	var o own
	for _, e := range s.events {
		if e.status == 0xFF && e.kind != kindDefaultTempo {
			o.meta(float64(e.tick)/float64(division), e.kind, s.data(e))
		}
	}
	return o.grid(times, float64(division))
}

// own collects what a file says of its own tempo, meter and key. Bar one is at
// tick 0.
type own struct {
	tempo      bool // there is a tempo event
	signatures []signature
	key        *music.Key // the first of tick 0
}

// meta takes a meta event; those that no program could use are passed over.
func (o *own) meta(beat float64, kind byte, data []byte) {
	switch {
	case kind == 0x51 && len(data) == 3:
		o.tempo = true
	case kind == 0x58 && len(data) == 4:
		if m := (music.Meter{Numerator: int(data[0]), Denominator: 1 << min(data[1], 30)}); fitsSignature(m) {
			o.signatures = append(o.signatures, signature{beat, m})
		}
	case kind == 0x59 && len(data) == 2 && beat == 0 && o.key == nil:
		if sharps := int(int8(data[0])); sharps >= -7 && sharps <= 7 && data[1] <= 1 {
			key := music.NewKey(sharps, data[1] == 1)
			o.key = &key
		}
	}
}

// grid returns the grid of a file with that many ticks per quarter note; nil
// where the file says nothing of tempo and meter, or what no file of ours can
// hold.
func (o *own) grid(times tempoMap, division float64) *music.Grid {
	if !o.tempo && len(o.signatures) == 0 {
		return nil
	}
	g := &music.Grid{}
	for i, tick := range times.ticks {
		p := music.TempoPoint{Second: times.at[i], Beat: tick / division, BPM: 60 / (division * times.second[i])}
		if last := len(g.Tempo) - 1; last >= 0 && g.Tempo[last].Beat == p.Beat {
			g.Tempo[last] = p // of several at once the last holds
			continue
		}
		g.Tempo = append(g.Tempo, p)
	}
	slices.SortStableFunc(o.signatures, func(a, b signature) int { return cmp.Compare(a.beat, b.beat) })
	if g.Meter, g.Changes = metersOf(o.signatures); g.Meter != nil {
		g.MeterConfidence = 1
	}
	if g.Key = o.key; g.Key != nil {
		g.KeyConfidence = 1
	}
	if usable(g) != nil {
		return nil
	}
	return g
}

// signature is a time signature at a beat.
type signature struct {
	beat  float64
	meter music.Meter
}

// sloppy is how far in quarter notes a time signature may lie beside the bar
// line that it is meant for.
const sloppy = 1.0 / 32

// metersOf puts time signatures on bar lines. What comes before the first is
// in 4/4, as the format says. A bar that the next signature cuts short becomes
// a bar of its own meter; where no meter is that short, the signature is left
// out, since every program would put it somewhere else.
func metersOf(signatures []signature) (first *music.Meter, changes []music.MeterPoint) {
	if len(signatures) == 0 {
		return nil, nil
	}
	all := []music.MeterPoint{{Meter: music.Meter{Numerator: 4, Denominator: 4}}}
	set := func(beat float64, m music.Meter) {
		if last := len(all) - 1; all[last].Beat == beat {
			all[last].Meter = m
			return
		}
		all = append(all, music.MeterPoint{Beat: beat, Meter: m})
	}
	for _, s := range signatures {
		at := all[len(all)-1]
		bar := at.Meter.Beats()
		bars := (s.beat - at.Beat) / bar
		if line := at.Beat + math.Round(bars)*bar; math.Abs(s.beat-line) <= sloppy {
			set(line, s.meter)
			continue
		}
		line := at.Beat + math.Floor(bars)*bar
		if short, ok := meterAsLong(s.beat - line); ok {
			set(line, short)
			set(s.beat, s.meter)
		}
	}
	return &all[0].Meter, all[1:]
}

// meterAsLong returns the plainest meter whose bar has that many quarter notes.
func meterAsLong(quarters float64) (music.Meter, bool) {
	for denominator := 4; denominator <= 64; denominator *= 2 {
		n := quarters * float64(denominator) / 4
		if m := (music.Meter{Numerator: int(math.Round(n)), Denominator: denominator}); math.Abs(n-math.Round(n)) < 1e-6 && fitsSignature(m) {
			return m, true
		}
	}
	return music.Meter{}, false
}
