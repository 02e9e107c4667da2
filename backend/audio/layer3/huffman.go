package layer3

import "sync"

// firstBits are looked up at once; longer codes go on in a second table.
const firstBits = 9

// book decodes the codes of one code book. An entry has the length of the code
// in its lowest byte and the values in the next; or, where the highest bit is
// set, how many bits are looked up next, and where.
type book []uint32

const entryLink = 1 << 31

// escapes are how many bits are added to a value of 15, by the book's number.
var escapes = [32]int{16: 1, 17: 2, 18: 3, 19: 4, 20: 6, 21: 8, 22: 10, 23: 13, 24: 4, 25: 5, 26: 6, 27: 7, 28: 8, 29: 9, 30: 11, 31: 13}

// booksOf has the books by their numbers; 0, 4 and 14 are empty.
var booksOf = sync.OnceValue(func() (books [34]book) {
	for number, text := range huffmanBooks {
		books[number] = newBook(codesOf(text))
	}
	for n := 17; n < 32; n++ {
		books[n] = books[16+n/24*8]
	}
	return books
})

// code is a code word: bits of it, and the values it stands for.
type code struct {
	length int
	bits   uint32
	values uint8
}

// codesOf reads a text of huffmanBooks.
func codesOf(text string) (codes []code) {
	next, length := uint32(0), 0
	for ; len(text) > 0; text = text[3:] {
		n := int(text[0] - 'a' + 1)
		if n > length {
			next <<= n - length
		} else {
			next >>= length - n
		}
		length = n
		codes = append(codes, code{n, next, hex(text[1])<<4 | hex(text[2])})
		next++
	}
	return codes
}

func hex(c byte) uint8 {
	if c > '9' {
		return c - 'a' + 10
	}
	return c - '0'
}

func newBook(codes []code) book {
	b := make(book, 1<<firstBits)
	deepest := map[uint32]int{} // of the codes with the same first bits
	for _, c := range codes {
		if c.length > firstBits {
			first := c.bits >> (c.length - firstBits)
			deepest[first] = max(deepest[first], c.length-firstBits)
		}
	}
	for _, c := range codes {
		entry := uint32(c.values)<<8 | uint32(c.length)
		if c.length <= firstBits {
			fill(b, c.bits, firstBits-c.length, entry)
			continue
		}
		rest := c.length - firstBits
		first := c.bits >> rest
		more := deepest[first]
		if b[first] == 0 {
			b[first] = entryLink | uint32(len(b))<<8 | uint32(more)
			b = append(b, make(book, 1<<more)...)
		}
		at := int(b[first] &^ entryLink >> 8)
		fill(b[at:], c.bits&(1<<rest-1), more-rest, entry)
	}
	return b
}

func fill(b book, bits uint32, free int, entry uint32) {
	for i := range 1 << free {
		b[int(bits)<<free+i] = entry
	}
}

// next decodes a code word.
func (b book) next(r *bitReader) uint8 {
	e := b[r.peek(firstBits)]
	if e&entryLink != 0 {
		r.at += firstBits
		more := int(e & 0xff)
		e = b[int(e&^entryLink>>8)+int(r.peek(more))]
		r.at -= firstBits
	}
	r.at += int(e & 0xff)
	return uint8(e >> 8)
}

// readLines reads the frequencies of a granule into values, up to the bit that
// is the reader's end.
func (g *granule) readLines(r *bitReader, values *[lines]int32) {
	clear(values[:])
	g.filled = 0
	books, i := booksOf(), 0
	for region, number := range g.books {
		to := 2 * g.bigValues
		if region < 2 {
			to = min(to, g.regions[region])
		}
		if b := books[number]; b != nil {
			i = b.pairs(r, values, i, to, escapes[number])
		} else {
			i = max(i, to)
		}
		if r.at > r.end { // what did not end before the end is not there
			clear(values[max(i-2, 0):])
			break
		}
	}
	if r.at < r.end {
		books[32+g.quads].quads(r, values, i)
	}
	for g.filled = lines; g.filled > 0 && values[g.filled-1] == 0; {
		g.filled--
	}
}

// pairs reads pairs of values, and returns how far it came.
func (b book) pairs(r *bitReader, values *[lines]int32, i, to, escape int) int {
	for ; i < to && r.at <= r.end; i += 2 {
		v := b.next(r)
		if v == 0 {
			continue
		}
		values[i] = value(r, int32(v>>4), escape)
		values[i+1] = value(r, int32(v&15), escape)
	}
	return i
}

// value adds the escape and the sign to a value.
func value(r *bitReader, v int32, escape int) int32 {
	if v == 0 {
		return 0
	}
	if v == 15 && escape > 0 && r.at < r.end {
		v += int32(r.peek(escape))
		r.at += escape
	}
	if r.at < r.end && r.peek(1) == 1 {
		v = -v
	}
	r.at++
	return v
}

// quads reads values of one, four at a time.
func (b book) quads(r *bitReader, values *[lines]int32, i int) {
	for i+4 <= lines && r.at < r.end {
		v := b.next(r)
		for bit := range 4 {
			if v>>(3-bit)&1 != 0 {
				if r.at < r.end && r.peek(1) == 1 {
					values[i+bit] = -1
				} else {
					values[i+bit] = 1
				}
				r.at++
			}
		}
		if r.at > r.end {
			clear(values[i : i+4])
			return
		}
		i += 4
	}
}
