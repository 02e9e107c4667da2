package kiesim_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"partlift/backend/kie/kiesim"
)

func TestChargesOnceForEveryAcceptedRequest(t *testing.T) {
	s := serve(t, `{"faults":[{"path":"/api/v1/vocal-removal/generate","skip":4,"times":1,"do":"lost"}]}`,
		func(c *kiesim.Config) { c.Credits = 155.5 })
	audio := s.upload("a.wav", []byte("x"))
	ask := func(kind string) fields {
		return fields{"audioUrl": audio, "type": kind, "stemName": map[string]string{"split_stem_advanced": "Bass"}[kind], "callBackUrl": hook}
	}
	sep := s.task(sepPath, fields{"audioUrl": audio, "type": "separate_vocal", "callBackUrl": hook})
	s.task(sepPath, ask("split_stem_advanced"))
	s.task(sepPath, ask("split_stem"))
	s.task(midiPath, fields{"taskId": sep, "callBackUrl": hook})
	s.task(genPath, fields{
		"uploadUrl": audio, "prompt": "p", "customMode": false, "instrumental": true, "model": "V5", "callBackUrl": hook,
	})
	if r := s.post(sepPath, fields{"audioUrl": audio}); r.Code != 422 {
		t.Fatal(string(r.Raw))
	}
	raw, err := json.Marshal(ask("split_stem"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := s.try("POST", sepPath, "application/json", raw); err == nil {
		t.Fatalf("the answer was not lost: %s", r.Raw)
	}
	want := []float64{10, 20, 50, 12, 50}
	charges := s.Charges()
	if len(charges) != len(want) {
		t.Fatalf("%d charges: %v", len(charges), charges)
	}
	ids := map[string]bool{}
	for i, c := range charges {
		if c.Credits != want[i] || c.TaskID == "" || ids[c.TaskID] || !c.At.Equal(s.Now()) {
			t.Errorf("charge %d: %+v", i, c)
		}
		ids[c.TaskID] = true
	}
	if charges[2].Body != charges[4].Body || charges[2].Body == charges[1].Body || len(charges[0].Body) != 64 {
		t.Error("the hash does not tell repeated bodies from others")
	}
	if r := s.get("/api/v1/chat/credit"); string(r.Data) != "13.5" || s.Balance() != 13.5 {
		t.Errorf("balance %s", r.Raw)
	}
	r := s.post(sepPath, ask("split_stem"))
	sameKeys(t, "midi-05-response-402.json", r.Raw)
	if r.Code != 402 || r.Status != 200 || len(s.Charges()) != 5 {
		t.Errorf("below the balance: %s", r.Raw)
	}
}

func TestRateLimit(t *testing.T) {
	s := serve(t, "")
	sep := s.separated("split_stem")
	body := fields{"taskId": sep, "callBackUrl": hook}
	for range 19 {
		s.task(midiPath, body)
	}
	r := s.post(midiPath, body)
	sameKeys(t, "acct-04-error-429.json", r.Raw)
	if r.Code != 429 || r.Status != 429 {
		t.Errorf("HTTP %d %s", r.Status, r.Raw)
	}
	if r := s.get(midiInfo + sep); r.Code != 200 {
		t.Errorf("polls are limited too: %s", r.Raw)
	}
	s.Move(9 * time.Second)
	if r := s.post(midiPath, body); r.Code != 429 {
		t.Errorf("after 9 s: %s", r.Raw)
	}
	s.Move(time.Second)
	s.task(midiPath, body)

	s = serve(t, `{"errors":{"rateLimit":2,"status":true}}`)
	s.separated("split_stem")
	s.separated("split_stem")
	if r := s.post(sepPath, fields{}); r.Code != 429 || r.Status != 429 {
		t.Errorf("limit 2: %s", r.Raw)
	}
	s.Move(time.Minute)
	if r := s.post(sepPath, fields{}); r.Code != 422 || r.Status != 422 {
		t.Errorf("codes as status: %d %s", r.Status, r.Raw)
	}
}

func TestThreeWaysToUpload(t *testing.T) {
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "sound") }))
	defer host.Close()
	for _, quick := range []bool{false, true} {
		script, name := "{}", "upload-01-success.json"
		if quick {
			script, name = `{"upload":{"quickStart":true}}`, "upload-02-success-quickstart-variant.json"
		}
		s := serve(t, script)
		data := "data:audio/wav;base64," + base64.StdEncoding.EncodeToString([]byte("sound"))
		for _, r := range []reply{
			s.form(map[string]string{"uploadPath": "audio/in"}, []byte("sound")),
			s.post("/api/file-base64-upload", fields{"base64Data": data, "uploadPath": "audio/in", "fileName": "b.wav"}),
			s.post("/api/file-base64-upload", fields{"base64Data": data[22:], "uploadPath": "audio/in", "fileName": "c.wav"}),
			s.post("/api/file-url-upload", fields{"fileUrl": host.URL + "/d.wav", "uploadPath": "audio/in"}),
		} {
			sameKeys(t, name, r.Raw)
			address := get(t, r.Data, "downloadUrl").(string)
			back := s.do("GET", strings.TrimPrefix(address, s.url), "", nil)
			if back.Status != 200 || string(back.Raw) != "sound" || get(t, r.Data, "fileSize") != 5.0 {
				t.Errorf("%s: %d %q", address, back.Status, back.Raw)
			}
		}
		for _, body := range []fields{
			{"fileUrl": "https://elsewhere.invalid/x.wav", "uploadPath": "a"},
			{"fileUrl": host.URL, "uploadPath": ""},
			{"base64Data": "***", "uploadPath": "a"},
			{"fileUrl": host.URL, "uploadPath": "a", "filename": "x"},
		} {
			path := "/api/file-url-upload"
			if body["base64Data"] != nil {
				path = "/api/file-base64-upload"
			}
			if r := s.post(path, body); r.Code != 400 || r.Status != 400 {
				t.Errorf("%v: %s", body, r.Raw)
			}
		}
	}
}

func TestWhichSongAnUploadIs(t *testing.T) {
	s := serve(t, "")
	mix := s.get("/sim/songs/long-way.wav").Raw
	for _, c := range []struct {
		name string
		data []byte
		want int
	}{
		{"whatever.wav", mix, 1},
		{"short-walk.wav", mix, 1}, // the sound outranks the name
		{"My Long  Way (final).mp3", []byte("x"), 1},
		{"short_walk.flac", []byte("x"), 0},
		{"something else.wav", []byte("x"), 0},
		{"cut.wav", mix[:len(mix)-2], 0},
	} {
		sep := s.task(sepPath, fields{"audioUrl": s.upload(c.name, c.data), "callBackUrl": hook})
		if got := s.songOf(sep); got != c.want {
			t.Errorf("%s is song %d, want %d", c.name, got, c.want)
		}
	}
}

// songOf tells the two test songs apart by the length of their stems.
func (s *service) songOf(sep string) int {
	s.Helper()
	return int(get(s.T, s.get(sepInfo+sep).Data, "response", "originData", 0, "duration").(float64)) / 5
}

func TestStaleUploads(t *testing.T) {
	for script, want := range map[string]string{`{}`: "new", `{"upload":{"stale":true}}`: "old"} {
		s := serve(t, script)
		s.upload("a.wav", []byte("old"))
		address := s.upload("a.wav", []byte("new"))
		if got := s.do("GET", strings.TrimPrefix(address, s.url), "", nil); string(got.Raw) != want {
			t.Errorf("%s: %q", script, got.Raw)
		}
	}
}

func TestThingsExpire(t *testing.T) {
	s := serve(t, `{"errors":{"rateLimit":-1}}`)
	path := func(address any) string { return strings.TrimPrefix(address.(string), s.url) }
	audio := s.upload("a.wav", []byte("x"))
	sep := s.task(sepPath, fields{"audioUrl": audio, "type": "split_stem", "callBackUrl": hook})
	stem := get(t, s.get(sepInfo+sep).Data, "response", "drumsUrl")
	var link string
	if err := json.Unmarshal(s.post("/api/v1/common/download-url", fields{"url": stem}).Data, &link); err != nil {
		t.Fatal(err)
	}
	status := func(address any) int { return s.do("GET", path(address), "", nil).Status }
	for _, c := range []struct {
		move                time.Duration
		link, upload, files int
		record              bool
	}{
		{20 * time.Minute, 200, 200, 200, true},
		{time.Second, 404, 200, 200, true},
		{24*time.Hour - 20*time.Minute - time.Second, 404, 200, 200, true},
		{time.Second, 404, 404, 200, true},
		{13 * 24 * time.Hour, 404, 404, 404, false},
	} {
		s.Move(c.move)
		record := string(s.get(sepInfo+sep).Data) != "null"
		if l, u, f := status(link), status(audio), status(stem); l != c.link || u != c.upload || f != c.files || record != c.record {
			t.Errorf("at %v: link %d, upload %d, stem %d, record %v", s.Now(), l, u, f, record)
		}
	}
	if r := s.post(sepPath, fields{"audioUrl": audio, "callBackUrl": hook}); r.Code != 451 {
		t.Errorf("an expired upload: %s", r.Raw)
	}
	if r := s.post(midiPath, fields{"taskId": sep, "callBackUrl": hook}); r.Code != 422 {
		t.Errorf("an expired separation: %s", r.Raw)
	}
	short := serve(t, `{"expiry":{"uploads":"1s","records":"2s"}}`)
	id := short.separated("split_stem")
	short.Move(3 * time.Second)
	if r := short.get(sepInfo + id); string(r.Data) != "null" {
		t.Errorf("expiry by script: %s", r.Raw)
	}
}

func TestUnknownIDs(t *testing.T) {
	s := serve(t, `{"errors":{"unknown":"404"}}`)
	for _, path := range []string{sepInfo, midiInfo, genInfo, jobInfo} {
		if r := s.get(path + "nobody"); r.Code != 404 {
			t.Errorf("%s: %s", path, r.Raw)
		}
	}
	s = serve(t, "")
	for _, path := range []string{sepInfo, midiInfo, genInfo} {
		if r := s.get(path + "nobody"); r.Code != 200 || string(r.Data) != "null" {
			t.Errorf("%s: %s", path, r.Raw)
		}
		if r := s.get(path); r.Code != 422 {
			t.Errorf("%s without an id: %s", path, r.Raw)
		}
	}
	if r := s.get("/api/v2/other"); r.Code != 404 || r.Status != 404 {
		t.Errorf("another path: %d %s", r.Status, r.Raw)
	}
}
