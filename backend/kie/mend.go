package kie

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// mender writes documents that are nearly JSON as JSON: with comments, stray or
// missing commas, other quotes, words of other languages, or an end that is
// missing. What is around the documents, such as the headers of an answer, is
// passed over.
type mender struct {
	in   []byte
	i    int
	out  bytes.Buffer
	odd  int  // places that were mended
	cut  bool // the text ends inside a document
	deep int
}

// mend returns the documents of a text as JSON, one after the other.
func mend(text []byte) *mender {
	m := &mender{in: text}
	for m.seek() {
		m.value()
		m.out.WriteByte('\n')
	}
	return m
}

// seek moves to the next document. Comment lines do not count, whatever
// is in them.
func (m *mender) seek() bool {
	for {
		m.blank()
		line, _, more := bytes.Cut(m.in[m.i:], []byte("\n"))
		if at := bytes.IndexAny(line, "{["); at >= 0 {
			m.i += at
			return true
		}
		if !more {
			return false
		}
		m.i += len(line) + 1
	}
}

// blank skips blanks and comments, and the marks that editors leave.
func (m *mender) blank() {
	for m.i < len(m.in) {
		rest := m.in[m.i:]
		switch r, n := utf8.DecodeRune(rest); {
		case strings.ContainsRune(" \t\r\n\v\f\u00a0\ufeff", r):
			m.i += n
		case bytes.HasPrefix(rest, []byte("//")), r == '#':
			m.comment("\n")
		case bytes.HasPrefix(rest, []byte("/*")):
			m.comment("*/")
		default:
			return
		}
	}
}

func (m *mender) comment(end string) {
	m.odd++
	if at := bytes.Index(m.in[m.i:], []byte(end)); at >= 0 {
		m.i += at + len(end)
	} else {
		m.i = len(m.in)
	}
}

// peek returns the next byte that is not blank, 0 at the end.
func (m *mender) peek() byte {
	m.blank()
	if m.i >= len(m.in) {
		m.cut = true
		return 0
	}
	return m.in[m.i]
}

// value writes the value that starts here and reports whether there was one.
func (m *mender) value() bool {
	switch ch := m.peek(); ch {
	case '{', '[':
		if m.deep > maxNesting {
			m.i, m.cut = len(m.in), true
			return false
		}
		m.deep++
		m.list(ch)
		m.deep--
		return true
	case '"', '\'':
		s, ok := m.text(ch)
		m.quote(s)
		return ok
	default:
		return m.word()
	}
}

// list writes the members or elements up to the closing bracket, or to the end
// of the text.
func (m *mender) list(opening byte) {
	m.i++
	m.out.WriteByte(opening)
	comma, first := true, true
	for {
		mark := m.out.Len()
		switch ch := m.peek(); {
		case ch == 0, ch == '}', ch == ']':
			m.i += min(1, len(m.in)-m.i)
			m.note(ch != opening+2 || comma && !first)
			m.out.WriteByte(opening + 2)
			return
		case ch == ',':
			m.i++
			m.note(comma)
			comma = true
			continue
		}
		if !first {
			m.note(!comma)
			m.out.WriteByte(',')
		}
		before := m.i
		if opening == '{' && !m.key() || !m.value() {
			m.out.Truncate(mark)
			if m.i == before {
				m.i++ // what cannot be anything
			}
			m.odd++
			continue
		}
		comma, first = false, false
	}
}

func (m *mender) note(odd bool) {
	if odd {
		m.odd++
	}
}

// key writes a member's name and the colon.
func (m *mender) key() bool {
	var name string
	ok := true
	if ch := m.peek(); ch == '"' || ch == '\'' {
		name, ok = m.text(ch)
	} else {
		name = m.bare()
		m.odd++
	}
	if !ok || name == "" || m.peek() != ':' {
		return false
	}
	m.i++
	m.quote(name)
	m.out.WriteByte(':')
	return true
}

// bare reads a run of what stands without quotes.
func (m *mender) bare() string {
	start := m.i
	for m.i < len(m.in) && !strings.ContainsRune(" \t\r\n,:{}[]\"'", rune(m.in[m.i])) {
		m.i++
	}
	return string(m.in[start:m.i])
}

// otherWords are what other languages and encoders write for JSON's.
var otherWords = map[string]string{
	"true": "true", "false": "false", "null": "null", "True": "true", "False": "false", "None": "null", "undefined": "null", "nil": "null",
	"NaN": "NaN", "nan": "NaN", "-nan": "NaN", "Infinity": "Infinity", "-Infinity": "-Infinity", "inf": "Infinity", "-inf": "-Infinity",
}

// word writes a number or a word. One at the very end of the text may be cut
// off, and counts as missing.
func (m *mender) word() bool {
	w := m.bare()
	if m.i >= len(m.in) && m.deep > 0 {
		m.cut = true
		return false
	}
	if !json.Valid([]byte(w)) {
		if other, ok := otherWords[w]; ok {
			w = other
		} else if v, ok := decimal([]byte(w)); ok && w != "" {
			w = strconv.FormatFloat(v, 'g', -1, 64)
		} else {
			return false
		}
		m.odd++
	}
	m.out.WriteString(w)
	return true
}

// text reads a text in some quotes; ok is false if its end is missing.
func (m *mender) text(quote byte) (s string, ok bool) {
	m.note(quote != '"')
	var b strings.Builder
	for m.i++; m.i < len(m.in); m.i++ {
		switch ch := m.in[m.i]; {
		case ch == quote:
			m.i++
			return b.String(), true
		case ch == '\\' && m.i+1 < len(m.in):
			m.i++
			m.escape(&b)
		default:
			b.WriteByte(ch)
		}
	}
	m.cut = true
	return b.String(), false
}

// escape reads what stands behind a backslash and stops at its last byte.
func (m *mender) escape(b *strings.Builder) {
	ch := m.in[m.i]
	if at := strings.IndexByte("bfnrtv0", ch); at >= 0 {
		b.WriteByte("\b\f\n\r\t\v\x00"[at])
		return
	}
	if ch != 'u' {
		b.WriteByte(ch)
		return
	}
	r := m.hex(m.i + 1)
	if r < 0 {
		b.WriteByte(ch)
		return
	}
	m.i += 4
	if low := m.hex(m.i + 3); utf16.IsSurrogate(r) && low >= 0 && m.in[m.i+1] == '\\' {
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			r = pair
			m.i += 6
		}
	}
	b.WriteRune(r)
}

// hex reads the four hexadecimal digits at a place, -1 if they are not there.
func (m *mender) hex(at int) rune {
	if at+4 > len(m.in) {
		return -1
	}
	var r rune
	for _, ch := range m.in[at : at+4] {
		d := strings.IndexByte("0123456789abcdef", ch|0x20)
		if d < 0 || ch < '0' {
			return -1
		}
		r = r<<4 | rune(d)
	}
	return r
}

func (m *mender) quote(s string) {
	b, err := json.Marshal(s)
	if err != nil {
		panic("kie: " + err.Error()) // a string always marshals
	}
	m.out.Write(b)
}
