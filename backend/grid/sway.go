package grid

import "math"

// sway bends the time of a song on straight lines where its tempo wanders beside
// them, so little that the notes just lie looser.
func (f *frame) sway() {
	if !f.curve.straight() || f.seconds() > longSong {
		return
	}
	n := max(math.Round(swayBeat/f.lattice.step), 1)
	c := curve{mean: n * f.lattice.step}
	k, _ := f.lattice.line(f.onsets[0].t)
	for at := f.lattice.origin + (k-1)*f.lattice.step; len(c.at) < 2 || c.at[len(c.at)-1] < f.onsets[len(f.onsets)-1].t; at += c.mean {
		c.at, c.seconds = append(c.at, at), append(c.seconds, at)
	}
	eased, _, gain := c.eased(f.lattice, f.onsets)
	eased = eased.sparse(easeSame)
	if (gain < swayGain || !f.roams(eased)) && f.lattice.sigma > swayLoose {
		// The notes lie so loosely that those of other lines may pull: all ways.
		bin := max(glideBin, swayBin*f.lattice.sigma)
		g := newGlider(f.onsets, newMix(f.lattice), c.mean, bin, swayUsual)
		if d, ok := g.curve(f.lattice, c.mean); ok {
			eased, _, gain = d.eased(f.lattice, f.onsets)
			l := f.lattice.judge(eased.bendAll(f.onsets))
			if newMix(l).all(eased, f.onsets)-f.lattice.total(f.onsets) > swayMixed {
				gain = max(gain, swayGain)
			}
			eased = eased.sparse(easeSame)
		}
	}
	if gain >= swayGain && f.roams(eased) {
		f.take(eased)
		f.bendings = nil
	}
}

// roams reports whether the tempo of a curve wanders: cuts that were laid late do
// not make one that does.
func (f *frame) roams(c curve) bool { return len(c.at) > 2 && wanders(c, f.onsets) }

const swayMixed = 20

var swayUsual = temper{bend: 0.0008, stray: 0.008}

const swayGain, swayLoose = 6, 0.0085

// swayBin is how fine the times of knots are, in how far notes lie from their
// lines: finer would say nothing more.
const swayBin = 1.0
const swayBeat = 0.5
