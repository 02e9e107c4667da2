package kie

import (
	"encoding/json"
	"errors"
	"strings"
)

// maxNesting is far above anything real and far below the stack.
const maxNesting = 500

var errSyntax = errors.New("malformed JSON")

// cursor reads JSON from left to right without building a tree: a result is a
// megabyte of notes wrapped in a few fields, and the notes go straight into
// their slice. It accepts exactly what encoding/json accepts, nesting aside, and
// the NaN and Infinity that some encoders write.
type cursor struct {
	b []byte
	i int
}

// peek skips blanks and returns the next byte, 0 at the end.
func (c *cursor) peek() byte {
	for c.i < len(c.b) {
		switch ch := c.b[c.i]; ch {
		case ' ', '\t', '\n', '\r':
			c.i++
		default:
			return ch
		}
	}
	return 0
}

// take skips blanks and one expected byte.
func (c *cursor) take(want byte) bool {
	if c.peek() != want {
		return false
	}
	c.i++
	return true
}

// next moves to the following member of an object or array that ends with
// closing. first tells whether none has been read yet.
func (c *cursor) next(closing byte, first bool) (more bool, err error) {
	switch ch := c.peek(); {
	case ch == closing:
		c.i++
		return false, nil
	case first:
		return true, nil
	case ch == ',':
		c.i++
		if c.peek() == closing {
			return false, errSyntax
		}
		return true, nil
	}
	return false, errSyntax
}

// text is a string as it stands in the JSON, quotes included.
type text struct {
	raw   []byte
	plain bool // neither escapes nor bytes above 0x7e: what stands there is what is meant
}

// inner returns the bytes between the quotes.
func (t text) inner() []byte { return t.raw[1 : len(t.raw)-1] }

// String decodes the text.
func (t text) String() string {
	if t.plain {
		return string(t.inner())
	}
	var s string
	if json.Unmarshal(t.raw, &s) != nil {
		return ""
	}
	return s
}

func (c *cursor) text() (text, error) {
	if c.peek() != '"' {
		return text{}, errSyntax
	}
	start, plain := c.i, true
	for c.i++; c.i < len(c.b); c.i++ {
		switch ch := c.b[c.i]; {
		case ch == '"':
			c.i++
			return text{c.b[start:c.i], plain}, nil
		case ch == '\\':
			plain = false
			if !c.escape() {
				return text{}, errSyntax
			}
		case ch < ' ':
			return text{}, errSyntax
		case ch > '~':
			plain = false
		}
	}
	return text{}, errSyntax
}

// escape checks the escape that starts here and stops at its last byte.
func (c *cursor) escape() bool {
	c.i++
	if c.i >= len(c.b) {
		return false
	}
	if c.b[c.i] != 'u' {
		return strings.IndexByte(`"\/bfnrt`, c.b[c.i]) >= 0
	}
	for range 4 {
		c.i++
		if c.i >= len(c.b) || strings.IndexByte("0123456789abcdefABCDEF", c.b[c.i]) < 0 {
			return false
		}
	}
	return true
}

// key reads a member's name, without the blanks some gateways leave at its
// end, and the colon.
func (c *cursor) key() ([]byte, error) {
	t, err := c.text()
	if err != nil || !c.take(':') {
		return nil, errSyntax
	}
	if t.plain {
		return trim(t.inner()), nil
	}
	return []byte(strings.TrimSpace(t.String())), nil
}

func trim(b []byte) []byte {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}

// number reads a JSON number and returns its text.
func (c *cursor) number() ([]byte, error) {
	start := c.i
	if c.at('-') {
		c.i++
	}
	switch {
	case c.at('0'):
		c.i++
	case c.digits() == 0:
		return nil, errSyntax
	}
	if c.at('.') {
		c.i++
		if c.digits() == 0 {
			return nil, errSyntax
		}
	}
	if c.at('e') || c.at('E') {
		c.i++
		if c.at('+') || c.at('-') {
			c.i++
		}
		if c.digits() == 0 {
			return nil, errSyntax
		}
	}
	return c.b[start:c.i], nil
}

func (c *cursor) at(ch byte) bool { return c.i < len(c.b) && c.b[c.i] == ch }

func (c *cursor) digits() (n int) {
	for c.i < len(c.b) && c.b[c.i]-'0' <= 9 {
		c.i++
		n++
	}
	return n
}

func (c *cursor) word(w string) error {
	if len(c.b)-c.i < len(w) || string(c.b[c.i:c.i+len(w)]) != w {
		return errSyntax
	}
	c.i += len(w)
	return nil
}

// value skips the next value and returns its text.
func (c *cursor) value() ([]byte, error) {
	c.peek()
	start := c.i
	err := c.skip(0)
	return c.b[start:c.i], err
}

func (c *cursor) skip(depth int) (err error) {
	if depth > maxNesting {
		return errSyntax
	}
	switch c.peek() {
	case '{':
		return c.members(func([]byte) error { return c.skip(depth + 1) })
	case '[':
		return c.elements(func() error { return c.skip(depth + 1) })
	case '"':
		_, err = c.text()
	case 't':
		err = c.word("true")
	case 'f':
		err = c.word("false")
	case 'n':
		err = c.word("null")
	case 'N':
		err = c.word("NaN")
	case 'I':
		err = c.word("Infinity")
	case '-':
		if err = c.word("-Infinity"); err != nil {
			_, err = c.number()
		}
	default:
		_, err = c.number()
	}
	return err
}

// members calls each for every member of the object that starts here; each
// reads the member's value. The key is only good until then.
func (c *cursor) members(each func(key []byte) error) error {
	if !c.take('{') {
		return errSyntax
	}
	for first := true; ; first = false {
		more, err := c.next('}', first)
		if err != nil || !more {
			return err
		}
		k, err := c.key()
		if err != nil {
			return err
		}
		if err := each(k); err != nil {
			return err
		}
	}
}

// elements calls each for every element of the array that starts here.
func (c *cursor) elements(each func() error) error {
	if !c.take('[') {
		return errSyntax
	}
	for first := true; ; first = false {
		more, err := c.next(']', first)
		if err != nil || !more {
			return err
		}
		if err := each(); err != nil {
			return err
		}
	}
}

// end reports whether nothing but blanks is left.
func (c *cursor) end() bool { return c.peek() == 0 && c.i >= len(c.b) }
