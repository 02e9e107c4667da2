package studio_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/music"
	"partlift/backend/smf/verify"
)

// playedSong is four bars of 100 BPM with a human bass, exact drums, and the
// drums an octave too low.
func playedSong() music.Song {
	var keys, bass, drums []music.Note
	beat := 0.6
	for k := range 64 {
		at := 0.25 + float64(k)*beat/2
		keys = append(keys, music.Note{Pitch: uint8(60 + k%5), Velocity: 90, Start: at, End: at + 0.2})
		late := at + 0.02*math.Sin(float64(k))
		bass = append(bass, music.Note{Pitch: 40, Velocity: 90, Start: late, End: late + 0.1})
		pitch := []uint8{24, 30, 26, 30}[k%4] // kick, hat, snare, hat, an octave low
		drums = append(drums, music.Note{Pitch: pitch, Velocity: 100, Start: at, End: at + 0.05})
	}
	return music.Song{Title: "Played", Tracks: []music.Track{
		{Name: "Keys", Notes: keys}, {Name: "Bass", Program: 33, Notes: bass}, {Name: "Drums", Drums: true, Notes: drums},
	}}
}

// exported writes a song and reads its notes back by the independent parser.
func exported(t *testing.T, song music.Song, opt studio.ExportOptions) (studio.Report, *verify.File) {
	t.Helper()
	opt.Dir, opt.What = t.TempDir(), studio.What{Combined: true, Each: true}
	r, err := studio.Export(song, opt, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Receipt.Checks {
		if !c.OK {
			t.Errorf("rule %d, %s: %s", c.Rule, c.Name, c.Detail)
		}
	}
	data, err := os.ReadFile(filepath.Join(opt.Dir, "Played.mid"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := verify.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return r, file
}

// noteOns returns ticks and pitches of a track's notes on.
func noteOns(f *verify.File, track int) (ticks []uint64, pitches [128]int) {
	for _, e := range f.Tracks[track].Events {
		if e.Status&0xF0 == 0x90 {
			ticks = append(ticks, e.Tick)
			pitches[e.Data[0]]++
		}
	}
	return ticks, pitches
}

func TestExportQuantizesAndSaysSo(t *testing.T) {
	t.Parallel()
	song := playedSong()
	found := edit.FindGrid(song, edit.GridChoice{Mode: edit.GridAuto})
	if found.Grid == nil || math.Abs(found.Grid.Tempo[0].BPM-100) > 0.01 {
		t.Fatalf("grid %+v, %s", found.Grid, found.Reason)
	}
	onLines := func(f *verify.File, step uint64) (off int) {
		ticks, _ := noteOns(f, 2)
		for _, tick := range ticks {
			if tick%step != 0 {
				off++
			}
		}
		return off
	}
	_, played := exported(t, song, studio.ExportOptions{Grid: found})
	r, tight := exported(t, song, studio.ExportOptions{Grid: found, Treat: &edit.Treatment{Quantize: "1/8"}})
	half, some := exported(t, song, studio.ExportOptions{Grid: found, Treat: &edit.Treatment{Quantize: "1/8", Strength: 50}})
	if off := onLines(played, 240); off < 30 {
		t.Errorf("as played only %d notes of the bass are off the lines", off)
	}
	if off := onLines(tight, 240); off != 0 {
		t.Errorf("quantized, %d notes of the bass are off the lines", off)
	}
	if off := onLines(some, 240); off < 30 {
		t.Errorf("half quantized, only %d notes of the bass are off the lines", off)
	}
	if r.Receipt.Changes.Moved < 60 || half.Receipt.Changes.Moved < 60 {
		t.Errorf("counted %+v and %+v", r.Receipt.Changes, half.Receipt.Changes)
	}
	rule := r.Receipt.Checks[21]
	if rule.Rule != 22 || rule.Skipped || !rule.OK {
		t.Errorf("the same notes in the same order: %+v", rule)
	}
}

func TestExportMapsAKitThatIsRecognized(t *testing.T) {
	t.Parallel()
	pitches := func(f *verify.File) (out [128]int) {
		_, out = noteOns(f, 3)
		return out
	}
	_, as := exported(t, playedSong(), studio.ExportOptions{})
	_, mapped := exported(t, playedSong(), studio.ExportOptions{Drums: edit.DrumsMapped})
	if p := pitches(as); p[36] != 0 {
		t.Errorf("the kick was moved without being asked: %v", p)
	}
	if p := pitches(mapped); p[36] != 16 || p[38] != 16 || p[42] != 32 {
		t.Errorf("kick %d, snare %d, hat %d; want 16, 16, 32", p[36], p[38], p[42])
	}
}

func TestChordsBecomeMarkersOnBarLines(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../backend/kie/kiesim/songs/lanterns-on-the-river.mid")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "Played.mid")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	result, err := studio.ReadResult(path)
	if err != nil {
		t.Fatal(err)
	}
	found := edit.FindGrid(result.Song, edit.GridChoice{Mode: edit.GridAuto})
	r, _ := exported(t, result.Song, studio.ExportOptions{Grid: found, Treat: &edit.Treatment{Chords: true}})
	data, err := os.ReadFile(filepath.Join(r.Dir, "Played.mid"))
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(data, []byte{0xFF, 0x06}); n < 8 {
		t.Errorf("%d markers; the song changes its chord more often", n)
	}
	if !bytes.Contains(data, []byte("\xFF\x06\x01D")) {
		t.Error("no marker for the chord of D, the song's key")
	}
}

func TestQuantizingOpensNothingThatWasClosed(t *testing.T) {
	t.Parallel()
	song := playedSong()
	for i := range song.Tracks[0].Notes {
		n := &song.Tracks[0].Notes[i]
		n.Pitch = 60
		n.Start += 0.02 * float64(i%2)
		n.End = n.Start + 0.5 // over the next note
	}
	found := edit.FindGrid(song, edit.GridChoice{Mode: edit.GridAuto})
	if found.Grid == nil {
		t.Fatal(found.Reason)
	}
	r, _ := exported(t, song, studio.ExportOptions{Grid: found, Treat: &edit.Treatment{Overlaps: true, Quantize: "1/8"}})
	if n := r.Receipt.Repairs.Overlap; n > 0 {
		t.Errorf("the writer had to cut %d overlaps that were to be cut before", n)
	}
	gaps := func(treat edit.Treatment) (open int) {
		_, f := exported(t, song, studio.ExportOptions{Grid: found, Treat: &treat})
		off := uint64(0)
		for _, e := range f.Tracks[2].Events {
			switch e.Status & 0xF0 {
			case 0x90:
				if off > 0 && e.Tick != off {
					open++
				}
			case 0x80:
				off = e.Tick
			}
		}
		return open
	}
	alone, both := gaps(edit.Treatment{Legato: 250}), gaps(edit.Treatment{Legato: 250, Quantize: "1/8"})
	if both > alone {
		t.Errorf("quantizing opens %d gaps", both-alone)
	}
}
