package views

import (
	"strings"
	"testing"

	"partlift/app"
	"partlift/backend/smf/verify"
)

func TestPitchNames(t *testing.T) {
	for p, want := range map[uint8]string{0: "C-1", 21: "A0", 60: "C4", 61: "C#4", 127: "G9"} {
		if got := pitchName(p); got != want {
			t.Errorf("note %d is called %q, want %q", p, got, want)
		}
	}
	if got := pitchNames(app.Part{Drums: true, Notes: 3, Low: 36, High: 42}); got != "Drum kit" {
		t.Errorf("drums range over %q", got)
	}
	if got := pitchNames(app.Part{}); got != "–" {
		t.Errorf("no notes range over %q", got)
	}
}

func TestInstrumentLine(t *testing.T) {
	for want, p := range map[string]app.Part{
		"GM 34":                         {Name: "Slap", Instrument: "Slap", Program: 33, Known: true},
		"Violin · GM 41 · from Strings": {Name: "Solo", Instrument: "Violin", Program: 40, Known: true, Stem: "Strings"},
		"Drum kit · channel 10":         {Name: "Drums", Drums: true, Known: true},
		"Not recognised, goes out as Acoustic Grand Piano": {Name: "Blob", Instrument: "Acoustic Grand Piano"},
	} {
		if got := instrument(p); got != want {
			t.Errorf("%+v reads %q, want %q", p, got, want)
		}
	}
}

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
