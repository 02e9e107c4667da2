package views

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"partlift/backend/music"
	"partlift/views/kit"
	"partlift/views/parts"
	"partlift/views/pianoroll"
)

func TestSpacePlaysWhereverTheKeyboardIs(t *testing.T) {
	r := newRig(t)
	r.add()
	playing := func() bool { return r.m.Playback.Now().Playing }
	r.until("the sound is there", func() bool { r.m.TogglePlay(); return r.m.Playback.Now().Silent != "" })
	r.m.Pause()
	for name, where := range map[string]fyne.Focusable{
		"nowhere": nil, "a button": r.song.bar.all, "a choice": r.song.playbar.recording, "the fader": r.song.playbar.blend,
		"the pencil": r.song.title.Edit, "the parts": r.song.parts.Rows,
		"the roll": r.song.roll.roll, "the tracks": r.song.roll.list.Rows, "the history": r.side.Songs.List,
	} {
		if where == nil {
			r.win.Canvas().Unfocus()
		} else {
			r.host.Focus(where)
		}
		r.key(fyne.KeySpace)
		if !playing() {
			t.Errorf("with the keyboard on %s Space does not play", name)
		}
		r.key(fyne.KeySpace)
		if playing() {
			t.Errorf("with the keyboard on %s Space does not pause", name)
			r.m.Pause()
		}
	}
	r.host.Focus(r.side.Search)
	r.key(fyne.KeySpace)
	if playing() {
		t.Error("Space in a text plays")
	}
	if r.m.Report.Now() != nil {
		t.Error("Space on a button exported")
	}
}

func TestTransportKeysMoveByBeatsAndBars(t *testing.T) {
	r := newRig(t)
	r.add()
	r.win.Canvas().Unfocus()
	p := r.m.Page.Now()
	beat := 60 / p.Grid.Tempo[0].BPM
	r.m.Seek(p.Grid.Downbeat)
	r.key(fyne.KeyRight)
	if at := r.m.Place.Now(); math.Abs(at-p.Grid.Downbeat-beat) > 1e-6 {
		t.Errorf("Right goes from %v to %v, a beat is %v", p.Grid.Downbeat, at, beat)
	}
	if r.song.playbar.where.String() != "1.2" {
		t.Errorf("the place reads %q", r.song.playbar.where.String())
	}
	r.key(fyne.KeyReturn)
	if r.m.Place.Now() != 0 {
		t.Error("Enter does not go to the start")
	}
	r.m.Seek(10)
	r.song.toggleLoop()
	l := r.m.Playback.Now().Loop
	if l[0] > 10 || l[1] <= 10 || math.Abs(l[1]-l[0]-4*beat) > 1e-3 {
		t.Errorf("the loop about 10 s is %v, a bar is %v", l, 4*beat)
	}
	r.song.toggleLoop()
	if r.m.Playback.Now().Loop != [2]float64{} {
		t.Error("the loop does not end")
	}
}

func TestTheRollEditsTheSong(t *testing.T) {
	r := newRig(t)
	r.add()
	r.song.tabs.Pick(rollTab)
	v := r.song.roll
	total := r.m.Page.Now().Song.NoteCount()
	v.bring(2)
	v.roll.SelectAll()
	if n := len(v.picked); n != len(r.m.Page.Now().Song.Tracks[2].Notes) {
		t.Fatalf("%d notes are selected of the track in front", n)
	}
	v.roll.SetSelection([]pianoroll.Ref{{Track: 2, Note: 3}})
	v.edit(pianoroll.Delete, v.roll.Selection())
	r.until("the note is gone", func() bool { return r.m.Page.Now().Out.NoteCount() == total-1 })
	all := len(r.m.Page.Now().Song.Tracks[2].Notes)
	want := fmt.Sprintf("%d of %d notes", all-1, all)
	if !slices.Contains(texts(v.list.Rows), want) {
		t.Errorf("the list of tracks does not say %q", want)
	}
	r.undo(true)
	r.until("the note is back", func() bool { return r.m.Page.Now().Out.NoteCount() == total })
	r.undo(false)
	r.until("the note is gone again", func() bool { return r.m.Page.Now().Out.NoteCount() == total-1 })
	paints := v.roll.Stats().Paints
	for second := range 40 {
		v.roll.SetPlayhead(float64(second) / 10)
	}
	if n := v.roll.Stats().Paints; n != paints {
		t.Errorf("moving the playhead painted %d times", n-paints)
	}
}

func TestAPartIsRenamedAndGivenAnotherInstrument(t *testing.T) {
	r := newRig(t)
	r.add()
	parts.Ask(r.m, r.host.Window, 0)
	name, ok := r.win.Canvas().Focused().(*kit.Field)
	if !ok {
		t.Fatalf("the keyboard is on %T", r.win.Canvas().Focused())
	}
	name.SetText("Lead")
	var programs *kit.Choice
	walk(r.sheet.Content, func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.Choice); ok {
			programs = c
		}
	})
	programs.SetSelectedIndex(73)
	name.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if p := r.m.Page.Now().Parts[0]; p.Name != "Lead" || p.Program != 73 || r.sheet != nil {
		t.Errorf("the part is %+v, dialog open: %v", p, r.sheet != nil)
	}
	r.undo(true)
	if p := r.m.Page.Now().Parts[0]; p.Name == "Lead" {
		t.Error("renaming cannot be undone")
	}
}

func TestDrumsAreMapped(t *testing.T) {
	r := newRig(t)
	r.add()
	p := r.m.Page.Now()
	drums := slices.IndexFunc(p.Song.Tracks, func(x music.Track) bool { return x.Drums })
	parts.Ask(r.m, r.host.Window, drums)
	var first *kit.Choice
	walk(r.sheet.Content, func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.Choice); ok && first == nil {
			first = c
		}
	})
	from := p.Song.Tracks[drums].Notes
	low := slices.MinFunc(from, func(a, b music.Note) int { return int(a.Pitch) - int(b.Pitch) }).Pitch
	first.Set("50")
	r.until("the drum has moved", func() bool {
		for _, n := range r.m.Page.Now().Out.Tracks[drums].Notes {
			if n.Pitch == low {
				return false
			}
		}
		return true
	})
	if m := r.m.Page.Now().Tracks[drums].Drums; m[low] != 50 {
		t.Errorf("the map is %v, want %d to 50", m, low)
	}
	test.Tap(&r.song.inspect.timing.button.Button)
}

func TestLanesShareARulerAndAPlayhead(t *testing.T) {
	r := newRig(t)
	r.add()
	r.until("the bars are read", func() bool { return r.m.Page.Now().Grid != nil })
	r.win.Resize(fyne.NewSize(1280, 800))
	row := func(i int) *parts.Row {
		var rows []*parts.Row
		walk(r.song.parts.Rows, func(o fyne.CanvasObject) {
			if row, ok := o.(*parts.Row); ok && row.Visible() {
				rows = append(rows, row)
			}
		})
		return rows[i]
	}
	n := len(r.m.Page.Now().Parts)
	if h := row(0).Size().Height * float32(n); h > r.song.parts.Rows.Size().Height {
		t.Errorf("%d rows of %.0f points do not fit %.0f", n, row(0).Size().Height, r.song.parts.Rows.Size().Height)
	}
	width := row(0).Size().Width
	row(0).MouseDown(&desktop.MouseEvent{})
	row(0).Tapped(&fyne.PointEvent{Position: fyne.NewPos(width*0.7, 10)})
	at := r.m.Place.Now()
	if at <= 1 || at >= r.m.Page.Now().Seconds {
		t.Errorf("a click in the middle of the lane seeks %v s of %v", at, r.m.Page.Now().Seconds)
	}
	r.pass(time.Second) // no double click
	row(0).MouseDown(&desktop.MouseEvent{})
	row(0).Tapped(&fyne.PointEvent{Position: fyne.NewPos(60, 10)})
	row(0).MouseDown(&desktop.MouseEvent{Modifier: fyne.KeyModifierControl})
	row(0).Tapped(&fyne.PointEvent{Position: fyne.NewPos(width*0.9, 10)})
	if r.m.Place.Now() != at {
		t.Errorf("a click beside the lane, or to choose one more, seeks %v s", r.m.Place.Now())
	}
	tall := row(0).Size().Height
	r.win.Resize(fyne.NewSize(1280, 600))
	r.song.parts.Show(r.m.Page.Now())
	if low := row(0).Size().Height; low >= tall {
		t.Errorf("rows are %v points high in a low window, %v in a high one", low, tall)
	}
}
