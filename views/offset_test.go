package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"partlift/app/studio/studiotest"
)

// How the notes lie in the sound is measured, shown and moved by hand.
func TestTheSoundIsMovedBesideTheCrossfader(t *testing.T) {
	r := newRig(t)
	r.add() // notes without sound
	silent := r.m.Page.Now().ID
	open := func(id string) {
		r.m.OpenSong(id)
		r.until("the song is open", func() bool { return r.m.Page.Now().ID == id })
	}
	open(studiotest.Apart(t, r.studio, .15))
	o := r.song.playbar.offset
	if o.line.Visible() || !o.button.Visible() || o.short.String() != "" {
		t.Errorf("at first the line is shown: %v, the button %v says %q", o.line.Visible(), o.button.Visible(), o.short.String())
	}
	height := r.song.playbar.height()
	test.Tap(o.button)
	if !o.line.Visible() || r.song.playbar.height() <= height {
		t.Error("the line does not open")
	}
	said := ""
	r.until("it was measured", func() bool {
		if strings.HasPrefix(o.text.String(), "Comparing the notes with the sound…") {
			said = o.text.String()
		}
		return r.m.Page.Now().Heard != nil
	})
	if said == "" {
		t.Error("it was not said that notes and sound are compared")
	}
	if !strings.HasSuffix(o.text.String(), "before the sound, as measured.") || o.short.String() != "+150 ms" && o.short.String() != "+149 ms" && o.short.String() != "+151 ms" || !o.measured.Disabled() {
		t.Errorf("measured: %q, %q, can go back %v", o.text.String(), o.short.String(), !o.measured.Disabled())
	}
	measured := r.m.Page.Now().Offset()
	want := measured
	for i, step := range offsetSteps {
		test.Tap(o.steps[i])
		want += float64(step) / 1000
		if d := r.m.Page.Now().Offset() - want; d > 1e-4 || d < -1e-4 {
			t.Errorf("%s: %v, want %v", o.steps[i].Text, r.m.Page.Now().Offset(), want)
		}
	}
	if !strings.HasSuffix(o.text.String(), "set by hand.") || o.measured.Disabled() {
		t.Errorf("by hand: %q", o.text.String())
	}
	test.Tap(o.measured)
	if r.m.Page.Now().Offset() != measured || !o.measured.Disabled() {
		t.Errorf("as measured: %v", r.m.Page.Now().Offset())
	}
	open(silent)
	if o.line.Visible() || o.button.Visible() {
		t.Error("a song without sound shows how it lies in it")
	}
}
