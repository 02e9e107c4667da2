package app_test

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/player"
	"partlift/backend/say"
)

// tape is a speaker that a test winds on, and measures.
type tape struct {
	p    *player.Player
	mu   sync.Mutex
	rest bool
	lost chan struct{}
	shut bool
}

func (s *tape) Position() float64 { return s.p.Position() }

func (s *tape) Lost() <-chan struct{} { return s.lost }

func (s *tape) Start() { s.set(false) }

func (s *tape) Stop() { s.set(true) }

func (s *tape) Close() error { s.shut = true; return nil }

func (s *tape) set(rest bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest = rest
}

// wind plays seconds and returns the loudest sample of each side.
func (s *tape) wind(seconds float64) (left, right float64) {
	l, r := make([]float32, 480), make([]float32, 480)
	for range int(math.Round(seconds * 100)) {
		s.p.Render(l, r)
		for i := range l {
			left, right = max(left, math.Abs(float64(l[i]))), max(right, math.Abs(float64(r[i])))
		}
	}
	return left, right
}

// heard is a screen whose sound goes to a tape.
func heard(t *testing.T, songs func(w *studiotest.World, s *screen)) (*studiotest.World, *screen, func() *tape) {
	t.Helper()
	var s *tape
	w := studiotest.New(t, kiesim.Script{})
	w.Close()
	w.Config.Sound = func(p *player.Player) (studio.Speaker, say.Text) {
		s = &tape{p: p, rest: true, lost: make(chan struct{})}
		return s, say.Text{}
	}
	w.Open(t)
	screen := newScreen(t, w)
	songs(w, screen)
	screen.until("the song is open", func() bool { return screen.Page.Now() != nil })
	return w, screen, func() *tape { return s }
}

func midi(_ *studiotest.World, s *screen) {
	s.AddFiles([]string{"../backend/kie/kiesim/songs/night-bus-home.mid"})
}

func TestPlayingPausingSeekingAndLooping(t *testing.T) {
	t.Parallel()
	_, s, get := heard(t, midi)
	place := func() float64 {
		second, _ := s.Tick()
		return second
	}
	if place() != 0 {
		t.Error("before anything plays the place is not the begin")
	}
	s.Seek(20)
	s.TogglePlay()
	s.until("it plays", func() bool { return s.Playback.Now().Playing })
	tape := get()
	if l, r := tape.wind(2); l < 0.05 || r < 0.05 || l > 1 || r > 1 {
		t.Errorf("two seconds of the song peak at %v and %v", l, r)
	}
	if at := place(); math.Abs(at-22) > 0.01 {
		t.Errorf("after two seconds from 20 the place is %v", at)
	}
	if peak, rms := s.Meter(3); peak <= 0 || rms <= 0 { // the bass
		t.Errorf("the bass meters %v and %v", peak, rms)
	}
	s.TogglePlay()
	if _, moving := s.Tick(); tape.rest || !moving {
		t.Error("the card rests before the sound has faded")
	}
	tape.wind(0.4)
	at := place()
	if l, _ := tape.wind(1); l != 0 || place() != at || !tape.rest {
		t.Errorf("paused it still sounds (%v), moves or keeps the card busy: %v", l, tape.rest)
	}
	s.SetLoop(10, 11)
	s.Seek(10)
	s.TogglePlay()
	tape.wind(3.5)
	if at := place(); at < 10 || at > 11 {
		t.Errorf("in the loop the place is %v", at)
	}
	s.SetLoop(0, 0)
	s.Seek(s.Page.Now().Seconds - 0.1)
	tape.wind(12)
	s.Tick()
	if s.Playback.Now().Playing {
		t.Error("after its end the song still plays")
	}
	s.CloseSong()
	if s.Playback.Now().Playing || place() != 0 {
		t.Error("a closed song plays")
	}
	s.Close()
	if !tape.shut {
		t.Error("the speaker is left open")
	}
}

func TestMutesVolumesAndEditsAreHeard(t *testing.T) {
	t.Parallel()
	_, s, get := heard(t, midi)
	s.Seek(20)
	s.TogglePlay()
	s.until("it plays", func() bool { return s.Playback.Now().Playing })
	tape := get()
	tape.wind(0.5)
	s.MuteAll(true)
	tape.wind(4) // the hall dies away
	if l, _ := tape.wind(1); l > 1e-4 {
		t.Errorf("with all parts muted the sound peaks at %v", l)
	}
	s.MuteAll(false)
	s.Solo(3, true)
	tape.wind(0.5)
	loud, _ := tape.wind(2)
	s.SetVolume(3, 0.25)
	tape.wind(0.5)
	if soft, _ := tape.wind(2); loud == 0 || soft > 0.5*loud {
		t.Errorf("a quarter of the volume turns a peak of %v into %v", loud, soft)
	}
	if v := s.Page.Now().Volume(3); v != 0.25 {
		t.Errorf("the volume is %v", v)
	}
	s.SetVolume(3, 1)
	var all []edit.NoteRef
	for k := range s.Page.Now().Song.Tracks[3].Notes {
		all = append(all, edit.NoteRef{Track: 3, Note: k})
	}
	s.EditNotes(app.DeleteNotes, all)
	s.until("the notes are gone", func() bool { return len(s.Page.Now().Out.Tracks[3].Notes) == 0 })
	tape.wind(8) // what sounded dies away
	if l, _ := tape.wind(1); l > 1e-3 {
		t.Errorf("deleted notes peak at %v", l)
	}
}

func TestTheRecordingIsHeardBesideTheNotes(t *testing.T) {
	t.Parallel()
	w, s, get := heard(t, func(w *studiotest.World, s *screen) {
		s.OpenSong(w.Transcribe(t))
	})
	_ = w
	sources := s.Playback.Now().Sources
	if len(sources) < 2 || sources[0].Name != "Original" || s.Playback.Now().Recording != 0 {
		t.Fatalf("recordings %+v", s.Playback.Now())
	}
	s.MuteAll(true)
	s.Seek(10)
	s.TogglePlay()
	s.until("it plays", func() bool { return s.Playback.Now().Playing })
	tape := get()
	s.SetBlend(0)
	loudest := func(what string, want bool) {
		t.Helper()
		limit := time.After(10 * time.Minute)
		for { // decoding runs beside; what is not there yet is silent
			s.drain()
			s.Seek(10)
			if l, r := tape.wind(0.3); (max(l, r) > 0.01) == want {
				return
			}
			select {
			case <-limit:
				t.Fatalf("%s is heard: %v", what, !want)
			default:
			}
		}
	}
	loudest("the original alone", true)
	s.SetBlend(1)
	tape.wind(0.3)
	loudest("the original behind the notes", false)
	s.SetSplit(true)
	tape.wind(0.3)
	loudest("the original on the left", true)
	s.Seek(10) // what was just heard is decoded
	tape.wind(0.1)
	l, r := tape.wind(0.2)
	if l < 0.01 || r > 1e-3 {
		t.Errorf("split, the original peaks left at %v, right at %v", l, r)
	}
}

// drain runs what was posted so far.
func (s *screen) drain() {
	for {
		select {
		case f := <-s.queue:
			f()
		default:
			return
		}
	}
}

func TestALostSoundCardIsTold(t *testing.T) {
	t.Parallel()
	_, s, get := heard(t, midi)
	s.TogglePlay()
	s.until("it plays", func() bool { return s.Playback.Now().Playing })
	close(get().lost)
	s.until("it is told", func() bool { return s.Playback.Now().Silent != "" })
}

func TestWithoutSoundTheProgramGoesOn(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	s.TogglePlay()
	s.until("it is told", func() bool { return s.Playback.Now().Silent != "" && s.Playback.Now().Playing })
	s.TogglePlay()
	if s.Playback.Now().Playing {
		t.Error("it cannot be paused")
	}
}

func TestAFileThatIsNoSoundFontIsNotTaken(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	s.UseFont("transport_test.go")
	s.until("it is refused", func() bool {
		return slices.ContainsFunc(s.Notices.Now(), func(n say.Notice) bool { return n.Name == "font" && strings.Contains(n.Text, "SoundFont") })
	})
	if f := s.Settings.Now().SoundFont; f != "" {
		t.Errorf("the settings say %q", f)
	}
}

func TestSongsPlayByASoundFont(t *testing.T) {
	t.Parallel()
	_, s, get := heard(t, midi)
	s.UseFont("testdata/one-tone.sf2")
	s.until("it is taken", func() bool { return s.Settings.Now().SoundFont != "" })
	s.Seek(20)
	s.TogglePlay()
	s.until("it plays", func() bool { return s.Playback.Now().Playing })
	with, _ := get().wind(2)
	s.UseFont("")
	s.until("it is left", func() bool { return s.Settings.Now().SoundFont == "" })
	s.Seek(20)
	without, _ := get().wind(2)
	if with == 0 || without == 0 || with == without {
		t.Errorf("with the SoundFont the song peaks at %v, without at %v", with, without)
	}
}
