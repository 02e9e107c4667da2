package app_test

import (
	"maps"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/music"
)

// FuzzEdits edits a song as the bytes say, takes everything back, does it all
// again, and exports it: the file holds the notes that were shown.
func FuzzEdits(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	f.Add([]byte{3, 3, 3, 3, 3, 9, 3, 20, 1, 7, 7, 7, 200, 100, 50})
	files := newFiles(f)
	f.Fuzz(func(t *testing.T, steps []byte) {
		if len(steps) > 40 {
			t.Skip("longer is not more different")
		}
		p := newPerson(t, files, nil)
		p.AddFiles([]string{files.midi})
		p.drawUntil(func() bool { return p.Page.Now() != nil })
		first := p.Page.Now().Layers
		for i, b := range steps {
			p.edit(int(b), i)
		}
		for p.Page.Now().Redo != "" {
			p.Redo() // what the last steps took back
		}
		last := p.Page.Now().Layers
		for p.Page.Now().Undo != "" {
			p.Undo()
		}
		same(t, "all is undone", p.Page.Now().Layers, first)
		for p.Page.Now().Redo != "" {
			p.Redo()
		}
		same(t, "all is done again", p.Page.Now().Layers, last)
		p.exportsWhatIsShown()
	})
}

// edit does one thing to the open song.
func (p *person) edit(b, i int) {
	refs := []edit.NoteRef{{Track: b % 8, Note: b * i % 60}, {Track: (b + i) % 8, Note: i}}
	verbs := []func(){
		func() { p.EditNotes(app.MuteNotes, refs) },
		func() { p.EditNotes(app.DeleteNotes, refs) },
		func() { p.EditNotes(app.RestoreNotes, refs) },
		func() { p.Transpose(refs, b%25-12) },
		func() { p.RenamePart(b%8, string(rune('A'+b%26))) },
		func() { p.SetProgram(b%8, b%160-20) },
		func() { p.SetDrumMap(6, map[uint8]uint8{36: uint8(35 + b%40)}) },
		func() {
			p.SetTreatment(edit.Treatment{Quantize: append([]string{""}, edit.Divisions...)[b%9], Ghosts: b % 101, Duplicates: b%2 == 0, Overlaps: b%3 == 0, MinLength: b % 90})
		},
		func() {
			p.ChangeNotes([]edit.Change{{NoteRef: refs[0], Later: float64(b-120) / 50, Longer: float64(i%7-3) / 10, Semitones: b%5 - 2}, {NoteRef: refs[1], Velocity: uint8(b)}})
		},
		func() {
			at := float64(b) / 9
			p.DrawNotes([]edit.Drawn{{Track: b % 9, Note: music.Note{Pitch: uint8(b), Velocity: uint8(b), Start: at, End: at + 0.3}}})
		},
		func() { // what was drawn is changed like any other note
			tracks := p.Page.Now().Song.Tracks
			track := b % len(tracks)
			p.ChangeNotes([]edit.Change{{NoteRef: edit.NoteRef{Track: track, Note: len(tracks[track].Notes)}, Later: 0.5, Semitones: 1}})
		},
		func() { p.Undo() },
		func() { p.Redo() },
	}
	verbs[b%len(verbs)]()
	p.draw(b >= 200)
}

// drawUntil runs what the model posts until done is true.
func (p *person) drawUntil(done func() bool) {
	p.t.Helper()
	limit := time.After(10 * time.Minute)
	for !done() {
		select {
		case f := <-p.queue:
			f()
		case <-limit:
			p.t.Fatal("it never came so far")
		}
	}
}

// exportsWhatIsShown compares the file with the notes on screen.
func (p *person) exportsWhatIsShown() {
	t := p.t
	p.CloseSong()
	p.OpenSong(p.Rows.Now()[0].ID)
	p.drawUntil(func() bool { return p.Page.Now() != nil })
	page := p.Page.Now()
	dir := t.TempDir()
	p.Export(dir, studio.What{Combined: true})
	p.drawUntil(func() bool { return p.Report.Now() != nil })
	if r := p.Report.Now().Receipt; !r.OK {
		t.Fatalf("the file failed its checks: %+v", r.Checks)
	}
	file := studiotest.ReadMIDI(t, filepath.Join(dir, "Lanterns on the River", "Lanterns on the River.mid"))
	count := func(s music.Song) (out [128]int) {
		for _, track := range s.Tracks {
			if track.Drums {
				continue // outside General MIDI they move on
			}
			for _, n := range track.Notes {
				out[n.Pitch]++
			}
		}
		return out
	}
	merged := p.Report.Now().Receipt.Repairs.Merged
	want, got := count(page.Out), count(file)
	lost := 0
	for pitch := range want {
		if got[pitch] > want[pitch] {
			t.Fatalf("%d notes of pitch %d, %d were shown", got[pitch], pitch, want[pitch])
		}
		lost += want[pitch] - got[pitch]
	}
	if lost > merged {
		t.Fatalf("%d notes are missing, %d were merged", lost, merged)
	}
}

// same compares layers by what they do.
func same(t *testing.T, when string, got, want edit.Layers) {
	t.Helper()
	if got.Treat != want.Treat || !reflect.DeepEqual(notesOf(got), notesOf(want)) || !reflect.DeepEqual(tracksOf(got), tracksOf(want)) {
		t.Fatalf("%s: %+v %v %v, want %+v %v %v", when, got.Treat, notesOf(got), tracksOf(got), want.Treat, notesOf(want), tracksOf(want))
	}
}

func notesOf(l edit.Layers) map[edit.NoteRef]edit.NoteEdit {
	out := map[edit.NoteRef]edit.NoteEdit{}
	for i, notes := range l.Notes {
		for k, e := range notes {
			if e != (edit.NoteEdit{}) {
				out[edit.NoteRef{Track: i, Note: k}] = e
			}
		}
	}
	return out
}

func tracksOf(l edit.Layers) map[int]edit.TrackEdit {
	out := maps.Clone(l.Tracks)
	maps.DeleteFunc(out, func(_ int, e edit.TrackEdit) bool { return reflect.DeepEqual(e, edit.TrackEdit{}) })
	if len(out) == 0 {
		return nil
	}
	return out
}
