package edit_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/backend/music"
)

// listenedTo is a band whose bass was heard in a stem, and its drums among all: each
// note of the bass is struck as its number says, three are doubtful.
func listenedTo() (music.Song, *edit.Heard) {
	song := studiotest.Groove(110, 0.5, 24)
	h := &edit.Heard{Sure: true, Parts: make([]edit.HeardPart, 2)}
	for i := range song.Tracks {
		notes := make(edit.HeardNotes, len(song.Tracks[i].Notes))
		for k := range notes {
			notes[k] = edit.HeardNote{Velocity: 20 + uint8(k%90), Likely: 95, Reason: edit.Played}
		}
		h.Parts[i] = edit.HeardPart{Sure: true, Stem: i == 1, Notes: notes}
	}
	bass := h.Parts[1].Notes
	bass[3].Likely, bass[3].Reason = 10, edit.Octave
	bass[5].Likely, bass[5].Reason = 44, edit.Absent
	bass[7].Likely, bass[7].Reason = 30, edit.Octave
	bass[8].Likely = 60
	bass[10].Usual = true
	bass[11] = edit.HeardNote{Likely: 100}
	h.Parts[0].Notes[4].Likely, h.Parts[0].Notes[4].Reason = 5, edit.Bleed
	return song, h
}

// pageHeard is the page of that band.
func pageHeard(treat edit.Treatment) *edit.Page {
	song, h := listenedTo()
	p := edit.NewPage(nil, song, 0, edit.Saved{Treat: treat}, false)
	p.SetHeard(h)
	return p
}

// out returns the note that a delivered one became, false where it is left out.
func out(p *edit.Page, track, note int) (music.Note, bool) {
	l := p.Lanes[track]
	i := slices.Index(l.From, edit.NoteRef{Track: track, Note: note})
	return l.Notes[i], l.State[i]&edit.NoteHidden == 0
}

func TestNotesAreTreatedAsHeard(t *testing.T) {
	for name, c := range map[string]struct {
		treat      edit.Treatment
		bass, drum uint8 // velocities of the first note of each, 100 and 60 as delivered
		hidden     []int // of the bass
		drums      int   // hidden
		want       edit.Hearing
	}{
		"unless somebody minds": {bass: 20, drum: 60, want: edit.Hearing{Velocities: 94, Struck: 1}},
		"as delivered":          {treat: edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityDelivered}}, bass: 100, drum: 60},
		"exactly as delivered":  {treat: edit.Treatment{MinLength: -1, ByEar: edit.ByEar{Velocities: edit.VelocityStems, Trust: 90}}, bass: 100, drum: 60},
		"velocities everywhere": {treat: edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityStems}}, bass: 20, drum: 20, want: edit.Hearing{Velocities: 94 + 288, Struck: 2}},
		"half of the way":       {treat: edit.Treatment{ByEar: edit.ByEar{Struck: 50}}, bass: 60, drum: 60, want: edit.Hearing{Velocities: 94, Struck: 1}},
		"beyond all":            {treat: edit.Treatment{ByEar: edit.ByEar{Struck: 5000, Trust: 5000}}, want: edit.Hearing{Doubtful: 383, Octaves: 2, Absent: 1, Bleeds: 1, Unclear: 379}},
		"what is not sure":      {treat: edit.Treatment{ByEar: edit.ByEar{Struck: 1, Trust: 100}}, want: edit.Hearing{Doubtful: 383, Octaves: 2, Absent: 1, Bleeds: 1, Unclear: 379}},
		"as is usual": {treat: edit.Treatment{ByEar: edit.ByEar{Trust: edit.UsualTrust}}, bass: 20, drum: 60, hidden: []int{3, 5, 7}, drums: 1,
			want: edit.Hearing{Velocities: 91, Struck: 1, Doubtful: 4, Octaves: 2, Absent: 1, Bleeds: 1}},
		"a little more": {treat: edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityDelivered, Trust: 61}}, bass: 100, drum: 60, hidden: []int{3, 5, 7, 8}, drums: 1,
			want: edit.Hearing{Doubtful: 5, Octaves: 2, Absent: 1, Bleeds: 1, Unclear: 1}},
		"hardly any":                {treat: edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityDelivered, Trust: 11}}, bass: 100, drum: 60, hidden: []int{3}, drums: 1, want: edit.Hearing{Doubtful: 2, Octaves: 1, Bleeds: 1}},
		"a wish of a later version": {treat: edit.Treatment{ByEar: edit.ByEar{Velocities: "louder", Struck: -3, Trust: -100}}, bass: 20, drum: 60, want: edit.Hearing{Velocities: 94, Struck: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			p := pageHeard(c.treat)
			if p.Hearing != c.want {
				t.Errorf("did %+v", p.Hearing)
			}
			if c.treat.Trust >= 100 {
				return // hardly a note is left
			}
			bass, _ := out(p, 1, 0)
			if drum, _ := out(p, 0, 0); bass.Velocity != c.bass || drum.Velocity != c.drum {
				t.Errorf("velocities %d and %d", bass.Velocity, drum.Velocity)
			}
			for k := range p.Song.Tracks[1].Notes {
				if _, stays := out(p, 1, k); stays == slices.Contains(c.hidden, k) {
					t.Errorf("note %d stays: %v", k, stays)
				}
			}
			if p.Left(0) != c.drums {
				t.Errorf("%d drums left out", p.Left(0))
			}
			if song, _ := listenedTo(); !reflect.DeepEqual(p.Song, song) {
				t.Error("the notes as delivered were changed")
			}
		})
	}
}

// Velocities that say how a part was played are left alone.
func TestTellingVelocitiesStay(t *testing.T) {
	for distinct, heard := range map[int]bool{1: true, 7: true, 8: false, 30: false} {
		song, h := listenedTo()
		for k := range song.Tracks[1].Notes {
			song.Tracks[1].Notes[k].Velocity = 100 + uint8(k%distinct)%28
		}
		p := edit.NewPage(nil, song, 0, edit.Saved{}, false)
		p.SetHeard(h)
		if n, _ := out(p, 1, 0); (n.Velocity == 20) != heard {
			t.Errorf("of %d velocities the first becomes %d", distinct, n.Velocity)
		}
	}
}

// What a person did to a note stands: its velocity, and that it is there.
func TestWhatAPersonDidStands(t *testing.T) {
	ref := edit.NoteRef{Track: 1, Note: 3} // which is doubtful
	for name, c := range map[string]struct {
		edit     edit.NoteEdit
		velocity uint8
		hidden   bool
	}{
		"nothing":     {edit.NoteEdit{}, 100, true}, // shown as delivered while it is out
		"struck":      {edit.NoteEdit{Velocity: 77}, 77, false},
		"moved":       {edit.NoteEdit{Later: .25}, 23, false},
		"longer":      {edit.NoteEdit{Longer: .02}, 23, false},
		"transposed":  {edit.NoteEdit{Semitones: -12}, 23, false},
		"said to be":  {edit.NoteEdit{Keep: true}, 23, false},
		"taken out":   {edit.NoteEdit{Delete: true}, 100, true},
		"out, struck": {edit.NoteEdit{Delete: true, Velocity: 77}, 77, true},
	} {
		p := pageHeard(edit.Treatment{ByEar: edit.ByEar{Trust: edit.UsualTrust}})
		was := p.Layers
		p.Layers = p.Edit(p.Song, []edit.NoteRef{ref}, func(_ edit.NoteRef, e *edit.NoteEdit) { *e = c.edit })
		p.ApplyLayers()
		n, stays := out(p, 1, 3)
		if n.Velocity != c.velocity || stays == c.hidden {
			t.Errorf("%s: velocity %d, stays %v", name, n.Velocity, stays)
		}
		if stays && p.DoubtText(ref) != "" {
			t.Errorf("%s: says %q", name, p.DoubtText(ref))
		}
		p.Layers = was
		if p.ApplyLayers(); p.Left(1) != 3 {
			t.Errorf("%s: taken back, %d are left out", name, p.Left(1))
		}
	}
}

// Notes drawn by hand are as they were drawn, and taken for doubtful by nobody.
func TestDrawnNotesAreNotHeard(t *testing.T) {
	p := pageHeard(edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityStems, Trust: 100}})
	var refs []edit.NoteRef
	p.Layers, refs = p.Draw(p.Song, []edit.Drawn{{Track: 1, Note: music.Note{Pitch: 50, Velocity: 3, Start: 1, End: 2}}, {Track: 0, Note: music.Note{Pitch: 38, Velocity: 126, Start: 1, End: 2}}})
	p.ApplyLayers()
	for i, want := range []uint8{3, 126} {
		if n, stays := out(p, refs[i].Track, refs[i].Note); n.Velocity != want || !stays {
			t.Errorf("velocity %d, stays %v", n.Velocity, stays)
		}
	}
}

// Hearing, cleaning and quantizing count what each did, and come back.
func TestHearingGoesBeforeCleaning(t *testing.T) {
	song, h := listenedTo()
	double := song.Tracks[1].Notes[3]
	song.Tracks[1].Notes = append(song.Tracks[1].Notes, double)
	h.Parts[1].Notes = append(h.Parts[1].Notes, edit.HeardNote{Velocity: 50, Likely: 90, Reason: edit.Played})
	p := edit.NewPage(nil, song, 0, edit.Saved{Treat: edit.Treatment{Quantize: "1/8", ByEar: edit.ByEar{Trust: 40}}.Cleaned()}, false)
	p.SetHeard(h)
	n, stays := out(p, 1, 96)
	if _, ghost := out(p, 1, 3); !stays || ghost || n.Velocity != 50 {
		t.Errorf("of a note twice the doubtful one stays: %v, %+v", ghost, n)
	}
	if p.Hearing.Doubtful != 3 || p.Hearing.Struck != 1 {
		t.Errorf("did %+v", p.Hearing)
	}
}

// Where the sound is known it says which notes are doubtful.
func TestDoubtIsSeen(t *testing.T) {
	p := pageHeard(edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityDelivered}})
	seen := []int{}
	for i, s := range p.Lanes[1].State {
		if s&edit.NoteDoubtful != 0 {
			seen = append(seen, p.Lanes[1].From[i].Note)
		}
	}
	if !slices.Equal(seen, []int{3, 5, 7}) {
		t.Errorf("doubtful are %v", seen)
	}
	for note, want := range map[int]string{3: "octave or overtone · 10 % likely", 5: "nothing begins there · 44 % likely", 0: "", 8: "", 11: "", 9999: "", -1: ""} {
		if got := p.DoubtText(edit.NoteRef{Track: 1, Note: note}); got != want {
			t.Errorf("of note %d it says %q", note, got)
		}
	}
	for _, ref := range []edit.NoteRef{{Track: 7}, {Track: -1}} {
		if got := p.DoubtText(ref); got != "" {
			t.Errorf("of no note it says %q", got)
		}
	}
	silent := edit.NoteRef{Track: 1, Note: 3}
	p.Layers = p.Edit(p.Song, []edit.NoteRef{silent}, func(_ edit.NoteRef, e *edit.NoteEdit) { e.Mute = true })
	if p.DoubtText(silent) == "" {
		t.Error("of a silent note it says nothing")
	}
	p = pageHeard(edit.Treatment{ByEar: edit.ByEar{Trust: 70}})
	if got := p.DoubtText(edit.NoteRef{Track: 1, Note: 8}); got != "not clear · 60 % likely" {
		t.Errorf("of a note left out it says %q", got)
	}
}

// What looks like a ghost is none where it is clearly heard.
func TestTheSoundJudgesBeforeTheNotes(t *testing.T) {
	song, h := listenedTo()
	bass := &song.Tracks[1]
	a := bass.Notes[0]
	bass.Notes = append(bass.Notes, music.Note{Pitch: a.Pitch + 12, Velocity: 20, Start: a.Start + .03, End: a.Start + .06})
	for reason, doubtful := range map[edit.Reason]bool{edit.Unjudged: true, edit.Played: false} {
		h.Parts[1].Notes = append(h.Parts[1].Notes[:96:96], edit.HeardNote{Likely: 100, Reason: reason})
		p := edit.NewPage(nil, song, 0, edit.Saved{Treat: edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityDelivered}}}, false)
		p.SetHeard(h)
		l := p.Lanes[1]
		if at := slices.Index(l.From, edit.NoteRef{Track: 1, Note: 96}); (l.State[at]&edit.NoteDoubtful != 0) != doubtful {
			t.Errorf("heard as %d its state is %d", reason, l.State[at])
		}
	}
}

func TestHearingIsSaid(t *testing.T) {
	for _, c := range []struct {
		treat           edit.Treatment
		changes, doubts string
	}{
		{edit.Treatment{}, "velocity measured from the sound in 94 notes of 1 part", "4 notes are doubtful and stay; at 45 % they are left out."},
		{edit.Treatment{ByEar: edit.ByEar{Trust: 40}}, "velocity measured from the sound in 92 notes of 1 part · 3 doubtful notes left out: 2 octaves or overtones of others, 1 louder in another stem", "3 doubtful notes left out: 2 octaves or overtones of others, 1 louder in another stem"},
		{edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityStems, Trust: 6}}, "velocity measured from the sound in 381 notes of 2 parts · 1 doubtful note left out: 1 louder in another stem", "1 doubtful note left out: 1 louder in another stem"},
		{edit.Treatment{ByEar: edit.ByEar{Velocities: edit.VelocityDelivered}}, "after the service's rounding", "4 notes are doubtful and stay; at 45 % they are left out."},
	} {
		p := pageHeard(c.treat)
		if !strings.HasSuffix(p.Changes, c.changes) || p.DoubtsText() != c.doubts || !p.Hears() {
			t.Errorf("%+v: %q, %q", c.treat, p.Changes, p.DoubtsText())
		}
	}
	all := edit.Hearing{Doubtful: 6, Bleeds: 1, Rests: 2, Flickers: 1, Unclear: 2}.Say(nil)
	if len(all) != 1 || all[0] != "6 doubtful notes left out: 1 louder in another stem, 2 ringing on, 1 flicker, 2 not clear" {
		t.Errorf("says %q", all)
	}
	if got := (edit.Hearing{Velocities: 1, Struck: 1, Doubtful: 1, Absent: 1}).Sentences(nil); !slices.Equal(got, []string{"Velocity measured from the sound in 1 note of 1 part", "1 doubtful note left out: 1 with nothing there"}) {
		t.Errorf("says %q", got)
	}
	song, h := listenedTo()
	p := edit.NewPage(nil, song, 0, edit.Saved{}, false)
	if p.DoubtsText() != "" || p.Hears() {
		t.Errorf("before: %q", p.DoubtsText())
	}
	h.Parts = h.Parts[:1]
	h.Parts[0].Notes[4].Likely = 99
	if p.SetHeard(h); p.DoubtsText() != "No note is doubtful." {
		t.Errorf("of no doubt: %q", p.DoubtsText())
	}
	h.Parts[0].Sure = false
	if p.SetHeard(h); p.Hears() {
		t.Error("a part that was not heard clearly counts")
	}
}

func TestHeardNotesAreKept(t *testing.T) {
	song, h := listenedTo()
	body, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	var got edit.Heard
	if err := json.Unmarshal(body, &got); err != nil || !reflect.DeepEqual(&got, h) || !got.Fits(song) {
		t.Errorf("%v, %+v", err, got)
	}
	if want := 4*(288+96) + 300; len(body) > want {
		t.Errorf("%d bytes", len(body))
	}
	if raw, err := (edit.HeardNotes{{Velocity: 64, Usual: true, Likely: 100, Reason: edit.Absent}, {}}).MarshalText(); err != nil || string(raw) != "wGQGAAAA" {
		t.Errorf("kept as %q, %v", raw, err)
	}
	for _, bad := range []string{"w", "wGQ", "wGUG", "wGQH", "gGQG", "wGQG\n", "!!!!"} {
		if err := new(edit.HeardNotes).UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	for name, spoil := range map[string]func(*edit.Heard){
		"a note less":   func(h *edit.Heard) { h.Parts[1].Notes = h.Parts[1].Notes[1:] },
		"a part more":   func(h *edit.Heard) { h.Parts = append(h.Parts, edit.HeardPart{}) },
		"far away":      func(h *edit.Heard) { h.Offset = -1.1 },
		"a part far":    func(h *edit.Heard) { h.Parts[0].Own = 2.1 },
		"without notes": func(h *edit.Heard) { h.Parts[1].Notes = nil },
	} {
		_, h := listenedTo()
		spoil(h)
		if h.Fits(song) != (name == "without notes") {
			t.Errorf("%s: fits %v", name, h.Fits(song))
		}
	}
}

// Kept bytes are read as they were written or not at all, and whatever is read does
// no harm.
func FuzzHeardNotes(f *testing.F) {
	_, h := listenedTo()
	good, _ := h.Parts[1].Notes.MarshalText()
	f.Add(good)
	f.Add([]byte("wGQGAAAA"))
	f.Add([]byte("////"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var notes edit.HeardNotes
		if notes.UnmarshalText(text) != nil {
			return
		}
		if again, err := notes.MarshalText(); err != nil || string(again) != string(text) {
			t.Fatalf("%q became %q, %v", text, again, err)
		}
		song := studiotest.Groove(110, 0.5, 2)
		song.Tracks[1].Notes = slices.Repeat(song.Tracks[1].Notes[:1], max(min(len(notes), 50), 1))
		heard := edit.Heard{Sure: true, Parts: []edit.HeardPart{{}, {Sure: true, Stem: true, Notes: notes}}}
		p := edit.NewPage(nil, song, 0, edit.Saved{Treat: edit.Treatment{ByEar: edit.ByEar{Trust: 50}}}, false)
		p.SetHeard(&heard) // of another song, if it does not fit
		for _, n := range p.Out.Tracks[1].Notes {
			if n.Velocity < 1 || n.Velocity > 127 {
				t.Fatalf("velocity %d", n.Velocity)
			}
		}
	})
}
