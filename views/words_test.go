package views

import (
	"strings"
	"testing"
	"time"

	"partlift/app"
	"partlift/backend/smf/verify"
)

func TestAgo(t *testing.T) {
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	for past, want := range map[time.Duration]string{
		0:                            "now",
		59 * time.Second:             "now",
		61 * time.Second:             "1 min",
		59 * time.Minute:             "59 min",
		3 * time.Hour:                "3 h",
		50 * time.Hour:               "2 d",
		10 * 24 * time.Hour:          "24 Apr",
		400 * 24 * time.Hour:         "30 Mar 2025",
		-5 * time.Second:             "now",
		6*24*time.Hour + 1*time.Hour: "6 d",
	} {
		if got := ago(now, now.Add(-past)); got != want {
			t.Errorf("%v ago reads %q, want %q", past, got, want)
		}
	}
	if got := ago(now, time.Time{}); got != "" {
		t.Errorf("no time reads %q", got)
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1500: "2 kB", 4_321_000: "4.3 MB"} {
		if got := size(n); got != want {
			t.Errorf("%d bytes read %q, want %q", n, got, want)
		}
	}
}

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
