package studio_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// tone is a WAV file of so many seconds; each number is another one.
func tone(seconds float64, number byte) []byte {
	b := studiotest.Tone(8000, 1, 16, seconds)
	b[len(b)-2] = number
	return b
}

// vendorFolder is a folder of a song in parts as a vendor exports it: a sound and
// notes of drums and bass, a sound alone, the mix, notes of nothing.
func vendorFolder(t *testing.T, name string) string {
	own := studiotest.Own(120)
	return folderOf(t, name, map[string][]byte{
		"Night_Bus (Drums).mid":       partMIDI(t, 0, "Track 1", own),
		"Night_Bus (Bass).mid":        partMIDI(t, 1, "", own),
		"Night_Bus (FX).mid":          []byte("MThd\x00\x00\x00\x06\x00\x00\x00\x01\x01\xe0MTrk\x00\x00\x00\x04\x00\xff\x2f\x00"),
		"Night_Bus (Drums).wav":       tone(2, 1),
		"Night_Bus (Bass).wav":        tone(2, 2),
		"Night_Bus (Lead Vocals).wav": tone(2, 3),
		"Night_Bus.wav":               tone(2, 4),
		"cover.png":                   []byte("x"),
	})
}

// take takes what lies at paths, the first way.
func take(t *testing.T, w *studiotest.World, c studio.Choice, paths ...string) studio.Taken {
	t.Helper()
	h, err := studio.Look(paths)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	got, err := w.TakeHanded(t.Context(), h, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAFolderOfStemsAndNotesIsOneSongOfTheLibrary(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	dir := vendorFolder(t, "Night Bus Stems")
	h, err := studio.Look([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	want := studio.SetSong{Title: "Night Bus", Kind: studio.InParts, Sure: true, Recording: "Night_Bus.wav", Parts: []studio.SetPart{
		{Name: "Bass", Sound: true, MIDI: true}, {Name: "Drums", Drums: true, Sound: true, MIDI: true}, {Name: "FX", MIDI: true}, {Name: "Lead Vocals", Voice: true, Sound: true}}}
	got := h.Ways[0][0]
	if got.Bytes < 4*2*8000*2 {
		t.Errorf("%d bytes", got.Bytes)
	}
	got = studio.SetSong{Title: got.Title, Kind: got.Kind, Sure: got.Sure, Recording: got.Recording, Parts: got.Parts}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(studio.SetSong{})); d != "" || len(h.Ways[0]) != 1 || !h.Sure() || h.Name != "Night Bus Stems" || len(h.Ways) != 2 || len(h.Ways[1]) != 5 {
		t.Errorf("%s %q, %d ways of %d", d, h.Name, len(h.Ways), len(h.Ways[len(h.Ways)-1]))
	}
	var last, total int64
	taken, err := w.TakeHanded(t.Context(), h, studio.Choice{}, func(done, of int64) {
		if done <= last {
			t.Errorf("%d after %d bytes", done, last)
		}
		last, total = done, of
	})
	if err != nil || len(taken.Songs) != 1 || len(taken.Drafts) != 0 || taken.Songs[0].Became != studio.Added || last != total || total != h.Ways[0][0].Bytes {
		t.Fatalf("%+v, %v, %d of %d bytes", taken, err, last, total)
	}
	p, err := w.Page(t.Context(), taken.Songs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	var parts, stems []string
	for _, part := range p.Parts {
		parts = append(parts, part.Name+" of "+part.Stem+", "+part.Instrument)
	}
	for _, s := range p.Stems {
		stems = append(stems, s.Name)
	}
	if d := cmp.Diff([]string{"Bass of Bass, Electric Bass (finger)", "Drums of Drums, Drum kit"}, parts); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Bass", "Drums", "Lead Vocals"}, stems); d != "" || p.Audio == nil || p.Audio.Name != "Night_Bus.wav" {
		t.Error(d, p.Audio)
	}
	if d := cmp.Diff([]string{"1 file without notes was left out."}, p.Warnings); d != "" || p.Title != "Night Bus" || p.Song.Own == nil {
		t.Error(d, p.Title)
	}
	rows := w.Rows(t, "folder")
	if len(rows) != 1 || !rows[0].Folder || rows[0].Title != "Night Bus" || rows[0].Parts != 2 || rows[0].Notes != p.Song.NoteCount() || rows[0].State != studio.RowDone {
		t.Errorf("%+v", rows)
	}
}
