package views

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"partlift/app/edit"
	"partlift/views/pianoroll"
)

// handwork is what the library would keep of the notes that were changed.
func (r *rig) handwork() []byte {
	p := r.m.Page.Now()
	raw, err := json.Marshal(edit.Saved{Edits: p.Saved(p.Song), Drawn: p.SavedNotes(p.Song)})
	if err != nil {
		r.t.Fatal(err)
	}
	return raw
}

// drag goes from one place of the roll to another.
func drag(r *pianoroll.Roll, mods fyne.KeyModifier, from, to fyne.Position) {
	point := func(p fyne.Position) fyne.PointEvent { return fyne.PointEvent{Position: p} }
	r.MouseDown(&desktop.MouseEvent{PointEvent: point(from), Button: desktop.MouseButtonPrimary, Modifier: mods})
	if from != to {
		r.Dragged(&fyne.DragEvent{PointEvent: point(to)})
	}
	r.MouseUp(&desktop.MouseEvent{PointEvent: point(to), Button: desktop.MouseButtonPrimary})
}

func TestNotesAreDrawnInTheRoll(t *testing.T) {
	r := newRig(t)
	r.add()
	r.song.tabs.Pick(rollTab)
	v := r.song.roll
	v.bring(0)
	v.roll.Resize(fyne.NewSize(900, 400))
	total := r.m.Page.Now().Out.NoteCount()
	from := len(r.m.Page.Now().Song.Tracks[0].Notes)
	v.roll.SetDrawing(true)
	drag(v.roll, 0, fyne.NewPos(400, 40), fyne.NewPos(450, 40))
	r.until("the note is there", func() bool { return r.m.Page.Now().Out.NoteCount() == total+1 })
	drawn := edit.NoteRef{Track: 0, Note: from}
	if !slices.Equal(v.picked, []edit.NoteRef{drawn}) {
		t.Fatalf("selected is %v, want the new note %v", v.picked, drawn)
	}
	selected := v.roll.Selection()
	if len(selected) != 1 || r.m.Page.Now().Lanes[0].From[selected[0].Note] != drawn {
		t.Fatalf("the roll selects %v", selected)
	}
	if !slices.Contains(texts(v.list.Rows), fmt.Sprintf("%d notes", from+1)) || len(r.m.Page.Now().Going(0)) != from+1 {
		t.Errorf("the lists say %q", texts(v.list.Rows))
	}
	was := r.m.Page.Now().Lanes[0].Notes[selected[0].Note]
	v.roll.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	v.roll.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyUp, Modifier: fyne.KeyModifierAlt})
	r.until("the note moves and sounds louder", func() bool {
		p := r.m.Page.Now()
		at := slices.Index(p.Lanes[0].From, drawn)
		return at >= 0 && p.Lanes[0].Notes[at].Start > was.Start && p.Lanes[0].Notes[at].Velocity == was.Velocity+5
	})
	for r.m.Page.Now().Undo != "" {
		r.m.Undo()
	}
	r.until("all is as it was", func() bool { return r.m.Page.Now().Out.NoteCount() == total })
}

// FuzzHandwork does with the roll what the bytes say, as mouse and keyboard do:
// undo brings back what was there to the byte, and redo what was made of it.
func FuzzHandwork(f *testing.F) {
	f.Add([]byte("\x00\x20\x40\x30\x41\x01\x60\x40\x70\x44\x02\x60\x40\x05\x00\x10"))
	f.Add([]byte("draw some notes, drag them about, strike them hard, cut, paste and duplicate them"))
	var all []byte
	for i := range 60 {
		all = append(all, byte(i*29), byte(i*53), byte(i*71), byte(i*17), byte(i*5))
	}
	f.Add(all)
	keys := []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyDelete, fyne.KeyM, fyne.KeyR, fyne.KeyB, fyne.KeyN, fyne.KeyV, fyne.KeyInsert, fyne.KeyPeriod, fyne.KeyComma}
	cuts := []fyne.Shortcut{&fyne.ShortcutCopy{}, &fyne.ShortcutPaste{}, &fyne.ShortcutCut{}, &desktop.CustomShortcut{KeyName: fyne.KeyD, Modifier: fyne.KeyModifierControl},
		&desktop.CustomShortcut{KeyName: fyne.KeyUp, Modifier: fyne.KeyModifierAlt}, &desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierAlt}}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1000 {
			t.Skip("longer is not more different, and no more can be undone")
		}
		r := newRig(t)
		r.add()
		v := r.song.roll.roll
		v.Resize(fyne.NewSize(900, 400))
		first := r.handwork()
		for ; len(data) >= 5; data = data[5:] {
			from, to := fyne.NewPos(float32(data[1])*3.5, float32(data[2])*1.6), fyne.NewPos(float32(data[3])*3.5, float32(data[4])*1.6)
			switch data[0] % 6 {
			case 0, 1:
				drag(v, 0, from, to)
			case 2:
				drag(v, fyne.KeyModifierControl, from, to)
			case 3:
				v.DoubleTapped(&fyne.PointEvent{Position: from})
			case 4:
				v.TypedKey(&fyne.KeyEvent{Name: keys[int(data[1])%len(keys)]})
			case 5:
				v.TypedShortcut(cuts[int(data[1])%len(cuts)])
			}
			if data[4]%8 == 0 { // the notes follow, sooner or later
				r.until("the notes follow", func() bool {
					p, shown := r.m.Page.Now(), 0
					for _, l := range p.Lanes {
						shown += len(l.Notes)
					}
					return shown == p.Song.NoteCount()+len(p.SavedNotes(p.Song))
				})
			}
		}
		last := r.handwork()
		for r.m.Page.Now().Undo != "" {
			r.m.Undo()
		}
		if got := r.handwork(); !bytes.Equal(got, first) {
			t.Fatalf("after undo there is %s, want %s", got, first)
		}
		for r.m.Page.Now().Redo != "" {
			r.m.Redo()
		}
		if got := r.handwork(); !bytes.Equal(got, last) {
			t.Fatalf("after redo there is %s, want %s", got, last)
		}
	})
}
