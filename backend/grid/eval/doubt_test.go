//go:build eval

package eval

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"partlift/app/edit"
)

// bare is a tempo or a meter that is shown as if it were known.
var bare = regexp.MustCompile(`^\d+\.\d+ BPM( · \d+/\d+)?( ·|$)|^Tempo map`)

// TestDoubtIsShown looks at what the program shows of every song, of every
// class, however strange: a bare number only at a confidence of nine tenths.
func TestDoubtIsShown(t *testing.T) {
	sets, shown, doubtful := gather(t), 0, 0
	for _, c := range Classes {
		for _, s := range c.songs(sets, func(Song) bool { return true }, 0) {
			s = Render(s, c.Mode)
			p := edit.NewPage(nil, s.Notes, 0, edit.Saved{}, false)
			if p.Grid == nil {
				continue
			}
			shown++
			var report struct {
				Sure       bool
				Confidence map[string]float64
			}
			if err := json.Unmarshal(edit.GridJSON(p.Found, p.Seconds), &report); err != nil {
				t.Fatal(err)
			}
			k := report.Confidence
			sure := k["level"]*k["phase"] >= 0.9 && k["bar"] >= 0.9
			if !sure {
				doubtful++
			}
			beats := k["level"]*k["phase"] >= 0.9
			plain := bare.MatchString(p.Tempo)
			if report.Sure != sure || plain && !beats || !plain && sure {
				t.Errorf("%s/%s: %q at %v, sure %v", s.Set, s.ID, p.Tempo, k, report.Sure)
			}
			if beats && !sure && !strings.Contains(p.Tempo, "bars not sure") {
				t.Errorf("%s/%s: %q says nothing of the bars", s.Set, s.ID, p.Tempo)
			}
		}
	}
	t.Logf("%d songs shown, %d of them in doubt", shown, doubtful)
}
