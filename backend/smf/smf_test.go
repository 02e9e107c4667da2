package smf_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"partlift/backend/music"
	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

// wantOf is the model of a plan as the checklist takes it.
func wantOf(p smf.Plan, song music.Song, opt smf.Options) *verify.Want {
	w := &verify.Want{
		Title: p.Title, Grid: opt.Grid, Tempo: opt.Tempo, Shift: p.Shift, EOT: p.EOT, Floor: opt.Floor,
		Notation: p.Preset == smf.PresetNotation, DrumsAny: opt.Drums == smf.DrumsAsIs,
		Path: smf.FileName(p.Title, ""),
	}
	for _, part := range p.Parts {
		v := verify.Part{
			Name: part.Name, Instrument: part.Instrument, Channel: part.Channel, Program: part.Program,
			Drums: part.Drums, Song: song.Tracks[part.Source].Notes, Played: song.Tracks[part.Source].Controls, Moved: part.Moved, Merged: part.Merged,
			Notes: make([]verify.Note, len(part.Notes)),
		}
		for i, n := range part.Notes {
			v.Notes[i] = verify.Note(n)
		}
		for _, c := range part.Controls {
			v.Controls = append(v.Controls, verify.Control(c))
		}
		w.Parts = append(w.Parts, v)
	}
	return w
}

func arrange(t testing.TB, song music.Song, opt smf.Options) smf.Plan {
	t.Helper()
	p, err := smf.Arrange(song, opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func encode(t testing.TB, p smf.Plan) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// passes fails the test for each line of the checklist that is not ok.
func passes(t testing.TB, data []byte, want *verify.Want) {
	t.Helper()
	results := verify.Check(data, want)
	if len(results) != verify.Rules {
		t.Fatalf("%d results", len(results))
	}
	for _, r := range results {
		if !r.OK {
			t.Errorf("rule %d (%s): %s", r.Rule, r.Name, r.Detail)
		}
	}
}

// events writes a file's events as text, to compare and to read.
func events(t testing.TB, data []byte) string {
	t.Helper()
	f, err := verify.Parse(data)
	if err != nil {
		return fmt.Sprintf("% x: %v", data, err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "format %d, %d tracks, division %d\n", f.Format, f.Declared, f.Division)
	for i, track := range f.Tracks {
		fmt.Fprintf(&b, "track %d\n", i)
		for _, e := range track.Events {
			switch {
			case e.Status == 0xFF && e.Kind < 0x10:
				fmt.Fprintf(&b, "%6d FF%02X %q\n", e.Tick, e.Kind, e.Data)
			case e.Status == 0xFF:
				fmt.Fprintf(&b, "%6d FF%02X % X\n", e.Tick, e.Kind, e.Data)
			default:
				fmt.Fprintf(&b, "%6d %02X %d\n", e.Tick, e.Status, e.Data)
			}
		}
	}
	return b.String()
}

// duet is a small song with drums, a pick-up and awkward names.
func duet() music.Song {
	return music.Song{Title: "Größe", Tracks: []music.Track{
		{Name: "Electric Bass (finger)", Program: 33, Known: true, Notes: []music.Note{
			{Pitch: 40, Velocity: 127, Start: 7 / 192.0, End: 96 / 192.0},
			{Pitch: 43, Velocity: 63, Start: 96 / 192.0, End: 192 / 192.0},
		}},
		{Name: "Empty", Program: 3},
		{Name: "Drums", Drums: true, Known: true, Notes: []music.Note{
			{Pitch: 36, Velocity: 100, Start: 0, End: 9 / 192.0},
			{Pitch: 42, Velocity: 90, Start: 0, End: 9 / 192.0},
			{Pitch: 38, Velocity: 91, Start: 96 / 192.0, End: 105 / 192.0},
		}},
	}}
}

// steady is a grid of one tempo with everything sure.
func steady(bpm, downbeat float64) *music.Grid {
	return &music.Grid{
		Tempo: []music.TempoPoint{{BPM: bpm}}, Downbeat: downbeat,
		Meter: &music.Meter{Numerator: 4, Denominator: 4}, MeterConfidence: 1,
		Key: &music.Key{Sharps: -3, Minor: true, Name: "C minor"}, KeyConfidence: 0.95,
	}
}

// random makes a song of every kind of trouble: overlaps, duplicates, tiny and
// negative lengths, odd drums, repeated and foreign names. times rounds starts.
func random(r *rand.Rand, tracks, notes int, times func(float64) float64) music.Song {
	names := []string{"Drums", "Synth Voice", "Electric Bass (finger)", "Bass", "bass", "", "Ünïcödé", "🎸", "Strings, slow"}
	song := music.Song{Title: names[r.IntN(len(names))] + " demo"}
	for range tracks {
		name := names[r.IntN(len(names))]
		in := music.Match(name)
		t := music.Track{Name: name, Program: in.Program, Drums: in.Drums, Known: in.Known}
		low, span := 30, 60
		for range notes {
			start := times(r.Float64() * 120)
			t.Notes = append(t.Notes, music.Note{
				Pitch: uint8(low + r.IntN(span)), Velocity: uint8(1 + r.IntN(127)),
				Start: start, End: max(start+r.Float64()*1.5-0.1, start),
			})
		}
		if r.IntN(8) == 0 {
			t.Notes = nil
		}
		if !t.Drums {
			t.Controls = controls(r, times)
		}
		song.Tracks = append(song.Tracks, t)
	}
	song.Tracks = append(song.Tracks, music.Track{Name: "Piano", Notes: []music.Note{{Pitch: 60, Velocity: 1, Start: 1, End: 2}}})
	return song
}

// controls makes changes of every kind, a few at a time, some of them for nothing.
func controls(r *rand.Rand, times func(float64) float64) []music.Control {
	kinds := []music.ControlKind{1, 7, 10, 11, 64, 66, 67, 74, music.Bend, music.Pressure, music.BendRange}
	var out []music.Control
	at := 0.0
	for range r.IntN(60) {
		at += r.Float64() * 4
		for range 1 + r.IntN(3) {
			c := music.Control{Second: times(at), Kind: kinds[r.IntN(len(kinds))], Value: int16(r.IntN(128))}
			switch c.Kind {
			case music.Bend:
				c.Value = int16(r.IntN(16384) - 8192)
			case music.BendRange:
				c.Value = int16(100 * r.IntN(25))
			}
			out = append(out, c)
		}
	}
	return out
}

func parse(data []byte) (*verify.File, error) { return verify.Parse(data) }
