package studio_test

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

// A song as the vendor's own export has it comes out of the library with its
// parts, its stems beside them, its bars, and files that pass every check.
func TestTheVendorsExportIsOneSong(t *testing.T) {
	t.Parallel()
	for n, want := range []struct {
		stems, drums []string
		meter        int
	}{
		{[]string{"Bass", "Drums", "Guitar", "Keyboard", "Strings", "Vocals"}, []string{"Drums"}, 4},
		{[]string{"Bass", "Drums", "Guitar", "Percussion", "Strings", "Vocals", "Woodwinds"}, []string{"Drums", "Percussion"}, 3},
	} {
		w := studiotest.New(t, kiesim.Script{})
		dir := filepath.Join(t.TempDir(), "download")
		truth := studiotest.VendorExport(t, dir, n)
		got := take(t, w, studio.Choice{}, zipOf(t, dir))
		if len(got.Songs) != 1 || len(got.Drafts) > 0 || got.Songs[0].Title != truth.Name || got.Songs[0].Became != studio.Added || len(got.Songs[0].LeftOut) > 0 {
			t.Fatalf("%+v", got)
		}
		id := got.Songs[0].ID
		if again := take(t, w, studio.Choice{}, dir); len(again.Songs) != 1 || again.Songs[0].Became != studio.Same || again.Songs[0].ID != id {
			t.Errorf("%+v", again)
		}
		p, err := w.Page(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var stems, parts, drums []string
		for _, s := range p.Stems {
			stems = append(stems, s.Name)
		}
		notes := 0
		for _, part := range p.Shown() {
			parts = append(parts, part.Stem)
			notes += part.Notes
			if part.Drums {
				drums = append(drums, part.Stem)
			}
		}
		slices.Sort(parts)
		if bass := p.Shown()[0]; bass.Name != "Bass" || len(parts) != len(want.stems) {
			t.Errorf("%s: parts %q, the bass is %+v", truth.Name, parts, bass)
		}
		if d := cmp.Diff(want.stems, stems) + cmp.Diff(want.stems, slices.Compact(parts)) + cmp.Diff(want.drums, drums); d != "" {
			t.Errorf("%s: %s", truth.Name, d)
		}
		if notes != truth.Music.NoteCount() || p.Audio == nil || p.Audio.Name != truth.Name+".wav" {
			t.Errorf("%s: %d notes of %d, recording %+v", truth.Name, notes, truth.Music.NoteCount(), p.Audio)
		}
		if p.Grid == nil || p.Grid.Meter == nil || p.Grid.Meter.Numerator != want.meter {
			t.Fatalf("%s: grid %+v, %s", truth.Name, p.Grid, p.Tempo)
		}
		if off := farthest(p.Grid, truth.Music); off > 0.010 {
			t.Errorf("%s: bars %.1f ms off, %s", truth.Name, 1000*off, p.Tempo)
		}
		out := t.TempDir()
		report, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: out, What: studio.What{Combined: true, Each: true}})
		if err != nil || !report.Receipt.OK {
			t.Fatalf("%s: %v, %+v", truth.Name, err, report.Receipt.Checks)
		}
		files, err := filepath.Glob(filepath.Join(out, truth.Name+"*.mid"))
		if err != nil || len(files) != len(p.Shown())+1 {
			t.Errorf("%s: %q, %v", truth.Name, files, err)
		}
	}
}

// farthest is how far, in seconds, the bar lines of a song that says itself where
// its are lie from those of a grid.
func farthest(g *music.Grid, truth music.Song) (off float64) {
	beats, down, bars := g.Meter.Beats(), g.Beat(g.Downbeat), truth.Own.Bars()
	for i := 1; truth.Own.Second(bars.Bar(i).Start) < truth.End(); i++ { // from the first whole one
		second := truth.Own.Second(bars.Bar(i).Start)
		near := g.Second(down + beats*math.Round((g.Beat(second)-down)/beats))
		off = max(off, math.Abs(near-second))
	}
	return off
}
