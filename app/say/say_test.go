package say_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"partlift/app/say"
)

// loud is a language of its own: sentences in capitals, what stands in their
// places as it is.
func loud(english string, data any) string {
	with, _ := data.(say.With)
	out := ""
	for i, s := range strings.Split(english, "{{.") {
		place, rest, found := strings.Cut(s, "}}")
		if i == 0 || !found {
			out += strings.ToUpper(s)
			continue
		}
		out += say.Fill("{{."+place+"}}", with) + strings.ToUpper(rest)
	}
	return out
}

func TestATroubleIsSaidInALanguage(t *testing.T) {
	told := say.Refuse("Try {{.Name}} again.", "“{{.Name}}” is {{.What}}.", say.With{"Name": "Song.mid", "What": say.Phrase("a web page")})
	told.Err = fs.ErrNotExist
	if text, hint := told.In(loud); text != "“Song.mid” IS A WEB PAGE." || hint != "TRY Song.mid AGAIN." {
		t.Errorf("said: %s / %s", text, hint)
	}
	if got := told.Error(); got != "“Song.mid” is a web page. Try Song.mid again." {
		t.Errorf("in English: %s", got)
	}
	if !errors.Is(told, fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
	if got := say.Refuse("", "It is 100 % over.").Error(); got != "It is 100 % over." {
		t.Errorf("without places: %s", got)
	}
}

func TestNumbersAreWritten(t *testing.T) {
	for got, want := range map[string]string{
		say.Thousands(0): "0", say.Thousands(999): "999", say.Thousands(12345678): "12,345,678",
		say.Clock(0): "0:00", say.Clock(59.6): "1:00", say.Clock(3725): "62:05", say.Credits(50): "50", say.Credits(0.5): "0.5",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestACountPicksItsSentence(t *testing.T) {
	var english say.Tongue
	for n, want := range map[int]string{1: "1 song of 9", 2000: "2,000 songs of 9"} {
		if got := english.CountWith(n, "{{.Count}} song of {{.All}}", "{{.Count}} songs of {{.All}}", say.With{"All": 9}); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
