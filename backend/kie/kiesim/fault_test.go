package kiesim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// faulty serves with one fault on the separation's POST.
func faulty(t *testing.T, fault string) (*service, fields) {
	s := serve(t, `{"faults":[{"method":"POST","path":"/api/v1/vocal-removal/generate",`+fault+`}]}`)
	return s, fields{"audioUrl": s.upload("a.wav", []byte("x")), "type": "split_stem", "callBackUrl": hook}
}

func TestRefusingFaults(t *testing.T) {
	for _, c := range []struct {
		fault  string
		codes  []int // of four equal requests
		status int   // HTTP status of the refusal
		sample string
	}{
		{`"do":"error","code":422,"times":2`, []int{422, 422, 200, 200}, 200, "midi-04-response-422-on-http200.json"},
		{`"do":"error","code":455,"skip":1,"times":1`, []int{200, 455, 200, 200}, 200, "acct-05-error-455.json"},
		{`"do":"error","code":500`, []int{500, 500, 500, 500}, 500, "midi-06-response-500.json"},
		{`"do":"error","code":409,"times":1,"msg":"Conflict - WAV record already exists"`, []int{409, 200, 200, 200}, 200, "sep-04-response-409.json"},
	} {
		s, body := faulty(t, c.fault)
		accepted := 0
		for i, want := range c.codes {
			r := s.post(sepPath, body)
			if r.Code != want {
				t.Errorf("%s, request %d: %s", c.fault, i, r.Raw)
			}
			if want == 200 {
				accepted++
				continue
			}
			sameKeys(t, c.sample, r.Raw)
			if r.Status != c.status || r.Msg == "" {
				t.Errorf("%s: HTTP %d, %q", c.fault, r.Status, r.Msg)
			}
		}
		if n := len(s.Charges()); n != accepted {
			t.Errorf("%s: %d charges for %d accepted requests", c.fault, n, accepted)
		}
	}
}

func TestSpoilingFaults(t *testing.T) {
	for _, c := range []struct {
		fault   string
		charged int
		check   func(r reply, err error) bool
	}{
		{`"do":"html"`, 0, func(r reply, err error) bool {
			return err == nil && r.Status == 502 && bytes.HasPrefix(r.Raw, []byte("<html>"))
		}},
		{`"do":"refuse"`, 0, func(_ reply, err error) bool { return err != nil }},
		{`"do":"lost"`, 1, func(_ reply, err error) bool { return err != nil }},
		{`"do":"truncate"`, 1, func(r reply, err error) bool {
			return err == nil && len(r.Raw) > 10 && !json.Valid(r.Raw)
		}},
		{`"do":"cut"`, 1, func(r reply, err error) bool { return err != nil && len(r.Raw) > 10 }},
		{`"do":"slow","pause":"1ms"`, 1, func(r reply, err error) bool { return err == nil && r.Code == 200 }},
		{`"do":"empty"`, 1, func(r reply, err error) bool { return err == nil && r.Status == 200 && len(r.Raw) == 0 }},
	} {
		s, body := faulty(t, c.fault)
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.try("POST", sepPath, "application/json", raw)
		if !c.check(r, err) {
			t.Errorf("%s: HTTP %d, %v, %q", c.fault, r.Status, err, r.Raw)
		}
		if n := len(s.Charges()); n != c.charged {
			t.Errorf("%s: %d charges, want %d", c.fault, n, c.charged)
		}
	}
}

func TestFaultsOfFilesAndPrefixes(t *testing.T) {
	s := serve(t, `{"faults":[{"path":"/s/*","times":1,"do":"empty"},{"path":"/api/file-stream-upload","times":1,"do":"error","code":500}]}`)
	r := s.form(map[string]string{"uploadPath": "a"}, []byte("x"))
	sameKeys(t, "upload-05-error-500.json", r.Raw)
	if r.Status != 500 {
		t.Errorf("upload host answers errors with HTTP %d", r.Status)
	}
	take := "/s/" + s.Generations()[0].AudioIDs[0]
	if r := s.get(take); r.Status != 200 || len(r.Raw) != 0 {
		t.Errorf("first %d bytes, HTTP %d", len(r.Raw), r.Status)
	}
	if r := s.get(take); !bytes.Equal(r.Raw, s.get("/sim/songs/short-walk.wav").Raw) {
		t.Error("then it is not the song")
	}
}

func TestFileHostsWantAUserAgent(t *testing.T) {
	for _, c := range []struct {
		mode, agent string
		status      int
	}{
		{"", "", 403}, {"", "Go-http-client/1.1", 200}, {"", "Partlift/1", 200},
		{"browser", "Go-http-client/1.1", 403}, {"browser", "curl/8", 403}, {"browser", "Partlift/1", 200},
		{"off", "", 200},
	} {
		s := serve(t, `{"userAgent":"`+c.mode+`"}`)
		req, err := http.NewRequestWithContext(t.Context(), "GET", s.url+"/s/"+s.Generations()[0].AudioIDs[1]+".wav", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("User-Agent", c.agent)
		req.Header.Set("Range", "bytes=0-3")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		ok := c.status == 403 && resp.StatusCode == 403 || resp.StatusCode == 206 && string(body) == "RIFF"
		if err != nil || !ok {
			t.Errorf("%q says %q: HTTP %d, %q, %v", c.mode, c.agent, resp.StatusCode, body, err)
		}
	}
}

func TestPicturesAndStreams(t *testing.T) {
	s := serve(t, "")
	gen := s.Generations()[0]
	r := s.get(genInfo + gen.TaskID)
	sameKeys(t, "gen-03-record-success.json", r.Raw)
	for _, name := range []string{"audioUrl", "streamAudioUrl", "imageUrl"} {
		address := get(t, r.Data, "response", "sunoData", 1, name).(string)
		if file := s.get(strings.TrimPrefix(address, s.url)); file.Status != 200 || len(file.Raw) < 100 {
			t.Errorf("%s: HTTP %d, %d bytes", address, file.Status, len(file.Raw))
		}
	}
}

func TestOurOwnRoutes(t *testing.T) {
	s := serve(t, `{"latency":{"separation":"1m"}}`)
	s.key = ""
	list := s.get("/sim/").Raw
	if get(t, list, "songs", 1, "slug") != "long-way" ||
		get(t, list, "songs", 1, "generation", "taskId") != s.Generations()[1].TaskID {
		t.Errorf("listing %s", list)
	}
	address := get(t, list, "songs", 1, "audio").(string)
	if r := s.get(strings.TrimPrefix(address, s.url)); r.Status != 200 || !bytes.HasPrefix(r.Raw, []byte("RIFF")) {
		t.Errorf("%s: HTTP %d", address, r.Status)
	}
	s.key = "test-key"
	id := s.separated("split_stem")
	state := s.get("/sim/state").Raw
	if get(t, state, "balance") != 950.0 || get(t, state, "charges", 0, "credits") != 50.0 ||
		get(t, state, "tasks", 0, "id") != id || get(t, state, "tasks", 0, "state") != "PENDING" || get(t, state, "requests") != 2.0 {
		t.Errorf("state %s", state)
	}
	for path, status := range map[string]int{"/sim/nothing": 404, "/sim/songs/nobody.wav": 404} {
		if r := s.get(path); r.Status != status {
			t.Errorf("%s: HTTP %d", path, r.Status)
		}
	}
	if r := s.post("/sim/state", "{}"); r.Status != 405 {
		t.Errorf("POST: HTTP %d", r.Status)
	}
}
