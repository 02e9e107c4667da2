package kie_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"partlift/backend/kie"
)

func stems(want kie.State, n, ids int) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		got, err := c.Stems(background, "some-task")
		if err != nil || got.State != want || len(got.Stems) != n {
			t.Fatalf("Stems() = %v with %d stems, %v, want %v with %d", got.State, len(got.Stems), err, want, n)
		}
		polls(t, d, s.Endpoint == "market", "/api/v1/vocal-removal/record-info")
		withID := 0
		for _, x := range got.Stems {
			if x.ID != "" && x.Duration == 187.4 && strings.HasSuffix(x.URL, strings.ReplaceAll(x.Name, " ", "_")+".mp3") {
				withID++
			}
		}
		if withID != ids {
			t.Errorf("%d stems are whole, want %d: %+v", withID, ids, got.Stems)
		}
		if !bytes.Equal(got.Raw, s.body) {
			t.Error("the raw body is not kept")
		}
	}
}

func stemsFail(want kie.Kind) judge {
	return func(t *testing.T, s sample) {
		c, _, _ := server(t, s)
		got, err := c.Stems(background, "some-task")
		wantKind(t, err, want)
		if got.State != kie.Failed || got.ErrorMessage == "" {
			t.Errorf("Stems() = %+v", got)
		}
	}
}

func notes(want kie.State, tracks, n int) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		got, err := c.Notes(background, "some-task")
		if err != nil || got.State != want {
			t.Fatalf("Notes() = %v, %v, want %v", got.State, err, want)
		}
		polls(t, d, s.Endpoint == "market", "/api/v1/midi/record-info")
		if !bytes.Equal(got.Raw, s.body) {
			t.Error("the raw body is not kept")
		}
		counts(t, got.Result, tracks, n)
		decodes(want, tracks, n)(t, s)
	}
}

func counts(t *testing.T, r kie.Result, tracks, n int) {
	t.Helper()
	if len(r.Song.Tracks) != tracks || r.Song.NoteCount() != n {
		t.Errorf("%d tracks with %d notes, want %d with %d", len(r.Song.Tracks), r.Song.NoteCount(), tracks, n)
	}
}

func notesFail(want kie.Kind) judge {
	return func(t *testing.T, s sample) {
		c, _, _ := server(t, s)
		got, err := c.Notes(background, "some-task")
		wantKind(t, err, want)
		if got.State != kie.Failed {
			t.Errorf("state is %v", got.State)
		}
		r, err := kie.Decode(s.body)
		wantKind(t, err, want)
		wantKind(t, r.Err(), want)
	}
}

func decodes(want kie.State, tracks, n int) judge {
	return func(t *testing.T, s sample) {
		r, err := kie.Decode(s.body)
		if err != nil || r.State != want {
			t.Fatalf("Decode() = %v, %v, want %v", r.State, err, want)
		}
		counts(t, r, tracks, n)
		if want == kie.Unknown {
			return
		}
		if r.TaskID != midiID {
			t.Errorf("task id is %q", r.TaskID)
		}
		switch want {
		case kie.Done:
			if r.Err() != nil {
				t.Errorf("Err() = %v", r.Err())
			}
		case kie.Empty:
			wantKind(t, r.Err(), kie.KindEmpty)
		case kie.Pending:
			wantKind(t, r.Err(), kie.KindPending)
		}
	}
}

// calls judges a callback, which is worth as much as a record of the task.
func calls(want kie.State, id string, stems int) judge {
	return func(t *testing.T, s sample) {
		r, err := kie.Decode(s.body)
		if r.TaskID != id {
			t.Errorf("task id is %q, want %q", r.TaskID, id)
		}
		if want == kie.Failed && (err == nil || r.State != kie.Failed) {
			t.Errorf("Decode() = %v, %v", r.State, err)
		}
		if stems == 0 {
			return
		}
		c, _, _ := server(t, s)
		if got, err := c.Stems(background, id); err != nil || got.State != want || len(got.Stems) != stems {
			t.Errorf("Stems() = %+v, %v, want %d", got, err, stems)
		}
	}
}

func midiCallback(tracks, n int) judge {
	return both(calls(kie.Done, midiID, 0), decodes(kie.Done, tracks, n))
}

func advancedPair(t *testing.T, s sample) {
	calls(kie.Done, separationID, 2)(t, s)
	c, _, _ := server(t, s)
	got, err := c.Stems(background, separationID)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := got.Stems[0], got.Stems[1]; a.Name != "Piano" || b.Name != "Instrumental" || a.ID == "" || b.ID == "" {
		t.Errorf("stems are %+v", got.Stems)
	}
}

func quirks(t *testing.T, s sample) {
	calls(kie.Done, midiID, 0)(t, s)
	r, err := kie.Decode(s.body)
	if err != nil || r.State != kie.Done {
		t.Fatalf("Decode() = %v, %v", r.State, err)
	}
	var names []string
	for _, tr := range r.Song.Tracks {
		names = append(names, tr.Name)
	}
	if want := []string{"Electric Bass (finger)", "Synth Voice", "", "", "Electric Bass (finger)"}; !slices.Equal(names, want) {
		t.Errorf("tracks are %q, want %q", names, want)
	}
	if n := r.Song.Tracks[0].Notes; n[0].Pitch != 40 || n[0].Velocity != 63 || n[0].Start != 1 || n[0].End != 1.5 ||
		n[1].End != 2+1.0/960 || n[2].End != 3+1.0/960 {
		t.Errorf("notes are %+v", n)
	}
	// "velocity" 100 beside 1.2 and 0: not one scale, so note by note.
	if n := r.Song.Tracks[1].Notes; n[0].Velocity != 100 || n[1].Velocity != 1 || n[2].Velocity != 1 {
		t.Errorf("velocities are %+v", n)
	}
	if n := r.Song.Tracks[2].Notes; n[0].Velocity != 100 {
		t.Errorf("a missing velocity became %d", n[0].Velocity)
	}
	want := kie.Repairs{Clamped: 2, Short: 2, Dropped: 2, Velocity: 1, Empty: 3}
	if r.Repairs != want {
		t.Errorf("repairs are %+v, want %+v", r.Repairs, want)
	}
	if len(r.Notices) != 5 {
		t.Errorf("notices are %q", r.Notices)
	}
}

func malformed(t *testing.T, s sample) {
	_, err := kie.Decode(s.body)
	wantKind(t, err, kie.KindInvalid)
	c, _, d := server(t, s)
	_, err = c.Notes(background, "some-task")
	wantKind(t, err, kie.KindTemporary)
	if n := len(d.requests()); n != 3 {
		t.Errorf("a truncated answer was asked for %d times, want 3", n)
	}
}
