package session

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
)

// Markup writes XML whose bytes depend on nothing but what is written.
type Markup struct {
	bytes.Buffer
	ids int
}

// Raw is an argument of Put that is markup already.
type Raw string

// Put writes text in which %s are attributes or content; strings are escaped.
func (m *Markup) Put(format string, args ...any) {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = escaped(s)
		}
	}
	fmt.Fprintf(&m.Buffer, format, args...)
}

// ID returns an identifier that is new in the file.
func (m *Markup) ID() string {
	m.ids++
	return "id" + strconv.Itoa(m.ids)
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

// Number writes a number so that it reads back the same, with a dot and without
// an exponent.
func Number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Digit is a switch as formats of numbers have it.
func Digit(on bool) int {
	if on {
		return 1
	}
	return 0
}
