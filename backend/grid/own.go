package grid

import (
	"math"

	"partlift/backend/music"
)

// Own returns the grid that a song came with, read like any other: with chords,
// with how far the notes lie from its lines, and where it has no meter or key
// with those that the notes have. found is what the notes alone say. The song's
// own grid stays as it is; it must be there.
func Own(song music.Song, found Result) (*music.Grid, Confidence) {
	g, notes := *song.Own, notesOf(song)
	if g.Meter == nil && found.Grid != nil {
		borrowMeter(&g, found.Grid, song.End())
	}
	if g.Key == nil {
		g.Key, g.KeyConfidence = keyOf(notes)
	}
	g.Chords = chordsOf(notes, &g)
	g.ResidualRMS, g.ResidualMax = offOf(notes, &g)
	return &g, Confidence{Tempo: 1, Level: 1, Phase: 1, Meter: g.MeterConfidence, Bar: 1, Key: g.KeyConfidence}
}

// borrowMeter takes over the meters of a grid whose bars start on beats of the
// other's, with bar one of both on a bar line; else there are none.
func borrowMeter(to, from *music.Grid, end float64) {
	if from.Meter == nil {
		return
	}
	const near = 0.1 // quarter notes that a bar line may be off the beat it stands for
	bars := from.Bars()
	bar := bars.At(from.Beat(0) + near)
	if from.Second(bar.Start) < 0 {
		bar = bars.Bar(bar.Number + 1)
	}
	// Bars of the first meter lie between tick 0 and the first bar line.
	length := bar.Meter.Beats()
	at := math.Round(to.Beat(from.Second(bar.Start))/length) * length
	first, changes := bar.Meter, []music.MeterPoint(nil)
	for last := bar.Meter; from.Second(bar.Start) < end; bar = bars.Bar(bar.Number + 1) {
		if math.Abs(to.Beat(from.Second(bar.Start))-at) > near {
			return
		}
		if bar.Meter != last {
			changes, last = append(changes, music.MeterPoint{Beat: at, Meter: bar.Meter}), bar.Meter
		}
		at += bar.Meter.Beats()
	}
	to.Meter, to.Changes, to.MeterConfidence = &first, changes, from.MeterConfidence
}

// offOf returns how far notes are from the nearest line in seconds; what lies
// beside all lines does not count.
func offOf(notes []note, g *music.Grid) (rms, most float64) {
	origin, meters := g.Beat(g.Downbeat), stretchesOf(g)
	var square, n float64
	for i := range notes {
		start := notes[i].start
		d := math.Abs(g.Second(origin+meters.line(g.Beat(start)-origin, anyLine)) - start)
		if d > 0.010 {
			continue
		}
		square, n, most = square+d*d, n+1, max(most, d)
	}
	return math.Sqrt(square / max(n, 1)), most
}

// Contradicted reports whether a song's notes are surely on other lines than
// those of the grid that it came with. Many programs write 120 BPM over music
// of any tempo, so that one needs less to be doubted.
func Contradicted(song music.Song, found Result) bool {
	own := song.Own
	if found.Grid == nil || found.Confidence.Tempo < surelyOn {
		return false
	}
	plain := own.Constant() && math.Abs(own.Tempo[0].BPM-120) < 1e-6 &&
		(own.Meter == nil || *own.Meter == music.Meter{Numerator: 4, Denominator: 4} && len(own.Changes) == 0)
	// Beats of both on the same lines are two ways to count the same.
	straight, all := []float64{1, 2}, []float64{1, 2, 3, 4, 6}
	beats, onsets := beatsOf(found.Grid, own, song.End()), startsOn(song, own)
	if !plain {
		return onLines(beats, all) < allOfThem && !(onLines(onsets, append(all, 8, 12)) > max(someOfThem, byChance(len(onsets))))
	}
	// A tempo that is to 120 as three is to four, or to two, puts all notes on
	// triplets of 120, so those say nothing for it.
	if found.Confidence.Level < surelyOn {
		straight = all
	}
	return onLines(beats, straight) < allOfThem && !(onLines(onsets, []float64{1, 2, 4, 8}) > max(allOfThem, byChance(len(onsets))))
}

// surelyOn is how sure another reading must be to contradict.
const surelyOn = 0.9

// How much of what starts must be on lines, from 0, which is chance, to 1.
const someOfThem, allOfThem = 0.2, 0.9

// byChance returns how much of n points that lie anywhere seems to be on lines,
// but for one time in a million.
func byChance(n int) float64 { return 5 / math.Sqrt(2*float64(n)) }

// onLines returns how well points lie on the lines that cut beats into some
// number of parts, the best of several, from 0 for anywhere to 1 for exactly.
func onLines(points, parts []float64) float64 {
	best := 0.0
	for _, k := range parts {
		sum := 0.0
		for _, b := range points {
			sum += math.Cos(2 * math.Pi * k * b)
		}
		best = max(best, sum/max(float64(len(points)), 1))
	}
	return best
}

// startsOn returns the beats of a grid at which something starts, chords once.
func startsOn(song music.Song, g *music.Grid) []float64 {
	var out []float64
	last := math.Inf(-1)
	for _, n := range notesOf(song) {
		if n.start > last+0.01 {
			out, last = append(out, g.Beat(n.start)), n.start
		}
	}
	return out
}

// beatsOf returns where on another grid the quarter notes of one lie, up to a
// second.
func beatsOf(g, on *music.Grid, end float64) []float64 {
	var out []float64
	down := g.Beat(g.Downbeat)
	for k := math.Ceil(g.Beat(0) - down); g.Second(down+k) < end; k++ {
		out = append(out, on.Beat(g.Second(down+k)))
	}
	return out
}
