//go:build eval

package eval

import "strings"

// class returns the pitch class that a note name begins with, -1 without one,
// and the rest.
func class(s string) (int, string) {
	if s == "" {
		return -1, s
	}
	i := strings.IndexByte("C.D.EF.G.A.B", s[0])
	if i < 0 {
		return -1, s
	}
	s = s[1:]
	for s != "" && (s[0] == '#' || s[0] == 'b') {
		if s[0] == '#' {
			i++
		} else {
			i += 11
		}
		s = s[1:]
	}
	return i % 12, s
}

// keyWeight is the score of MIREX: 1 for the key, 0.5 for a fifth, 0.3 for the
// relative, 0.2 for the parallel key.
func keyWeight(truth, got string) float64 {
	a, x := class(truth)
	b, y := class(got)
	if a < 0 || b < 0 {
		return 0
	}
	minorA, minorB := x == "m", y == "m"
	switch {
	case a == b && minorA == minorB:
		return 1
	case minorA == minorB && (b == (a+7)%12 || a == (b+7)%12):
		return 0.5
	case minorA && !minorB && b == (a+3)%12, !minorA && minorB && b == (a+9)%12:
		return 0.3
	case a == b:
		return 0.2
	}
	return 0
}

// chordShare is the share of the time in which the triad is the right one, of
// the time with a major or minor one.
func chordShare(truth []Span, g Guess) float64 {
	good, all := 0.0, 0.0
	for _, s := range truth {
		root, kind := triad(s.Symbol)
		if kind == "" {
			continue
		}
		for t := s.From + 0.05; t < s.To; t += 0.1 {
			at := ""
			for _, c := range g.Chords {
				if c.Second > t {
					break
				}
				at = c.Symbol
			}
			r, k := triad(at)
			all++
			if r == root && k == kind {
				good++
			}
		}
	}
	return good / max(all, 1)
}

// triad reduces a symbol, as annotated ("C#:min7/b3") or as we write it
// ("C#m7/E"), to its root and "maj", "min" or "".
func triad(s string) (int, string) {
	root, rest := class(s)
	rest, _, _ = strings.Cut(strings.TrimPrefix(rest, ":"), "/")
	switch {
	case root < 0, strings.HasPrefix(rest, "sus"), strings.HasPrefix(rest, "dim"), strings.HasPrefix(rest, "aug"),
		strings.HasPrefix(rest, "hdim"):
		return root, ""
	case strings.HasPrefix(rest, "maj"), rest == "", rest[0] >= '0' && rest[0] <= '9':
		return root, "maj"
	case strings.HasPrefix(rest, "m"):
		return root, "min"
	}
	return root, ""
}
