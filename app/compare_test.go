package app_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"partlift/app/studio/studiotest"
	"partlift/backend/music"
)

func TestNotesMeetTheSoundOfTheOpenSong(t *testing.T) {
	t.Parallel()
	var id string
	w, s, get := heard(t, func(w *studiotest.World, s *screen) {
		id = studiotest.Apart(t, w.Studio, .15)
		s.OpenSong(id)
	})
	percents := map[int]bool{}
	s.Comparing.Watch(func(percent int) { percents[percent] = true })
	s.until("notes and sound were compared", func() bool { return s.Page.Now().Heard != nil })
	offset := s.Page.Now().Offset()
	if math.Abs(offset-.15) > .008 || s.Comparing.Now() != 0 || len(percents) < 3 {
		t.Fatalf("offset %v, comparing %d, told %v", offset, s.Comparing.Now(), percents)
	}
	s.TogglePlay()
	s.until("it plays", func() bool { return s.Playback.Now().Playing })
	var length float64 // of the recording
	s.until("the recording is there", func() bool {
		length = get().p.Length() + offset
		return length > s.Page.Now().Out.End()+.2
	})
	s.SetOffset(-2)
	s.until("it is heard later", func() bool { return math.Abs(get().p.Length()-length-2) < .001 })
	if s.Page.Now().Offset() != -2 || s.Page.Now().Undo != "move the sound" {
		t.Errorf("offset %v, undo %q", s.Page.Now().Offset(), s.Page.Now().Undo)
	}
	s.SetOffset(-1)
	s.MeasureOffset()
	if s.Page.Now().Offset() != offset {
		t.Errorf("as measured it is %v", s.Page.Now().Offset())
	}
	kept := func() bool {
		p, err := w.Page(t.Context(), id)
		return err == nil && p.Offset() == -3
	}
	s.Undo()
	s.Undo()
	s.until("it is undone", func() bool { return s.Page.Now().Offset() == -2 })
	s.SetOffset(-3) // a value that only the last save has
	again := newScreen(t, w)
	s.until("it is kept", kept)
	again.OpenSong(id)
	again.until("the song is open", func() bool { return again.Page.Now() != nil })
	if p := again.Page.Now(); p.Offset() != -3 || p.Heard == nil || p.MeasuredOffset() != offset {
		t.Errorf("later: %v, %+v", p.Offset(), p.Heard)
	}
}

// Another song ends comparing, and is not taken for the one before.
func TestComparingEndsWithTheSong(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	other := s.Page.Now().ID
	s.OpenSong(studiotest.Apart(t, w.Studio, .15))
	s.until("comparing has begun", func() bool { return s.Comparing.Now() > 0 })
	s.OpenSong(other)
	s.until("the other is open", func() bool { return s.Page.Now().ID == other })
	s.rest()
	if s.Comparing.Now() != 0 || s.Page.Now().Heard != nil {
		t.Errorf("comparing %d, heard %+v", s.Comparing.Now(), s.Page.Now().Heard)
	}
	s.OpenSong(studiotest.Apart(t, w.Studio, .1))
	s.until("comparing has begun", func() bool { return s.Comparing.Now() > 0 })
	s.CloseSong()
	if s.rest(); s.Comparing.Now() != 0 {
		t.Error("a closed song is compared")
	}
}

// The stems of a song without a mix are its recording, together and one by one.
func TestStemsAreHeardTogether(t *testing.T) {
	t.Parallel()
	_, s, get := heard(t, func(w *studiotest.World, s *screen) { s.OpenSong(studiotest.Apart(t, w.Studio, 0)) })
	song := s.Page.Now().Song
	names := []string{}
	for _, r := range s.Playback.Now().Sources {
		names = append(names, r.Name)
	}
	if len(names) != 3 || names[0] != "All stems" || s.Playback.Now().Recording != 0 {
		t.Fatalf("recordings %q", names)
	}
	alone := [2]float64{lonely(song.Tracks[0], song.Tracks[1]), lonely(song.Tracks[1], song.Tracks[0])}
	s.SetBlend(0)
	s.TogglePlay()
	s.until("it plays", func() bool { return s.Playback.Now().Playing })
	loud := func(second float64) bool {
		s.Seek(second)
		get().wind(.03) // what was heard before fades
		l, r := get().wind(.07)
		return max(l, r) > .02
	}
	for i, name := range names { // the first part is the bass in one and in both
		s.SetRecording(i)
		bass, piano := names[i] != song.Tracks[1].Name, names[i] != song.Tracks[0].Name
		limit := time.After(time.Minute)
		for loud(alone[0]) != bass || loud(alone[1]) != piano {
			s.drain() // decoding runs beside
			select {
			case <-limit:
				t.Fatalf("%s: bass heard %v, piano heard %v", name, loud(alone[0]), loud(alone[1]))
			default:
			}
		}
	}
}

// lonely is where a note of a track begins with no note of the other around it.
func lonely(track, other music.Track) float64 {
	for _, n := range track.Notes {
		if !slices.ContainsFunc(other.Notes, func(o music.Note) bool { return o.Start > n.Start-.5 && o.Start < n.Start+.2 }) {
			return n.Start
		}
	}
	return 0
}
