package studio

import (
	"strings"
	"testing"

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
