package words_test

import (
	"testing"
	"time"

	"partlift/views/words"
)

func TestAgo(t *testing.T) {
	speak(t, "C")
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
		if got := words.Ago(now, now.Add(-past)); got != want {
			t.Errorf("%v ago reads %q, want %q", past, got, want)
		}
	}
	if got := words.Ago(now, time.Time{}); got != "" {
		t.Errorf("no time reads %q", got)
	}
}

func TestSize(t *testing.T) {
	speak(t, "C")
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1500: "2 kB", 4_321_000: "4.3 MB"} {
		if got := words.Size(n); got != want {
			t.Errorf("%d bytes read %q, want %q", n, got, want)
		}
	}
}
