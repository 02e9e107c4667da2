package app_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partlift/app"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/smf"
)

// groove is a song of a beat and a bass at a tempo from a second on.
func groove(bpm, from float64, bars int) music.Song {
	drums, bass := music.Track{Name: "Drums", Drums: true, Known: true}, music.Track{Name: "Bass", Program: 33, Known: true}
	add := func(t *music.Track, beat float64, pitch, velocity uint8) {
		at := from + beat*60/bpm
		t.Notes = append(t.Notes, music.Note{Pitch: pitch, Velocity: velocity, Start: at, End: at + 0.1})
	}
	for bar := range bars {
		at := float64(4 * bar)
		for k := range 8 {
			add(&drums, at+float64(k)/2, 42, 60)
		}
		for k, pitch := range []uint8{36, 38, 36, 38} {
			add(&drums, at+float64(k), pitch, 110)
		}
		for k, beat := range []float64{0, 1.5, 2, 3.25} {
			add(&bass, at+beat, []uint8{40, 45, 43, 47}[bar%4]+uint8(k%2), 100)
		}
	}
	return music.Song{Title: "groove", Tracks: []music.Track{drums, bass}}
}

// midiOf writes a song as a file on a grid.
func midiOf(t *testing.T, song music.Song, g *music.Grid) []byte {
	t.Helper()
	p, err := smf.Arrange(song, smf.Options{Grid: g})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func ownSong(t *testing.T, data []byte) music.Song {
	t.Helper()
	song, err := smf.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return song
}

// own is a constant grid in four from the start.
func own(bpm float64) *music.Grid {
	return &music.Grid{Tempo: []music.TempoPoint{{BPM: bpm}}, Meter: &music.Meter{Numerator: 4, Denominator: 4}, MeterConfidence: 1}
}

func TestAFilesOwnTempoIsItsFirstReading(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{})
	s := newScreen(t, w)
	path := filepath.Join(t.TempDir(), "fast.mid")
	if err := os.WriteFile(path, midiOf(t, groove(174, 0, 24), own(174)), 0o600); err != nil {
		t.Fatal(err)
	}
	s.AddFiles([]string{path})
	s.until("the song is open", func() bool { return s.Page.Now() != nil })
	shows := func(tempo string, reading int) {
		t.Helper()
		s.until("it is "+tempo, func() bool { return strings.HasPrefix(s.Page.Now().Tempo, tempo) })
		for i, r := range s.Page.Now().Readings {
			if r.Chosen != (i == reading) {
				t.Errorf("%s: reading %d, %q, is chosen: %v", tempo, i, r.Label, r.Chosen)
			}
		}
	}
	change := func(f func(*app.GridChoice)) {
		c := s.Page.Now().Adjustable()
		f(&c)
		s.SetGrid(c)
	}
	shows("174.00 BPM · 4/4", 0)
	p := s.Page.Now()
	if p.Readings[0].Label != "174.00 BPM · 4/4 · the file's own tempo" || len(p.Readings) < 4 || !strings.HasPrefix(p.Readings[3].Label, "From the notes: 87.00 BPM") || p.Readings[0].Choice != (app.GridChoice{}) {
		t.Errorf("readings %+v", p.Readings)
	}
	s.SetGrid(p.Readings[3].Choice)
	shows("87.00 BPM", 3)
	s.rest()
	if again, err := w.Page(t.Context(), p.ID); err != nil || !again.Readings[3].Chosen {
		t.Errorf("after opening again %+v, error %v", again.Readings, err)
	}
	s.SetGrid(s.Page.Now().Readings[1].Choice)
	shows("174.00 BPM", 1)
	change(func(c *app.GridChoice) { c.Octave-- })
	shows("87.00 BPM", 1)
	s.SetGrid(s.Page.Now().Readings[0].Choice)
	shows("174.00 BPM · 4/4", 0)
	change(func(c *app.GridChoice) { c.Octave++ })
	shows("348.00 BPM · 4/4", 0)
	change(func(c *app.GridChoice) { c.Octave -= 2 })
	shows("87.00 BPM · 4/4", 0)
	change(func(c *app.GridChoice) { c.Octave++; c.Shift-- })
	shows("174.00 BPM · 4/4", 0)
	if g := s.Page.Now().Grid; math.Abs(g.Downbeat-3*60/g.Tempo[0].BPM) > 1e-9 {
		t.Errorf("bar one a beat earlier is at %v", g.Downbeat)
	}
}

// Choices that older libraries hold are about the notes, and stay so.
func TestOlderChoicesStayWhatTheyWere(t *testing.T) {
	data := midiOf(t, groove(174, 0, 24), own(174))
	with := ownSong(t, data)
	without := with
	without.Own = nil
	for _, raw := range []string{
		`{"mode":"off"}`, `{"pick":1}`, `{"octave":1}`, `{"tempo":87}`, `{"low":60,"high":100}`, `{"shift":1}`, `{"mode":"auto","pick":2,"shift":-1}`,
	} {
		var c app.GridChoice
		if err := json.Unmarshal([]byte(raw), &c); err != nil {
			t.Fatal(err)
		}
		got, want := app.FindGrid(with, c), app.FindGrid(without, c)
		if got.FromFile || string(app.GridJSON(got, 60)) != string(app.GridJSON(want, 60)) {
			t.Errorf("%s: %.200s\nwant %.200s", raw, app.GridJSON(got, 60), app.GridJSON(want, 60))
		}
		if c.Off() != (got.Own == nil) {
			t.Errorf("%s: the file's own grid is offered: %v", raw, got.Own != nil)
		}
	}
	if zero := app.FindGrid(with, app.GridChoice{}); !zero.FromFile || !bytes.Contains(app.GridJSON(zero, 60), []byte(`"source":"own"`)) {
		t.Errorf("nothing chosen: %s", app.GridJSON(zero, 9))
	}
}

func TestNotesThatContradictTheFileComeFirst(t *testing.T) {
	song := ownSong(t, midiOf(t, groove(117.98, 0.3, 32), nil)) // 120 BPM without a meter
	r := app.FindGrid(song, app.GridChoice{})
	if r.FromFile || math.Abs(r.Grid.Tempo[0].BPM-117.98) > 0.01 || r.Own == nil || math.Abs(r.Own.Tempo[0].BPM-120) > 1e-9 {
		t.Errorf("from the file %v: %.200s", r.FromFile, app.GridJSON(r, 9))
	}
	if r := app.FindGrid(song, app.GridChoice{Source: app.GridOwn}); !r.FromFile || r.Grid.Tempo[0].BPM != 120 || r.Grid.Meter != nil {
		t.Errorf("asked for: %.200s", app.GridJSON(r, 9))
	}
	few := music.Song{Tracks: []music.Track{{Name: "Bass", Program: 33, Notes: groove(93, 0, 1).Tracks[1].Notes}}}
	if r := app.FindGrid(ownSong(t, midiOf(t, few, own(93))), app.GridChoice{}); !r.FromFile || r.Reason != "" || r.Likeliest != nil {
		t.Errorf("few notes: reason %q, grid %v", r.Reason, r.Grid)
	}
}

// Times of a file were not rounded by the service, so nothing snaps.
func TestNotesOfAFileKeepTheirTicks(t *testing.T) {
	song := groove(100, 0, 8)
	for i := range song.Tracks[1].Notes {
		n := &song.Tracks[1].Notes[i]
		n.Start, n.End = n.Start+60.0/100/480*float64(i%3), n.End+60.0/100/480*2 // 0, 1 and 2 ticks late
	}
	read := ownSong(t, midiOf(t, song, own(100)))
	dir := t.TempDir()
	report, err := app.Export(read, app.ExportOptions{Dir: dir, What: app.What{Combined: true}, Grid: app.FindGrid(read, app.GridChoice{})}, time.Now())
	if err != nil || !report.Receipt.OK || report.Receipt.Changes.Moved != 0 {
		t.Fatal(err, report.Receipt.Changes, report.Receipt.Checks)
	}
	data, err := os.ReadFile(report.Receipt.Files[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	again := ownSong(t, data)
	for i, n := range again.Tracks[1].Notes {
		if was := read.Tracks[1].Notes[i]; math.Abs(n.Start-was.Start) > 1e-9 || math.Abs(n.End-was.End) > 1e-9 {
			t.Fatalf("note %d lies at %v to %v, was %v to %v", i, n.Start, n.End, was.Start, was.End)
		}
	}
	// Whoever asks for lines gets them.
	report, err = app.Export(read, app.ExportOptions{Dir: dir, What: app.What{Combined: true}, Grid: app.FindGrid(read, app.GridChoice{}),
		Treat: &app.Treatment{Quantise: "1/16"}}, time.Now())
	if err != nil || !report.Receipt.OK || report.Receipt.Changes.Moved == 0 {
		t.Error(err, report.Receipt.Changes)
	}
}

// A tempo that a file holds for a note stays whatever is asked of the rest.
func TestAHeldNoteIsNotDoubledAway(t *testing.T) {
	g := own(100)
	g.Tempo = append(g.Tempo, music.TempoPoint{Second: 4.8, Beat: 8, BPM: 10}, music.TempoPoint{Second: 10.8, Beat: 9, BPM: 100})
	song := ownSong(t, midiOf(t, groove(100, 0, 8), g))
	for octave, want := range map[int]float64{0: 100, 1: 100, -1: 100} { // 20 and 5 BPM are no tempi to set
		if r := app.FindGrid(song, app.GridChoice{Source: app.GridOwn, Octave: octave}); math.Abs(r.Grid.Tempo[0].BPM-want) > 1e-3 || len(r.Grid.Tempo) != 3 {
			t.Errorf("%d octaves: %+v", octave, r.Grid.Tempo)
		}
	}
}

func TestHalvesOfChangingMetersAreNotGuessed(t *testing.T) {
	g := own(100)
	g.Changes = []music.MeterPoint{{Beat: 8, Meter: music.Meter{Numerator: 3, Denominator: 4}}}
	song := ownSong(t, midiOf(t, groove(100, 0, 8), g))
	meters := func(c app.GridChoice) string {
		c.Source = app.GridOwn
		var out struct{ Meters []any }
		b, _ := json.Marshal(app.GridJSON(app.FindGrid(song, c), 60))
		_ = json.Unmarshal(b, &out)
		b, _ = json.Marshal(out.Meters)
		return string(b)
	}
	for c, want := range map[app.GridChoice]string{
		{}:                     `[{"bar":1,"meter":"4/4","second":0},{"bar":3,"meter":"3/4","second":4.8}]`,
		{Octave: 1}:            `[{"bar":1,"meter":"4/4","second":0},{"bar":5,"meter":"3/4","second":4.8}]`,
		{Octave: -1}:           `[]`,
		{Octave: -9}:           `[{"bar":1,"meter":"4/4","second":0},{"bar":3,"meter":"3/4","second":4.8}]`, // too slow for any file
		{Shift: 1}:             `[{"bar":1,"meter":"4/4","second":0},{"bar":4,"meter":"3/4","second":5.4}]`,
		{Octave: 1, Shift: -3}: `[{"bar":1,"meter":"4/4","second":0},{"bar":6,"meter":"3/4","second":5.1}]`,
	} {
		if got := meters(c); got != want {
			t.Errorf("%+v: %s, want %s", c, got, want)
		}
	}
}
