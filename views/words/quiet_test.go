package words_test

import (
	"bytes"
	"log"
	"os"
	"testing"

	"partlift/views/words"
)

// A language that the toolkit speaks and Partlift does not is English in whole
// sentences, and the toolkit does not complain about every word.
func TestOtherLanguagesAreQuiet(t *testing.T) {
	var said bytes.Buffer
	log.SetOutput(&said)
	defer log.SetOutput(os.Stderr)
	for _, locale := range []string{"fr_FR.UTF-8", "pt_BR.UTF-8", "ru_RU.UTF-8", "uk_UA.UTF-8", "ta_IN.UTF-8"} {
		speak(t, locale)
		if got := words.L("Open"); got != "Open" {
			t.Errorf("%s: Open reads %q", locale, got)
		}
		words.N(2, "{{.Count}} part", "{{.Count}} parts")
		words.Say("Could not open the song.", nil)
	}
	for _, locale := range []string{"de_DE.UTF-8", "es_ES.UTF-8", "ja_JP.UTF-8", "zh_CN.UTF-8"} {
		speak(t, locale)
		for key := range language(t, "en") {
			words.L(key)
		}
		words.N(1, "{{.Count}} part", "{{.Count}} parts")
	}
	if said.Len() > 0 {
		t.Errorf("the toolkit complains:\n%.2000s", said.String())
	}
}
