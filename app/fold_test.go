package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

// splitBass is a file in which a bass is two tracks that take turns.
func splitBass(t *testing.T) (path string) {
	t.Helper()
	song := studiotest.Groove(110, 0.5, 24)
	bass := song.Tracks[1]
	pieces := []music.Track{bass, bass}
	pieces[0].Notes, pieces[1].Notes = nil, nil
	for i, n := range bass.Notes {
		pieces[i/4%2].Notes = append(pieces[i/4%2].Notes, n)
	}
	song.Tracks = append(song.Tracks[:1], pieces...)
	path = filepath.Join(t.TempDir(), "split.mid")
	if err := os.WriteFile(path, studiotest.MIDIOf(t, song, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAFoldedPartIsOnePart(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.AddFiles([]string{splitBass(t)})
	s.until("the song is open", func() bool { return s.Page.Now() != nil })
	p := s.Page.Now()
	if len(p.Shown()) != 2 || p.Parts[2].Into != 1 {
		t.Fatalf("parts %+v", p.Parts)
	}
	files, label, err := s.PartFiles([]int{1})
	if err != nil || len(files) != 1 || label != p.Parts[1].Name {
		t.Errorf("drags %v as %q: %v", files, label, err)
	}
	s.Mute(1, true)
	if got := silent(s); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("silent are %v", got)
	}
	s.Mute(1, false)
	s.Solo(1, true)
	if got := silent(s); !slices.Equal(got, []int{0}) {
		t.Errorf("with the bass soloed silent are %v", got)
	}
	s.Solo(1, false)
	s.SetTreatment(edit.Treatment{KeepSplit: true})
	s.until("the tracks are apart", func() bool { return len(s.Page.Now().Out.Tracks[2].Notes) == 48 })
	if got := s.Page.Now().Shown(); len(got) != 3 {
		t.Errorf("shows %d parts", len(got))
	}
	s.Mute(2, true)
	s.Undo() // of the timing
	s.until("the notes follow", func() bool { return !s.Page.Now().Treat.KeepSplit })
	if got := silent(s); !slices.Equal(got, []int{2}) || len(s.Page.Now().Shown()) != 3 {
		t.Errorf("what was muted by itself: silent are %v of %d", got, len(s.Page.Now().Shown()))
	}
}

// A map for the drums is for all tracks of the kit.
func TestAMapIsForAllTracksOfAKit(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	song := studiotest.Groove(110, 0.5, 24)
	hats := song.Tracks[0]
	hats.Notes = slices.DeleteFunc(slices.Clone(hats.Notes), func(n music.Note) bool { return n.Pitch != 42 })
	song.Tracks[0].Notes = slices.DeleteFunc(slices.Clone(song.Tracks[0].Notes), func(n music.Note) bool { return n.Pitch == 42 })
	song.Tracks = []music.Track{song.Tracks[0], hats}
	path := filepath.Join(t.TempDir(), "kit.mid")
	if err := os.WriteFile(path, studiotest.MIDIOf(t, song, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	s.AddFiles([]string{path})
	s.until("the song is open", func() bool { return s.Page.Now() != nil })
	s.SetDrumMap(0, map[uint8]uint8{42: 44})
	s.until("the hats follow", func() bool {
		return slices.ContainsFunc(s.Page.Now().Out.Tracks[0].Notes, func(n music.Note) bool { return n.Pitch == 44 })
	})
	if n := len(s.Page.Now().Shown()); n != 1 {
		t.Errorf("the kit is %d parts", n)
	}
}
