package kie_test

import (
	"strings"
	"testing"

	"partlift/backend/kie"
)

func TestHostileSizes(t *testing.T) {
	instrument := `{"name":"Drums","notes":[{"pitch":1,"start":0,"end":1}]}`
	many := func(s string, n int) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	note := `{"pitch":1,"start":0,"end":1}`
	if r := decode(t, `{"instruments":[`+many(instrument, 128)+`]}`); len(r.Song.Tracks) != 128 {
		t.Errorf("%d tracks", len(r.Song.Tracks))
	}
	if r := decode(t, withNotes(many(note, 50000))); r.Song.NoteCount() != 50000 {
		t.Errorf("%d notes", r.Song.NoteCount())
	}
	for name, body := range map[string]string{
		"instruments":         `{"instruments":[` + many(instrument, 129) + `]}`,
		"instruments in text": `{"data":` + quote(`{"instruments":[`+many("null", 129)+`]}`) + `}`,
		"notes":               withNotes(many(note, 50001)),
		"bytes":               `{"a":"` + strings.Repeat("x", 32<<20) + `"}`,
	} {
		_, err := kie.Decode([]byte(body))
		if e := wantKind(t, err, kie.KindInvalid); strings.Contains(e.Message.String(), "JSON") {
			t.Errorf("%s: %q", name, e.Message)
		}
	}
	long := decode(t, `{"instruments":[{"name":"`+strings.Repeat("ü", 100000)+`","notes":[`+note+`]}]}`)
	if n := len([]rune(long.Song.Tracks[0].Name)); n != 256 {
		t.Errorf("the name has %d letters", n)
	}
}

func TestMerge(t *testing.T) {
	bass := decode(t, `{`+oneTrack+`}`)
	drums := decode(t, withNotes(`{"pitch":36,"start":1,"end":1},{"pitch":200,"start":0,"end":1}`))
	silent := decode(t, `{"instruments":[]}`)
	r := kie.Merge([]kie.Part{{"Drums", silent}, {"Bass", bass}, {"Backing Vocals", drums}})
	if r.State != kie.Done || len(r.Song.Tracks) != 2 || r.Song.Tracks[0].Name != "Bass - Electric Bass (finger)" || r.Song.Tracks[0].Stem != "Bass" || r.Song.Tracks[1].Stem != "Backing Vocals" || !r.Song.Tracks[1].Drums {
		t.Errorf("merged into %v %+v", r.State, r.Song.Tracks)
	}
	if want := (kie.Repairs{Short: 1, Dropped: 1, Velocity: 1}); r.Repairs != want {
		t.Errorf("repairs are %+v, want %+v", r.Repairs, want)
	}
	if bass.Song.Tracks[0].Name != "Electric Bass (finger)" {
		t.Error("the part itself was changed")
	}
	if r := kie.Merge([]kie.Part{{"Drums", silent}}); r.State != kie.Empty {
		t.Errorf("silence merged into %v", r.State)
	}
	if r := kie.Merge(nil); r.State != kie.Unknown {
		t.Errorf("nothing merged into %v", r.State)
	}
}
