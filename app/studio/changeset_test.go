package studio_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

func TestAChangedFolderCanUpdateItsSong(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	dir := vendorFolder(t, "Night Bus Stems")
	id := take(t, w, studio.Choice{}, dir).Songs[0].ID
	p, err := w.Page(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	// Bass, the first track, is muted; a note of it and one of the drums are gone.
	layers := p.Layers.Edit(p.Song, []edit.NoteRef{{Track: 0, Note: 1}, {Track: 1, Note: 2}}, func(_ edit.NoteRef, e *edit.NoteEdit) { e.Delete = true })
	layers = layers.WithTrack(1, func(e *edit.TrackEdit) { e.Name = "My Drums" })
	if err := errors.Join(w.SaveLayers(t.Context(), id, p.Song, layers), w.SaveSwitches(t.Context(), id, []int{0}, nil), w.Rename(t.Context(), id, "Mine")); err != nil {
		t.Fatal(err)
	}
	before := shape(t, w)
	write := func(name string, body []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// A part comes before the others, a sound is another one, and one is gone.
	write("Night_Bus (Arp).mid", partMIDI(t, 1, "Arp", studiotest.Own(120)))
	write("Night_Bus (Bass).wav", tone(2, 9))
	if err := os.Remove(filepath.Join(dir, "Night_Bus (Lead Vocals).wav")); err != nil {
		t.Fatal(err)
	}
	got := take(t, w, studio.Choice{}, dir).Songs[0]
	want := studio.Difference{Added: 1, Replaced: 1, Removed: 1}
	if got.Became != studio.Offered || got.ID != id || got.Title != "Mine" || got.Change != want {
		t.Errorf("%+v", got)
	}
	if d := cmp.Diff(before, shape(t, w)); d != "" {
		t.Errorf("an offer changes files: %s", d)
	}
	// What the library lost of it meanwhile comes back.
	lost := p.Stems[slices.IndexFunc(p.Stems, func(s edit.Stem) bool { return s.Name == "Drums" })].Path
	if err := os.Remove(lost); err != nil {
		t.Fatal(err)
	}
	got = take(t, w, studio.Choice{Changed: studio.Update}, zipOf(t, dir)).Songs[0]
	if got.Became != studio.Updated || got.ID != id || got.Change != want {
		t.Errorf("%+v", got)
	}
	if p, err = w.Page(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	var parts, stems []string
	for i, part := range p.Parts {
		deleted := 0
		for k := range p.Song.Tracks[i].Notes {
			if p.Of(i, k).Delete {
				deleted++
			}
		}
		parts = append(parts, fmt.Sprintf("%s %v %d", part.Name, part.Muted, deleted))
	}
	for _, s := range p.Stems {
		stems = append(stems, s.Name)
	}
	if d := cmp.Diff([]string{"Arp false 0", "Bass true 1", "My Drums false 1"}, parts); d != "" || p.Title != "Mine" {
		t.Error(d, p.Title)
	}
	if d := cmp.Diff([]string{"Bass", "Drums"}, stems); d != "" {
		t.Error(d)
	}
	if n := len(shape(t, w)); n != len(before) { // one more, one other, one less
		t.Errorf("%d blobs, %d before", n, len(before))
	}
	if got := take(t, w, studio.Choice{}, dir).Songs[0]; got.Became != studio.Same {
		t.Errorf("%+v", got)
	}
	// Beside it is a song of its own, which keeps what both have.
	write("Night_Bus (Bass).wav", tone(2, 10))
	beside := take(t, w, studio.Choice{Changed: studio.AddBeside}, dir).Songs[0]
	if beside.Became != studio.Added || beside.ID == id {
		t.Errorf("%+v", beside)
	}
	if err := w.Delete(t.Context(), beside.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Page(t.Context(), id); err != nil || len(shape(t, w)) != len(before) {
		t.Errorf("%v, %d blobs", err, len(shape(t, w)))
	}
	if err := w.Delete(t.Context(), id); err != nil || len(shape(t, w)) > 0 {
		t.Errorf("%v, left of both: %q", err, shape(t, w))
	}
}

func TestSongsThatComeTogetherAreNotStatesOfOneAnother(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	dir := folderOf(t, "dl", map[string][]byte{
		"One/Glass (Drums).wav": tone(2, 1), "One/Glass (Bass).wav": tone(2, 2), "Two/Glass (Drums).wav": tone(2, 1), "Two/Glass (Bass).wav": tone(2, 3),
	})
	for _, want := range []studio.Became{studio.Added, studio.Same} {
		got := take(t, w, studio.Choice{}, dir)
		if len(got.Songs) != 2 || got.Songs[0].Became != want || got.Songs[1].Became != want || got.Songs[0].ID == got.Songs[1].ID {
			t.Errorf("%+v", got.Songs)
		}
	}
}

func TestWhichSongAChangedFolderIs(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	glass := func(title string, numbers ...byte) string {
		files := map[string][]byte{}
		for i, n := range numbers {
			files[title+" ("+[]string{"Drums", "Bass", "Vocals", "Synth"}[i]+").wav"] = tone(2, n)
		}
		return folderOf(t, "dl", files)
	}
	add := func(dir string) string {
		s := take(t, w, studio.Choice{Changed: studio.AddBeside}, dir).Songs[0]
		if s.Became != studio.Added {
			t.Fatalf("%+v", s)
		}
		return s.ID
	}
	most, some := add(glass("Glass", 1, 2, 3, 4)), add(glass("Glass", 1, 12, 13))
	for name, c := range map[string]struct {
		dir  string
		want string
	}{
		"most of it":                  {glass("Glass", 1, 2, 3, 5), most},
		"most of it, another title":   {glass("Water", 1, 2, 3), most},
		"some of it":                  {glass("glass", 21, 12), some},
		"some of it, another title":   {glass("Water", 1, 22, 23), ""},
		"half of it, another title":   {glass("Water", 1, 2), ""},
		"nothing of it, by its title": {glass("Glass", 31, 32), ""},
	} {
		got := take(t, w, studio.Choice{}, c.dir).Songs[0]
		for range 6 { // in whatever order they are looked at
			if again := take(t, w, studio.Choice{}, c.dir).Songs[0]; got.Became == studio.Offered && again.ID != got.ID {
				t.Errorf("%s: %+v", name, again)
			}
		}
		if c.want == "" && got.Became == studio.Added {
			if err := w.Delete(t.Context(), got.ID); err != nil {
				t.Fatal(err)
			}
		} else if got.Became != studio.Offered || got.ID != c.want {
			t.Errorf("%s: %+v, want %q", name, got, c.want)
		}
	}
	// A sound that only a transcribed song has makes no song in parts of it.
	if _, _, err := w.Take(t.Context(), w.WAV); err != nil {
		t.Fatal(err)
	}
	id := w.Transcribe(t)
	p, err := w.Page(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, s := range p.Stems {
		if files[p.Title+" ("+s.Name+").wav"], err = os.ReadFile(s.Path); err != nil {
			t.Fatal(err)
		}
	}
	if got := take(t, w, studio.Choice{}, folderOf(t, p.Title, files)).Songs[0]; got.Became != studio.Added || got.ID == id {
		t.Errorf("%+v", got)
	}
}

func TestSeveralFilesOfOnePartCanChange(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	own := studiotest.Own(120)
	files := map[string][]byte{"Glass (Bass).mid": partMIDI(t, 1, "Low", own), "midi/Glass (Bass).mid": partMIDI(t, 1, "High", own), "Glass (Drums).wav": tone(2, 1)}
	id := take(t, w, studio.Choice{}, folderOf(t, "Glass", files)).Songs[0].ID
	if err := w.SaveSwitches(t.Context(), id, []int{0, 99}, nil); err != nil {
		t.Fatal(err)
	}
	files["midi/Glass (Bass).mid"] = partMIDI(t, 0, "High", own)
	got := take(t, w, studio.Choice{Changed: studio.Update}, folderOf(t, "Glass", files)).Songs[0]
	if got.Change != (studio.Difference{Replaced: 1}) {
		t.Errorf("%+v", got)
	}
	p, err := w.Page(t.Context(), id)
	if err != nil || len(p.Parts) != 2 || !p.Parts[0].Muted || p.Parts[1].Muted {
		t.Fatalf("%+v, %v", p.Parts, err)
	}
	delete(files, "midi/Glass (Bass).mid")
	got = take(t, w, studio.Choice{Changed: studio.Update}, folderOf(t, "Glass", files)).Songs[0]
	if got.Change != (studio.Difference{Removed: 1}) {
		t.Errorf("%+v", got)
	}
	if p, err = w.Page(t.Context(), id); err != nil || len(p.Parts) != 1 || !p.Parts[0].Muted {
		t.Errorf("%+v, %v", p.Parts, err)
	}
}

// What was heard in stems that stay is kept when others change, and makes way for
// notes that come.
func TestHeardStemsStayWhenOthersChange(t *testing.T) {
	t.Parallel()
	w := alone(t)
	dir := stemsFolder(t)
	id := take(t, w, studio.Choice{}, dir).Songs[0].ID
	if _, err := w.HearStems(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Wait(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	parts := func() (out []string) {
		p, err := w.Page(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range p.Parts {
			out = append(out, fmt.Sprint(part.Stem, " ", part.Muted))
		}
		return out
	}
	piano := slices.Index(parts(), "Piano false")
	if piano < 0 || w.SaveSwitches(t.Context(), id, []int{piano}, nil) != nil {
		t.Fatalf("%q", parts())
	}
	if got := take(t, w, studio.Choice{}, dir).Songs[0]; got.Became != studio.Same || got.Notes == 0 {
		t.Errorf("%+v", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "bass.wav"), tone(2, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []studio.Changed{studio.OfferUpdate, studio.Update} {
		if got := take(t, w, studio.Choice{Changed: c}, dir).Songs[0]; got.ID != id || got.Change != (studio.Difference{Replaced: 1}) {
			t.Errorf("%+v", got)
		}
	}
	got := parts()
	slices.Sort(got)
	if d := cmp.Diff([]string{"Drums false", "Piano true"}, got); d != "" {
		t.Error(d)
	}
	if err := os.WriteFile(filepath.Join(dir, "bass.mid"), partMIDI(t, 1, "", studiotest.Own(110)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := take(t, w, studio.Choice{Changed: studio.Update}, dir).Songs[0]; got.Became != studio.Updated || got.Change != (studio.Difference{Added: 1}) {
		t.Errorf("%+v", got)
	}
	if d := cmp.Diff([]string{"Bass false"}, parts()); d != "" {
		t.Error(d)
	}
}
