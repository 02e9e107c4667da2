package kie_test

import (
	"bytes"
	"math"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"partlift/backend/kie"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

// tune is a short song on the service's raster, so that it comes back exactly.
var tune = music.Song{Title: "Tune", Tracks: []music.Track{
	{Name: "Drums", Drums: true, Known: true, Notes: []music.Note{
		{Pitch: 36, Velocity: 127, Start: 7.0 / 192, End: 35.0 / 192}, {Pitch: 38, Velocity: 91, Start: 94.0 / 192, End: 120.0 / 192},
	}},
	{Name: "Electric Bass (finger)", Program: 33, Known: true, Notes: []music.Note{
		{Pitch: 44, Velocity: 63, Start: 9.0 / 192, End: 212.0 / 192}, {Pitch: 39, Velocity: 1, Start: 258.0 / 192, End: 415.0 / 192},
	}},
}}

// journey goes the whole way against the pretend service.
type journey struct {
	t   *testing.T
	sim *kiesim.Sim
	c   *kie.Client
	wav []byte
}

func newJourney(t *testing.T, script kiesim.Script, route kie.Route) *journey {
	t.Helper()
	now := func() time.Time { return time.Unix(1790000000, 0) }
	sim := kiesim.New(kiesim.Config{Songs: []kiesim.Song{{Name: "Tune", Music: tune}}, Script: script, Keys: []string{key}, Credits: 100, Now: now})
	s := httptest.NewServer(sim)
	t.Cleanup(func() { s.Close(); sim.Close() })
	c, _ := caller(s.URL)
	c.Profile.Route = route
	var wav bytes.Buffer
	if err := kiesim.RenderWAV(&wav, tune, kiesim.Format{}); err != nil {
		t.Fatal(err)
	}
	return &journey{t, sim, c, wav.Bytes()}
}

func (j *journey) separate() (string, error) {
	j.t.Helper()
	url, err := j.c.Upload(background, kie.UploadFile{Name: "tune.wav", Size: int64(len(j.wav)), Body: bytes.NewReader(j.wav)}, nil)
	if err != nil {
		j.t.Fatal(err)
	}
	return j.c.Separate(background, kie.Separation{AudioURL: url, Type: kie.SplitStem, Callback: "http://127.0.0.1:9/cb?t=1"})
}

func (j *journey) notes(separation, audio string) kie.Notes {
	j.t.Helper()
	id, err := j.c.Transcribe(background, separation, audio, "http://127.0.0.1:9/cb?t=2")
	if err != nil {
		j.t.Fatal(err)
	}
	n, err := j.c.Notes(background, id)
	if err != nil {
		j.t.Fatal(err)
	}
	return n
}

func sameNotes(t *testing.T, got, want music.Song) {
	t.Helper()
	if len(got.Tracks) != len(want.Tracks) {
		t.Fatalf("%d tracks, want %d", len(got.Tracks), len(want.Tracks))
	}
	for i, w := range want.Tracks {
		g := got.Tracks[i]
		if g.Program != w.Program || g.Drums != w.Drums || g.Known != w.Known || len(g.Notes) != len(w.Notes) {
			t.Fatalf("track %d is %+v", i, g)
		}
		for k := range w.Notes {
			a, b := g.Notes[k], w.Notes[k]
			if a.Pitch != b.Pitch || a.Velocity != b.Velocity || math.Abs(a.Start-b.Start) > 1e-9 || math.Abs(a.End-b.End) > 1e-9 {
				t.Errorf("note %d is %+v, want %+v", k, a, b)
			}
		}
	}
}

func TestTheWholeJourney(t *testing.T) {
	scripts := map[string]kiesim.Script{
		"healthy":                {UserAgent: "browser"},
		"errors with status":     {Errors: kiesim.Errors{Status: true}},
		"quick-start upload":     {Upload: kiesim.Upload{QuickStart: true}},
		"numbers as text":        {MIDI: kiesim.MIDI{StringNumbers: true}},
		"JSON as text":           {MIDI: kiesim.MIDI{JSONText: true, StringNumbers: true}},
		"callback not delivered": {Separation: kiesim.Separation{Flag: "CALLBACK_EXCEPTION"}},
		"mishaps that pass": {Faults: []kiesim.Fault{
			{Path: "/api/file-stream-upload", Times: 1, Do: kiesim.DoHTML},
			{Path: "/api/v1/vocal-removal/generate", Times: 1, Do: kiesim.DoError, Code: 422, Msg: "audioUrl is not accessible"},
			{Path: "/api/v1/vocal-removal/record-info", Times: 1, Do: kiesim.DoTruncate},
			{Path: "/api/v1/midi/generate", Times: 2, Do: kiesim.DoLost},
			{Path: "/api/v1/midi/record-info", Times: 1, Do: kiesim.DoCut},
			{Path: "/api/v1/jobs/recordInfo", Times: 2, Do: kiesim.DoCut},
		}},
	}
	for name, script := range scripts {
		for route, routeName := range []string{"legacy", "market"} {
			t.Run(name+" "+routeName, func(t *testing.T) {
				j := newJourney(t, script, kie.Route(route))
				id, err := j.separate()
				if err != nil {
					t.Fatal(err)
				}
				got, err := j.c.Stems(background, id)
				if err != nil || got.State != kie.Done || len(got.Stems) != 12 {
					t.Fatalf("Stems() = %v with %d stems, %v", got.State, len(got.Stems), err)
				}
				var b bytes.Buffer
				if _, err := j.c.Download(background, got.Stems[0].URL, &b, nil); err != nil || b.Len() == 0 {
					t.Errorf("%d bytes of a stem, %v", b.Len(), err)
				}
				n := j.notes(id, "")
				if n.State != kie.Done {
					t.Fatalf("Notes() = %v", n.State)
				}
				sameNotes(t, n.Result.Song, tune)
				i := slices.IndexFunc(got.Stems, func(s kie.Stem) bool { return s.Name == "Bass" })
				sameNotes(t, j.notes(id, got.Stems[i].ID).Result.Song, music.Song{Tracks: tune.Tracks[1:]})
				if left, err := j.c.Credits(background); err != nil || left != 50 {
					t.Errorf("%v credits are left, %v", left, err)
				}
				for _, r := range j.sim.Requests() {
					if len(r.Unknown) > 0 {
						t.Errorf("%s has fields that nobody knows: %q", r.Path, r.Unknown)
					}
				}
			})
		}
	}
}

func TestALostAnswerIsChargedOnce(t *testing.T) {
	for _, do := range []string{kiesim.DoLost, kiesim.DoTruncate, kiesim.DoCut, kiesim.DoEmpty} {
		for route, path := range []string{"/api/v1/vocal-removal/generate", "/api/v1/jobs/createTask"} {
			j := newJourney(t, kiesim.Script{Faults: []kiesim.Fault{{Path: path, Times: 1, Do: do}}}, kie.Route(route))
			_, err := j.separate()
			wantKind(t, err, kie.KindDoubt)
			if n := len(j.sim.Charges()); n != 1 {
				t.Errorf("%s on %s: charged %d times", do, path, n)
			}
		}
	}
}

func TestMarketFormsOfTheSimulator(t *testing.T) {
	for form, want := range map[string]kie.State{"notes": kie.Done, "mid": kie.Done, "unknown": kie.Empty} {
		j := newJourney(t, kiesim.Script{Market: kiesim.Market{Result: form}, UserAgent: "browser"}, kie.RouteMarket)
		id, err := j.separate()
		if err != nil {
			t.Fatal(err)
		}
		n := j.notes(id, "")
		if n.State != want || (form == "mid") != bytes.HasPrefix(n.MIDI, []byte("MThd")) {
			t.Errorf("%s became %v with %d bytes of MIDI", form, n.State, len(n.MIDI))
		}
	}
}

func TestOverdraftAndEmptyMIDI(t *testing.T) {
	j := newJourney(t, kiesim.Script{MIDI: kiesim.MIDI{Empty: "whole"}}, kie.RouteLegacy)
	id, err := j.separate()
	if err != nil {
		t.Fatal(err)
	}
	if n := j.notes(id, ""); n.State != kie.Empty {
		t.Errorf("Notes() = %v", n.State)
	}
	stems, err := j.c.Stems(background, id)
	if err != nil {
		t.Fatal(err)
	}
	var parts []kie.Part
	for _, s := range stems.Stems {
		parts = append(parts, kie.Part{Stem: s.Name, Result: j.notes(id, s.ID).Result})
	}
	if merged := kie.Merge(parts); merged.State != kie.Done || merged.Song.NoteCount() != tune.NoteCount() {
		t.Errorf("merged %d notes, %v", merged.Song.NoteCount(), merged.State)
	}
	if _, err := j.separate(); err != nil {
		t.Fatal(err)
	}
	_, err = j.separate()
	wantKind(t, err, kie.KindCredits)
	j.c.Key = "another"
	_, err = j.c.Credits(background)
	wantKind(t, err, kie.KindDenied)
}
