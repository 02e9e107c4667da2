package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/views/pianoroll"
)

// Velocities and doubtful notes are taken from the sound in the timing pane, and the
// roll says why a note is doubtful.
func TestTheTimingPaneGoesByTheSound(t *testing.T) {
	r := newRig(t)
	r.add() // notes without sound
	v := r.song.inspect.timing
	h := v.hearing
	test.Tap(&v.button.Button)
	if !h.velocities.Disabled() || !h.trust.Disabled() || !h.struck.Disabled() || !h.needsLine.Visible() || h.doubtsLines.Visible() {
		t.Error("without sound the rows can be used")
	}
	id, ghosts := studiotest.Flat(t, r.studio)
	r.m.OpenSong(id)
	page := r.m.Page.Now
	r.until("the song is listened to", func() bool { return page().ID == id && page().Hearing.Velocities > 0 })
	if h.velocities.Disabled() || h.trust.Disabled() || h.struck.Disabled() || h.needsLine.Visible() || !h.doubtsLines.Visible() {
		t.Error("with sound the rows cannot be used")
	}
	if !strings.Contains(h.doubts.Text, "notes are doubtful and stay; at 45 % they are left out") || !strings.Contains(v.changes.Text, "velocity measured from the sound in") || h.trustText.String() != "keep all" {
		t.Errorf("says %q, %q, %q", h.doubts.Text, v.changes.Text, h.trustText.String())
	}
	h.trust.Value = 10 // as while it is dragged
	h.trust.OnChanged(10)
	r.until("doubtful notes are left out", func() bool { return page().Hearing.Doubtful >= ghosts*7/10 })
	if !strings.Contains(h.doubts.Text, "doubtful notes left out: ") || h.trustText.String() != "10 %" || page().Undo != "" {
		t.Errorf("says %q, %q, undo %q", h.doubts.Text, h.trustText.String(), page().Undo)
	}
	h.trust.OnChangeEnded(10)
	if page().Treat.Trust != 10 || page().Undo == "" {
		t.Errorf("kept %+v, undo %q", page().Treat, page().Undo)
	}
	for i, n := range page().Lanes[1].Notes {
		ref := pianoroll.Ref{Track: 1, Note: i}
		if page().Lanes[1].State[i]&edit.NoteHidden == 0 || n.Pitch < 95 {
			continue
		}
		r.song.roll.roll.OnHover(pianoroll.Hover{Text: "a note", Ref: ref, Note: true})
		hovered := r.song.roll.hover.String()
		r.song.roll.roll.OnSelect([]pianoroll.Ref{ref})
		if picked := r.song.roll.hover.String(); !strings.HasSuffix(picked, " % likely") || hovered != "a note · "+picked {
			t.Errorf("of a note left out it says %q, and %q where it is picked", hovered, picked)
		}
		break
	}
	r.song.roll.roll.OnSelect(nil)
	if said := r.song.roll.hover.String(); said != "" {
		t.Errorf("of no note it says %q", said)
	}
	h.struck.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if page().Treat.Struck != 99 || h.struckText.String() != "99 %" {
		t.Errorf("strength %d, %q", page().Treat.Struck, h.struckText.String())
	}
	h.velocities.SetSelected("As delivered")
	r.until("velocities are as delivered", func() bool { return page().Hearing.Velocities == 0 })
	if !h.struck.Disabled() || page().Treat.Velocities != edit.VelocityDelivered {
		t.Errorf("treatment %+v", page().Treat)
	}
	h.velocities.SetSelected("From the sound")
	r.until("velocities are measured", func() bool { return page().Hearing.Velocities > 0 })
	v.shortest.SetSelected("Exactly as delivered")
	r.until("nothing is done", func() bool { return page().Hearing == edit.Hearing{} })
	if !h.velocities.Disabled() || !h.trust.Disabled() || !h.struck.Disabled() {
		t.Error("what stays exactly as delivered can be struck otherwise")
	}
}
