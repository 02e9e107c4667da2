package kie

import (
	"math"
	"strconv"
	"strings"
)

// flexible reads a number that may be written as text; ok is false for
// anything else, including text that is not a finite decimal number.
func (c *cursor) flexible() (v float64, ok bool, err error) {
	switch ch := c.peek(); {
	case ch == '"':
		t, err := c.text()
		if err != nil {
			return 0, false, err
		}
		if t.plain {
			v, ok = decimal(trim(t.inner()))
		} else {
			v, ok = decimal([]byte(strings.TrimSpace(t.String())))
		}
		return v, ok, nil
	case ch == '-' || ch-'0' <= 9:
		b, err := c.number()
		if err != nil {
			return 0, false, err
		}
		v, ok = decimal(b)
		return v, ok, nil
	}
	return 0, false, c.skip(0)
}

// decimal converts decimal text; hexadecimal, NaN and infinities are refused.
func decimal(b []byte) (float64, bool) {
	if len(b) == 0 {
		return 0, false
	}
	whole, short := 0, len(b) <= 9
	for _, ch := range b {
		switch d := ch - '0'; {
		case d <= 9:
			whole = whole*10 + int(d)
		case ch == '.' || ch == '-' || ch == '+' || ch == 'e' || ch == 'E':
			short = false
		default:
			return 0, false
		}
	}
	if short {
		return float64(whole), true
	}
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil && !math.IsInf(v, 0)
}
