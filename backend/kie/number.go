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
	case ch == '-' && c.i+1 < len(c.b) && c.b[c.i+1] == 'I':
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

// tens are the powers of ten that a float64 holds exactly and that can follow
// a mantissa of 15 digits.
var tens = [16]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// decimal converts decimal text; hexadecimal, NaN and infinities are refused.
// Up to 15 digits, mantissa and power of ten are both exact, so one division
// rounds correctly; the rest is strconv's.
func decimal(b []byte) (float64, bool) {
	var mantissa uint64
	digits, places, dots, plain := 0, 0, 0, true
	for i, ch := range b {
		switch d := ch - '0'; {
		case d <= 9:
			mantissa = mantissa*10 + uint64(d)
			digits++
			places += dots
		case ch == '.':
			dots++
		case ch == '-' && i == 0:
		case ch == '-' || ch == '+' || ch == 'e' || ch == 'E':
			plain = false
		default:
			return 0, false
		}
	}
	if plain && dots <= 1 && digits > 0 && digits <= 15 {
		v := float64(mantissa) / tens[places]
		if b[0] == '-' {
			v = -v
		}
		return v, true
	}
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil && !math.IsInf(v, 0)
}
