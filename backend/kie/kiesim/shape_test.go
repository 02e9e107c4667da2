package kiesim_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// keys lists the paths and kinds of everything in a JSON text. Elements of
// lists share one path, so that lists of different length compare.
func keys(t *testing.T, raw []byte) []string {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	set := map[string]bool{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		kind := fmt.Sprintf("%T", v)
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				walk(path+"."+k, e)
			}
		case []any:
			for _, e := range v {
				walk(path+"[]", e)
			}
		}
		set[path+" "+kind] = true
	}
	walk("", v)
	return slices.Sorted(maps.Keys(set))
}

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "testdata", "fixtures", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// sameKeys compares an answer with a published sample.
func sameKeys(t *testing.T, name string, got []byte) {
	t.Helper()
	if d := cmp.Diff(keys(t, fixture(t, name)), keys(t, got)); d != "" {
		t.Errorf("%s (-published +ours):\n%s", name, d)
	}
}

// sameFields compares where only numbers may be text and the other way round.
func sameFields(t *testing.T, name string, got []byte) {
	t.Helper()
	plain := func(raw []byte) []string {
		all := keys(t, raw)
		for i, k := range all {
			all[i] = strings.TrimSuffix(strings.TrimSuffix(k, " float64"), " string")
		}
		return slices.Compact(all)
	}
	if d := cmp.Diff(plain(fixture(t, name)), plain(got)); d != "" {
		t.Errorf("%s (-published +ours):\n%s", name, d)
	}
}

func TestAnswersHaveThePublishedShape(t *testing.T) {
	s := serve(t, `{"latency":{"separation":"60s","midi":"4s","generation":"100s"}}`)
	sameKeys(t, "acct-01-credit.json", s.get("/api/v1/chat/credit").Raw)
	up := s.form(map[string]string{"uploadPath": "audio/in", "fileName": "a.wav"}, []byte("x"))
	sameKeys(t, "upload-01-success.json", up.Raw)
	sameKeys(t, "upload-03-error-400-missing-path.json", s.form(nil, []byte("x")).Raw)

	audio := get(t, up.Data, "downloadUrl")
	body := fields{"audioUrl": audio, "type": "split_stem", "callBackUrl": hook}
	answer := s.post(sepPath, body)
	sameKeys(t, "sep-03-response.json", answer.Raw)
	split := get(t, answer.Data, "taskId").(string)
	body["type"] = "separate_vocal"
	vocal := s.task(sepPath, body)
	sameKeys(t, "sep-05-record-pending.json", s.get(sepInfo+split).Raw)
	sameKeys(t, "sep-10-record-unknown-task.json", s.get(sepInfo+"nobody").Raw)
	cover := s.task(genPath, fields{
		"uploadUrl": audio, "prompt": "same", "customMode": false, "instrumental": true, "model": "V5", "callBackUrl": hook,
	})
	s.Move(60 * time.Second)
	record := s.get(sepInfo + split)
	sameKeys(t, "sep-06-record-success-split_stem.json", record.Raw)
	sameKeys(t, "sep-07-record-success-separate_vocal.json", s.get(sepInfo+vocal).Raw)

	stem := get(t, record.Data, "response", "originData", 5, "id")
	midi := s.post(midiPath, fields{"taskId": split, "audioId": stem, "callBackUrl": hook})
	sameKeys(t, "midi-03-response.json", midi.Raw)
	id := get(t, midi.Data, "taskId").(string)
	sameKeys(t, "midi-07-record-pending.json", s.get(midiInfo+id).Raw)
	sameKeys(t, "midi-16-record-unknown-task.json", s.get(midiInfo+split).Raw)
	sameKeys(t, "midi-04-response-422-on-http200.json", s.post(midiPath, fields{"taskId": split}).Raw)
	s.Move(15 * time.Second)
	sameKeys(t, "midi-08-record-success.json", s.get(midiInfo+id).Raw)
	first := s.get(genInfo + cover)
	if got := get(t, first.Data, "status"); got != "FIRST_SUCCESS" {
		t.Errorf("after three quarters of the time: %v", got)
	}
	if get(t, first.Data, "response", "sunoData", 1, "audioUrl") != "" {
		t.Error("the second take is there already")
	}
	s.Move(60 * time.Second)
	sameKeys(t, "gen-03-record-success.json", s.get(genInfo+cover).Raw)
	stemURL := get(t, record.Data, "response", "bassUrl")
	sameKeys(t, "acct-08-download-url.json", s.post("/api/v1/common/download-url", fields{"url": stemURL}).Raw)
	s.key = "wrong"
	sameKeys(t, "acct-03-error-401.json", s.get("/api/v1/chat/credit").Raw)
	sameKeys(t, "upload-04-error-401.json", s.form(nil, []byte("x")).Raw)
}

func TestMarketAnswersHaveThePublishedShape(t *testing.T) {
	s := serve(t, `{"latency":{"separation":"60s","midi":"9s"}}`)
	audio := s.upload("a.wav", []byte("x"))
	sep := s.post(jobPath, fields{
		"model": "ai-music-api/separate-vocals", "callBackUrl": hook, "input": fields{"audio_url": audio, "type": "split_stem"},
	})
	sameKeys(t, "market-03-createTask-response.json", sep.Raw)
	id := get(t, sep.Data, "taskId").(string)
	states := []any{}
	for range 4 {
		states = append(states, get(t, s.get(jobInfo+id).Data, "state"))
		s.Move(20 * time.Second)
	}
	if d := cmp.Diff([]any{"waiting", "queuing", "generating", "success"}, states); d != "" {
		t.Error(d)
	}
	result := get(t, s.get(jobInfo+id).Data, "resultJson").(string)
	stem := get(t, []byte(result), "resultObject", "vocal_removal_info", "origin_data", 4, "id")
	midi := s.task(jobPath, fields{
		"model": "ai-music-api/generate-midi-from-audio", "callBackUrl": hook, "input": fields{"task_id": id, "audio_id": stem},
	})
	sameKeys(t, "market-04-recordInfo-generating.json", s.get(jobInfo+midi).Raw)
	s.Move(9 * time.Second)
	done := s.get(jobInfo + midi)
	sameKeys(t, "market-05-recordInfo-midi-success-HYPOTHETICAL.json", done.Raw)
	published := get(t, fixture(t, "market-05-recordInfo-midi-success-HYPOTHETICAL.json"), "data", "resultJson").(string)
	ours := get(t, done.Data, "resultJson").(string)
	if d := cmp.Diff(keys(t, []byte(published)), keys(t, []byte(ours))); d != "" {
		t.Error(d)
	}
	sameKeys(t, "market-07-recordInfo-unknown.json", s.get(jobInfo+"nobody").Raw)
	if r := s.get(sepInfo + id); string(r.Data) != "null" {
		t.Errorf("a job is visible on the legacy route: %s", r.Raw)
	}
}

func TestFailuresHaveThePublishedShape(t *testing.T) {
	s := serve(t, `{"separation":{"flag":"GENERATE_AUDIO_FAILED","flagTimes":1},"midi":{"flag":2,"flagTimes":1},
		"generation":{"flag":"GENERATE_AUDIO_FAILED","code":413}}`)
	failed := s.separated("split_stem")
	sameKeys(t, "sep-08-record-failed.json", s.get(sepInfo+failed).Raw)
	good := s.separated("split_stem")
	stem := get(t, s.get(sepInfo+good).Data, "response", "originData", 0, "id")
	ask := fields{"taskId": good, "audioId": stem, "callBackUrl": hook}
	r := s.get(midiInfo + s.task(midiPath, ask))
	sameKeys(t, "midi-12-record-create-failed.json", r.Raw)
	if get(t, r.Data, "successFlag") != 2.0 {
		t.Errorf("flag %s", r.Raw)
	}
	if r := s.get(midiInfo + s.task(midiPath, ask)); get(t, r.Data, "successFlag") != 1.0 {
		t.Errorf("the flag hit twice: %s", r.Raw)
	}
	cover := s.task(genPath, fields{
		"uploadUrl": s.upload("a.wav", []byte("x")), "prompt": "p", "customMode": false, "instrumental": false,
		"model": "V5", "callBackUrl": hook,
	})
	r = s.get(genInfo + cover)
	sameKeys(t, "gen-05-record-failed.json", r.Raw)
	if get(t, r.Data, "errorCode") != 413.0 {
		t.Errorf("code %s", r.Raw)
	}
	if r := s.post(sepPath, fields{"taskId": cover, "audioId": "x", "callBackUrl": hook}); r.Code != 422 {
		t.Errorf("a failed generation was separated: %s", r.Raw)
	}
}
