package studio_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/ear"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/smf/verify"
)

// mean returns the mean velocity of every second of the first played notes of a
// track.
func mean(notes []music.Note, from int) float64 {
	notes = slices.DeleteFunc(slices.Clone(notes), func(n music.Note) bool { return n.Pitch >= 95 })
	sum, n := 0.0, 0
	for i := from; i < 20; i += 2 {
		sum, n = sum+float64(notes[i].Velocity), n+1
	}
	return sum / float64(n)
}

// Where velocities are flat they come from the stem, unless somebody minds, and what
// nobody plays is left out where somebody asks; both are counted, and kept.
func TestStemsSayHowNotesArePlayed(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id, ghosts := studiotest.Flat(t, w.Studio)
	before := export(t, w, id)
	if before.Receipt.Heard != (verify.Hearing{}) {
		t.Errorf("before anybody listened: %+v", before.Receipt.Heard)
	}
	if _, err := w.Compare(t.Context(), pageOf(t, w, id), nil); err != nil {
		t.Fatal(err)
	}
	p := pageOf(t, w, id)
	for i, part := range p.Heard.Parts {
		if !part.Sure || !part.Stem || len(part.Notes) != len(p.Song.Tracks[i].Notes) {
			t.Fatalf("part %d: sure %v, of a stem %v, %d notes", i, part.Sure, part.Stem, len(part.Notes))
		}
		if loud, soft := mean(p.Out.Tracks[i].Notes, 0), mean(p.Out.Tracks[i].Notes, 1); loud < soft+25 {
			t.Errorf("part %d: loud notes are struck by %.0f, soft ones by %.0f", i, loud, soft)
		}
	}
	all := p.Song.NoteCount()
	if got := export(t, w, id).Receipt.Heard; got.Struck != 2 || got.Velocities < all*9/10 || got.Doubtful != 0 {
		t.Errorf("unless somebody asks: %+v", got)
	}
	p.Layers.Treat.Trust = 10
	p.ApplyLayers()
	if err := w.SaveLayers(t.Context(), id, p.Song, p.Layers); err != nil {
		t.Fatal(err)
	}
	got := export(t, w, id).Receipt.Heard
	if got.Struck != 2 || got.Velocities < all*8/10 || got.Doubtful < ghosts*7/10 || got.Doubtful > ghosts+5 || verify.Hearing(p.Hearing) != got {
		t.Errorf("of %d notes and %d ghosts: %+v; on the page %+v", all, ghosts, got, p.Hearing)
	}
	if sum := got.Octaves + got.Bleeds + got.Rests + got.Flickers + got.Absent + got.Unclear; sum != got.Doubtful {
		t.Errorf("kinds of %d doubtful notes are %d: %+v", got.Doubtful, sum, got)
	}
	body, err := json.Marshal(export(t, w, id).Receipt)
	if err != nil || !strings.Contains(string(body), `"heard":{"velocities":`) {
		t.Errorf("JSON %s, %v", body, err)
	}
	of, err := w.ExportSession(t.Context(), id, studio.ExportOptions{Dir: t.TempDir()}, studio.SessionOptions{Kind: "folder"})
	if told := strings.Join(of.Notices, "\n"); err != nil || of.Heard != got || !strings.Contains(told, "Velocity measured from the sound in ") || !strings.Contains(told, " doubtful notes left out: ") {
		t.Errorf("the session says %q, %+v, %v", told, of.Heard, err)
	}
	treat := edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityDelivered}}
	plain, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Combined: true}, Treat: &treat})
	if err != nil || plain.Receipt.Heard != (verify.Hearing{}) || plain.Receipt.Files[0].Notes != before.Receipt.Files[0].Notes {
		t.Errorf("as delivered: %+v, %d notes, %v", plain.Receipt.Heard, plain.Receipt.Files[0].Notes, err)
	}
	if song := studiotest.ReadMIDI(t, plain.Receipt.Files[0].Path); mean(song.Tracks[0].Notes, 0) != 100 {
		t.Errorf("as delivered velocities are %.0f", mean(song.Tracks[0].Notes, 0))
	}
}

// What is heard of the whole song says less: it is offered, and done when asked for.
func TestTheMixIsNotTakenUnasked(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id, _ := studiotest.Flat(t, w.Studio)
	p := pageOf(t, w, id)
	p.Audio, p.Stems = &p.Stems[1], p.Stems[:1] // the piano is taken for the mix
	h, err := w.Compare(t.Context(), p, nil)
	if err != nil || len(h.Parts[1].Notes) == 0 || h.Parts[1].Stem || !h.Parts[0].Stem {
		t.Fatal(err, h)
	}
	if p.SetHeard(h); p.Hearing.Struck != 1 {
		t.Errorf("unasked: %+v", p.Hearing)
	}
	p.Treat = edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityStems, Trust: edit.UsualTrust}}
	if p.ApplyLayers(); p.Hearing.Struck != 2 || p.Left(1) == 0 {
		t.Errorf("asked: %+v", p.Hearing)
	}
}

// A stem that cannot be read leaves the others what they are.
func TestADamagedStemIsNotTheMix(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id, _ := studiotest.Flat(t, w.Studio)
	p := pageOf(t, w, id)
	p.Audio, p.Stems = &p.Stems[1], p.Stems[:1]
	if err := os.WriteFile(p.Stems[0].Path, []byte("not a sound at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := w.Compare(t.Context(), p, nil)
	if err != nil || !h.Parts[1].Sure || h.Parts[1].Stem || h.Parts[0].Sure {
		t.Errorf("heard %+v, %v", h, err)
	}
}

// What is kept and cannot have been heard of the song is heard again.
func TestDamagedHearingIsHeardAgain(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := studiotest.Apart(t, w.Studio, .1)
	if _, err := w.Compare(t.Context(), pageOf(t, w, id), nil); err != nil {
		t.Fatal(err)
	}
	kept, whole := keptHearing(t, w)
	for name, damage := range map[string]func(string) string{
		"nothing":        strings.Clone,
		"half":           func(s string) string { return s[:len(s)/2] },
		"no notes":       func(s string) string { return strings.Replace(s, `"notes":"`, `"notes":"@`, 1) },
		"a note more":    func(s string) string { return strings.Replace(s, `"notes":"`, `"notes":"wGQG`, 1) },
		"far away":       func(s string) string { return strings.Replace(s, `"offset":`, `"offset":7`, 1) },
		"of other notes": func(s string) string { return strings.Replace(s, `"of":"`, `"of":"0`, 1) },
	} {
		if err := os.WriteFile(kept, []byte(damage(whole)), 0o600); err != nil {
			t.Fatal(err)
		}
		if heard := pageOf(t, w, id).Heard != nil; heard != (name == "nothing") {
			t.Errorf("damaged by %s: heard %v", name, heard)
		}
	}
}

// keptHearing finds what was kept of listening.
func keptHearing(t *testing.T, w *studiotest.World) (path, text string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(w.Dir(), "blobs", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		if body, err := os.ReadFile(path); err == nil && bytes.HasPrefix(body, []byte(`{"of":"`)) {
			return path, string(body)
		}
	}
	t.Fatal("nothing is kept")
	return "", ""
}

// The editor's mark of doubt is the ear's.
func TestDoubtBeginsWhereTheEarHasIt(t *testing.T) {
	if edit.UsualTrust != 100*ear.Usual {
		t.Errorf("%d per cent, and %v", edit.UsualTrust, ear.Usual)
	}
}
