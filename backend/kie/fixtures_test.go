package kie_test

import (
	"encoding/json"
	"testing"

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
	"sep-11-callback-split_stem.json":                  calls(kie.Done, separationID, 12),
	"sep-12-callback-separate_vocal.json":              calls(kie.Done, "5e9a0000000000000000000000000002", 2),
	"sep-13-callback-removal_info-alias.json":          calls(kie.Done, separationID, 12),
	"sep-14-callback-advanced-extract-remove.json":     advancedPair,
	"sep-15-callback-failure.json":                     calls(kie.Failed, separationID, 0),

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
	"midi-24-callback-failure.json":                 calls(kie.Failed, midiID, 0),
	"midi-25-callback-failure-data-null.json":       calls(kie.Failed, midiID, 0),
	"midi-26-callback-failure-no-id.json":           calls(kie.Failed, "", 0),
	"midi-27-callback-quirks.json":                  quirks,
	"midi-28-callback-nested-data.json":             midiCallback(2, 4),
	"midi-29-callback-running.json":                 both(calls(kie.Pending, midiID, 0), decodes(kie.Pending, 0, 0)),
	"midi-30-callback-malformed.raw":                malformed,
	"midi-31-alias-start_time.json":                 decodes(kie.Done, 1, 1),

	"gen-01-request-upload-cover.json": cannotMake,
	"gen-02-response.json":             transcribes("9e4e0000000000000000000000000001"),
	"gen-03-record-success.json":       clips(kie.KindOther, true, true),
	"gen-04-record-first-success.json": clips(kie.KindPending, true, false),
	"gen-05-record-failed.json":        clips(kie.KindRefused),
	"gen-06-callback-complete.json":    calls(kie.Failed, "9e4e0000000000000000000000000001", 0),
	"gen-07-callback-error.json":       calls(kie.Failed, "9e4e0000000000000000000000000001", 0),

	"acct-01-credit.json":                     balance(100),
	"acct-02-credit-fraction.json":            balance(87.6),
	"acct-03-error-401.json":                  anyStatus(kie.KindDenied, 1),
	"acct-04-error-429.json":                  anyStatus(kie.KindBusy, 5),
	"acct-05-error-455.json":                  anyStatus(kie.KindMaintenance, 1),
	"acct-06-sunoapi-error-429-credits.json":  perProfile(kie.KindBusy, kie.KindCredits),
	"acct-07-sunoapi-error-400-callback.json": perProfile(kie.KindInvalid, kie.KindInvalid),
	"acct-08-download-url.json":               downloadLink,
	"acct-09-non-json-502.raw":                gateway,

	"webhook-01-signed.json":                    signed,
	"webhook-02-tampered-body-still-valid.json": signed,
	"webhook-03-bad-signature.json":             signed,
	"webhook-04-unsigned.json":                  signed,

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
