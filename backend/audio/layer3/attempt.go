package layer3

import (
	"math"
	"math/bits"
	"sync"
)

// attempt is one channel of a granule on its way to be written.
type attempt struct {
	rootly [lines]float32 // magnitudes to the power of 3/4
	minus  [lines]bool
	steps  [22]float32 // by which a band is finer, to the same power
	scales [22]int
	scaled int // bits of the scale factors
	code   int // of their lengths
	bands  *bandSet
	values [lines]int32
	side   granule
}

// shaping is how much of a band's distance to the loudest one is kept as
// finer steps, so that what is soft does not fall below the noise of the rest.
const shaping = .3

// prepare looks at the frequencies.
func (a *attempt) prepare(h Header, x *[lines]float32) {
	a.bands = bandsOf(h)
	var level [22]float64
	most := 0.0
	for i, v := range x {
		m := math.Sqrt(math.Abs(float64(v)))
		a.rootly[i], a.minus[i] = float32(m*math.Sqrt(m)), v < 0
	}
	for i, b := range a.bands.long {
		for _, v := range x[b.start : b.start+b.width] {
			level[i] += float64(v) * float64(v)
		}
		level[i] = math.Sqrt(level[i] / float64(b.width))
		most = max(most, level[i])
	}
	for i, l := range level {
		a.scales[i] = 0
		if limit := []int{15, 7}[i/11%2]; i < 21 && l > 0 {
			a.scales[i] = min(int(shaping*2*math.Log2(most/l)), limit)
		}
		a.steps[i] = float32(math.Exp2(.375 * float64(a.scales[i])))
	}
	a.chooseScales(h)
}

// chooseScales finds the shortest lengths for the scale factors.
func (a *attempt) chooseScales(h Header) {
	if h.Version == 1 {
		a.scaled = math.MaxInt
		low, high := mostBits(a.scales[:11]), mostBits(a.scales[11:21])
		for code := range 16 {
			l, u := scaleBits[0][code], scaleBits[1][code]
			if cost := 11*l + 10*u; l >= low && u >= high && cost < a.scaled {
				a.scaled, a.code = cost, code
			}
		}
		return
	}
	n := [4]int{mostBits(a.scales[:6]), mostBits(a.scales[6:11]), mostBits(a.scales[11:16]), mostBits(a.scales[16:21])}
	a.scaled, a.code = 6*n[0]+5*(n[1]+n[2]+n[3]), (5*n[0]+n[1])<<4+n[2]<<2+n[3]
}

func mostBits(scales []int) (n int) {
	for _, s := range scales {
		n = max(n, bits.Len(uint(s)))
	}
	return n
}

// tooMany are more bits than there can be.
const tooMany = 1 << 12

// cost quantizes with a gain and returns how many bits that takes.
func (a *attempt) cost(gain int) int {
	base := float32(math.Exp2(-.1875 * float64(gain-210)))
	for i, b := range a.bands.long {
		f := base * a.steps[i]
		for k := b.start; k < b.start+b.width; k++ {
			v := a.rootly[k]*f + .4054
			if v > valueMost {
				return tooMany
			}
			a.values[k] = int32(v)
		}
	}
	a.side = granule{gain: gain, compress: a.code}
	cost := a.scaled + a.regions()
	if cost >= tooMany { // the length of a granule has 12 bits
		return tooMany
	}
	a.side.bits = cost
	return cost
}

// mute leaves nothing to be written.
func (a *attempt) mute() {
	a.values, a.scales, a.code, a.scaled = [lines]int32{}, [22]int{}, 0, 0
	a.side = granule{regions: [2]int{1, 1}}
}

// regions divides the values by their size and finds a book for each part; it
// returns the bits of the values.
func (a *attempt) regions() (cost int) {
	end := lines
	for end > 0 && a.values[end-2] == 0 && a.values[end-1] == 0 {
		end -= 2
	}
	quads := 0
	for end-4*quads >= 4 && small(a.values[end-4*quads-4:end-4*quads]) {
		quads++
	}
	big := end - 4*quads
	a.side.filled, a.side.bigValues = end, big/2
	cost, a.side.quads = costOfQuads(a.values[big:end])
	count := 0 // bands with values
	for count < 22 && a.bands.start[count] < big {
		count++
	}
	first := max(min(count/3, 16), 1)
	second := max(min(count-count/4-first, 8), 1)
	a.side.regions = [2]int{first, second}
	ends := [3]int{min(a.bands.start[first], big), min(a.bands.start[min(first+second, 22)], big), big}
	from := 0
	for i, to := range ends {
		c, book := cheapest(a.values[from:to])
		cost, a.side.books[i], from = cost+c, book, to
	}
	return cost
}

func small(v []int32) bool {
	for _, x := range v {
		if x > 1 {
			return false
		}
	}
	return true
}

// bookCodes are the codes of a book by their values, and the lengths with signs.
type bookCodes struct {
	codes   [256]code
	lengths [256]int
}

var codesByBook = sync.OnceValue(func() (books [34]*bookCodes) {
	for number, text := range huffmanBooks {
		b := &bookCodes{}
		for _, c := range codesOf(text) {
			signs := 0
			if number < 32 {
				signs = min(int(c.values>>4), 1) + min(int(c.values&15), 1)
			} else {
				signs = bits.OnesCount8(c.values)
			}
			b.codes[c.values], b.lengths[c.values] = c, c.length+signs
		}
		books[number] = b
	}
	for n := 17; n < 32; n++ {
		books[n] = books[16+n/24*8]
	}
	return books
})

func costOfQuads(v []int32) (cost, book int) {
	books := codesByBook()
	var costs [2]int
	for ; len(v) >= 4; v = v[4:] {
		values := v[0]<<3 | v[1]<<2 | v[2]<<1 | v[3]
		costs[0] += books[32].lengths[values]
		costs[1] += books[33].lengths[values]
	}
	if costs[1] < costs[0] {
		return costs[1], 1
	}
	return costs[0], 0
}

// candidates are the books for values up to a greatest one below 16.
var candidates = [16][]int{{0}, {1}, {2, 3}, {5, 6}, {7, 8, 9}, {7, 8, 9}, {10, 11, 12}, {10, 11, 12},
	{13, 15}, {13, 15}, {13, 15}, {13, 15}, {13, 15}, {13, 15}, {13, 15}, {13, 15}}

// cheapest returns the book that takes the fewest bits for pairs of values.
func cheapest(v []int32) (cost, book int) {
	most := int32(0)
	for _, x := range v {
		most = max(most, x)
	}
	if most == 0 {
		return 0, 0
	}
	tried := candidates[min(most, 15)]
	if most > 15 {
		need := bits.Len32(uint32(most - 15))
		tried = nil
		for _, from := range []int{16, 24} {
			n := from
			for escapes[n] < need {
				n++
			}
			tried = append(tried, n)
		}
	}
	cost = math.MaxInt
	for _, n := range tried {
		if c := costOfPairs(v, n); c < cost {
			cost, book = c, n
		}
	}
	return cost, book
}

func costOfPairs(v []int32, number int) (cost int) {
	b, escape := codesByBook()[number], escapes[number]
	for i := 0; i+1 < len(v); i += 2 {
		x, y := v[i], v[i+1]
		if x >= 15 {
			x, cost = 15, cost+escape
		}
		if y >= 15 {
			y, cost = 15, cost+escape
		}
		cost += b.lengths[x<<4|y]
	}
	return cost
}
