package say_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"partlift/backend/say"
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
	told := say.Refuse("Try {{.Name}} again.", "“{{.Name}}” is {{.What}}.", say.With{"Name": "Song.mid", "What": say.Of("a web page")})
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

func TestATextIsKeptAndReadAgain(t *testing.T) {
	song := say.Of("“{{.Title}}”", say.With{"Title": "Tea"})
	for name, c := range map[string]struct {
		text    say.Text
		json    string
		english string
	}{
		"nothing":   {say.Text{}, `""`, ""},
		"words":     {say.Of("No notes."), `"No notes."`, "No notes."},
		"a place":   {say.Of("No notes in {{.File}}.", say.With{"File": "a.mid"}), `{"key":"No notes in {{.File}}.","with":{"File":"a.mid"}}`, "No notes in a.mid."},
		"a text":    {say.Of("In {{.Song}}.", say.With{"Song": song}), `{"key":"In {{.Song}}.","with":{"Song":{"key":"“{{.Title}}”","with":{"Title":"Tea"}}}}`, "In “Tea”."},
		"several":   {say.Text{}.And(say.Text{}, say.Of("One.").And(say.Of("Two.")), say.Of("Three.")), `{"key":"One.","more":["Two.","Three."]}`, "One. Two. Three."},
		"a number":  {say.Of("{{.Credits}} credits.", say.With{"Credits": 12.5}), `{"key":"{{.Credits}} credits.","with":{"Credits":12.5}}`, "12.5 credits."},
		"one thing": {say.Counted(1, "1 note.", "{{.Count}} notes."), `{"key":"{{.Count}} notes.","one":"1 note.","with":{"Count":"1","N":1}}`, "1 note."},
		"many":      {say.Counted(2500, "1 note.", "{{.Count}} notes."), `{"key":"{{.Count}} notes.","one":"1 note.","with":{"Count":"2,500","N":2500}}`, "2,500 notes."},
	} {
		raw, err := json.Marshal(c.text)
		if err != nil || string(raw) != c.json {
			t.Errorf("%s: kept as %s, %v", name, raw, err)
		}
		var again say.Text
		if err := json.Unmarshal(raw, &again); err != nil || again.String() != c.english || c.text.String() != c.english {
			t.Errorf("%s: %q, read again %q, %v", name, c.text, again, err)
		}
		if c.text.Empty() != (c.english == "") {
			t.Errorf("%s: empty is %v", name, c.text.Empty())
		}
		said := again.In(func(english string, data any) string { // as a real language takes its plurals
			with, _ := data.(say.With)
			if n, ok := with["N"].(int); ok && n == 1 {
				return "one"
			}
			return say.Fill(english, with)
		})
		if want := c.english; name != "one thing" && said != want || name == "one thing" && said != "one" {
			t.Errorf("%s: said %q", name, said)
		}
	}
}

func TestATextIsNotChangedByWhatFollows(t *testing.T) {
	first := say.Of("One.").And(say.Of("Two."))
	_, _ = first.And(say.Of("Three.")), first.And(say.Of("Four."))
	if got := first.And(say.Of("Five.")).String(); got != "One. Two. Five." || first.String() != "One. Two." {
		t.Errorf("%q, and %q", got, first)
	}
	if got := strings.Join(say.English([]say.Text{first, say.Of("Six.")}), "|"); got != "One. Two.|Six." {
		t.Error(got)
	}
}

func TestSentencesAreJoined(t *testing.T) {
	for _, c := range [][3]string{{"A.", "B.", "A. B."}, {"", "B.", "B."}, {"A.", "", "A."}, {"音。", "音。", "音。音。"}} {
		if got := say.Join(c[0], c[1]); got != c[2] {
			t.Errorf("%q", got)
		}
	}
}

// FuzzText is for what a library may hold.
func FuzzText(f *testing.F) {
	for _, s := range []string{`"x"`, `{}`, `{"key":"{{.A}}","with":{"A":{"key":"b"},"N":1e300}}`, `{"with":{"A":[1]}}`, `{"more":[{"more":[]}]}`, `null`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var text say.Text
		if json.Unmarshal(data, &text) != nil {
			return
		}
		raw, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var again say.Text
		if err := json.Unmarshal(raw, &again); err != nil || again.String() != text.String() {
			t.Fatalf("%q became %q, %v", text, again, err)
		}
	})
}
