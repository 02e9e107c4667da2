package smf_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
	"partlift/backend/smf"
)

func one(notes ...music.Note) music.Song {
	return music.Song{Title: "T", Tracks: []music.Track{{Name: "Piano", Known: true, Notes: notes}}}
}

func kit(notes ...music.Note) music.Song {
	return music.Song{Title: "T", Tracks: []music.Track{{Name: "Drums", Drums: true, Known: true, Notes: notes}}}
}

func TestEveryRasterStepIsFiveTicksWithoutAGrid(t *testing.T) {
	var notes []music.Note
	const steps = 40_000
	for k := range steps {
		notes = append(notes, music.Note{Pitch: uint8(k % 128), Velocity: 64, Start: float64(k) / 192, End: float64(k+1) / 192})
	}
	p := arrange(t, one(notes...), smf.Options{})
	for k, n := range p.Parts[0].Notes {
		if n != (smf.Note{On: uint32(5 * k), Off: uint32(5*k + 5), Pitch: uint8(k % 128), Velocity: 64}) {
			t.Fatalf("step %d became %+v", k, n)
		}
	}
	if want := (smf.Repairs{}); !cmp.Equal(p.Repairs, want) || p.Shift != 0 || p.Meters != nil || p.Key != nil {
		t.Errorf("repairs %+v, shift %v, meter %v, key %v", p.Repairs, p.Shift, p.Meters, p.Key)
	}
	if want := []smf.Tempo{{Micros: 500_000}}; !slices.Equal(p.Tempo, want) {
		t.Errorf("tempo %v, want %v", p.Tempo, want)
	}
	if want := uint32((5*steps + 1919) / 1920 * 1920); p.EOT != want {
		t.Errorf("end %d, want %d", p.EOT, want)
	}
}

func TestAnyTimeLiesWithinATickWithoutAGrid(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	var song music.Song
	for range 8 {
		track := music.Track{Name: "Flute", Program: 73}
		for at := 0.0; at < 300; at += 0.05 + r.Float64() {
			track.Notes = append(track.Notes, music.Note{Pitch: uint8(r.IntN(128)), Velocity: uint8(1 + r.IntN(127)), Start: at, End: at + 0.04})
		}
		song.Tracks = append(song.Tracks, track)
	}
	p := arrange(t, song, smf.Options{})
	for i, part := range p.Parts {
		if len(part.Notes) != len(song.Tracks[i].Notes) {
			t.Fatalf("%d notes became %d", len(song.Tracks[i].Notes), len(part.Notes))
		}
		for k, n := range part.Notes {
			s := song.Tracks[i].Notes[k]
			if n.Pitch != s.Pitch || n.Velocity != s.Velocity || math.Abs(p.Second(n.On)-s.Start) > 1.0/1920+1e-9 || math.Abs(p.Second(n.Off)-s.End) > 1.0/1920+1e-9 {
				t.Fatalf("%+v became %+v", s, n)
			}
		}
	}
	if !cmp.Equal(p.Repairs, smf.Repairs{}) {
		t.Errorf("repairs %+v", p.Repairs)
	}
}

func TestNotesArePutRightAndCounted(t *testing.T) {
	n := func(pitch, velocity uint8, start, end float64) music.Note {
		return music.Note{Pitch: pitch, Velocity: velocity, Start: start, End: end}
	}
	for name, c := range map[string]struct {
		song music.Song
		opt  smf.Options
		want []smf.Note
		fix  smf.Repairs
	}{
		"an overlap is trimmed": {
			song: one(n(60, 1, 0, 1), n(60, 2, 0.5, 0.75), n(61, 3, 0.5, 1)),
			want: []smf.Note{{0, 480, 60, 1}, {480, 720, 60, 2}, {480, 960, 61, 3}},
			fix:  smf.Repairs{Overlap: 1},
		},
		"duplicates become one, as loud and as long as the most": {
			song: one(n(60, 9, 0, 0.5), n(60, 5, 0, 1), n(60, 7, 0, 0.5)),
			want: []smf.Note{{0, 960, 60, 9}},
			fix:  smf.Repairs{Merged: 2},
		},
		"a repeat that touches is left alone": {
			song: one(n(60, 1, 0, 0.5), n(60, 1, 0.5, 1)),
			want: []smf.Note{{0, 480, 60, 1}, {480, 960, 60, 1}},
		},
		"nothing is shorter than a tick": {
			song: one(n(60, 1, 0, 0), n(62, 1, 1, 0.5), n(64, 1, 2, 2.0001)),
			want: []smf.Note{{0, 1, 60, 1}, {960, 961, 62, 1}, {1920, 1921, 64, 1}},
			fix:  smf.Repairs{Short: 3},
		},
		"the floor lengthens": {
			song: one(n(60, 1, 0, 0.01), n(60, 1, 1, 2)), opt: smf.Options{Floor: 30},
			want: []smf.Note{{0, 30, 60, 1}, {960, 1920, 60, 1}},
			fix:  smf.Repairs{Short: 1},
		},
		"values out of range are clamped": {
			song: one(n(60, 0, 0, 1), n(61, 200, 0, 1), n(62, 9, -1, 1)),
			want: []smf.Note{{0, 960, 60, 1}, {0, 960, 61, 127}, {0, 960, 62, 9}},
			fix:  smf.Repairs{Clamped: 3},
		},
		"only the impossible is dropped": {
			song: one(n(60, 1, 0, 1), n(128, 1, 0, 1), n(60, 1, math.NaN(), 1), n(60, 1, 0, math.NaN()),
				n(60, 1, 1e9, 1e9+1), n(60, 1, math.Inf(-1), 1)),
			want: []smf.Note{{0, 960, 60, 1}},
			fix:  smf.Repairs{Dropped: 5},
		},
		"notes come sorted": {
			song: one(n(64, 1, 1, 2), n(60, 2, 1, 2), n(67, 3, 0, 2)),
			want: []smf.Note{{0, 1920, 67, 3}, {960, 1920, 60, 2}, {960, 1920, 64, 1}},
		},
		"odd drums move to the nearest": {
			song: kit(n(27, 1, 0, 1), n(61, 1, 0, 1), n(73, 1, 0, 1), n(82, 1, 0, 1), n(5, 1, 0, 1), n(120, 1, 0, 1), n(27, 1, 1, 2)),
			want: []smf.Note{{0, 960, 35, 1}, {0, 960, 61, 1}, {0, 960, 70, 1}, {0, 960, 73, 1}, {0, 960, 75, 1}, {0, 960, 81, 1}, {960, 1920, 75, 1}},
			fix:  smf.Repairs{UnmappedDrums: 5, UnmappedPitches: []int{5, 27, 82, 120}},
		},
		"odd drums stay when asked to": {
			song: kit(n(27, 1, 0, 1), n(36, 1, 0, 1)), opt: smf.Options{Drums: smf.DrumsAsIs},
			want: []smf.Note{{0, 960, 27, 1}, {0, 960, 36, 1}},
			fix:  smf.Repairs{UnmappedDrums: 1, UnmappedPitches: []int{27}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := c.song.Clone()
			p := arrange(t, c.song, c.opt)
			if d := cmp.Diff(c.want, p.Parts[0].Notes); d != "" {
				t.Errorf("notes (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.fix, p.Repairs); d != "" {
				t.Errorf("repairs (-want +got):\n%s", d)
			}
			if !cmp.Equal(before, c.song, cmp.Comparer(func(a, b float64) bool { return a == b || a != a && b != b })) {
				t.Error("the song was changed")
			}
			passes(t, encode(t, p), wantOf(p, c.song, c.opt))
		})
	}
}

// A note that begins after what a file can hold is left out, and the file does
// not last until then.
func TestANoteBeyondAnyFileMakesNoneLonger(t *testing.T) {
	near := music.Note{Pitch: 60, Velocity: 64, Start: 0, End: 1}
	far := music.Note{Pitch: 62, Velocity: 64, Start: smf.MaxSeconds + 1, End: smf.MaxSeconds + 2}
	alone, both := arrange(t, one(near), smf.Options{}), arrange(t, one(near, far), smf.Options{})
	if both.EOT != alone.EOT || both.NoteCount() != 1 {
		t.Errorf("%d notes that end at %d, want 1 and %d", both.NoteCount(), both.EOT, alone.EOT)
	}
}

func TestEveryOddDrumFindsAPlace(t *testing.T) {
	for pitch := range uint8(128) {
		p := arrange(t, kit(music.Note{Pitch: pitch, Velocity: 1, End: 1}), smf.Options{})
		got := p.Parts[0].Notes[0].Pitch
		if got < 35 || got > 81 || (pitch >= 35 && pitch <= 81) != (got == pitch) {
			t.Errorf("drum %d became %d", pitch, got)
		}
	}
}

func TestChannelsAreDistinctUpToFifteenInstruments(t *testing.T) {
	for _, melodic := range []int{1, 9, 15, 16, 31} {
		var song music.Song
		for i := range melodic {
			song.Tracks = append(song.Tracks, music.Track{Name: "Flute", Program: 73, Notes: []music.Note{{Pitch: 60, Velocity: 1, Start: float64(i), End: float64(i + 1)}}})
			if i%8 == 0 {
				song.Tracks = append(song.Tracks, music.Track{Name: "Drums", Drums: true, Notes: []music.Note{{Pitch: 36, Velocity: 1, End: 1}}})
			}
		}
		p := arrange(t, song, smf.Options{})
		used := map[uint8]int{}
		for _, part := range p.Parts {
			if part.Drums != (part.Channel == 9) || part.Drums && part.Program != 0 {
				t.Errorf("%q is on channel %d with program %d", part.Name, part.Channel, part.Program)
			}
			if !part.Drums {
				used[part.Channel]++
			}
		}
		if len(used) != min(melodic, 15) || p.Repairs.SharedChannels != max(melodic-15, 0) || len(p.Parts) != len(song.Tracks) {
			t.Errorf("%d instruments: %d channels, %d shared, %d parts", melodic, len(used), p.Repairs.SharedChannels, len(p.Parts))
		}
		passes(t, encode(t, p), wantOf(p, song, smf.Options{}))
	}
}

func TestPartsGetUniqueASCIINames(t *testing.T) {
	note := []music.Note{{Pitch: 60, Velocity: 1, End: 1}}
	var song music.Song
	for _, name := range []string{"Guitar", "guitar", "Gitarre ü", "", "🎸", "Guitar 2", "Guitar", "北京"} {
		song.Tracks = append(song.Tracks, music.Track{Name: name, Program: 27, Notes: note})
	}
	p := arrange(t, song, smf.Options{Title: "\t"})
	var got []string
	for i, part := range p.Parts {
		got = append(got, part.Name)
		if part.Original != song.Tracks[i].Name || part.Instrument != "Electric Guitar (clean)" {
			t.Errorf("part %d: %+v", i, part)
		}
	}
	want := []string{
		"Guitar", "guitar 2", "Gitarre u", "Electric Guitar (clean)", "Electric Guitar (clean) 2",
		"Guitar 2 2", "Guitar 3", "Bei Jing",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("names (-want +got):\n%s", d)
	}
	if p.Title != "Untitled" {
		t.Errorf("title %q", p.Title)
	}
	passes(t, encode(t, p), wantOf(p, song, smf.Options{}))
}

func TestArrangeRefusesWhatNoFileCanHold(t *testing.T) {
	song := duet()
	point := func(second, beat, bpm float64) music.TempoPoint {
		return music.TempoPoint{Second: second, Beat: beat, BPM: bpm}
	}
	for name, opt := range map[string]smf.Options{
		"negative tempo":  {Tempo: -1},
		"tempo too slow":  {Tempo: 5},
		"tempo too fast":  {Tempo: 1e6},
		"tempo no number": {Tempo: math.NaN()},
		"empty grid":      {Grid: &music.Grid{}},
		"grid too slow":   {Grid: steady(1, 0)},
		"no downbeat":     {Grid: steady(120, math.NaN())},
		"unsorted grid":   {Grid: &music.Grid{Tempo: []music.TempoPoint{point(1, 0, 60), point(0, 1, 60)}}},
		"leaping grid":    {Grid: &music.Grid{Tempo: []music.TempoPoint{point(0, 0, 60), point(1, 9, 60)}}},
		"infinite grid":   {Grid: &music.Grid{Tempo: []music.TempoPoint{point(math.Inf(1), 0, 60)}}},
		"drum map":        {Drums: "rock"},
		"preset":          {Preset: "tape"},
	} {
		if p, err := smf.Arrange(song, opt); err == nil {
			t.Errorf("%s: arranged as %v", name, p.Tempo)
		}
	}
	for _, empty := range []music.Song{{}, one(), one(music.Note{Pitch: 200, End: 1})} {
		if _, err := smf.Arrange(empty, smf.Options{}); !errors.Is(err, smf.ErrEmpty) {
			t.Errorf("empty song: %v", err)
		}
	}
}

func TestOnlyKeepsTempoOriginEndAndChannel(t *testing.T) {
	song, opt := duet(), smf.Options{Grid: steady(117.98, 0.1)}
	whole := arrange(t, song, opt)
	full, err := parse(encode(t, whole))
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole.Parts {
		p := whole.Only(i)
		w := wantOf(p, song, opt)
		w.Whole = full
		data := encode(t, p)
		passes(t, data, w)
		f, err := parse(data)
		if err != nil || len(f.Tracks) != 2 {
			t.Fatalf("part %d: %v, %v", i, f, err)
		}
	}
	if len(whole.Parts) != 2 || whole.NoteCount() != 5 {
		t.Errorf("the whole was changed: %d parts, %d notes", len(whole.Parts), whole.NoteCount())
	}
}
