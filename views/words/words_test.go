package words_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/backend/say"
	"partlift/views/words"
)

var update = flag.Bool("update", false, "write the English texts of the source to their file")

// texts of one language, by their English; plural forms are maps.
func language(t *testing.T, tag string) map[string]any {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("translations", "partlift."+tag+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(tag, err)
	}
	return out
}

func TestEnglishIsWhatTheSourceSays(t *testing.T) {
	found, many := spoken(t)
	if *update {
		write(t, found, many)
	}
	english := language(t, "en")
	for s, at := range found {
		if _, ok := english[s]; !ok {
			t.Errorf("%s: no translation has %q", at, s)
		}
	}
	for s, form := range english {
		if _, ok := found[s]; !ok {
			t.Errorf("nothing says %q", s)
		}
		one, plural := many[s]
		forms, _ := form.(map[string]any)
		switch {
		case plural && (forms["one"] != one || forms["other"] != s):
			t.Errorf("the source counts %q, %q, and the file %v", one, s, forms)
		case !plural && form != s:
			t.Errorf("%q reads %q", s, form)
		}
	}
	if len(english) < 300 {
		t.Errorf("found only %d texts; the search is wrong", len(english))
	}
}

// write makes the English file again.
func write(t *testing.T, found texts, many map[string]string) {
	out := map[string]any{}
	for s := range found {
		out[s] = s
	}
	for s, one := range many {
		out[s] = map[string]string{"one": one, "other": s}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("translations", "partlift.en.json"), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

var tags = []string{"de", "es", "ja", "zh_Hans"}

func TestEveryLanguageSaysWhatEnglishSays(t *testing.T) {
	english := language(t, "en")
	for _, tag := range tags {
		said := language(t, tag)
		for key := range english {
			if _, ok := said[key]; !ok {
				t.Errorf("%s has no %q", tag, key)
			}
		}
		for key, text := range said {
			if _, ok := english[key]; !ok {
				t.Errorf("%s translates %q, which nothing says", tag, key)
			}
			_, counted := english[key].(map[string]any)
			forms, plural := text.(map[string]any)
			if counted != plural {
				t.Errorf("%s: %q is counted in one language alone", tag, key)
			}
			if !plural {
				forms = map[string]any{"other": text}
			}
			for _, form := range forms {
				samePlaces(t, tag, key, form.(string))
			}
		}
	}
}

// samePlaces fails where a translation has other places than its English. In
// the words of errors a place may be left out: {{.A}} and its like.
func samePlaces(t *testing.T, tag, key, text string) {
	t.Helper()
	want, have := place.FindAllString(key, -1), place.FindAllString(text, -1)
	for _, p := range have {
		if !slices.Contains(want, p) {
			t.Errorf("%s: %q has no place %s in %q", tag, key, p, text)
		}
	}
	for _, p := range want {
		// The one of a counted form may be in words.
		if len(p) > len("{{.A}}") && p != "{{.Count}}" && !slices.Contains(have, p) {
			t.Errorf("%s: %q lost its %s in %q", tag, key, p, text)
		}
	}
	if strings.TrimSpace(text) == "" {
		t.Errorf("%s: %q has no words", tag, key)
	}
}

func TestSayTranslatesWhatIsKnown(t *testing.T) {
	speak(t, "de_DE.UTF-8")
	for english, want := range map[string]string{
		"Could not open the song.":        "Der Song ließ sich nicht öffnen.",
		"Harbour lights":                  "Harbour lights",
		"The service found no notes in X": "The service found no notes in X",
		"":                                "",
	} {
		if got := words.Say(english, nil); got != want {
			t.Errorf("%q becomes %q, want %q", english, got, want)
		}
	}
	if got := words.Say("{{.Count}} parts", words.With{"N": 1, "Count": "1"}); got != "1 Part" {
		t.Errorf("one part reads %q", got)
	}
}

// A text that carries others is said in one language, whatever it went through
// since it was made.
func TestTextsAreSaidInTheLanguageOfTheReader(t *testing.T) {
	song := say.Of("“{{.Title}}”", say.With{"Title": "Night {{.Song}} Bus"})
	told := say.Of("The service found no notes in {{.Song}}.", say.With{"Song": song}).And(
		say.Counted(1, "1 note was unusable and was left out.", "{{.Count}} notes were unusable and were left out."),
		say.Counted(1200, "1 note was unusable and was left out.", "{{.Count}} notes were unusable and were left out."))
	for locale, want := range map[string]string{
		"C":           "The service found no notes in “Night {{.Song}} Bus”. 1 note was unusable and was left out. 1,200 notes were unusable and were left out.",
		"de_DE.UTF-8": "Der Dienst fand in „Night {{.Song}} Bus“ keine Noten. 1 Note war unbrauchbar und wurde weggelassen. 1,200 Noten waren unbrauchbar und wurden weggelassen.",
	} {
		speak(t, locale)
		raw, err := json.Marshal(told)
		if err != nil {
			t.Fatal(err)
		}
		var kept say.Text
		if err := json.Unmarshal(raw, &kept); err != nil {
			t.Fatal(err)
		}
		for _, text := range []say.Text{told, kept} {
			if got := text.In(words.Voice(io.Discard)); got != want {
				t.Errorf("%s: %q", locale, got)
			}
		}
	}
}

func TestLanguageIsTheSystems(t *testing.T) {
	for locale, want := range map[string]string{
		"C": "", "en_GB.UTF-8": "", "de_AT.UTF-8": "de", "es_MX.UTF-8": "es", "ja_JP.UTF-8": "ja", "zh_CN.UTF-8": "zh_Hans", "fr_FR.UTF-8": "",
	} {
		speak(t, locale)
		if got := words.Spoken(); got != want {
			t.Errorf("%s speaks %q, want %q", locale, got, want)
		}
		if got := words.N(1, "{{.Count}} part", "{{.Count}} parts"); want == "" && got != "1 part" {
			t.Errorf("%s: one part reads %q", locale, got)
		}
	}
}

// speak changes the system's language for a test.
func speak(t *testing.T, locale string) {
	t.Helper()
	for _, v := range []string{"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"} {
		t.Setenv(v, locale)
	}
	if err := words.Load(); err != nil {
		t.Fatal(err)
	}
}
