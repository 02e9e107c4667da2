package music

import (
	"strings"

	"github.com/mozillazg/go-unidecode"
)

// ASCII transliterates any text to printable ASCII (0x20–0x7E), trimmed and
// with single blanks, for places that cannot hold more: names inside MIDI
// files and file names. It returns "" when nothing of the text survives.
func ASCII(name string) string {
	var b strings.Builder
	b.Grow(len(name))
	blank := false
	for _, c := range []byte(unidecode.Unidecode(name)) {
		if c <= ' ' || c > '~' {
			// Control characters divide words in pasted text; DEL and what
			// unidecode could not place do too.
			blank = true
			continue
		}
		if blank && b.Len() > 0 {
			b.WriteByte(' ')
		}
		blank = false
		b.WriteByte(c)
	}
	return b.String()
}
