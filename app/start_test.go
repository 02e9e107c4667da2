package app_test

import (
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

func TestALaterStartHandsItsFilesToTheWindow(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	shown := 0
	door := s.OpenDoor("a word nobody guesses", func() { shown++ })
	defer door.Close()
	if !studio.HandOver(t.Context(), w.Config.Dir, []string{studiotest.Demo(t, "night-bus-home")}) {
		t.Fatal("the window was not found")
	}
	s.until("the song is there", func() bool { return s.row(0).State == studio.RowDone })
	if shown != 1 {
		t.Errorf("the window came forward %d times", shown)
	}
}

func TestBeginTakesWhatTheProgramWasStartedWith(t *testing.T) {
	t.Parallel()
	s := newScreen(t, studiotest.New(t, kiesim.Script{}))
	s.Begin("/logs/crash.txt", studio.Launch{Files: []string{studiotest.Demo(t, "night-bus-home")}, Demo: true})
	s.until("the file and the demo are there", func() bool { return s.Total.Now() == 4 })
	if n := s.Notices.Now(); len(n) == 0 || n[0].Path != "/logs/crash.txt" {
		t.Errorf("of the crash is told %+v", n)
	}
}

func TestShutDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	s := newScreen(t, studiotest.New(t, kiesim.Script{}))
	never := make(chan time.Time)
	if err := s.Shut(func(time.Duration) <-chan time.Time { return never }); err != nil {
		t.Errorf("in order: %v", err)
	}

	s = newScreen(t, studiotest.New(t, kiesim.Script{}))
	release := s.Hold("something slow")
	defer release()
	now := make(chan time.Time)
	close(now)
	if err := s.Shut(func(time.Duration) <-chan time.Time { return now }); err == nil {
		t.Error("nothing is said of what takes too long")
	}
}
