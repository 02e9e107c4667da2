package receipt

import (
	"strings"
	"testing"

	"partlift/backend/smf/verify"
)

func TestRepairsInWords(t *testing.T) {
	if got := repairs(verify.Repairs{}); !strings.HasPrefix(got, "none") {
		t.Errorf("no repairs read %q", got)
	}
	got := repairs(verify.Repairs{Overlap: 1200, Dropped: 2})
	if got != "1,200 overlapping notes shortened · 2 unusable notes left out" {
		t.Errorf("repairs read %q", got)
	}
}

func TestTally(t *testing.T) {
	got := tally([]verify.Result{{OK: true}, {OK: true, Skipped: true}, {}})
	if got != "1 passed · 1 does not apply · 1 failed" {
		t.Errorf("the checklist adds up to %q", got)
	}
}

func TestSentence(t *testing.T) {
	for in, want := range map[string]string{"": "", "ünd so": "Ünd so", "No": "No", "480 ticks": "480 ticks"} {
		if got := sentence(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
