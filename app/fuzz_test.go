package app_test

import (
	"bytes"
	"crypto/rand"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// FuzzModel lets bytes choose what a person does next at a small library and a
// service with moods. After each step what is ready is drawn, and the screen
// must make sense.
func FuzzModel(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
	f.Add([]byte{0, 3, 20, 20, 20, 3, 4, 20, 8, 20, 9, 20, 10, 3, 20, 0, 20})
	f.Add([]byte{2, 20, 3, 20, 5, 20, 11, 11, 12, 13, 14, 15, 20, 16, 3, 20})
	f.Add([]byte{1, 0, 3, 20, 20, 20, 10, 20, 4, 20, 3, 17, 20, 18, 20, 0, 3})
	f.Add([]byte{0, 0, 1, 1, 2, 2, 3, 3, 20, 20, 20, 20, 10, 10, 3, 3, 20, 20, 9, 8, 3})
	files := newFiles(f)
	f.Fuzz(func(t *testing.T, steps []byte) {
		if len(steps) > 60 {
			t.Skip("longer is not more different")
		}
		newPerson(t, files, steps).act()
	})
}

// files are what can be dropped on the window.
type files struct{ wav, saved, midi, text string }

// person uses a model as the bytes say.
type person struct {
	*app.Model
	t         *testing.T
	files     files
	steps     []byte
	queue     chan func()
	sim       *kiesim.Sim
	confirmed int // separations that were agreed to
	dir       string
}

func newPerson(t *testing.T, have files, steps []byte) *person {
	script := kiesim.Script{}
	if len(steps) > 0 {
		script.Faults = moods[int(steps[0])%len(moods)]
	}
	p := &person{t: t, files: have, steps: steps, queue: make(chan func(), 1<<16), dir: t.TempDir()}
	p.sim = kiesim.New(kiesim.Config{Script: script, Keys: []string{"right-key-0123456789"}, Credits: 500, Now: time.Now})
	server := httptest.NewServer(p.sim)
	t.Cleanup(func() { server.Close(); p.sim.Close() })
	studio, err := studio.Open(t.Context(), studio.Config{
		Dir: t.TempDir(), Keys: secret.Options{Env: "right-key-0123456789", Keyring: studiotest.NoKeyring{}}, UserAgent: "Partlift/test",
		Now: time.Now, After: time.After, Rand: rand.Reader, APIBase: server.URL, UploadBase: server.URL,
		Pace: task.Pace{{Until: time.Minute, Every: 2 * time.Millisecond}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { studio.Close() })
	p.Model = app.New(t.Context(), studio, func(f func()) { p.queue <- f })
	t.Cleanup(p.Model.Close)
	p.Start()
	return p
}

// moods are mishaps of the service.
var moods = [][]kiesim.Fault{
	nil,
	{{Path: "/api/v1/vocal-removal/generate", Times: 1, Do: kiesim.DoLost}},
	{{Path: "/api/v1/vocal-removal/generate", Do: kiesim.DoError, Code: 402}},
	{{Path: "/api/v1/vocal-removal/record-info", Times: 2, Do: kiesim.DoTruncate}},
	{{Path: "/api/v1/midi/generate", Do: kiesim.DoError, Code: 422}},
}

func (p *person) act() {
	for i, b := range p.steps {
		p.step(b, i)
		p.draw(b >= 200)
		p.sane()
	}
}

// draw runs what is ready; when patient, it waits for one thing more.
func (p *person) draw(patient bool) {
	if patient {
		select {
		case f := <-p.queue:
			f()
		case <-time.After(20 * time.Millisecond):
		}
	}
	for {
		select {
		case f := <-p.queue:
			f()
		default:
			return
		}
	}
}

// song picks a row's id, or one that does not exist.
func (p *person) song(i int) string {
	if rows := p.Rows.Now(); len(rows) > 0 {
		return rows[i%len(rows)].ID
	}
	return "no such song"
}

func (p *person) step(b byte, i int) {
	id := p.song(i)
	verbs := []func(){
		func() { p.AddFiles([]string{p.files.wav}) },
		func() { p.AddFiles([]string{p.files.saved, p.files.text}) },
		func() { p.AddFiles([]string{p.files.midi, p.files.wav, p.files.wav}) },
		func() { p.answer(0) },
		func() { p.answer(1) },
		func() { p.answer(2) },
		func() { p.Search("bass") },
		func() { p.Search("") },
		func() { p.Cancel(id) },
		func() { p.Retry(id) },
		func() { p.Delete(id) },
		func() { p.Remove(id) },
		func() { p.PutBack(id) },
		func() { p.UndoRemove() },
		func() { p.ShowRemoved(i%2 == 0) },
		func() { p.SortBy([]studio.Sort{studio.SortNewest, studio.SortTitle, studio.SortLength}[i%3]) },
		func() { p.Choose(p.Ask.Now(), i%3, i%2 == 0) },
		func() { p.ExportSongs([]string{id}, p.dir, studio.What{Combined: true}) },
		func() { p.OpenSong(id) },
		func() { p.Mute(i%3, i%2 == 0) },
		func() { p.Rename("title\n of the day") },
		func() { p.Export(p.dir, studio.What{Combined: true, Each: i%2 == 0}) },
		func() { p.CloseSong() },
		func() { p.Resolve(id) },
		func() { p.CheckNow(id) },
		func() { p.AddIDs(studio.IDs{Separation: "unknown-separation"}) },
		func() { p.More() },
		func() { p.draw(true) },
		func() { p.Solo(i%3, i%2 == 0) },
		func() { p.CheckKey() },
		func() { p.SetGrid(edit.GridChoice{Mode: edit.GridAuto, Octave: i%3 - 1, Pick: i % 2}) },
		func() { p.SetGrid(edit.GridChoice{Mode: edit.GridOff}) },
		func() {
			p.SetTreatment(edit.Treatment{Quantize: edit.Divisions[i%len(edit.Divisions)], Ghosts: i % 101})
		},
		func() { p.SetTreatment(edit.Treatment{Quantize: "1/3"}) },
		func() { p.SetDrumMap(i%4-1, map[uint8]uint8{36: 40}) },
		func() { p.EditNotes(app.Verb(i%3), []edit.NoteRef{{Track: i % 3, Note: i % 7}, {Track: -1}}) },
		func() { p.Transpose([]edit.NoteRef{{Track: i % 3, Note: i % 7}}, i%30-15) },
		func() { p.Undo() },
		func() { p.Redo() },
	}
	verbs[int(b)%len(verbs)]()
}

// answer picks a choice of the question on screen and counts what it agrees to.
func (p *person) answer(choice int) {
	a := p.Ask.Now()
	if a == nil {
		return
	}
	if choice < len(a.Choices) && a.Choices[choice].Pays {
		p.confirmed++
	}
	p.Answer(a, choice, "unknown-separation")
}

func (p *person) sane() {
	t := p.t
	t.Helper()
	var ids []string
	for _, r := range p.Rows.Now() {
		ids = append(ids, r.ID)
		if r.Title == "" || r.Progress > 1 || r.State == studio.RowDone && r.Detail == "" {
			t.Fatalf("row %+v", r)
		}
	}
	slices.Sort(ids)
	if n := len(ids); len(slices.Compact(ids)) != n {
		t.Fatalf("a song is in two rows: %+v", p.Rows.Now())
	}
	if page := p.Page.Now(); page != nil && len(page.Parts) != len(page.Song.Tracks) {
		t.Fatalf("%d parts of %d tracks", len(page.Parts), len(page.Song.Tracks))
	}
	if page := p.Page.Now(); page != nil && (len(page.Out.Tracks) != len(page.Song.Tracks) || page.Out.NoteCount() > page.Song.NoteCount()) {
		t.Fatalf("%d notes of %d go out", page.Out.NoteCount(), page.Song.NoteCount())
	}
	if p.Report.Now() != nil && p.Page.Now() == nil {
		t.Fatal("a receipt without its song")
	}
	if a := p.Ask.Now(); a != nil && (a.Title == "" || a.Text == "" || !slices.ContainsFunc(a.Choices, func(c app.Choice) bool { return c.Cancel })) {
		t.Fatalf("no way out of the question %+v", a)
	}
	var names []string
	for _, n := range p.Notices.Now() {
		if n.Text == "" || slices.Contains(names, n.Name) {
			t.Fatalf("notices %+v", p.Notices.Now())
		}
		names = append(names, n.Name)
	}
	if n := len(p.sim.Charges()); n > p.confirmed {
		t.Fatalf("%d charges, %d agreed to", n, p.confirmed)
	}
}

func newFiles(f *testing.F) files {
	f.Helper()
	dir := f.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			f.Fatal(err)
		}
		return path
	}
	var wav bytes.Buffer
	short := music.Song{Tracks: []music.Track{{Name: "Bass", Program: 33, Notes: []music.Note{{Start: 0, End: 1, Pitch: 40, Velocity: 90}}}}}
	if err := kiesim.RenderWAV(&wav, short, kiesim.Format{}); err != nil {
		f.Fatal(err)
	}
	return files{
		wav:   write("short.wav", wav.Bytes()),
		saved: write("saved.json", []byte(`{"instruments":[{"name":"Bass","notes":[{"pitch":40,"start":0,"end":1,"velocity":0.5}]},{"name":"Piano","notes":[{"pitch":60,"start":1,"end":2,"velocity":0.5}]}]}`)),
		midi:  "../backend/kie/kiesim/songs/lanterns-on-the-river.mid",
		text:  write("read: me.txt", []byte("not music")),
	}
}
