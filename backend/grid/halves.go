package grid

// Three quarters and six eighths are bars of the same length, one in three parts
// and one in two. What tells them apart is which of these places the song
// stresses: the beats of its own meter, or those that only the other one has.

// owned are the signals that stress a place, and stressNames what they are called.
var owned = [...]int{sigOnset, sigLength, sigBass, sigHarmony, sigChord}

// middles sum up the signals where a meter has no beat but the other one has.
type middles struct {
	half   [3][len(owned)]float64 // in the middle of beats, every third one
	halves [3]float64             // how many
	thirds [len(owned)]float64    // on the thirds between dotted beats
	parts  float64
}

// look gathers them for one way to count beats.
func (b *middles) look(a *accents, lines, phase int) {
	*b = middles{}
	k := 0
	for p := phase; p+lines <= a.lines; p += lines {
		if lines%2 == 0 {
			b.halves[k%3]++
			for i, j := range owned {
				b.half[k%3][i] += a.sig[j][p+lines/2]
			}
		}
		if lines%3 == 0 {
			b.parts += 2
			for i, j := range owned {
				b.thirds[i] += a.sig[j][p+lines/3] + a.sig[j][p+2*lines/3]
			}
		}
		k++
	}
}

// describeHalves compares the beats of a bar of three, or of dotted ones, with what
// the other meter stresses, and says how fast beats are that nothing divides.
func (b *beatView) describeHalves(a *accents, r reading, f []float64) {
	switch {
	case b.threefold():
		for i, j := range owned {
			f[featOwn+i] = b.beat[j] - b.middles.thirds[i]/max(b.middles.parts, 1)
		}
	case r.beats == 3 && r.lines%2 == 0:
		t := &b.tallies[1]
		second, third := (r.first+1)%3, (r.first+2)%3
		for i, j := range owned {
			own := (t.mean(second, 3, j) + t.mean(third, 3, j)) / 2
			f[featOwn+i] = own - b.middles.half[second][i]/max(b.middles.halves[second], 1)
		}
	}
	if r.eighths == 2 {
		f[featUndivided] = max(f[featTempo], 0) * max(1-undividedLess*(1-b.share[0]), 0)
	}
}

// undividedLess is by how much faster than the share of what starts between beats
// they are no longer undivided.
const undividedLess = 4

// mean is that of a signal on one beat of a bar, from a tally of two bars.
func (t *tally) mean(beat, beats, signal int) float64 {
	return (t.sum[beat][signal] + t.sum[beat+beats][signal]) / max(t.count[beat]+t.count[beat+beats], 1)
}
