package smf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decoded returns the names of the tracks and of their instruments.
func (r *reader) decoded() [][2]string {
	out := make([][2]string, len(r.names))
	for i, n := range r.names {
		out[i] = [2]string{text(string(n.name)), text(string(n.instrument))}
	}
	return out
}

// text reads the bytes of a name: UTF-8 where they are, the Windows alphabet
// of Western Europe otherwise, without control characters.
func text(s string) string {
	if !utf8.ValidString(s) {
		s, _ = charmap.Windows1252.NewDecoder().String(s)
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
