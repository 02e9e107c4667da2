package kiesim_test

import (
	"slices"
	"testing"
	"time"

	"partlift/backend/kie/kiesim"
)

func TestRequestsTheContractDoesNotAllow(t *testing.T) {
	s := serve(t, `{"latency":{"separation":"1m"},"errors":{"rateLimit":-1}}`)
	audio := s.upload("a.wav", []byte("x"))
	done := s.task(sepPath, fields{"audioUrl": audio, "type": "split_stem", "callBackUrl": hook})
	s.Move(time.Minute)
	pending := s.task(sepPath, fields{"audioUrl": audio, "callBackUrl": hook})
	gen := s.Generations()[0]
	job := fields{"model": "ai-music-api/generate-midi-from-audio", "callBackUrl": hook, "input": fields{"task_id": done}}
	coverBody := func(change fields) fields {
		b := fields{
			"uploadUrl": audio, "prompt": "p", "customMode": false, "instrumental": true, "model": "V5", "callBackUrl": hook,
		}
		for k, v := range change {
			b[k] = v
		}
		return b
	}
	charged := len(s.Charges())
	for _, c := range []struct {
		name string
		path string
		body any
		code int
	}{
		{"no callback", sepPath, fields{"audioUrl": audio}, 422},
		{"callback in the wrong case", sepPath, fields{"audioUrl": audio, "callbackUrl": hook}, 422},
		{"callback twice, once in the wrong case", sepPath, fields{"audioUrl": audio, "callbackUrl": hook, "callBackUrl": hook}, 422},
		{"callback without a host", sepPath, fields{"audioUrl": audio, "callBackUrl": "/cb"}, 422},
		{"callback that is a number", sepPath, fields{"audioUrl": audio, "callBackUrl": 7}, 422},
		{"callback that is not http", sepPath, fields{"audioUrl": audio, "callBackUrl": "ftp://h/cb"}, 422},
		{"snake case", sepPath, fields{"audio_url": audio, "callBackUrl": hook}, 422},
		{"lower case", sepPath, fields{"audiourl": audio, "callBackUrl": hook}, 422},
		{"unknown field", sepPath, fields{"audioUrl": audio, "callBackUrl": hook, "quality": "high"}, 422},
		{"audioUrl with taskId", sepPath, fields{"audioUrl": audio, "taskId": gen.TaskID, "callBackUrl": hook}, 422},
		{"audioUrl with audioId", sepPath, fields{"audioUrl": audio, "audioId": gen.AudioIDs[0], "callBackUrl": hook}, 422},
		{"no source", sepPath, fields{"callBackUrl": hook}, 422},
		{"taskId without audioId", sepPath, fields{"taskId": gen.TaskID, "callBackUrl": hook}, 422},
		{"audioId of another task", sepPath, fields{"taskId": gen.TaskID, "audioId": s.Generations()[1].AudioIDs[0], "callBackUrl": hook}, 422},
		{"unknown generation", sepPath, fields{"taskId": "nobody", "audioId": gen.AudioIDs[0], "callBackUrl": hook}, 422},
		{"unknown type", sepPath, fields{"audioUrl": audio, "type": "stems", "callBackUrl": hook}, 422},
		{"advanced without a stem", sepPath, fields{"audioUrl": audio, "type": "split_stem_advanced", "callBackUrl": hook}, 422},
		{"advanced with an unknown stem", sepPath, fields{"audioUrl": audio, "type": "split_stem_advanced", "stemName": "Kazoo", "callBackUrl": hook}, 422},
		{"a relative audioUrl", sepPath, fields{"audioUrl": "/tempfile/x.wav", "callBackUrl": hook}, 422},
		{"a file nobody has", sepPath, fields{"audioUrl": "https://elsewhere.invalid/x.wav", "callBackUrl": hook}, 451},
		{"no JSON", sepPath, `audioUrl=x`, 400},
		{"a JSON list", sepPath, `[]`, 400},
		{"JSON null", sepPath, `null`, 400},
		{"MIDI without a callback", midiPath, fields{"taskId": done}, 422},
		{"MIDI without a task", midiPath, fields{"callBackUrl": hook}, 422},
		{"MIDI of an unfinished separation", midiPath, fields{"taskId": pending, "callBackUrl": hook}, 422},
		{"MIDI of a generation", midiPath, fields{"taskId": gen.TaskID, "callBackUrl": hook}, 422},
		{"MIDI of an unknown task", midiPath, fields{"taskId": "nobody", "callBackUrl": hook}, 422},
		{"MIDI of a foreign stem", midiPath, fields{"taskId": done, "audioId": gen.AudioIDs[0], "callBackUrl": hook}, 422},
		{"MIDI with an unknown field", midiPath, fields{"taskId": done, "audioID": "x", "callBackUrl": hook}, 422},
		{"a job without input", jobPath, fields{"model": "ai-music-api/separate-vocals", "callBackUrl": hook}, 422},
		{"a job without a callback", jobPath, fields{"model": "ai-music-api/separate-vocals", "input": fields{"audio_url": audio}}, 422},
		{"a job with camel case", jobPath, fields{"model": "ai-music-api/separate-vocals", "callBackUrl": hook, "input": fields{"audioUrl": audio}}, 422},
		{"a job of an unknown model", jobPath, fields{"model": "ai-music-api/sing", "callBackUrl": hook, "input": fields{}}, 422},
		{"a MIDI job of a legacy separation", jobPath, job, 422},
		{"a cover without a model", genPath, coverBody(fields{"model": ""}), 422},
		{"a cover of nothing", genPath, coverBody(fields{"uploadUrl": ""}), 422},
		{"a cover without a prompt", genPath, coverBody(fields{"prompt": ""}), 422},
		{"a cover with text for a switch", genPath, coverBody(fields{"customMode": "false"}), 422},
		{"a cover with too much weight", genPath, coverBody(fields{"audioWeight": 1.5}), 422},
		{"a custom cover without style", genPath, coverBody(fields{"customMode": true}), 422},
		{"a link to somewhere else", "/api/v1/common/download-url", fields{"url": "https://elsewhere.invalid/x"}, 422},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := s.post(c.path, c.body)
			if r.Code != c.code || r.Status != 200 || r.Msg == "" || string(r.Data) != "null" {
				t.Errorf("HTTP %d, %s; want code %d in HTTP 200", r.Status, r.Raw, c.code)
			}
		})
	}
	if n := len(s.Charges()); n != charged {
		t.Errorf("%d refused requests were charged", n-charged)
	}
	last := s.Requests()
	if !slices.ContainsFunc(last, func(r kiesim.Request) bool { return slices.Contains(r.Unknown, "quality") && r.Code == 422 }) {
		t.Error("the unknown field is not listed in Requests")
	}
}

func TestFieldsAreForgivenWhenNotStrict(t *testing.T) {
	s := serve(t, `{"strict":false}`)
	s.task(sepPath, fields{"audioUrl": "https://elsewhere.invalid/long-way.mp3", "callBackUrl": hook, "quality": "high"})
	if got := s.Requests()[0].Unknown; !slices.Equal(got, []string{"quality"}) {
		t.Errorf("unknown fields %q", got)
	}
}

func TestUploadsTheContractDoesNotAllow(t *testing.T) {
	s := serve(t, "")
	for name, c := range map[string]struct {
		values map[string]string
		data   []byte
	}{
		"no path":         {map[string]string{"fileName": "a.wav"}, []byte("x")},
		"no file":         {map[string]string{"uploadPath": "audio"}, nil},
		"empty file":      {map[string]string{"uploadPath": "audio"}, []byte{}},
		"leading slash":   {map[string]string{"uploadPath": "/audio"}, []byte("x")},
		"trailing slash":  {map[string]string{"uploadPath": "audio/"}, []byte("x")},
		"way up":          {map[string]string{"uploadPath": "audio/../.."}, []byte("x")},
		"slash in a name": {map[string]string{"uploadPath": "audio", "fileName": "a/b.wav"}, []byte("x")},
		"unknown field":   {map[string]string{"uploadPath": "audio", "filename": "a.wav"}, []byte("x")},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.form(c.values, c.data)
			if r.Status != 400 || r.Code != 400 || r.Success == nil || *r.Success || r.Data != nil {
				t.Errorf("HTTP %d, %s", r.Status, r.Raw)
			}
		})
	}
	if r := s.post("/api/file-stream-upload", fields{"uploadPath": "audio"}); r.Code != 400 {
		t.Errorf("a form that is JSON: %s", r.Raw)
	}
	if r := s.get("/api/file-stream-upload"); r.Status != 405 || r.Code != 405 {
		t.Errorf("GET on an upload: %d %s", r.Status, r.Raw)
	}
}

func TestKeys(t *testing.T) {
	s := serve(t, "")
	for _, key := range []string{"", "other", "test-key2"} {
		s.key = key
		if r := s.get("/api/v1/chat/credit"); r.Code != 401 || r.Status != 401 {
			t.Errorf("key %q: %d %s", key, r.Status, r.Raw)
		}
		if r := s.form(map[string]string{"uploadPath": "a"}, []byte("x")); r.Code != 401 || r.Status != 401 {
			t.Errorf("upload with key %q: %d %s", key, r.Status, r.Raw)
		}
	}
	open := serve(t, "", func(c *kiesim.Config) { c.Keys = nil })
	open.key = "anything"
	if r := open.get("/api/v1/chat/credit"); r.Code != 200 {
		t.Errorf("any key: %s", r.Raw)
	}
	open.key = ""
	if r := open.get("/api/v1/chat/credit"); r.Code != 401 {
		t.Errorf("no key: %s", r.Raw)
	}
}

func TestSunoAPIProfile(t *testing.T) {
	s := serve(t, "", func(c *kiesim.Config) { c.Profile, c.Credits = kiesim.ProfileSunoAPI, 55 })
	if r := s.get("/api/v1/chat/credit"); r.Code != 404 {
		t.Errorf("kie's credit route: %s", r.Raw)
	}
	if r := s.get("/api/v1/generate/credit"); r.Code != 200 || string(r.Data) != "55" {
		t.Errorf("credit: %s", r.Raw)
	}
	audio := s.upload("a.wav", []byte("x"))
	r := s.post(sepPath, fields{"audioUrl": audio})
	if r.Code != 400 || r.Status != 200 {
		t.Errorf("missing callback: %d %s", r.Status, r.Raw)
	}
	sameKeys(t, "acct-07-sunoapi-error-400-callback.json", r.Raw)
	body := fields{"audioUrl": audio, "type": "split_stem", "callBackUrl": hook}
	id := s.task(sepPath, body)
	if r := s.post(sepPath, body); r.Code != 429 || r.Msg != "Insufficient credits" {
		t.Errorf("no credits: %s", r.Raw)
	}
	if got := get(t, s.get(sepInfo+id).Data, "audioId"); got == nil || got == "" {
		t.Error("sunoapi's record has no audioId")
	}
	for range 30 {
		r = s.post(midiPath, fields{"taskId": id, "callBackUrl": hook})
	}
	if r.Code != 405 {
		t.Errorf("too many requests: %s", r.Raw)
	}
}
