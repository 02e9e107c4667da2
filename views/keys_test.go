package views

import (
	"slices"
	"testing"
)

func TestWrapCutsAtSpaces(t *testing.T) {
	for _, c := range []struct {
		words string
		want  []string
	}{
		{"", nil},
		{"one\n\ntwo\n", []string{"one", "", "two"}},
		{"aaa bbb ccc ddd", []string{"aaa bbb", "ccc ddd"}},
		{"aaaaaaaaaaaaaa", []string{"aaaaaaaa", "aaaaaa"}},
		{"äöüäöüäö ß", []string{"äöüäöüäö", "ß"}},
	} {
		if got := wrap(c.words, 8); !slices.Equal(got, c.want) {
			t.Errorf("%q becomes %q, want %q", c.words, got, c.want)
		}
	}
}
