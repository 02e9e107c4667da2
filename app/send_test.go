package app_test

import (
	"bytes"
	"strings"
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

func TestLargeAudioIsAskedAbout(t *testing.T) {
	t.Parallel()
	w, u := studiotest.WithLarge(t)
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles([]string{w.WAV})
	s.until("the forms are offered", func() bool { return s.Ask.Now() != nil })
	a := s.Ask.Now()
	if len(a.Choices) != 3 || !strings.HasPrefix(a.Choices[0].Label, "Send as FLAC (") || a.Choices[1].Label != "Send as MP3 (320 kbit/s, 6 MB)" || !a.Choices[2].Cancel {
		t.Fatalf("it asks %q with %+v", a.Text, a.Choices)
	}
	s.Answer(a, 1, "")
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil && s.Ask.Now() != a })
	cost := s.Ask.Now()
	if !strings.Contains(strings.Join(cost.Details, " "), "so it goes there as MP3 (320 kbit/s, 6 MB)") || !cost.Choices[0].Pays {
		t.Errorf("it asks %q, %+v", cost.Details, cost.Choices)
	}
	s.Answer(cost, 0, "")
	s.until("it is done", func() bool { return len(s.Rows.Now()) == 1 && s.row(0).State == studio.RowDone })
	if len(u.Seen) != 1 || !bytes.Contains(u.Seen[0], []byte(".mp3\"")) {
		t.Errorf("%d uploads", len(u.Seen))
	}
}

func TestWhatCannotBeMadeSmallEnoughIsNotSent(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles([]string{studiotest.FileOf(t, "huge.m4a", "\x00\x00\x00\x20ftypM4A "+strings.Repeat("x", 20_000_000))})
	s.until("it is refused", func() bool { return s.Ask.Now() != nil })
	a := s.Ask.Now()
	if !strings.Contains(a.Text, "“huge.m4a” has 20.0 MB, and the service takes 20 MB. Nothing was sent or paid.") || len(a.Choices) != 2 || a.Choices[0].Label != "Sketch here (free)" {
		t.Errorf("it says %q with %+v", a.Text, a.Choices)
	}
	s.Answer(a, 1, "")
	if n := len(w.Sim.Requests()); len(w.Sim.Charges()) != 0 || s.Ask.Now() != nil {
		t.Errorf("%d requests, %d charges", n, len(w.Sim.Charges()))
	}
}

func TestSeveralLargeFilesAreSentWithoutLoss(t *testing.T) {
	t.Parallel()
	w, u := studiotest.WithLarge(t)
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles([]string{w.WAV, studiotest.FileOf(t, "Small.wav", string(studiotest.Tone(8000, 1, 8, 3)))})
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil })
	a := s.Ask.Now()
	if large, small := strings.Join(a.Ticks[0].Notes, " "), a.Ticks[1].Notes; !strings.Contains(large, "so it goes there as FLAC (") || len(small) != 0 {
		t.Errorf("it says %q and %q", large, small)
	}
	s.Answer(a, 0, "")
	s.until("both are done", func() bool {
		return len(s.Rows.Now()) == 2 && s.row(0).State == studio.RowDone && s.row(1).State == studio.RowDone
	})
	if len(u.Seen) != 2 {
		t.Errorf("%d uploads", len(u.Seen))
	}
}

func TestWhatMayBeNoSoundIsSaidBeforeItCosts(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	for name, c := range map[string]struct{ body, doubt string }{
		"mute.wav":   {string(studiotest.Tone(44100, 2, 16, 0)), "“mute.wav” has no sound in it"},
		"broken.m4a": {"\x00\x00\x00\x20ftypM4A " + strings.Repeat("x", 5000), "“broken.m4a” cannot be decoded here"},
		"fine.wav":   {string(studiotest.Tone(8000, 1, 8, 1)), ""},
	} {
		path := studiotest.FileOf(t, name, c.body)
		d, _, err := w.Take(t.Context(), path)
		if err != nil || !strings.HasPrefix(d.Doubt.String(), c.doubt) || d.Doubt.Empty() != (c.doubt == "") {
			t.Errorf("%s: doubt %q, %v", name, d.Doubt, err)
		}
	}
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles([]string{studiotest.FileOf(t, "mute.wav", string(studiotest.Tone(44100, 2, 16, 0)))})
	s.until("it asks", func() bool { return s.Ask.Now() != nil })
	if said := strings.Join(s.Ask.Now().Details, " "); !strings.Contains(said, "“mute.wav” has no sound in it") {
		t.Errorf("it says %q", said)
	}
}
