package words_test

import (
	"testing"

	"partlift/views/words"
)

// BenchmarkSay is what a row of the history costs in another language.
func BenchmarkSay(b *testing.B) {
	for _, v := range []string{"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"} {
		b.Setenv(v, "de_DE.UTF-8")
	}
	if err := words.Load(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		words.N(7, "{{.Count}} part", "{{.Count}} parts")
		words.Say("Uploading 43 %", nil)
		words.Say("A title of somebody's own", nil)
	}
}
