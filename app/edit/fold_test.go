package edit_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/backend/music"
)

// scattered is a band whose bass is heard as four tracks, a bar each in turn, the
// last of them late as a whole.
func scattered() music.Song {
	song := studiotest.Groove(110, 0.5, 48)
	bass := song.Tracks[1]
	bass.Name = "Acoustic Bass"
	pieces := make([]music.Track, 4)
	for i := range pieces {
		pieces[i] = bass
		pieces[i].Notes = nil
	}
	for i, n := range bass.Notes {
		to := i / 4 % 4
		if to == 3 {
			n.Start, n.End = n.Start+.06, n.End+.06
		}
		pieces[to].Notes = append(pieces[to].Notes, n)
	}
	song.Tracks = append(song.Tracks[:1], pieces...)
	return song
}

func names(parts []edit.Part) (out []string) {
	for _, p := range parts {
		out = append(out, p.Name)
	}
	return out
}

func TestTracksOfOneInstrumentBecomeOnePart(t *testing.T) {
	song := scattered()
	p := edit.NewPage(nil, song, 0, edit.Saved{}, false)
	if got := names(p.Shown()); !slices.Equal(got, []string{"Drums", "Acoustic Bass"}) || !p.Folds() {
		t.Fatalf("shows %q", got)
	}
	if part := p.Parts[1]; part.Notes != 192 || p.All(1) != 192 || len(p.Going(1)) != 192 || part.Low != 40 || part.High != 48 {
		t.Errorf("the part is %+v", part)
	}
	if !strings.Contains(p.Changes, "3 tracks go into others") {
		t.Errorf("says %q", p.Changes)
	}
	// Each track was lined up before they came together.
	straight := studiotest.Groove(110, 0.5, 48).Tracks[1].Notes
	out := p.Out.Tracks[1].Notes
	if len(out) != len(straight) {
		t.Fatalf("%d notes go out", len(out))
	}
	for i, n := range out {
		if d := n.Start - straight[i].Start; math.Abs(d) > .01 || n.Pitch != straight[i].Pitch {
			t.Fatalf("note %d lies %.1f ms off", i, 1000*d)
		}
	}
	for i := 2; i < 5; i++ {
		if len(p.Out.Tracks[i].Notes)+len(p.Lanes[i].Notes) > 0 || p.Parts[i].Into != 1 {
			t.Errorf("track %d goes out by itself as well", i)
		}
	}
	if got := p.Outgoing(); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("heard and exported are %v", got)
	}
	if late := strings.Join(p.Found.LagsText(nil, p.Parts, false), "|"); late != "Acoustic Bass 4: 60 ms late, lined up" {
		t.Errorf("says %q", late)
	}
	if d := cmp.Diff(scattered(), song); d != "" {
		t.Errorf("the song as delivered changed:\n%s", d)
	}
}

func TestFoldingIsTakenBack(t *testing.T) {
	p := edit.NewPage(nil, scattered(), 0, edit.Saved{Treat: edit.Treatment{KeepSplit: true}}, false)
	if got := names(p.Shown()); !slices.Equal(got, []string{"Drums", "Acoustic Bass", "Acoustic Bass 2", "Acoustic Bass 3", "Acoustic Bass 4"}) || !p.Folds() {
		t.Errorf("shows %q", got)
	}
	if len(p.Out.Tracks[4].Notes) != 48 || strings.Contains(p.Changes, "go into") {
		t.Errorf("%d notes of the last; %q", len(p.Out.Tracks[4].Notes), p.Changes)
	}
}

// What a person does to a note is kept by its track, folded or not.
func TestEditsGoWithTheNotes(t *testing.T) {
	p := edit.NewPage(nil, scattered(), 0, edit.Saved{}, false)
	lane := p.Lanes[1]
	at := slices.Index(lane.From, edit.NoteRef{Track: 3, Note: 5})
	p.Layers = p.Edit(p.Song, []edit.NoteRef{lane.From[at]}, func(_ edit.NoteRef, e *edit.NoteEdit) { e.Semitones = 7 })
	p.Layers = p.Edit(p.Song, []edit.NoteRef{{Track: 2, Note: 1}}, func(_ edit.NoteRef, e *edit.NoteEdit) { e.Mute = true })
	p.ApplyLayers()
	if got, was := p.Lanes[1].Notes[at], lane.Notes[at]; got.Pitch != was.Pitch+7 || got.Start != was.Start {
		t.Errorf("the note is %+v, was %+v", got, was)
	}
	if at := slices.Index(p.Lanes[1].From, edit.NoteRef{Track: 2, Note: 1}); p.Lanes[1].State[at] != edit.NoteMuted || p.Left(1) != 1 || p.LeftOut(edit.NoteRef{Track: 2, Note: 1}) {
		t.Errorf("the muted note's state is %v, %d left out", p.Lanes[1].State[at], p.Left(1))
	}
	p.Treat.KeepSplit = true
	p.ApplyLayers()
	if got := p.Song.Tracks[3].Notes[5].Pitch + 7; p.Out.Tracks[3].Notes[5].Pitch != got || len(p.Out.Tracks[2].Notes) != 47 {
		t.Error("the edits are gone when the tracks are apart")
	}
}

func TestWhatIsNotOneInstrumentStaysApart(t *testing.T) {
	program := uint8(35)
	for name, c := range map[string]struct {
		change   func(song *music.Song)
		set      edit.Saved
		sketched int
		shown    int
	}{
		"one instrument": {shown: 2},
		"numbered": {change: func(s *music.Song) {
			s.Tracks[1].Name, s.Tracks[2].Name, s.Tracks[3].Name = "Acoustic Bass 1", "Acoustic Bass (2)", "acoustic bass 3"
		}, shown: 2},
		"another name":               {change: func(s *music.Song) { s.Tracks[2].Name = "Sub" }, shown: 3},
		"another program":            {change: func(s *music.Song) { s.Tracks[2].Program = 38 }, shown: 3},
		"another stem":               {change: func(s *music.Song) { s.Tracks[2].Stem = "Bass 2" }, shown: 3},
		"a guess":                    {change: func(s *music.Song) { s.Tracks[2].Known = false }, shown: 3},
		"names that say nothing":     {change: func(s *music.Song) { nameless(s, false) }, shown: 5},
		"no names but their program": {change: func(s *music.Song) { nameless(s, true) }, shown: 2},
		"played together":            {change: func(s *music.Song) { s.Tracks[2].Notes = slices.Clone(s.Tracks[1].Notes) }, shown: 3},
		"drums of that name":         {change: func(s *music.Song) { s.Tracks[2].Drums = true }, shown: 3},
		"played with the first":      {change: func(s *music.Song) { s.Tracks[3].Notes = slices.Clone(s.Tracks[1].Notes) }, shown: 3},
		"few notes, all together":    {change: func(s *music.Song) { s.Tracks[2].Notes = slices.Clone(s.Tracks[1].Notes[:2]) }, shown: 3},
		"ringing into another":       {change: func(s *music.Song) { s.Tracks[2].Notes[0].End += 0.04 }, shown: 2},
		"a pedal of its own": {change: func(s *music.Song) {
			s.Tracks[2].Controls = []music.Control{{Second: 1, Kind: music.Sustain, Value: 127}}
		}, shown: 3},
		"without notes":                {change: func(s *music.Song) { s.Tracks[2].Notes = nil }, shown: 3},
		"renamed by a person":          {set: edit.Saved{Tracks: map[int]edit.TrackEdit{2: {Name: "Mine"}}}, shown: 3},
		"the whole renamed":            {set: edit.Saved{Tracks: map[int]edit.TrackEdit{1: {Name: "Mine 1", Program: &program}}}, shown: 2},
		"another sound by a person":    {set: edit.Saved{Tracks: map[int]edit.TrackEdit{2: {Program: &program}}}, shown: 3},
		"only quieter":                 {set: edit.Saved{Tracks: map[int]edit.TrackEdit{2: {Volume: new(float32)}}}, shown: 2},
		"muted by itself":              {set: edit.Saved{Muted: []int{2}}, shown: 3},
		"muted as a whole":             {set: edit.Saved{Muted: []int{1, 2, 3, 4}}, shown: 2},
		"soloed by itself":             {set: edit.Saved{Solo: []int{2}}, shown: 3},
		"a sketch and what joined it":  {sketched: 2, shown: 3},
		"drums of two tracks":          {change: func(s *music.Song) { kits(s, 0.25) }, shown: 1},
		"drums that strike together":   {change: func(s *music.Song) { kits(s, 0.01) }, shown: 2},
		"drums with maps of their own": {change: func(s *music.Song) { kits(s, 0.25) }, set: edit.Saved{Tracks: map[int]edit.TrackEdit{1: {Drums: map[uint8]uint8{42: 44}}}}, shown: 2},
		"drums with one map":           {change: func(s *music.Song) { kits(s, 0.25) }, set: edit.Saved{Tracks: map[int]edit.TrackEdit{0: {Drums: map[uint8]uint8{42: 44}}, 1: {Drums: map[uint8]uint8{42: 44}}}}, shown: 1},
	} {
		t.Run(name, func(t *testing.T) {
			song := scattered()
			if c.change != nil {
				c.change(&song)
			}
			p := edit.NewPage(nil, song, c.sketched, c.set, false)
			if name == "numbered" && p.Shown()[1].Name != "Acoustic Bass" || name == "the whole renamed" && p.Shown()[1].Name != "Mine 1" {
				t.Errorf("shows %q", names(p.Shown()))
			}
			if got := p.Shown(); len(got) != c.shown {
				t.Errorf("shows %q, want %d", names(got), c.shown)
			}
			if n := p.Out.NoteCount(); n != song.NoteCount() {
				t.Errorf("%d of %d notes go out", n, song.NoteCount())
			}
		})
	}
}

// Who is no longer muted by itself goes back into its part.
func TestWhatWasMutedByItselfGoesBack(t *testing.T) {
	p := edit.NewPage(nil, scattered(), 0, edit.Saved{Muted: []int{2}}, false)
	if len(p.Apart) == 0 || len(p.Separated(p.Layers, nil, nil).Apart) > 0 {
		t.Errorf("apart are %v", p.Apart)
	}
}

// nameless takes the names of the basses, and perhaps what they are.
func nameless(s *music.Song, known bool) {
	for i := 1; i < len(s.Tracks); i++ {
		s.Tracks[i].Name, s.Tracks[i].Known = "", known
	}
}

// kits leaves two kits, the second so many seconds behind the first.
func kits(s *music.Song, behind float64) {
	s.Tracks[1] = s.Tracks[0]
	s.Tracks[1].Notes = nil
	for i, n := range s.Tracks[0].Notes {
		n.Start, n.End = n.Start+behind, n.End+behind
		if i%3 == 0 {
			n.Pitch = 42
			s.Tracks[1].Notes = append(s.Tracks[1].Notes, n)
		}
	}
	s.Tracks[0].Notes = slices.DeleteFunc(slices.Clone(s.Tracks[0].Notes), func(n music.Note) bool { return behind > 0.1 && n.Pitch == 42 })
	s.Tracks = s.Tracks[:2]
}

// A part is as silent as the one that it went into.
func TestAFoldedPartIsMutedAsAWhole(t *testing.T) {
	p := edit.NewPage(nil, scattered(), 0, edit.Saved{Muted: []int{1, 2, 3, 4}}, false)
	for _, part := range p.Parts[1:] {
		if !part.Silent {
			t.Errorf("%s is heard", part.Name)
		}
	}
	p.Parts[1].Muted = false
	edit.Hush(p.Parts)
	for _, part := range p.Parts {
		if part.Silent {
			t.Errorf("%s is not heard", part.Name)
		}
	}
}
