package smf

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// The standard says ASCII; files hold what their maker's computer spoke. Names
// are too short to tell one alphabet from another by statistics alone, so all
// names of a file are weighed together, by what people call their tracks.

// decoded returns the names of the tracks and of their instruments.
func (r *reader) decoded() [][2]string {
	var unclear [][]byte
	for _, n := range r.names {
		for _, raw := range [2][]byte{n.name, n.instrument} {
			if _, ok := unicodeText(raw); !ok && len(unclear) < mostWeighed {
				unclear = append(unclear, raw[:min(len(raw), 4*maxText)])
			}
		}
	}
	spoken := likeliest(unclear)
	out := make([][2]string, len(r.names))
	for i, n := range r.names {
		out[i] = [2]string{spoken.text(n.name), spoken.text(n.instrument)}
	}
	return out
}

// mostWeighed is how many names decide about the alphabet.
const mostWeighed = 64

// An alphabet is a way to read bytes as text.
type alphabet struct {
	encoding encoding.Encoding
	double   bool             // most letters take two bytes
	weigh    func(rune) int   // what a letter says for it
	line     func([]rune) int // what the letters say for it together
}

var alphabets = []alphabet{
	{charmap.Windows1252, false, western, worded},
	{japanese.ShiftJIS, true, japaneseLetter, squeezed},
	{simplifiedchinese.GBK, true, simplified, squeezed},
	{traditionalchinese.Big5, true, traditional, squeezed},
	{korean.EUCKR, true, koreanLetter, squeezed},
	{japanese.EUCJP, true, japaneseLetter, squeezed},
	{charmap.Windows1251, false, cyrillic, cased},
	{charmap.KOI8R, false, cyrillic, cased},
	{charmap.Macintosh, false, western, worded},
}

// likeliest returns the alphabet that says most for itself in all texts.
func likeliest(texts [][]byte) alphabet {
	best, most := alphabets[0], -1<<30
	for _, a := range alphabets {
		sum := 0
		for _, t := range texts {
			sum += a.sum(t)
		}
		if sum > most {
			best, most = a, sum
		}
	}
	return best
}

// refused is what a byte costs that an alphabet has no letter for.
const refused = -50

// sum weighs one text.
func (a alphabet) sum(raw []byte) (sum int) {
	decoder := a.encoding.NewDecoder()
	var line []rune
	for at := 0; at < len(raw); {
		n := 1
		if a.double && raw[at] >= 0x80 && at+1 < len(raw) {
			n = 2
		}
		r := letter(decoder, raw[at:at+n])
		if r == utf8.RuneError && n == 2 { // one of a single byte, as half as wide katakana are
			n = 1
			r = letter(decoder, raw[at:at+1])
		}
		switch {
		case r == utf8.RuneError || unicode.Is(unicode.Co, r):
			sum += refused
		case r >= 0x80 || n > 1:
			sum += a.weigh(r)
		}
		line = append(line, r)
		at += n
	}
	return sum + a.line(line)
}

// letter decodes the bytes of one letter, utf8.RuneError if they are not one.
func letter(d *encoding.Decoder, raw []byte) rune {
	d.Reset()
	out, err := d.Bytes(raw)
	if r, n := utf8.DecodeRune(out); err == nil && n == len(out) {
		return r
	}
	return utf8.RuneError
}

// unicodeText reads a text of which the bytes themselves say that they are
// Unicode; ok is false if another alphabet has to be found.
func unicodeText(raw []byte) (text string, ok bool) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return wide(raw[2:], 0), true
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return wide(raw[2:], 1), true
	case empty(raw, 1):
		return wide(raw, 0), true
	case empty(raw, 0):
		return wide(raw, 1), true
	}
	return strings.TrimPrefix(string(raw), "\ufeff"), utf8.Valid(raw) && !bytes.Contains(raw, []byte("\x1b$"))
}

// empty reports whether most of every other byte is zero, as of Latin letters
// in UTF-16.
func empty(raw []byte, from int) bool {
	zeros := 0
	for i := from; i < len(raw); i += 2 {
		if raw[i] == 0 {
			zeros++
		}
	}
	return len(raw) >= 4 && len(raw)%2 == 0 && zeros > len(raw)/4 && raw[1-from] != 0
}

// wide reads UTF-16 whose high byte is the one at high of each pair.
func wide(raw []byte, low int) string {
	var units []uint16
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i+low])|uint16(raw[i+1-low])<<8)
	}
	return string(utf16.Decode(units))
}

// text reads the bytes of a name: Unicode where they are that, the alphabet
// otherwise, without control characters.
func (a alphabet) text(raw []byte) string {
	s, ok := unicodeText(raw)
	if !ok {
		e := a.encoding
		if bytes.Contains(raw, []byte("\x1b$")) {
			e = japanese.ISO2022JP
		}
		s, _ = e.NewDecoder().String(string(raw))
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200])
	}
	return strings.TrimSpace(s)
}
