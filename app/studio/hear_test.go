package studio_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/task"
)

// stemsFolder holds the sounds of a beat, a bass and a piano, and no notes.
func stemsFolder(t *testing.T) string {
	t.Helper()
	song := studiotest.Groove(110, 0.5, 4)
	for i := range song.Tracks[1].Notes {
		n := &song.Tracks[1].Notes[i]
		n.End = n.Start + 0.3
	}
	keys := music.Track{Name: "Acoustic Grand Piano", Known: true}
	for k, p := range []uint8{60, 64, 67, 72, 67, 64, 60, 55} {
		at := 0.5 + float64(k)
		keys.Notes = append(keys.Notes, music.Note{Pitch: p, Velocity: 100, Start: at, End: at + 0.8})
	}
	sound := func(track music.Track) []byte {
		var b bytes.Buffer
		if err := kiesim.RenderWAV(&b, music.Song{Tracks: []music.Track{track}}, kiesim.Format{}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	return folderOf(t, "Glass", map[string][]byte{"drums.wav": sound(song.Tracks[0]), "bass.wav": sound(song.Tracks[1]), "piano.wav": sound(keys), "vocals.wav": quiet()})
}

// heardParts names the parts of a song with how many notes they have at least.
func checkHeard(t *testing.T, w *studiotest.World, id string) {
	t.Helper()
	p, err := w.Page(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, part := range p.Shown() {
		got = append(got, part.Name)
		if part.Notes < 6 || part.Drums != (part.Name == "Drums") || part.Stem != part.Name || part.Muted {
			t.Errorf("%+v", part)
		}
		if part.Name == "Bass" && (part.Program != 33 || part.High > 67) {
			t.Errorf("the bass is %+v", part)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, []string{"Bass", "Drums", "Piano"}) || !p.Sketched() {
		t.Errorf("parts %q", got)
	}
	if len(p.Stems) != 4 {
		t.Errorf("stems %+v", p.Stems)
	}
}

// canHear reports whether the page of a song offers to hear its stems.
func canHear(t *testing.T, w *studiotest.World, id string) (bool, error) {
	t.Helper()
	p, err := w.Page(t.Context(), id)
	return err == nil && p.Unheard, err
}

func TestStemsOfAFolderAreHeard(t *testing.T) {
	t.Parallel()
	w := alone(t)
	id := take(t, w, studio.Choice{}, stemsFolder(t)).Songs[0].ID
	if can, err := canHear(t, w, id); err != nil || !can {
		t.Fatal(can, err)
	}
	if begun, err := w.HearStems(t.Context(), id); err != nil || !begun {
		t.Fatal(begun, err)
	}
	end, err := w.Wait(t.Context(), id)
	if err != nil || end.State != task.StateDone {
		t.Fatalf("%s, %v, %v", end.State, end.Fault, err)
	}
	checkHeard(t, w, id)
	for _, text := range []string{"", "folder", "bass", "Glass"} {
		rows := w.Rows(t, text)
		if len(rows) != 1 || rows[0].State != studio.RowDone || rows[0].Parts != 3 || !rows[0].Folder {
			t.Errorf("searched for %q: %+v", text, rows)
		}
	}
	if can, err := canHear(t, w, id); err != nil || can {
		t.Errorf("once more: %t, %v", can, err)
	}
	if _, err := w.HearStems(t.Context(), id); err == nil || !strings.Contains(err.Error(), "has its notes already") {
		t.Errorf("once more: %v", err)
	}
	r, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Each: true}})
	if err != nil || !r.Receipt.OK || len(r.Receipt.Files) != 3 {
		t.Errorf("%+v, %v", r.Receipt.Files, err)
	}
}

// hearSome begins to hear and returns when one stem is in the journal.
func hearSome(t *testing.T, w *studiotest.World, id string) {
	t.Helper()
	one := make(chan struct{})
	var once sync.Once
	w.Listen(func(e task.Event) {
		if len(e.Task.Transcriptions) > 0 {
			once.Do(func() { close(one) })
		}
	})
	if begun, err := w.HearStems(t.Context(), id); err != nil || !begun {
		t.Fatal(begun, err)
	}
	<-one
}

// What the program's end cut off goes on at the next start, with the next stem.
func TestHearingGoesOnAtTheNextStart(t *testing.T) {
	t.Parallel()
	w := alone(t)
	id := take(t, w, studio.Choice{}, stemsFolder(t)).Songs[0].ID
	hearSome(t, w, id)
	w.Close()
	w.Open(t)
	if err := w.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if begun, err := w.HearStems(t.Context(), id); begun && err == nil {
		t.Error("it began twice")
	}
	if end, err := w.Wait(t.Context(), id); err != nil || end.State != task.StateDone {
		t.Fatalf("%s, %v, %v", end.State, end.Fault, err)
	}
	checkHeard(t, w, id)
}

// Stopped in the middle, the song is what it was, and can be heard again.
func TestStoppedHearingLeavesTheSongAsItWas(t *testing.T) {
	t.Parallel()
	w := alone(t)
	id := take(t, w, studio.Choice{}, stemsFolder(t)).Songs[0].ID
	hearSome(t, w, id)
	if err := w.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	end, err := w.Wait(t.Context(), id)
	if err != nil || end.State != task.StateDone {
		t.Fatalf("%s, %v", end.State, err)
	}
	if end.Step == task.StepSave {
		t.Skip("it was done before it could be stopped")
	}
	p, err := w.Page(t.Context(), id)
	if err != nil || len(p.Parts) != 0 || len(p.Stems) != 4 {
		t.Errorf("%v, %+v", err, p)
	}
	if rows := w.Rows(t, ""); len(rows) != 1 || !strings.Contains(rows[0].Detail, "Sound without notes") {
		t.Errorf("%+v", rows)
	}
	if begun, err := w.HearStems(t.Context(), id); err != nil || !begun {
		t.Fatal(begun, err)
	}
	if end, err := w.Wait(t.Context(), id); err != nil || end.State != task.StateDone {
		t.Fatalf("%s, %v, %v", end.State, end.Fault, err)
	}
	checkHeard(t, w, id)
}

func TestSongsWithoutStemsAreNotHeard(t *testing.T) {
	t.Parallel()
	w := alone(t)
	path, _ := studiotest.Piano(t)
	id, _ := w.SketchWAV(t, w.TakeWAV(t, path))
	if _, err := w.HearStems(t.Context(), id); err == nil || !strings.Contains(err.Error(), "has its notes already") {
		t.Errorf("a sketch: %v", err)
	}
	if _, err := w.HearStems(t.Context(), "nobody"); err == nil {
		t.Error("a song that is not there is heard")
	}
	silent := take(t, w, studio.Choice{}, folderOf(t, "Hush", map[string][]byte{"drums.wav": quiet(), "bass.wav": quiet()})).Songs[0].ID
	if _, err := w.HearStems(t.Context(), silent); err == nil || !strings.Contains(err.Error(), "no stems that can be heard") {
		t.Errorf("silence: %v", err)
	}
}

// A song for which the service found no notes is heard from its stems.
func TestStemsOfTheServiceAreHeard(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{MIDI: kiesim.MIDI{Empty: "all"}})
	id, end := w.Bring(t)
	if end.State != task.StateEmpty {
		t.Fatalf("it ended %s, %v", end.State, end.Fault)
	}
	if row := w.Rows(t, "")[0]; row.State != studio.RowEmpty || !row.CanOpen() {
		t.Errorf("its row %+v cannot be opened", row)
	}
	if can, err := canHear(t, w, id); err != nil || !can {
		t.Fatal(can, err)
	}
	if begun, err := w.HearStems(t.Context(), id); err != nil || !begun {
		t.Fatal(begun, err)
	}
	if end, err := w.Wait(t.Context(), id); err != nil || end.State != task.StateDone {
		t.Fatalf("%s, %v, %v", end.State, end.Fault, err)
	}
	p, err := w.Page(t.Context(), id)
	if err != nil || len(p.Shown()) < 2 || !p.Sketched() || p.Audio == nil {
		t.Fatalf("%v, %+v", err, p)
	}
	for _, part := range p.Shown() {
		if part.Stem == "" || part.Muted {
			t.Errorf("%+v", part)
		}
	}
	if rows := w.Rows(t, ""); len(rows) != 1 || rows[0].State != studio.RowDone || !rows[0].Sketch || rows[0].Notes == 0 {
		t.Errorf("%+v", rows)
	}
}
