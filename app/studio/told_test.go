package studio

import (
	"strings"
	"testing"

	"partlift/backend/library"
	"partlift/backend/say"
	"partlift/backend/task"
)

func TestEveryDelayAndWarningHasItsWords(t *testing.T) {
	for _, d := range []task.Delay{task.NoNetwork, task.Trouble, task.HostTrouble, task.Strange, task.TooBusy, task.TooLong} {
		if delays[d] == "" {
			t.Errorf("nothing is said of %q", d)
		}
	}
	for _, c := range []struct {
		warning task.Warning
		says    string
	}{
		{task.Warning{Kind: task.NoStems}, "came without stems"},
		{task.Warning{Kind: task.ManyStems, Sent: 70}, "sent 70 stems; only the first 64"},
		{task.Warning{Kind: task.StemsAway, Stems: []string{"Bass"}}, "The stem Bass could not be downloaded"},
		{task.Warning{Kind: task.StemsAway, Stems: []string{"Drums", "Bass"}}, "The stems Drums, Bass could not be downloaded"},
		{task.Warning{Kind: task.NotesLost, Stems: []string{"Bass"}}, "The stem Bass could not be transcribed"},
		{task.Warning{Kind: task.StemsAway, Text: "As it was said before."}, "As it was said before."},
		{task.Warning{Kind: "of a later version"}, "A later version"},
	} {
		if got := warningText(nil, c.warning); !strings.Contains(got, c.says) {
			t.Errorf("%+v says %q", c.warning, got)
		}
	}
}

// The library keeps kinds; rows of earlier versions hold sentences.
func TestRowsAreReadInEveryForm(t *testing.T) {
	shout := say.Tongue(func(english string, data any) string {
		with, _ := data.(map[string]any)
		return strings.ToUpper(say.Fill(english, with))
	})
	for _, c := range []struct {
		state, detail string
		want          []string // in the row's detail
		away          bool     // stems
	}{
		{"done", "", []string{"3 PARTS"}, false},
		{"done", lacksParts, []string{"SOME PARTS ARE MISSING"}, false},
		{"done", lacksParts + "," + lacksStems, []string{"SOME PARTS ARE MISSING", "SOME STEMS ARE MISSING"}, true},
		{"done", "some parts are missing, some stems are missing", []string{"SOME PARTS ARE MISSING", "SOME STEMS ARE MISSING"}, true},
		{"failed", "The service could not finish the work.", []string{"THE SERVICE COULD NOT"}, false},
		{"cancelled", broughtBack, []string{"BROUGHT BACK WITHOUT"}, false},
	} {
		r := rowOf(shout, library.Song{State: c.state, Detail: c.detail, Tracks: 3})
		for _, want := range c.want {
			if !strings.Contains(r.Detail, want) {
				t.Errorf("%s, %q: the row says %q", c.state, c.detail, r.Detail)
			}
		}
		if r.StemsMissing != c.away || strings.Contains(r.Detail, "lacks-") {
			t.Errorf("%s, %q: %+v", c.state, c.detail, r)
		}
	}
}
