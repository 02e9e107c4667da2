package views

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"partlift/app/studio/studiotest"
	"partlift/views/kit"
)

// addStems opens a song that is sound alone.
func (r *rig) addStems(names ...string) {
	r.t.Helper()
	dir := filepath.Join(r.t.TempDir(), "Rain")
	if err := os.Mkdir(dir, 0o700); err != nil {
		r.t.Fatal(err)
	}
	for i, name := range names {
		body := studiotest.Tone(8000, 1, 16, 2)
		body[len(body)-2] = byte(i) // each another sound
		if err := os.WriteFile(filepath.Join(dir, "Rain ("+name+").wav"), body, 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	r.m.AddFiles([]string{dir})
	r.until("the song is open", func() bool { return r.m.Page.Now() != nil })
}

func TestStemsWithoutNotesAreLanesAndCanBeHeard(t *testing.T) {
	r := newRig(t)
	r.addStems("Bass", "Piano")
	list := r.song.parts
	if n := list.Rows.Length(); n != 2 || !r.song.hear.box.Visible() || r.song.all.Visible() {
		t.Fatalf("%d lanes, hearing is offered: %v", n, r.song.hear.box.Visible())
	}
	if got := list.Rows.AccessibilityLabel(); got == "" {
		t.Error("the lanes say nothing")
	}
	r.until("their outlines are there", func() bool { return len(r.m.Outlines.Now()) == 2 })
	list.Click(1, 0)
	list.Rows.TypedKey(&fyne.KeyEvent{Name: fyne.KeyS})
	if p := r.m.Playback.Now(); p.Blend != 0 || p.Sources[p.Recording].Name != "Piano" {
		t.Errorf("S on the second lane plays %+v", p)
	}
	list.Rows.TypedKey(&fyne.KeyEvent{Name: fyne.KeyS})
	if p := r.m.Playback.Now(); p.Blend != 1 {
		t.Errorf("S again plays %+v", p)
	}
	if len(list.Selection()) != 0 {
		t.Errorf("a sound is chosen for exports: %v", list.Selection())
	}
	test.Tap(r.song.hear.button)
	r.until("they are being heard, or were", func() bool {
		return r.song.hear.button.Disabled() || len(r.m.Notices.Now()) > 0 || len(r.m.Page.Now().Parts) > 0
	})
}

func TestSongsWithNotesOfferNoHearing(t *testing.T) {
	r := newRig(t)
	r.add()
	if r.song.hear.box.Visible() {
		t.Error("hearing is offered though there are notes")
	}
	kit.Show(true, r.song.hear.box)
	r.song.hear.show(r.m.Page.Now())
	if r.song.hear.box.Visible() {
		t.Error("the offer stays")
	}
}
