package studio_test

import (
	"math"
	"os"
	"testing"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
)

// Times of a file were not rounded by the service, so nothing snaps.
func TestNotesOfAFileKeepTheirTicks(t *testing.T) {
	song := studiotest.Groove(100, 0, 8)
	for i := range song.Tracks[1].Notes {
		n := &song.Tracks[1].Notes[i]
		n.Start, n.End = n.Start+60.0/100/480*float64(i%3), n.End+60.0/100/480*2 // 0, 1 and 2 ticks late
	}
	read := studiotest.OwnSong(t, studiotest.MIDIOf(t, song, studiotest.Own(100)))
	dir := t.TempDir()
	report, err := studio.Export(read, studio.ExportOptions{Dir: dir, What: studio.What{Combined: true}, Grid: edit.FindGrid(read, edit.GridChoice{})}, time.Now())
	if err != nil || !report.Receipt.OK || report.Receipt.Changes.Moved != 0 {
		t.Fatal(err, report.Receipt.Changes, report.Receipt.Checks)
	}
	data, err := os.ReadFile(report.Receipt.Files[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	again := studiotest.OwnSong(t, data)
	for i, n := range again.Tracks[1].Notes {
		if was := read.Tracks[1].Notes[i]; math.Abs(n.Start-was.Start) > 1e-9 || math.Abs(n.End-was.End) > 1e-9 {
			t.Fatalf("note %d lies at %v to %v, was %v to %v", i, n.Start, n.End, was.Start, was.End)
		}
	}
	// Whoever asks for lines gets them.
	report, err = studio.Export(read, studio.ExportOptions{Dir: dir, What: studio.What{Combined: true}, Grid: edit.FindGrid(read, edit.GridChoice{}),
		Treat: &edit.Treatment{Quantize: "1/16"}}, time.Now())
	if err != nil || !report.Receipt.OK || report.Receipt.Changes.Moved == 0 {
		t.Error(err, report.Receipt.Changes)
	}
}
