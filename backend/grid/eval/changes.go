//go:build eval

package eval

// An oddity is how a composed song leaves its meter.
type oddity int

const (
	even4     oddity = iota
	shortBar         // one bar of two beats
	longBar          // one bar with a beat or two more
	dropped          // a beat is left out at the end of two sections
	otherPart        // a section in another meter
)

// oddBar returns the length of bar b of a section, in eighths.
func (c *composer) oddBar(length float64, b, index int) float64 {
	unit := float64(c.unit())
	switch {
	case c.odd == shortBar && index == 2 && b == 3:
		return 2 * unit
	case c.odd == longBar && index == 2 && b == 3:
		return length + unit*float64(1+c.number%2)
	case c.odd == dropped && (index == 1 || index == 2) && b == 3:
		return length - unit
	}
	return length
}

// enter changes the meter for a section and returns what changes it back.
func (c *composer) enter(index int) func() {
	if c.odd != otherPart || index != 2 {
		return func() {}
	}
	k, groups, bar := c.kind, c.groups, c.bar
	if k.num == 4 {
		c.kind.num, c.groups, c.bar = 3, []int{6}, 6
	} else {
		c.kind.num, c.groups, c.bar = 4, []int{4, 4}, 8
	}
	return func() { c.kind, c.groups, c.bar = k, groups, bar }
}

var fourFour, threeFour = kinds[0], kinds[3]

// Swings are songs of straight meters whose eighths or sixteenths swing by 50
// to 75 %, half of them without drums.
func Swings(count int) []Song {
	return compose("swing", count, 79, func(c *composer, i int) {
		c.kind = fourFour
		if i%8 == 7 {
			c.kind = threeFour
		}
		c.groups, c.bar = c.kind.groups[0], c.kind.num*2
		c.style.noDrums = i%2 == 1
		c.swing, c.fine = 0.5, 0.5
		amount := 0.5 + 0.25*float64(i/2%11)/10
		if i%3 == 2 {
			c.fine, c.style.sixteenths, c.style.busy = amount, true, 0.8
		} else {
			c.swing, c.style.sixteenths, c.style.busy = amount, i%5 == 0, 0.5
		}
	})
}

// Changing are songs in four or three whose meter changes on the way.
func Changing(count int) []Song {
	return compose("changing", count, 80, func(c *composer, i int) {
		c.kind = fourFour
		if i%6 == 5 {
			c.kind = threeFour
		}
		c.groups, c.bar = c.kind.groups[0], c.kind.num*2
		c.odd = shortBar + oddity(i%4)
	})
}
