package layer3

import (
	"math"
	"sync"
)

const (
	subbands = 32
	each     = lines / subbands // lines of a subband
)

// hybridTables are for the two steps between frequencies and subbands.
type hybridTables struct {
	cs, ca  [8]float32                  // of the butterflies against aliases
	window  [4][2 * each]float32        // by type of block
	short   [12]float32                 // of one of the three short windows
	long    [each][each]float32         // cosines
	brief   [each / 3][each / 3]float32 // of short blocks
	cosines [32]float32                 // of the polyphase filter's transform
	filter  [512]float32
}

var hybridOf = sync.OnceValue(func() *hybridTables {
	t := &hybridTables{}
	for i, c := range [8]float64{-.6, -.535, -.33, -.185, -.095, -.041, -.0142, -.0037} {
		t.cs[i], t.ca[i] = float32(1/math.Sqrt(1+c*c)), float32(c/math.Sqrt(1+c*c))
	}
	for i := range t.short {
		t.short[i] = float32(math.Sin(math.Pi / 12 * (float64(i) + .5)))
	}
	for i := range 2 * each {
		long := float32(math.Sin(math.Pi / 36 * (float64(i) + .5)))
		t.window[blockNormal][i] = long
		start := long
		switch {
		case i >= 30:
			start = 0
		case i >= 24:
			start = t.short[i-18]
		case i >= 18:
			start = 1
		}
		t.window[blockStart][i] = start
		t.window[blockStop][2*each-1-i] = start
	}
	for m := range t.long {
		for k := range t.long[m] {
			t.long[k][m] = float32(math.Cos(math.Pi / 72 * float64((2*m+1)*(2*k+1))))
		}
	}
	for m := range t.brief {
		for k := range t.brief[m] {
			t.brief[k][m] = float32(math.Cos(math.Pi / 24 * float64((2*m+1)*(2*k+1))))
		}
	}
	// For halves of 16, 8, 4, 2 and 1, one after the other.
	at := 0
	for n := 32; n > 1; n /= 2 {
		for i := range n / 2 {
			t.cosines[at] = float32(.5 / math.Cos(math.Pi*float64(2*i+1)/float64(2*n)))
			at++
		}
	}
	for i, v := range synthesisHalf {
		t.filter[i] = float32(v) / 65536
		if i > 0 && i < 256 {
			t.filter[512-i] = -t.filter[i]
			if i%64 == 0 {
				t.filter[512-i] = t.filter[i]
			}
		}
	}
	return t
})

// reorder puts the lines of short blocks in the order of their frequencies, the
// three windows side by side.
func (g *granule) reorder(x *[lines]float32) {
	var tmp [lines]float32
	copied, filled := 0, g.filled
	for i := 0; i < len(g.bands); i++ {
		b := g.bands[i]
		if b.window < 0 {
			copied = b.start + b.width
			continue
		}
		w := b.width
		for k := range w {
			for n := range 3 {
				tmp[b.start+3*k+n] = x[b.start+n*w+k]
			}
		}
		if b.start < filled {
			g.filled = b.start + 3*w
		}
		i += 2
	}
	copy(x[copied:], tmp[copied:])
}

// longSubbands returns how many subbands are in long blocks.
func (g *granule) longSubbands(h Header) int {
	switch {
	case !g.short():
		return subbands
	case g.mixed:
		return bandsOf(h).mixedLines / each
	}
	return 0
}

// kind returns which window a subband has.
func (g *granule) kind(h Header, sb int) int {
	if g.mixed && sb < bandsOf(h).mixedLines/each {
		return blockNormal
	}
	return g.block
}

// antialias undoes the butterflies between the long subbands.
func (g *granule) antialias(x *[lines]float32, long int) {
	t := hybridOf()
	for sb := each; sb < long*each && sb < g.filled+each; sb += each {
		for i, cs := range t.cs {
			up, down := x[sb-1-i], x[sb+i]
			x[sb-1-i], x[sb+i] = up*cs-down*t.ca[i], down*cs+up*t.ca[i]
		}
	}
	if long > 0 {
		g.filled = min(g.filled+8, lines)
	}
}

// inverse turns the lines of every subband into samples, adding what is left
// of the granule before; out has a column for each subband.
func (g *granule) inverse(h Header, x, rest *[lines]float32, out *[each][subbands]float32) {
	var y [2 * each]float32
	for sb := range subbands {
		in := (*[each]float32)(x[sb*each:])
		over := (*[each]float32)(rest[sb*each:])
		if sb*each >= g.filled {
			for i, v := range over {
				out[i][sb] = v
			}
			*over = [each]float32{}
		} else {
			if kind := g.kind(h, sb); kind == blockShort {
				inverseShort(in, &y)
			} else {
				inverseLong(in, kind, &y)
			}
			for i := range over {
				out[i][sb] = y[i] + over[i]
				over[i] = y[i+each]
			}
		}
		if sb%2 == 1 {
			for i := 1; i < each; i += 2 {
				out[i][sb] = -out[i][sb]
			}
		}
	}
}

func inverseLong(in *[each]float32, kind int, y *[2 * each]float32) {
	t := hybridOf()
	var c [each]float32
	for k, x := range in {
		if x == 0 {
			continue
		}
		row := &t.long[k]
		for m := range c {
			c[m] += x * row[m]
		}
	}
	w := &t.window[kind]
	for i := range 9 {
		y[i] = c[9+i] * w[i]
		y[9+i] = -c[17-i] * w[9+i]
		y[18+i] = -c[8-i] * w[18+i]
		y[27+i] = -c[i] * w[27+i]
	}
}

func inverseShort(in *[each]float32, y *[2 * each]float32) {
	t := hybridOf()
	*y = [2 * each]float32{}
	for n := range 3 {
		var c [each / 3]float32
		for k := range c {
			x := in[3*k+n]
			row := &t.brief[k]
			for m := range c {
				c[m] += x * row[m]
			}
		}
		at := 6 + 6*n
		for i := range 3 {
			y[at+i] += c[3+i] * t.short[i]
			y[at+3+i] -= c[5-i] * t.short[3+i]
			y[at+6+i] -= c[2-i] * t.short[6+i]
			y[at+9+i] -= c[i] * t.short[9+i]
		}
	}
}
