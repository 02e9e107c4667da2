package app_test

import (
	"fmt"
	"slices"
	"testing"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
)

// silent lists which parts of the open song are neither heard nor exported.
func silent(s *screen) (out []int) {
	for i, p := range s.Page.Now().Parts {
		if p.Silent {
			out = append(out, i)
		}
	}
	return out
}

// A part is heard when it is not muted, and soloed where anything is.
func TestMuteAndSoloAreIndependent(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	n := len(s.Page.Now().Parts)
	for state := range 1 << 6 { // mute and solo of the first three parts
		for i := range 3 {
			s.Mute(i, state>>i&1 == 1)
			s.Solo(i, state>>(3+i)&1 == 1)
		}
		var want []int
		for i := range n {
			muted, soloed := i < 3 && state>>i&1 == 1, i < 3 && state>>(3+i)&1 == 1
			if muted || state>>3 != 0 && !soloed {
				want = append(want, i)
			}
		}
		if got := silent(s); !slices.Equal(got, want) {
			t.Errorf("mutes %03b, solos %03b: silent are %v, want %v", state&7, state>>3, got, want)
		}
	}
}

func TestSoloLeavesTheMutes(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	id := s.Page.Now().ID
	state := func(p *edit.Page) string {
		out := ""
		for _, part := range p.Parts {
			out += fmt.Sprintf("%t/%t ", part.Muted, part.Solo)
		}
		return out
	}
	s.Mute(1, true)
	s.Mute(4, true)
	before := state(s.Page.Now())
	s.Solo(2, true)
	s.Solo(4, true)
	if got := silent(s); !slices.Equal(got, []int{0, 1, 3, 4, 5, 6}[:len(s.Page.Now().Parts)-1]) {
		t.Errorf("with 2 and the muted 4 soloed, silent are %v", got)
	}
	during := state(s.Page.Now())
	s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 0, Note: 0}})
	if got := state(s.Page.Now()); got != during {
		t.Errorf("an edit of notes turns mutes/solos %s into %s", during, got)
	}
	s.until("it is in the library", func() bool {
		p, err := w.Page(t.Context(), id)
		return err == nil && state(p) == during && p.Parts[0].Silent && !p.Parts[2].Silent
	})
	s.Solo(2, false)
	s.Solo(4, false)
	if got := state(s.Page.Now()); got != before {
		t.Errorf("after the solos the mutes are %s, were %s", got, before)
	}
	s.Solo(0, true)
	s.MuteAll(false)
	if got := silent(s); len(got) != 0 {
		t.Errorf("with all parts taken back in, silent are %v", got)
	}
}

// What is heard and what is exported are chosen apart from each other.
func TestPartsAreLeftOutOfExportsByTheTickAlone(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	n, id := len(s.Page.Now().Parts), s.Page.Now().ID
	exported := func() int {
		t.Helper()
		s.Report.Set(nil)
		s.Export(t.TempDir(), studio.What{Each: true})
		s.until("the report is there", func() bool { return s.Report.Now() != nil })
		return len(s.Report.Now().Receipt.Files)
	}
	s.Solo(1, true)
	s.Mute(3, true)
	if got := exported(); got != n {
		t.Errorf("%d of %d parts are exported while some are muted and soloed", got, n)
	}
	s.LeaveOut(0, true)
	s.LeaveOut(2, true)
	if got := silent(s); slices.Contains(s.Page.Now().Outgoing(), 0) || len(s.Page.Now().Outgoing()) != n-2 || len(got) != n-1 {
		t.Errorf("two are left out: %v go out, %v are silent", s.Page.Now().Outgoing(), got)
	}
	if got := exported(); got != n-2 {
		t.Errorf("%d of %d parts are exported, two left out", got, n)
	}
	s.RenamePart(4, "Mine") // what else is done leaves the choice
	files, _, err := s.PartFiles(nil)
	if err != nil || len(files) != n-2 {
		t.Errorf("%d files are dragged, %v", len(files), err)
	}
	kept := func() bool {
		p, err := w.Page(t.Context(), id)
		return err == nil && len(p.Outgoing()) == n-2 && p.Parts[3].Muted && p.Parts[1].Solo
	}
	s.until("it is kept", kept)
	for i := range n {
		s.LeaveOut(i, true)
	}
	s.Report.Set(nil)
	s.Export(t.TempDir(), studio.What{Each: true})
	said := func() string {
		all := s.Notices.Now()
		return all[len(all)-1].Text
	}
	s.until("it is told", func() bool { return said() == "Every part of this song is left out of exports." })
	if s.Report.Now() != nil {
		t.Error("there is a report of nothing")
	}
}

// In a library of an earlier version the mutes say what is left out.
func TestEarlierMutesLeaveOut(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	id, n := s.Page.Now().ID, len(s.Page.Now().Parts)
	if err := w.SaveSwitches(t.Context(), id, []int{2}, []int{1, 2}); err != nil {
		t.Fatal(err)
	}
	p, err := w.Page(t.Context(), id)
	if err != nil || !slices.Equal(p.Outgoing(), []int{1}) {
		t.Fatalf("of %d go out %v, %v", n, p.Outgoing(), err)
	}
	s.OpenSong(id)
	s.until("it is open", func() bool { return s.Page.Now().Parts[1].Solo })
	s.MuteAll(false)
	if !slices.Equal(s.Page.Now().Outgoing(), []int{1}) {
		t.Errorf("when all are heard again, %v go out", s.Page.Now().Outgoing())
	}
}
