package kie_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/backend/kie"
)

func seed(f *testing.F) {
	files, err := filepath.Glob("testdata/fixtures/*")
	if err != nil || len(files) < 75 {
		f.Fatal(len(files), err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, s := range []string{
		`{"instruments":[{"notes":[{"pitch":"\u0036","start":"1e0","end":2.5E-1,"velocity":-0},null,7,{"start":1,"start":null}],"name":"\ud83d\ude00\ud800"}]}`,
		`{"a":"{\"instruments\":[{\"name\":\"x\",\"notes\":[{\"pitch\":1,\"start\":0,\"end\":1}]}]"}`,
		`{"a":"\"{\\\"instruments\\\":[]}\""}`,
		"\xef\xbb\xbf" + `[{"instruments":[[{}]]}]`,
		`{"instruments":[{}],"a":{"tracks":[{"instrument":{"name":"x"},"notes":[{"midi":1,"time":0,"duration":1,"pitch":"C"}]}],"notes":[{"midi":1,"onset":0,"offset":1,"vel":2}]}}`,
		`{"a":{"instruments":[{"notes":[{"pitch":1,"start":0,"end":1}]}]},"b":{"instruments":[{"notes":[{"pitch":1,"start":0,"end":1}]}]}}`,
		`{"instruments":[{"notes":[{"pitch":1,"start":21600,"end":1},{"pitch":0.5,"start":"-1","end":"+2."}]}],"instruments":[]}`,
	} {
		f.Add([]byte(s))
	}
}

func FuzzDecodeAgainstReference(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		if bytes.Count(body, []byte("["))+bytes.Count(body, []byte("{")) > 400 || len(body) > 1<<20 {
			t.Skip("deep nesting is refused, and so is too much of anything")
		}
		if bytes.Contains(body, []byte("NaN")) || bytes.Contains(body, []byte("Infinity")) {
			t.Skip("these are read, and are no JSON")
		}
		tracks, repairs, valid := reference(body)
		r, err := kie.Decode(body)
		if !valid {
			if kie.KindOf(err) != kie.KindInvalid || len(r.Song.Tracks) != 0 {
				t.Fatalf("took malformed JSON: %v", err)
			}
			return
		}
		if err != nil && strings.Contains(err.Error(), "more than") {
			return
		}
		if len(r.Song.Tracks) != len(tracks) || r.Repairs != repairs {
			t.Fatalf("%d tracks, %+v; the reference has %d, %+v (%v)", len(r.Song.Tracks), r.Repairs, len(tracks), repairs, err)
		}
		for i, want := range tracks {
			if got := r.Song.Tracks[i]; got.Name != want.Name || !slices.Equal(got.Notes, want.Notes) {
				t.Fatalf("track %d is %q %+v; the reference has %q %+v", i, got.Name, got.Notes, want.Name, want.Notes)
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := kie.Decode(body)
		if err != nil && (kie.KindOf(err) == kie.KindOther && !bytes.Contains(body, []byte("code")) || err.Error() == "") {
			t.Errorf("error is %#v", err)
		}
		if (r.Err() == nil) != (r.State == kie.Done) {
			t.Errorf("%v with %v", r.State, r.Err())
		}
		if err == nil && r.State == kie.Failed || r.State == kie.Done && r.Song.NoteCount() == 0 && r.MIDIURL == "" {
			t.Errorf("%v with %d notes, %v", r.State, r.Song.NoteCount(), err)
		}
		for _, tr := range r.Song.Tracks {
			for _, n := range tr.Notes {
				if n.Pitch > 127 || n.Velocity < 1 || n.Velocity > 127 || n.Start < 0 || n.End <= n.Start || n.End > 6*3600 {
					t.Fatalf("note is %+v", n)
				}
			}
		}
	})
}
