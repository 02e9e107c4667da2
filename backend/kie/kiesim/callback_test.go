package kiesim_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"partlift/backend/kie/kiesim"
)

// delivery is a callback as it arrived.
type delivery struct {
	body   []byte
	header http.Header
}

// listen returns a callback address and what arrives there. The first answers
// have the statuses given, the others 200.
func listen(t *testing.T, statuses ...int) (string, chan delivery) {
	t.Helper()
	got := make(chan delivery, 32)
	next := make(chan int, len(statuses))
	for _, s := range statuses {
		next <- s
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		select {
		case status := <-next:
			w.WriteHeader(status)
		default:
		}
		got <- delivery{body, r.Header}
	}))
	t.Cleanup(server.Close)
	return server.URL + "/cb?t=TOKEN", got
}

func (s *service) next(ch chan delivery) delivery {
	s.Helper()
	select {
	case d := <-ch:
		return d
	case <-time.After(10 * time.Minute):
		s.Fatal("no callback came")
		return delivery{}
	}
}

// midiFor makes a separation and a MIDI task that calls back.
func (s *service) midiFor(callback string) string {
	s.Helper()
	sep := s.separated("split_stem")
	return s.task(midiPath, fields{"taskId": sep, "callBackUrl": callback})
}

func TestMIDICallbackLayouts(t *testing.T) {
	for layout, sample := range map[string]string{
		"A": "midi-20-callback-A-top-task_id.json", "B": "midi-21-callback-B-data-taskId.json",
		"C": "midi-22-callback-C-top-taskId.json", "D": "midi-23-callback-D-both.json", "": "midi-21-callback-B-data-taskId.json",
	} {
		address, got := listen(t)
		s := serve(t, `{"callback":{"layout":"`+layout+`"}}`)
		id := s.midiFor(address)
		d := s.next(got)
		sameFields(t, sample, d.body)
		place := map[string][]any{"A": {"task_id"}, "C": {"taskId"}, "D": {"data", "task_id"}}[layout]
		if place == nil {
			place = []any{"data", "taskId"}
		}
		if get(t, d.body, place...) != id {
			t.Errorf("layout %s has no id in %v", layout, place)
		}
		if d.header.Get("Content-Type") != "application/json" || d.header.Get("X-Webhook-Signature") != "" {
			t.Errorf("header %v", d.header)
		}
		checkNotes(t, instruments(t, get(t, d.body, "data", "instruments")), short("").Music.Tracks)
		var wire struct {
			Data struct{ Instruments []wireInstrument }
		}
		if err := json.Unmarshal(d.body, &wire); err != nil {
			t.Fatal(err)
		}
		for _, n := range wire.Data.Instruments[0].Notes {
			for field := range n {
				_, quoted := n.number(t, field)
				if length := len(n[field]); quoted != (length > 15) || quoted && length < 18 {
					t.Errorf("%s is %s", field, n[field])
				}
			}
		}
	}
}

func TestFailureCallbacks(t *testing.T) {
	for script, sample := range map[string]string{
		`{"midi":{"flag":3}}`:                           "midi-24-callback-failure.json",
		`{"midi":{"flag":3},"callback":{"layout":"A"}}`: "midi-25-callback-failure-data-null.json",
	} {
		address, got := listen(t)
		s := serve(t, script)
		id := s.midiFor(address)
		sameKeys(t, sample, s.next(got).body)
		if r := s.get(midiInfo + id); get(t, r.Data, "errorCode") != "GENERATE_MIDI_FAILED" || get(t, r.Data, "successFlag") != 3.0 {
			t.Errorf("record %s", r.Raw)
		}
	}
	address, got := listen(t)
	s := serve(t, `{"separation":{"flag":"CREATE_TASK_FAILED"},"generation":{"flag":"SENSITIVE_WORD_ERROR"}}`)
	audio := s.upload("a.wav", []byte("x"))
	s.task(sepPath, fields{"audioUrl": audio, "type": "split_stem", "callBackUrl": address})
	sameKeys(t, "sep-15-callback-failure.json", s.next(got).body)
	s.task(genPath, fields{
		"uploadUrl": audio, "prompt": "p", "customMode": false, "instrumental": true, "model": "V5", "callBackUrl": address,
	})
	sameKeys(t, "gen-07-callback-error.json", s.next(got).body)
}

func TestSeparationAndGenerationCallbacks(t *testing.T) {
	address, got := listen(t)
	s := serve(t, "")
	body := fields{"audioUrl": s.upload("a.wav", []byte("x")), "callBackUrl": address}
	s.task(sepPath, body)
	sameKeys(t, "sep-12-callback-separate_vocal.json", s.next(got).body)
	body["type"] = "split_stem"
	s.task(sepPath, body)
	sameKeys(t, "sep-11-callback-split_stem.json", s.next(got).body)
	s.task(genPath, fields{
		"uploadUrl": body["audioUrl"], "prompt": "p", "customMode": false, "instrumental": true, "model": "V5", "callBackUrl": address,
	})
	sameKeys(t, "gen-06-callback-complete.json", s.next(got).body)

	s = serve(t, `{"callback":{"removalInfo":true}}`)
	body["audioUrl"] = s.upload("a.wav", []byte("x"))
	s.task(sepPath, body)
	sameKeys(t, "sep-13-callback-removal_info-alias.json", s.next(got).body)
	body["type"], body["stemName"] = "split_stem_advanced", "Piano"
	s.task(sepPath, body)
	sameKeys(t, "sep-14-callback-advanced-extract-remove.json", s.next(got).body)
}

func TestCallbackSignatures(t *testing.T) {
	for mode, key := range map[string]string{"on": "hook-key", "wrong": "hook-key but wrong"} {
		address, got := listen(t)
		s := serve(t, `{"callback":{"signature":"`+mode+`","key":"hook-key"}}`)
		id := s.midiFor(address)
		h := s.next(got).header
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(id + "." + h.Get("X-Webhook-Timestamp")))
		if want := base64.StdEncoding.EncodeToString(mac.Sum(nil)); h.Get("X-Webhook-Signature") != want {
			t.Errorf("%s: signature %q, want %q", mode, h.Get("X-Webhook-Signature"), want)
		}
		if h.Get("X-Webhook-Timestamp") != "1790000000" {
			t.Errorf("timestamp %q", h.Get("X-Webhook-Timestamp"))
		}
	}
}

func TestCallbacksWaitForTheResult(t *testing.T) {
	address, got := listen(t)
	s := serve(t, `{"latency":{"midi":"90s"}}`)
	id := s.midiFor(address)
	s.Move(89 * time.Second)
	if len(got) != 0 || get(t, s.get(midiInfo+id).Data, "successFlag") != 0.0 {
		t.Error("the result is early")
	}
	s.Move(time.Second)
	s.next(got)
	if get(t, s.get(midiInfo+id).Data, "successFlag") != 1.0 {
		t.Error("the callback came before the result")
	}
}

func TestRunningThenDone(t *testing.T) {
	address, got := listen(t)
	s := serve(t, `{"midi":{"running":"30s"}}`)
	s.midiFor(address)
	sameKeys(t, "midi-29-callback-running.json", s.next(got).body)
	s.Move(30 * time.Second)
	sameFields(t, "midi-21-callback-B-data-taskId.json", s.next(got).body)
}

func TestCallbackBeforeTheAnswer(t *testing.T) {
	address, got := listen(t)
	s := serve(t, `{"callback":{"beforeAnswer":true},"latency":{"midi":"1h"}}`)
	id := s.midiFor(address)
	select {
	case d := <-got:
		if get(t, d.body, "data", "taskId") != id {
			t.Error("another id")
		}
	default:
		t.Error("the answer was first")
	}
}

func TestDuplicateAndDroppedCallbacks(t *testing.T) {
	address, got := listen(t)
	s := serve(t, `{"callback":{"duplicates":2}}`)
	s.midiFor(address)
	first := s.next(got)
	for range 2 {
		if d := s.next(got); string(d.body) != string(first.body) {
			t.Error("a duplicate differs")
		}
	}
	s = serve(t, `{"callback":{"drop":true}}`)
	s.midiFor(address)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if len(got) != 0 {
		t.Error("a callback was not dropped")
	}
	if state := s.get("/sim/state").Raw; get(t, state, "tasks", 1, "callback") != "dropped" {
		t.Errorf("state %s", state)
	}
}

func TestCallbacksAreRetriedThreeTimes(t *testing.T) {
	address, got := listen(t, 500, 503, 404)
	s := serve(t, `{"callback":{"retry":"1ms"}}`)
	s.midiFor(address)
	for range 4 {
		s.next(got)
	}
	s.waitFor("delivered")

	address, got = listen(t, 500, 500, 500, 500)
	s = serve(t, `{"callback":{"retry":"1ms"}}`)
	s.midiFor(address)
	s.waitFor("failed")
	if len(got) != 4 {
		t.Errorf("%d tries", len(got))
	}
}

// waitFor waits until the second task's callback has a state.
func (s *service) waitFor(state string) {
	s.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(10 * time.Minute)
	for {
		if get(s.T, s.get("/sim/state").Raw, "tasks", 1, "callback") == state {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			s.Fatalf("the callback was never %s", state)
		}
	}
}

func TestCallbacksStayOnThisMachine(t *testing.T) {
	s := serve(t, "")
	s.midiFor("http://192.0.2.1/cb")
	s.waitFor("failed")
}

func TestCloseEndsWaitingCallbacks(t *testing.T) {
	address, got := listen(t, 500, 500, 500, 500)
	s := serve(t, `{"latency":{"separation":"1h"},"callback":{"retry":"1h"}}`, func(c *kiesim.Config) { c.Credits = 100 })
	s.task(sepPath, fields{"audioUrl": s.upload("a.wav", []byte("x")), "callBackUrl": address})
	gen := s.Generations()[0]
	s.task(sepPath, fields{"taskId": gen.TaskID, "audioId": gen.AudioIDs[0], "callBackUrl": address})
	s.Move(time.Hour)
	s.next(got) // the first failed, the retry is an hour away
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
