package kit

import (
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"
)

func TestEllipsisFits(t *testing.T) {
	measure := func(s string) float32 { return 7 * float32(utf8.RuneCountInString(s)) }
	fits := func(s string, tail bool, room uint8) bool {
		s = strings.ToValidUTF8(s, "?")
		width := float32(room) + 7
		got := ellipsis(s, tail, width, measure)
		if got == s {
			return measure(s) <= width
		}
		whole := strings.HasPrefix(s, strings.TrimSuffix(got, "…"))
		if tail {
			whole = strings.HasSuffix(s, strings.TrimPrefix(got, "…"))
		}
		return measure(got) <= width && whole && utf8.ValidString(got)
	}
	if err := quick.Check(fits, nil); err != nil {
		t.Error(err)
	}
	if got := ellipsis("harbour lights", true, 49, measure); got != "…lights" {
		t.Errorf("the tail reads %q", got)
	}
}
