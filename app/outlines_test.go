package app_test

import (
	"os"
	"slices"
	"testing"
)

func TestSoundsAreOutlinedOnceAndKept(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	id := w.Transcribe(t)
	s.OpenSong(id)
	s.until("the song is open", func() bool { return s.Page.Now() != nil && s.Page.Now().ID == id })
	p := s.Page.Now()
	sounds := append(p.Stems, *p.Audio)
	different := map[string]bool{}
	for _, sound := range sounds {
		different[sound.SHA] = true
	}
	all := func() bool { return len(s.Outlines.Now()) == len(different) }
	s.until("all sounds have outlines", all)
	loud := uint8(0)
	for _, sound := range sounds {
		o := s.Outlines.Now()[sound.SHA]
		if want := int(100 * p.Seconds); len(o) < want*9/10 {
			t.Errorf("%s of %.1f s has %d columns", sound.Name, p.Seconds, len(o))
		}
		loud = max(loud, slices.Max(o))
	}
	if loud == 0 {
		t.Error("all are silent")
	}
	was := s.Outlines.Now()
	s.CloseSong()
	for _, sound := range sounds { // whoever needs the sound again would fail
		if err := os.Truncate(sound.Path, 0); err != nil {
			t.Fatal(err)
		}
	}
	again := newScreen(t, w)
	again.OpenSong(id)
	again.until("they are there again", func() bool { return len(again.Outlines.Now()) == len(different) })
	for sha, o := range was {
		if got := again.Outlines.Now()[sha]; string(got) != string(o) {
			t.Errorf("%s was drawn otherwise before", sha)
		}
	}
}

func TestOutlinesOfASongThatIsLeftAreNotShown(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	first := s.Page.Now().ID
	id := w.Transcribe(t)
	s.OpenSong(id)
	s.until("the song is open", func() bool { return s.Page.Now().ID == id })
	s.OpenSong(first)
	s.until("the first is open", func() bool { return s.Page.Now().ID == first })
	s.rest()
	if n := len(s.Outlines.Now()); n != 0 {
		t.Errorf("a song without sound shows %d outlines", n)
	}
}
