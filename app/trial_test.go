package app_test

import (
	"reflect"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
)

// tried has the open song show a reading until it is there.
func (s *screen) tried(c edit.GridChoice) *edit.Trial {
	s.t.Helper()
	s.TryGrid(c)
	s.until("the reading is tried", func() bool {
		t := s.Page.Now().Trial
		return t != nil && t.Choice == c
	})
	return s.Page.Now().Trial
}

func TestAReadingIsTriedBeforeItIsChosen(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	p := s.Page.Now()
	was := settled(s, p.GridChoice)
	half := p.Adjustable()
	half.Octave--
	trial := s.tried(half)
	now := s.Page.Now()
	if got, want := now.Counted().Tempo[0].BPM, p.Counted().Tempo[0].BPM/2; got < want-0.01 || got > want+0.01 {
		t.Errorf("the trial is shown at %.2f BPM, want half: %.2f", got, want)
	}
	if now.At(30) == p.At(30) {
		t.Errorf("the place 30 s is %s in both readings", now.At(30))
	}
	if now.Grid != p.Grid || now.Tempo != p.Tempo || !reflect.DeepEqual(stateOf(s), was) || now.Undo != "" {
		t.Error("a reading that is only tried changes the song")
	}
	s.EndTrial()
	if s.Page.Now().Trial != nil || s.Page.Now().Counted() != p.Counted() {
		t.Error("the bars are not what they were")
	}
	s.tried(half)
	s.KeepTrial()
	kept := trial.Settled()
	settled(s, kept)
	now = s.Page.Now()
	if now.Trial != nil || now.Found.Doubt() != edit.NoDoubt || now.Undo == "" || !now.GridChoice.Right {
		t.Errorf("kept: %+v, doubt %q, undo %q", now.GridChoice, now.Found.Doubt(), now.Undo)
	}
	if again, err := w.Page(t.Context(), now.ID); err != nil || again.GridChoice != kept {
		t.Errorf("the library has %+v, %v", again.GridChoice, err)
	}
	s.Undo()
	if got := settled(s, was.bars); !reflect.DeepEqual(got, was) {
		t.Errorf("undone: %+v", got.bars)
	}
}

func TestATrialThatIsLeftNeverComesBack(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	for name, leave := range map[string]func(){
		"ended":          s.EndTrial,
		"another choice": func() { s.SetGrid(edit.GridChoice{Mode: edit.GridOff}) },
	} {
		s.TryGrid(edit.GridChoice{Tempo: 90})
		leave() // before it is read
		s.rest()
		if s.Page.Now().Trial != nil {
			t.Errorf("%s: the trial is shown after all", name)
		}
	}
	s.tried(edit.GridChoice{Tempo: 90})
	s.CloseSong()
	s.rest()
	s.KeepTrial() // of no song
	s.EndTrial()
}

func TestNoBarsCanBeTried(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	off := edit.GridChoice{Mode: edit.GridOff}
	if trial := s.tried(off); trial.Grid != nil || s.Page.Now().Counted() != nil || trial.Text == "" {
		t.Errorf("without bars: %+v", trial)
	}
	s.KeepTrial()
	settled(s, off)
}

func TestAReadingThatIsTriedIsClicked(t *testing.T) {
	t.Parallel()
	_, s, get := heard(t, midi)
	s.MuteAll(true)
	s.Seek(20)
	s.TogglePlay()
	s.until("it plays", func() bool { return s.Playback.Now().Playing })
	tape := get()
	tape.wind(4)
	if l, _ := tape.wind(1); l > 1e-3 {
		t.Fatalf("before anything is tried there is a sound of %v", l)
	}
	clicks := func() (n int) {
		for quiet := true; n < 1000; {
			l, _ := tape.wind(0.01)
			if l < 1e-3 && s.Page.Now() != nil {
				quiet = true
			} else if quiet {
				quiet = false
				n++
			}
			if at, _ := s.Tick(); at > 32 {
				return n
			}
		}
		return n
	}
	s.tried(edit.GridChoice{})
	s.Seek(24)
	slow := clicks()
	s.tried(edit.GridChoice{Octave: 1})
	s.Seek(24)
	fast := clicks()
	if slow < 8 || fast < 2*slow-2 || fast > 2*slow+2 {
		t.Errorf("%d clicks in eight seconds, and %d of the doubled tempo", slow, fast)
	}
	s.EndTrial()
	tape.wind(1)
	if l, _ := tape.wind(2); l > 1e-3 {
		t.Errorf("after the trial there is a sound of %v", l)
	}
	if s.Playback.Now().Metronome {
		t.Error("the trial has switched the metronome on")
	}
}

func TestTheRecordingIsHeardUnderTheClicksOfATrial(t *testing.T) {
	t.Parallel()
	_, s, get := heard(t, func(w *studiotest.World, s *screen) { s.OpenSong(w.Transcribe(t)) })
	s.MuteAll(true)
	s.Seek(10)
	s.TogglePlay()
	s.until("it plays", func() bool { return s.Playback.Now().Playing })
	off := edit.GridChoice{Mode: edit.GridOff} // no clicks
	loud := func() bool {
		s.drain()
		s.Seek(10)
		l, r := get().wind(0.3)
		return max(l, r) > 0.01
	}
	get().wind(4)
	if loud() {
		t.Fatal("the recording is heard though only the notes are wanted")
	}
	s.tried(off)
	s.until("the recording is heard", loud)
	s.EndTrial()
	get().wind(0.3)
	if loud() {
		t.Error("after the trial the recording is still heard")
	}
	if b := s.Playback.Now().Blend; b != 1 {
		t.Errorf("the trial moves the fader to %v", b)
	}
}

func TestATrialOutlivesAReloadOfItsSong(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	trial := s.tried(edit.GridChoice{Octave: -1})
	s.OpenSong(s.Page.Now().ID)
	s.rest()
	if s.Page.Now().Trial != trial {
		t.Error("reading the song again ends the trial")
	}
}
