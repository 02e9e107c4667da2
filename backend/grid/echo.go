package grid

import (
	"math"
	"math/bits"
)

// A turn is how much the harmony of a span differs from that of the next one,
// for every line in between, as running sums over lines that are a bar apart.
type turn struct {
	change []float64
	mean   float64
}

// An echo is how alike the song is to itself, moved by a number of lines.
type echo struct{ rhythm, bass, pitch, harmony, drum float64 }

// echo returns how alike the song is to itself, moved by lag lines.
func (a *accents) echo(lag int) echo {
	if e, ok := a.pairs[lag]; ok {
		return e
	}
	var e echo
	var shared, notes float64
	n := a.lines - lag
	if n < 16 {
		return e
	}
	rhythm, bass, kick, snare := a.sig[sigOnset], a.sig[sigBass], a.sig[sigKick], a.sig[sigSnare]
	for p := range n {
		e.rhythm += rhythm[p] * rhythm[p+lag]
		e.bass += bass[p] * bass[p+lag]
		x, y := a.pitches[p], a.pitches[p+lag]
		shared += float64(bits.OnesCount64(x[0]&y[0]) + bits.OnesCount64(x[1]&y[1]))
		notes += float64(bits.OnesCount64(x[0]) + bits.OnesCount64(x[1]))
		e.drum += kick[p]*kick[p+lag] + snare[p]*snare[p+lag]
	}
	e.rhythm /= float64(n)
	e.bass /= float64(n)
	e.drum /= float64(n)
	e.pitch = shared / max(notes, 1)
	const window = 8
	count := 0.0
	for p := 0; p+lag+window < a.lines; p += 4 {
		var xy, xx, yy float64
		for k := range 12 {
			x := a.chroma[p+window][k] - a.chroma[p][k]
			y := a.chroma[p+lag+window][k] - a.chroma[p+lag][k]
			xy += x * y
			xx += x * x
			yy += y * y
		}
		if xx > 0 && yy > 0 {
			e.harmony += xy / math.Sqrt(xx*yy)
			count++
		}
	}
	e.harmony /= max(count, 1)
	a.pairs[lag] = e
	return e
}

// turnOf returns how much the harmony turns from one span to the next at every
// line.
func (a *accents) turnOf(span int) *turn {
	if t := a.turns[span]; t != nil {
		return t
	}
	t := &turn{change: make([]float64, a.lines)}
	n := 0.0
	for p := span; p+span <= a.lines; p++ {
		t.change[p] = 1 - likeness(&a.chroma[p-span], &a.chroma[p], &a.chroma[p+span])
		t.mean += t.change[p]
		n++
	}
	t.mean /= max(n, 1)
	for p := range t.change {
		if p < span || p+span > a.lines {
			t.change[p] = t.mean
		}
	}
	a.turns[span] = t
	return t
}

// at returns the mean change at the lines from first on, every so many, over
// the mean at all lines.
func (t *turn) at(first, every int) float64 {
	sum, n := 0.0, 0.0
	for p := first; p < len(t.change); p += every {
		sum += t.change[p]
		n++
	}
	return (sum/max(n, 1) - t.mean) / (t.mean + 0.05)
}

// neighbours are, for so many lines a beat, what a beat could be mistaken for
// when thirds are taken for quarters.
var neighbours = [maxLines + 1][2]int{
	2: {3, 3}, 3: {2, 4}, 4: {3, 6}, 5: {4, 6}, 6: {4, 8}, 8: {6, 12}, 12: {8, 16}, 16: {12, 24},
}

// describeEchoes says how alike beats, bars and pairs of bars are.
func (b *beatView) describeEchoes(a *accents, r reading, f []float64) {
	beat, bar := a.echo(r.lines), a.echo(r.lines*r.beats)
	bars := a.echo(2 * r.lines * r.beats)
	f[featEchoBeat], f[featEchoBar], f[featEchoBars] = beat.rhythm, bar.rhythm, bars.rhythm
	f[featEchoBassBar], f[featEchoBassBars] = bar.bass, bars.bass
	f[featEchoPitchBeat], f[featEchoPitchBar], f[featEchoPitchBars] = beat.pitch, bar.pitch, bars.pitch
	f[featEchoHarmonyBeat], f[featEchoHarmonyBar], f[featEchoHarmonyBars] = beat.harmony, bar.harmony, bars.harmony
	f[featEchoDrumBeat], f[featEchoDrumBar], f[featEchoDrumBars] = beat.drum, bar.drum, bars.drum
	near := neighbours[r.lines]
	shorter, longer := a.echo(near[0]), a.echo(near[1])
	f[featBeatRhythm] = beat.rhythm - max(shorter.rhythm, longer.rhythm)
	f[featBeatPitch] = beat.pitch - max(shorter.pitch, longer.pitch)
	f[featBeatDrum] = beat.drum - max(shorter.drum, longer.drum)
	other := 4
	if r.beats%2 == 0 {
		other = 3
	}
	f[featEchoOther] = bar.rhythm - a.echo(r.lines*other).rhythm
	// A bar is alike to the next; what is a beat more or less is not.
	less, more := a.echo(r.lines*(r.beats-1)), a.echo(r.lines*(r.beats+1))
	f[featPeriodRhythm] = bar.rhythm - max(less.rhythm, more.rhythm)
	f[featPeriodBass] = bar.bass - max(less.bass, more.bass)
	f[featPeriodPitch] = bar.pitch - max(less.pitch, more.pitch)
	f[featPeriodHarmony] = bar.harmony - max(less.harmony, more.harmony)
	f[featPeriodDrum] = bar.drum - max(less.drum, more.drum)
}
