package app_test

import (
	"strings"
	"testing"

	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

func TestADropOfSeveralSongsIsTold(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.AddFiles([]string{studiotest.FileOf(t, "set.json", `[`+studiotest.ResultOf("a", "Bass")+`,`+studiotest.ResultOf("b", "Piano")+`]`)})
	s.until("both songs are there", func() bool { return len(s.Rows.Now()) == 2 })
	s.until("and it is said", func() bool {
		for _, n := range s.Notices.Now() {
			if strings.Contains(n.Text, "“set.json” holds 2 songs") {
				return true
			}
		}
		return false
	})
}
