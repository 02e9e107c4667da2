package studio_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/music"
	"partlift/backend/smf"
)

// waltzing is a song in four, eight bars of which are in three: drums, a bass and
// chords, at 120 BPM from half a second on.
func waltzing() music.Song {
	drums := music.Track{Name: "Drums", Drums: true, Known: true}
	bass, chords := music.Track{Name: "Bass", Program: 33, Known: true}, music.Track{Name: "Piano", Known: true}
	add := func(t *music.Track, beat, length float64, pitch, velocity int) {
		at := 0.5 + beat/2
		t.Notes = append(t.Notes, music.Note{Pitch: uint8(pitch), Velocity: uint8(velocity), Start: at, End: at + 0.48*length})
	}
	at := 0.0
	for bar := range 40 {
		beats := 4
		if bar >= 16 && bar < 24 {
			beats = 3
		}
		root := []int{0, 9, 5, 7}[bar%4]
		add(&bass, at, float64(beats), 36+root, 105)
		for _, tone := range []int{0, 4, 7} {
			add(&chords, at, float64(beats), 60+(root+tone)%12, 75)
		}
		for k := range beats {
			beat := at + float64(k)
			add(&drums, beat, 0.3, 42, 60)
			add(&drums, beat+0.5, 0.3, 42, 50)
			switch {
			case k == 0:
				add(&drums, beat, 0.3, 36, 110)
			case k%2 == 1 || beats == 3:
				add(&drums, beat, 0.3, 38, 105)
			}
			add(&chords, beat+0.5, 0.4, 72+[]int{0, 2, 4, 7}[(bar+k)%4], 80)
		}
		at += float64(beats)
	}
	add(&bass, at, 4, 36, 110)
	return music.Song{Title: "waltzing", Tracks: []music.Track{drums, bass, chords}}
}

// A section in another meter is found in the notes, is written where the user says
// that the bars are right, in both kinds of file, and is told in the receipt.
func TestASectionInThreeComesOutInEveryFile(t *testing.T) {
	song := waltzing()
	for _, preset := range []smf.Preset{smf.PresetDAW, smf.PresetNotation} {
		found := edit.FindGrid(song, edit.GridChoice{Right: true})
		report, err := studio.Export(song, studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Combined: true}, Grid: found, Preset: preset}, time.Now())
		if err != nil || !report.Receipt.OK {
			t.Fatal(preset, err, report.Receipt.Checks)
		}
		f, err := os.Open(report.Receipt.Files[0].Path)
		if err != nil {
			t.Fatal(err)
		}
		read, err := smf.Read(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		own := edit.FindGrid(read, edit.GridChoice{Source: edit.GridOwn}).Grid
		if own == nil || own.Meter == nil || len(own.Changes) < 2 {
			t.Fatalf("%s: meters of the file: %+v", preset, own)
		}
		// The lag of the file's start is the same for all notes.
		late := read.Tracks[0].Notes[0].Start - song.Tracks[0].Notes[0].Start
		n := len(own.Changes)
		for i, want := range []struct {
			second float64
			beats  int
		}{{0.5 + 64/2.0, 3}, {0.5 + 88/2.0, 4}} {
			c := own.Changes[n-2+i]
			if at := own.Second(c.Beat) - late; math.Abs(at-want.second) > 0.01 || c.Meter.Numerator != want.beats {
				t.Errorf("%s: %v at %.3f s, want %d beats at %.3f s", preset, c.Meter, at, want.beats, want.second)
			}
		}
		var told struct {
			Meters []struct{ Meter string }
		}
		if err := json.Unmarshal(report.Receipt.Grid, &told); err != nil {
			t.Fatal(err)
		}
		if s := fmt.Sprint(told.Meters); !strings.HasSuffix(s, "{3/4} {4/4}]") {
			t.Errorf("%s: the receipt tells of %s", preset, s)
		}
	}
}

// What is not sure and that nobody confirmed is not written.
func TestAnUnsureSectionIsNotWritten(t *testing.T) {
	song := waltzing()
	found := edit.FindGrid(song, edit.GridChoice{})
	if found.Confidence.Bar >= smf.Confidence {
		t.Fatalf("bars that leave their meter are claimed with %v", found.Confidence.Bar)
	}
	report, err := studio.Export(song, studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Combined: true}, Grid: found}, time.Now())
	if err != nil || !report.Receipt.OK {
		t.Fatal(err, report.Receipt.Checks)
	}
	data, err := os.ReadFile(report.Receipt.Files[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "\xff\x58\x04\x03\x02") {
		t.Error("three beats are written")
	}
}
