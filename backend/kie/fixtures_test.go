package kie_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/backend/kie"
)

// sample is one file of the fixtures with what index.json says about it.
type sample struct {
	File     string
	Endpoint string
	Status   *int `json:"http_status"`
	Expected string
	body     []byte
}

func (s sample) status() int {
	if s.Status == nil {
		return 200
	}
	return *s.Status
}

// serve gives the sample as the answer to everything.
func (s sample) serve(t *testing.T) (*kie.Client, *clock, *desk) {
	d := newDesk(t, answer{status: s.status(), body: string(s.body)})
	c, k := caller(d.URL)
	return c, k, d
}

type judge func(t *testing.T, s sample)

var judges = map[string]judge{
	"upload-01-success.json":                    uploadsTo("https://tempfile.example.invalid/xxx/audio/user-uploads/demo-song.mp3"),
	"upload-02-success-quickstart-variant.json": uploadsTo("https://upload.example.invalid/download/file_000000001"),
	"upload-03-error-400-missing-path.json":     uploadFails(kie.KindInvalid, 1),
	"upload-04-error-401.json":                  uploadFails(kie.KindDenied, 1),
	"upload-05-error-500.json":                  uploadFails(kie.KindTemporary, 3),

	"sep-01-request-audioUrl.json": sends("/api/v1/vocal-removal/generate", func(c *kie.Client) {
		c.Separate(background, kie.Separation{AudioURL: "https://tempfile.example.invalid/xxx/audio/user-uploads/demo-song.mp3", Type: kie.SplitStem, Callback: callbackURL})
	}),
	"sep-02-request-taskId-audioId.json": sends("/api/v1/vocal-removal/generate", func(c *kie.Client) {
		c.Separate(background, kie.Separation{TaskID: "9e4e0000000000000000000000000001", AudioID: "00000000-0000-4000-8000-000000000001", Type: kie.SplitStem, Callback: callbackURL})
	}),
	"sep-03-response.json":                             separates("5e9a0000000000000000000000000001"),
	"sep-04-response-409.json":                         separateFails(kie.KindConflict, 1),
	"sep-05-record-pending.json":                       stems(kie.Pending, 0, 0),
	"sep-06-record-success-split_stem.json":            stems(kie.Done, 12, 12),
	"sep-07-record-success-separate_vocal.json":        stems(kie.Done, 2, 2),
	"sep-08-record-failed.json":                        stemsFail(kie.KindFailed),
	"sep-09-record-callback-exception-with-stems.json": stems(kie.Done, 12, 12),
	"sep-10-record-unknown-task.json":                  stems(kie.Unknown, 0, 0),
	"sep-11-callback-split_stem.json":                  calls(kie.CallbackSeparation, true, false, separationID, 12),
	"sep-12-callback-separate_vocal.json":              calls(kie.CallbackSeparation, true, false, "5e9a0000000000000000000000000002", 2),
	"sep-13-callback-removal_info-alias.json":          calls(kie.CallbackSeparation, true, false, separationID, 12),
	"sep-14-callback-advanced-extract-remove.json":     advancedPair,
	"sep-15-callback-failure.json":                     calls(kie.CallbackSeparation, true, true, separationID, 0),

	"midi-01-request-all.json": sends("/api/v1/midi/generate", func(c *kie.Client) {
		c.Transcribe(background, separationID, "", callbackURL)
	}),
	"midi-02-request-one-stem.json": sends("/api/v1/midi/generate", func(c *kie.Client) {
		c.Transcribe(background, separationID, "00000000-0000-4000-8000-000000000103", callbackURL)
	}),
	"midi-03-response.json":                         transcribes(midiID),
	"midi-04-response-422-on-http200.json":          transcribeFails(kie.KindInvalid, 1),
	"midi-05-response-402.json":                     both(transcribeFails(kie.KindCredits, 1), separateFails(kie.KindCredits, 1)),
	"midi-06-response-500.json":                     both(transcribeFails(kie.KindTemporary, 3), separateFails(kie.KindDoubt, 1)),
	"midi-07-record-pending.json":                   notes(kie.Pending, 0, 0),
	"midi-08-record-success.json":                   notes(kie.Done, 5, 9),
	"midi-09-record-success-empty-object.json":      notes(kie.Empty, 0, 0),
	"midi-10-record-success-null.json":              notes(kie.Empty, 0, 0),
	"midi-11-record-success-empty-instruments.json": notes(kie.Empty, 0, 0),
	"midi-12-record-create-failed.json":             notesFail(kie.KindFailed),
	"midi-13-record-generation-failed.json":         notesFail(kie.KindFailed),
	"midi-14-record-midiData-string.json":           notes(kie.Done, 2, 5),
	"midi-15-record-successFlag-string.json":        notes(kie.Done, 1, 3),
	"midi-16-record-unknown-task.json":              notes(kie.Unknown, 0, 0),
	"midi-20-callback-A-top-task_id.json":           midiCallback(2, 4),
	"midi-21-callback-B-data-taskId.json":           midiCallback(2, 4),
	"midi-22-callback-C-top-taskId.json":            midiCallback(2, 4),
	"midi-23-callback-D-both.json":                  midiCallback(2, 4),
	"midi-24-callback-failure.json":                 calls(kie.CallbackMIDI, true, true, midiID, 0),
	"midi-25-callback-failure-data-null.json":       calls(kie.CallbackMIDI, true, true, midiID, 0),
	"midi-26-callback-failure-no-id.json":           calls(kie.CallbackMIDI, true, true, "", 0),
	"midi-27-callback-quirks.json":                  quirks,
	"midi-28-callback-nested-data.json":             midiCallback(2, 4),
	"midi-29-callback-running.json":                 both(calls(kie.CallbackMIDI, false, false, midiID, 0), decodes(kie.Pending, 0, 0)),
	"midi-30-callback-malformed.raw":                malformed,
	"midi-31-alias-start_time.json":                 decodes(kie.Done, 1, 1),

	"gen-01-request-upload-cover.json": cannotMake,
	"gen-02-response.json":             transcribes("9e4e0000000000000000000000000001"),
	"gen-03-record-success.json":       clips(kie.KindOther, true, true),
	"gen-04-record-first-success.json": clips(kie.KindPending, true, false),
	"gen-05-record-failed.json":        clips(kie.KindRefused),
	"gen-06-callback-complete.json":    calls(kie.CallbackGeneration, true, false, "9e4e0000000000000000000000000001", 0),
	"gen-07-callback-error.json":       calls(kie.CallbackGeneration, true, true, "9e4e0000000000000000000000000001", 0),

	"acct-01-credit.json":                     balance(100),
	"acct-02-credit-fraction.json":            balance(87.6),
	"acct-03-error-401.json":                  anyStatus(kie.KindDenied, 1),
	"acct-04-error-429.json":                  anyStatus(kie.KindBusy, 5),
	"acct-05-error-455.json":                  anyStatus(kie.KindMaintenance, 1),
	"acct-06-sunoapi-error-429-credits.json":  perProfile(kie.KindBusy, kie.KindCredits),
	"acct-07-sunoapi-error-400-callback.json": perProfile(kie.KindInvalid, kie.KindInvalid),
	"acct-08-download-url.json":               downloadLink,
	"acct-09-non-json-502.raw":                gateway,

	"webhook-01-signed.json":                    signed(nil),
	"webhook-02-tampered-body-still-valid.json": signed(nil),
	"webhook-03-bad-signature.json":             signed(kie.ErrSignature),
	"webhook-04-unsigned.json":                  signed(kie.ErrUnsigned),

	"market-01-createTask-separate.json": sendsMarket(func(c *kie.Client) {
		c.Separate(background, kie.Separation{AudioURL: "https://tempfile.example.invalid/xxx/audio/user-uploads/demo-song.mp3", Callback: callbackURL})
	}),
	"market-02-createTask-midi.json": sendsMarket(func(c *kie.Client) {
		c.Transcribe(background, separationID, "00000000-0000-4000-8000-000000000103", callbackURL)
	}),
	"market-03-createTask-response.json":                  onMarket(both(transcribes(midiID), separates(midiID))),
	"market-04-recordInfo-generating.json":                onMarket(both(notes(kie.Pending, 0, 0), stems(kie.Pending, 0, 0))),
	"market-05-recordInfo-midi-success-HYPOTHETICAL.json": onMarket(both(notes(kie.Done, 2, 5), decodes(kie.Done, 2, 5))),
	"market-06-recordInfo-fail.json":                      onMarket(both(notesFail(kie.KindFailed), stemsFail(kie.KindFailed))),
	"market-07-recordInfo-unknown.json":                   onMarket(both(notes(kie.Unknown, 0, 0), stems(kie.Unknown, 0, 0))),
}

const (
	separationID = "5e9a0000000000000000000000000001"
	midiID       = "3d1d0000000000000000000000000001"
)

func TestEveryFixtureHasTheOutcomeItsIndexNames(t *testing.T) {
	var index struct{ Files []sample }
	if err := json.Unmarshal(fixture(t, "index.json"), &index); err != nil {
		t.Fatal(err)
	}
	if len(index.Files) != 75 || len(judges) != 75 {
		t.Fatalf("%d fixtures, %d judges, want 75 of each", len(index.Files), len(judges))
	}
	for _, s := range index.Files {
		t.Run(s.File, func(t *testing.T) {
			s.body = fixture(t, s.File)
			j := judges[s.File]
			if j == nil {
				t.Fatalf("nobody judges %q (%s)", s.File, s.Expected)
			}
			j(t, s)
		})
	}
}

func both(js ...judge) judge {
	return func(t *testing.T, s sample) {
		for _, j := range js {
			j(t, s)
		}
	}
}

// onMarket marks the sample, so that server makes clients of the other route.
func onMarket(j judge) judge {
	return func(t *testing.T, s sample) {
		s.Endpoint = "market"
		j(t, s)
	}
}

func server(t *testing.T, s sample) (*kie.Client, *clock, *desk) {
	c, k, d := s.serve(t)
	if s.Endpoint == "market" {
		c.Profile.Route = kie.RouteMarket
	}
	return c, k, d
}

func song() kie.UploadFile {
	return kie.UploadFile{Name: "demo song.mp3", Size: 8, Body: strings.NewReader("ID3audio")}
}

func uploadsTo(want string) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		got, err := c.Upload(background, song(), nil)
		if err != nil || got != want {
			t.Errorf("Upload() = %q, %v", got, err)
		}
		if got, err := c.UploadFromURL(background, "https://files.example.invalid/a.wav", ""); err != nil || got != want {
			t.Errorf("UploadFromURL() = %q, %v", got, err)
		}
		if r := d.requests(); r[0].path != "/api/file-stream-upload" || r[1].path != "/api/file-url-upload" {
			t.Errorf("paths are %s and %s", r[0].path, r[1].path)
		}
	}
}

func uploadFails(want kie.Kind, tries int) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		_, err := c.Upload(background, song(), nil)
		wantKind(t, err, want)
		if n := len(d.requests()); n != tries {
			t.Errorf("tried %d times, want %d", n, tries)
		}
	}
}

// sends compares what the client sends with the sample.
func sends(path string, do func(*kie.Client)) judge {
	return func(t *testing.T, s sample) {
		d := newDesk(t, ok(`{"taskId":"x"}`))
		c, _ := caller(d.URL)
		if s.Endpoint == "market" {
			c.Profile.Route = kie.RouteMarket
		}
		do(c)
		r := d.requests()
		if len(r) != 1 || r[0].method != http.MethodPost || r[0].path != path || r[0].query != "" {
			t.Fatalf("requests are %+v", r)
		}
		if got := r[0].header.Get("Authorization"); got != "Bearer "+key {
			t.Errorf("Authorization is %q", got)
		}
		if got := r[0].header.Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type is %q", got)
		}
		var got, want any
		if err := json.Unmarshal(r[0].body, &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(s.body, &want); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("body is %s\nwant %s", r[0].body, s.body)
		}
	}
}

func sendsMarket(do func(*kie.Client)) judge { return onMarket(sends("/api/v1/jobs/createTask", do)) }

// cannotMake: making new music from the upload is a fallback that nobody
// offers; the sample stays as a reminder of its shape.
func cannotMake(t *testing.T, s sample) {
	if _, err := kie.Decode(s.body); kie.KindOf(err) != kie.KindInvalid {
		t.Errorf("a request was taken for a result: %v", err)
	}
}

func separate(c *kie.Client) (string, error) {
	return c.Separate(background, kie.Separation{AudioURL: "https://files.example.invalid/a.mp3", Callback: callbackURL})
}

func transcribe(c *kie.Client) (string, error) {
	return c.Transcribe(background, separationID, "", callbackURL)
}

func starts(do func(*kie.Client) (string, error), want string) judge {
	return func(t *testing.T, s sample) {
		c, _, _ := server(t, s)
		if got, err := do(c); err != nil || got != want {
			t.Errorf("task id is %q, %v, want %q", got, err, want)
		}
	}
}

func separates(want string) judge   { return starts(separate, want) }
func transcribes(want string) judge { return starts(transcribe, want) }

func startFails(do func(*kie.Client) (string, error), want kie.Kind, tries int) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		_, err := do(c)
		wantKind(t, err, want)
		if n := len(d.requests()); n != tries {
			t.Errorf("sent %d times, want %d", n, tries)
		}
	}
}

func separateFails(want kie.Kind, tries int) judge { return startFails(separate, want, tries) }
func transcribeFails(want kie.Kind, tries int) judge {
	return startFails(transcribe, want, tries)
}

func polls(t *testing.T, d *desk, market bool, legacy string) {
	t.Helper()
	r := d.requests()[0]
	if market {
		legacy = "/api/v1/jobs/recordInfo"
	}
	if r.method != http.MethodGet || r.path != legacy || r.query != "taskId=some-task" || len(r.body) != 0 {
		t.Errorf("polled by %s %s?%s", r.method, r.path, r.query)
	}
}

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

func calls(want kie.CallbackKind, final, failed bool, id string, stems int) judge {
	return func(t *testing.T, s sample) {
		cb, err := kie.ParseCallback(s.body)
		if err != nil {
			t.Fatal(err)
		}
		if cb.Kind != want || cb.Final != final || cb.Failed != failed || len(cb.Stems) != stems {
			t.Errorf("callback is %+v", cb)
		}
		if id == "" && len(cb.TaskIDs) != 0 || id != "" && !reflect.DeepEqual(cb.TaskIDs, []string{id}) {
			t.Errorf("ids are %q, want %q", cb.TaskIDs, id)
		}
		if id != "" && !cb.Has(id) || cb.Has("another") {
			t.Error("Has() does not know its ids")
		}
		if failed {
			r, err := kie.Decode(s.body)
			if err == nil || r.State != kie.Failed {
				t.Errorf("Decode() = %v, %v", r.State, err)
			}
		}
	}
}

func midiCallback(tracks, n int) judge {
	return both(calls(kie.CallbackMIDI, true, false, midiID, 0), decodes(kie.Done, tracks, n))
}

func advancedPair(t *testing.T, s sample) {
	calls(kie.CallbackSeparation, true, false, separationID, 2)(t, s)
	cb, _ := kie.ParseCallback(s.body)
	if a, b := cb.Stems[0], cb.Stems[1]; a.Name != "Piano" || a.Rest || b.Name != "Instrumental" || !b.Rest || a.ID == "" || b.ID == "" {
		t.Errorf("stems are %+v", cb.Stems)
	}
}

func quirks(t *testing.T, s sample) {
	calls(kie.CallbackMIDI, true, false, midiID, 0)(t, s)
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
	_, err := kie.ParseCallback(s.body)
	wantKind(t, err, kie.KindInvalid)
	_, err = kie.Decode(s.body)
	wantKind(t, err, kie.KindInvalid)
	c, _, d := server(t, s)
	_, err = c.Notes(background, "some-task")
	wantKind(t, err, kie.KindTemporary)
	if n := len(d.requests()); n != 3 {
		t.Errorf("a truncated answer was asked for %d times, want 3", n)
	}
}

func clips(want kie.Kind, whole ...bool) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		got, err := c.Clips(background, "some-task")
		polls(t, d, false, "/api/v1/generate/record-info")
		if want == kie.KindOther && err != nil {
			t.Fatal(err)
		}
		if want != kie.KindOther {
			wantKind(t, err, want)
		}
		if len(got) != len(whole) {
			t.Fatalf("clips are %+v", got)
		}
		for i, w := range whole {
			if got[i].ID != "00000000-0000-4000-8000-00000000000"+string('1'+rune(i)) || got[i].URL != "" != w || got[i].Duration > 0 != w || got[i].Title != "Demo" {
				t.Errorf("clip %d is %+v", i, got[i])
			}
		}
	}
}

func balance(want float64) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		if got, err := c.Credits(background); err != nil || got != want {
			t.Errorf("Credits() = %v, %v", got, err)
		}
		if p := d.requests()[0].path; p != "/api/v1/chat/credit" {
			t.Errorf("asked %s", p)
		}
	}
}

// anyStatus: the code decides, whatever the HTTP status.
func anyStatus(want kie.Kind, tries int) judge {
	return func(t *testing.T, s sample) {
		for _, status := range []int{200, s.status()} {
			d := newDesk(t, answer{status: status, body: string(s.body)})
			c, k := caller(d.URL)
			_, err := c.Credits(background)
			wantKind(t, err, want)
			if n := len(d.requests()); n != tries {
				t.Errorf("HTTP %d: asked %d times, want %d", status, n, tries)
			}
			for _, p := range k.list() {
				if p < 10*time.Second {
					t.Errorf("waited only %v", p)
				}
			}
		}
	}
}

func perProfile(onKie, onSuno kie.Kind) judge {
	return func(t *testing.T, s sample) {
		for name, want := range map[string]kie.Kind{"kie": onKie, "sunoapi": onSuno} {
			c, _, d := server(t, s)
			c.Profile = profile(name, d.URL)
			_, err := separate(c)
			wantKind(t, err, want)
		}
	}
}

func downloadLink(t *testing.T, s sample) {
	c, _, d := server(t, s)
	got, err := c.DownloadURL(background, "https://file.example.invalid/a.mp3")
	if err != nil || got != "https://tempfile.example.invalid/0000000000000000" {
		t.Errorf("DownloadURL() = %q, %v", got, err)
	}
	if r := d.requests()[0]; r.path != "/api/v1/common/download-url" || string(r.body) != `{"url":"https://file.example.invalid/a.mp3"}` {
		t.Errorf("sent %s %s", r.path, r.body)
	}
}

func gateway(t *testing.T, s sample) {
	c, _, d := server(t, s)
	_, err := c.Credits(background)
	e := wantKind(t, err, kie.KindTemporary)
	if !strings.Contains(e.Message, "502") || strings.Contains(e.Message+e.Raw, "html") {
		t.Errorf("error is %+v", e)
	}
	if n := len(d.requests()); n != 3 {
		t.Errorf("asked %d times", n)
	}
	separateFails(kie.KindDoubt, 1)(t, s)
}

func signed(want error) judge {
	return func(t *testing.T, s sample) {
		var v struct {
			Headers map[string]string
			Key     string `json:"test_key"`
			Body    json.RawMessage
		}
		if err := json.Unmarshal(s.body, &v); err != nil {
			t.Fatal(err)
		}
		h := http.Header{}
		for k := range maps.Keys(v.Headers) {
			h.Set(k, v.Headers[k])
		}
		cb, err := kie.ParseCallback(v.Body)
		if err != nil || !cb.Has(midiID) {
			t.Fatalf("callback is %+v, %v", cb, err)
		}
		if v.Key == "" {
			v.Key = "any-key"
		}
		now := time.Unix(1790000105+60, 0)
		if got := kie.VerifySignature(v.Key, h, cb.TaskIDs, now, 5*time.Minute); got != want {
			t.Errorf("VerifySignature() = %v, want %v", got, want)
		}
		if err := kie.VerifySignature("", h, cb.TaskIDs, now, 5*time.Minute); err != nil {
			t.Errorf("without a key: %v", err)
		}
	}
}
