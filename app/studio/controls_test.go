package studio_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/grid"
	"partlift/backend/music"
	"partlift/backend/smf"
)

// pedalled is a piano with a pedal and a bend, and a flute with a volume.
func pedalled() music.Song {
	return music.Song{Title: "Pedalled", Tracks: []music.Track{
		{Name: "Piano", Known: true,
			Notes:    []music.Note{{Pitch: 60, Velocity: 80, Start: 0, End: 0.5}, {Pitch: 64, Velocity: 80, Start: 0.52, End: 1}},
			Controls: []music.Control{{Second: 0.25, Kind: music.Sustain, Value: 127}, {Second: 0.5, Kind: music.Bend, Value: 512}, {Second: 0.75, Kind: music.Sustain}}},
		{Name: "Flute", Program: 73, Known: true,
			Notes:    []music.Note{{Pitch: 72, Velocity: 80, Start: 0, End: 1}},
			Controls: []music.Control{{Kind: music.Volume, Value: 90}}},
	}}
}

func TestControllersAreExportedWithTheirTrack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opt  studio.ExportOptions
		want map[string]string
	}{
		"all":          {studio.ExportOptions{What: studio.What{Combined: true}}, map[string]string{"Piano": "64@0.25 128@0.5 64@0.75 128@2", "Flute": "7@0"}},
		"one is muted": {studio.ExportOptions{What: studio.What{Combined: true, Parts: []int{1}}}, map[string]string{"Flute": "7@0"}},
		"quantized and cleaned": {studio.ExportOptions{What: studio.What{Combined: true}, Treat: &edit.Treatment{Quantize: "1/8", Strength: 100, Duplicates: true, Overlaps: true},
			Grid: edit.Found{Result: grid.Result{Grid: &music.Grid{Tempo: []music.TempoPoint{{BPM: 120}}}}}}, map[string]string{"Piano": "64@0.25 128@0.5 64@0.75 128@2", "Flute": "7@0"}},
	} {
		opt := c.opt
		opt.Dir = t.TempDir()
		report, err := studio.Export(pedalled(), opt, time.Unix(0, 0))
		if err != nil || !report.Receipt.OK {
			t.Fatal(name, err, report.Receipt.Checks)
		}
		if k := report.Receipt.Controls; k.Kept != 4 || k.Reset != 1 || k.LeftOut+k.Repeated != 0 {
			t.Errorf("%s: counted %+v", name, k)
		}
		data, err := studio.ReadFile(report.Receipt.Files[0].Path)
		if err != nil {
			t.Fatal(err)
		}
		song, err := smf.Read(strings.NewReader(string(data)))
		if err != nil {
			t.Fatal(err)
		}
		if len(song.Tracks) != len(c.want) {
			t.Errorf("%s: %d tracks", name, len(song.Tracks))
		}
		for _, track := range song.Tracks {
			if got := turned(track.Controls); got != c.want[track.Name] {
				t.Errorf("%s, %s: %s, want %s", name, track.Name, got, c.want[track.Name])
			}
		}
	}
}

// turned lists controllers by kind and second, to a hundredth.
func turned(controls []music.Control) string {
	var out []string
	for _, c := range controls {
		out = append(out, fmt.Sprintf("%d@%g", c.Kind, math.Round(c.Second*100)/100))
	}
	return strings.Join(out, " ")
}
