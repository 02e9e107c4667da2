package grid

import (
	"math"
	"math/bits"
)

// The signals that accent a line of the lattice.
const (
	sigOnset   = iota // how much starts
	sigBass           // how low the lowest note is
	sigLength         // how long the longest note is
	sigHarmony        // how much the harmony changes
	sigKick
	sigSnare
	sigCrash
	sigHat
	sigVelocity // how loud
	sigPhrase   // notes after a silence of their track
	sigRoot     // the bass moves to another pitch class
	sigChord    // pitch classes that start together
	sigHold     // how long the bass note is
	sigEnd      // notes that end
	sigEntry    // low or many notes after a long silence of their track
	sigTom      // drums that are neither kick, snare, cymbal nor hat
	signals
)

var signalNames = [signals]string{"onset", "bass", "length", "harmony", "kick", "snare", "crash", "hat",
	"velocity", "phrase", "root", "chord", "hold", "end", "entry", "tom"}

// bassBelow is the pitch under which a lowest note counts as bass.
const bassBelow = 55

// accents describe a song on the lines of a lattice.
type accents struct {
	lat   lattice // line 0 is the line in front of the first onset
	lines int
	sig   [signals][]float64 // standardised: mean 0, spread 1
	// Of every line: the pitches that start, the weight that starts, and the
	// sum of the chroma up to it.
	pitches [][2]uint64
	starts  []float64
	chroma  [][12]float64
	pairs   map[int]echo // by lag in lines

	weight       float64 // of all onsets
	drums        float64 // share of drum notes
	onsets, bass float64 // lines with an onset, with a bass onset
	changes      float64 // sum of the harmony's changes at every second line
	lengths      float64 // middle length of a note in seconds
	last         int     // line of the last chord that is long
	low, end     int     // lines of the first and the last bass note, -1 without
	beaten       int     // line of the first kick or crash, -1 without
	// Of kick, snare and hat: how many lines have one.
	kicks, snares, hats float64
	turns               map[int]*turn // by span in lines
	short               bool          // whether few beats are enough, since what is beside them says more
}

// accentsOf looks at the notes, whose times are bent by c, along a lattice.
func accentsOf(notes []note, c curve, lat lattice) *accents {
	k, _ := lat.line(c.bend(notes[0].start))
	lat.origin += (k - 1) * lat.step
	end, _ := lat.line(c.bend(notes[len(notes)-1].start))
	a := &accents{lat: lat, lines: int(end) + 2, pairs: map[int]echo{}, turns: map[int]*turn{}, low: -1, end: -1, beaten: -1}
	for j := range a.sig {
		a.sig[j] = make([]float64, a.lines)
	}
	a.pitches = make([][2]uint64, a.lines)
	a.starts = make([]float64, a.lines)
	a.chroma = make([][12]float64, a.lines+1)
	at := a.places(notes, c)
	a.collect(notes, at, c)
	a.bassLine(notes, at)
	for p := range a.lines {
		for k := range 12 {
			a.chroma[p+1][k] = a.chroma[p][k] + min(a.chroma[p+1][k], 2)
		}
	}
	a.harmony()
	a.summarise()
	for _, s := range a.sig {
		standardise(s)
	}
	return a
}

// at returns the line of a second, within the song.
func (a *accents) at(c curve, t float64) int {
	k, _ := a.lat.line(c.bend(t))
	return min(max(int(k), 0), a.lines-1)
}

// places returns the line of each note, which are sorted by start.
func (a *accents) places(notes []note, c curve) []int32 {
	at := make([]int32, len(notes))
	for i := range notes {
		if i > 0 && notes[i].start == notes[i-1].start {
			at[i] = at[i-1]
		} else {
			at[i] = int32(a.at(c, notes[i].start))
		}
	}
	return at
}

// collect sums up what each note, at a line, says by itself.
func (a *accents) collect(notes []note, at []int32, c curve) {
	loud := make([]float64, a.lines)
	sum := 0.0
	for i := range notes {
		n := &notes[i]
		p := int(at[i])
		a.starts[p] += n.weight
		a.weight += n.weight
		loud[p]++
		a.sig[sigVelocity][p] += n.velocity
		sum += n.velocity
		if n.drum {
			a.drums++
			s := drumSignal(n.pitch)
			if a.sig[s][p] == 0 {
				a.count(s)
			}
			a.sig[s][p] += 0.5 + 0.5*n.velocity
			if (s == sigKick || s == sigCrash) && (a.beaten < 0 || p < a.beaten) {
				a.beaten = p
			}
			if n.gap > 3 {
				a.sig[sigEntry][p] += 2
			}
			continue
		}
		length := min(n.end-n.start, 3)
		a.sig[sigLength][p] = max(a.sig[sigLength][p], math.Log(1+length/0.2))
		if n.gap > 0.6 {
			a.sig[sigPhrase][p] += n.weight
		}
		if n.gap > 3 {
			a.sig[sigEntry][p] += 0.3
			if n.pitch < bassBelow {
				a.sig[sigEntry][p]++
			}
		}
		a.pitches[p][n.pitch>>6&1] |= 1 << (n.pitch & 63)
		end := a.at(c, n.end)
		a.sig[sigEnd][end] += n.weight
		for q := p; q < max(end, p+1) && q < p+48; q++ {
			a.chroma[q+1][n.pitch%12] += 0.5 + 0.5*n.velocity
		}
	}
	mean := sum / float64(len(notes))
	for p := range loud {
		a.sig[sigOnset][p] = math.Sqrt(a.starts[p])
		if loud[p] > 0 {
			a.sig[sigVelocity][p] /= loud[p]
			a.onsets++
		} else {
			a.sig[sigVelocity][p] = mean
		}
	}
	a.drums /= float64(len(notes))
}

func drumSignal(pitch uint8) int {
	switch drumRole(pitch) {
	case kick:
		return sigKick
	case snare:
		return sigSnare
	case crash:
		return sigCrash
	case hat:
		return sigHat
	}
	return sigTom
}

// count takes note of a line with a drum.
func (a *accents) count(signal int) {
	switch signal {
	case sigKick:
		a.kicks++
	case sigSnare:
		a.snares++
	case sigHat:
		a.hats++
	}
}

// bassLine looks at the lowest note of each line.
func (a *accents) bassLine(notes []note, at []int32) {
	low := make([]int32, a.lines) // index + 1 of the lowest note
	for i := range notes {
		if notes[i].drum {
			continue
		}
		p := at[i]
		if low[p] == 0 || notes[i].pitch < notes[low[p]-1].pitch {
			low[p] = int32(i) + 1
		}
	}
	root := -1
	for p, i := range low {
		if i == 0 {
			continue
		}
		n := &notes[i-1]
		var classes uint16
		for half, set := range a.pitches[p] {
			for ; set != 0; set &= set - 1 {
				classes |= 1 << ((half*64 + bits.TrailingZeros64(set)) % 12)
			}
		}
		a.sig[sigChord][p] = float64(min(bits.OnesCount16(classes), 4))
		if n.pitch >= bassBelow {
			continue
		}
		length := min(n.end-n.start, 3)
		a.sig[sigBass][p] = float64(60-int(n.pitch)) / 24 * (1 + min(length, 1))
		a.sig[sigHold][p] = math.Log(1 + length/0.2)
		a.bass++
		if a.end = p; a.low < 0 {
			a.low = p
		}
		if r := int(n.pitch % 12); r != root {
			if root >= 0 {
				a.sig[sigRoot][p] = 1
			}
			root = r
		}
	}
}

// harmony compares what sounds in the eight lines in front of a line with the
// eight from it on.
func (a *accents) harmony() {
	const window = 8
	for p := window / 2; p < a.lines-window/2; p++ {
		low, high := max(p-window, 0), min(p+window, a.lines)
		a.sig[sigHarmony][p] = 1 - likeness(&a.chroma[low], &a.chroma[p], &a.chroma[high])
	}
}

// likeness is the cosine between the chroma from a to b and that from b to c,
// all three being running sums; 1 when one of them is silent.
func likeness(a, b, c *[12]float64) float64 {
	var xy, xx, yy float64
	for k := range 12 {
		x, y := b[k]-a[k], c[k]-b[k]
		xy += x * y
		xx += x * x
		yy += y * y
	}
	if xx <= 0 || yy <= 0 {
		return 1
	}
	return xy / math.Sqrt(xx*yy)
}

// summarise keeps what standardising would lose.
func (a *accents) summarise() {
	longest := 0.0
	for p := range a.lines {
		if p%2 == 0 {
			a.changes += a.sig[sigHarmony][p]
		}
		if l := a.sig[sigLength][p]; l > 0 {
			a.lengths += l
		}
		if p >= a.lines-32 && a.sig[sigLength][p]+0.2*a.sig[sigBass][p] >= longest {
			longest = a.sig[sigLength][p] + 0.2*a.sig[sigBass][p]
			a.last = p
		}
	}
	a.lengths /= max(a.onsets, 1)
}

// standardise moves x to mean 0 and spread 1; a signal without any spread
// becomes 0.
func standardise(x []float64) {
	var sum, square float64
	for _, v := range x {
		sum += v
	}
	mean := sum / float64(len(x))
	for _, v := range x {
		square += (v - mean) * (v - mean)
	}
	spread := math.Sqrt(square / float64(len(x)))
	for i := range x {
		if spread < 1e-6 {
			x[i] = 0
		} else {
			x[i] = min((x[i]-mean)/spread, 6)
		}
	}
}
