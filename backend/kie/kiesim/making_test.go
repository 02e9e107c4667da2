package kiesim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"partlift/backend/kie"
	"partlift/backend/kie/kiesim"
)

const makePath = "/api/v1/generate"

// song is a request for a song.
func song(change fields) fields {
	b := fields{"prompt": "a song for the long way", "customMode": false, "instrumental": false, "model": "V5", "callBackUrl": hook}
	for k, v := range change {
		b[k] = v
	}
	return b
}

func TestSongsAreMadeFromWords(t *testing.T) {
	s := serve(t, `{"latency":{"generation":"100s"}}`)
	id := s.task(makePath, song(nil))
	if status := get(t, s.get(genInfo+id).Data, "status"); status != "PENDING" {
		t.Errorf("status %v", status)
	}
	s.Move(100 * time.Second)
	r := s.get(genInfo + id)
	sameKeys(t, "gen-03-record-success.json", r.Raw)
	if get(t, r.Data, "operationType") != "generate" || get(t, r.Data, "status") != "SUCCESS" {
		t.Errorf("record %.300s", r.Raw)
	}
	clip := get(t, r.Data, "response", "sunoData", 0, "id").(string)
	sep := s.task(sepPath, fields{"taskId": id, "audioId": clip, "type": "split_stem", "callBackUrl": hook})
	if s.songOf(sep) != 1 {
		t.Error("the words did not choose the song")
	}
	longer := s.task(makePath+"/extend", fields{"audioId": clip, "defaultParamFlag": false, "model": "V5", "continueAt": 10, "callBackUrl": hook})
	over := s.task(makePath+"/upload-extend", fields{"uploadUrl": s.upload("long-way.wav", []byte("x")), "instrumental": true, "defaultParamFlag": false, "model": "V5", "callBackUrl": hook})
	s.Move(100 * time.Second)
	for id, operation := range map[string]string{longer: "extend", over: "upload_extend"} {
		if r := s.get(genInfo + id); get(t, r.Data, "operationType") != operation || get(t, r.Data, "status") != "SUCCESS" {
			t.Errorf("%s: %.300s", operation, r.Raw)
		}
	}
	if n := len(s.Charges()); n != 4 {
		t.Errorf("%d charges, want 4", n)
	}
}

func TestSongsTheContractDoesNotAllow(t *testing.T) {
	s := serve(t, "")
	extend := fields{"audioId": "x", "defaultParamFlag": false, "model": "V5", "callBackUrl": hook}
	for name, c := range map[string]struct {
		path string
		body fields
	}{
		"no words":            {makePath, song(fields{"prompt": ""})},
		"no model":            {makePath, song(fields{"model": "V1"})},
		"no callback":         {makePath, song(fields{"callBackUrl": ""})},
		"an upload":           {makePath, song(fields{"uploadUrl": "https://x.invalid/a.mp3"})},
		"no switch":           {makePath, song(fields{"customMode": nil})},
		"custom without more": {makePath, song(fields{"customMode": true})},
		"unknown field":       {makePath, song(fields{"lyrics": "x"})},
		"too many words":      {makePath, song(fields{"prompt": strings.Repeat("x", 501)})},
		"nothing to extend":   {makePath + "/extend", fields{"defaultParamFlag": false, "model": "V5", "callBackUrl": hook}},
		"extend by upload":    {makePath + "/upload-extend", extend},
	} {
		if r := s.post(c.path, c.body); r.Code != 422 || r.Status != 200 {
			t.Errorf("%s: HTTP %d, %s", name, r.Status, r.Raw)
		}
	}
	if n := len(s.Charges()); n != 0 {
		t.Errorf("%d charges", n)
	}
}

// The service takes the money before it looks whether there is anything.
func TestTheChargePrecedesTheCheck(t *testing.T) {
	s := serve(t, "")
	for path, body := range map[string]fields{
		makePath + "/extend":       {"audioId": "made-up", "defaultParamFlag": false, "model": "V5", "callBackUrl": hook},
		makePath + "/upload-cover": {"uploadUrl": "https://nowhere.invalid/a.mp3", "prompt": "p", "customMode": false, "instrumental": true, "model": "V5", "callBackUrl": hook},
	} {
		id := s.task(path, body)
		if r := s.get(genInfo + id); get(t, r.Data, "status") != "CREATE_TASK_FAILED" {
			t.Errorf("%s: %.300s", path, r.Raw)
		}
	}
	if n := len(s.Charges()); n != 2 {
		t.Errorf("%d charges, want 2", n)
	}
}

func TestWhatIsForgottenDoesNotExist(t *testing.T) {
	s := serve(t, `{"expiry":{"records":"1h"}}`)
	sep := s.task(sepPath, fields{"audioUrl": s.upload("a.wav", []byte("x")), "type": "split_stem", "callBackUrl": hook})
	gen := s.task(makePath, song(nil))
	s.task(midiPath, fields{"taskId": sep, "callBackUrl": hook})
	s.Move(2 * time.Hour)
	charged := len(s.Charges())
	for name, c := range map[string]struct {
		path string
		body fields
	}{
		"MIDI of a forgotten separation":  {midiPath, fields{"taskId": sep, "callBackUrl": hook}},
		"MIDI of nobody's":                {midiPath, fields{"taskId": "nobody", "callBackUrl": hook}},
		"separation of a forgotten song":  {sepPath, fields{"taskId": gen, "audioId": "x", "callBackUrl": hook}},
		"separation of nobody's song":     {sepPath, fields{"taskId": "nobody", "audioId": "x", "callBackUrl": hook}},
		"MIDI of nobody's on the market":  {jobPath, fields{"model": "ai-music-api/generate-midi-from-audio", "callBackUrl": hook, "input": fields{"task_id": sep}}},
		"stems of nobody's on the market": {jobPath, fields{"model": "ai-music-api/separate-vocals", "callBackUrl": hook, "input": fields{"task_id": "nobody", "audio_id": "x"}}},
	} {
		if r := s.post(c.path, c.body); r.Status != 200 || string(r.Raw) != `{"code":422,"msg":"Record does not exist","data":null}` {
			t.Errorf("%s: HTTP %d, %s", name, r.Status, r.Raw)
		}
	}
	if r := s.get(sepInfo + sep); r.Code != 200 || string(r.Data) != "null" {
		t.Errorf("record of what is forgotten: %s", r.Raw)
	}
	if n := len(s.Charges()); n != charged {
		t.Errorf("%d refused requests were charged", n-charged)
	}
}

func TestLargeSourcesAreRefused(t *testing.T) {
	s := serve(t, "")
	big := s.upload("big.wav", make([]byte, 20<<20+1))
	if r := s.post(sepPath, fields{"audioUrl": big, "callBackUrl": hook}); r.Code != 422 || len(s.Charges()) != 0 {
		t.Errorf("%s, %d charges", r.Raw, len(s.Charges()))
	}
	s.task(sepPath, fields{"audioUrl": s.upload("fits.wav", make([]byte, 20<<20)), "callBackUrl": hook})
}

// client is our own client of the service, on the market route.
func client(s *service) *kie.Client {
	p, _ := kie.ProfileNamed("kie")
	p.Route = kie.RouteMarket
	return &kie.Client{Profile: p.WithBases(s.url, s.url), Key: s.key}
}

func TestMarketSongs(t *testing.T) {
	s := serve(t, `{"callback":{"drop":true}}`)
	id := s.task(jobPath, fields{"model": "ai-music-api/generate", "callBackUrl": hook, "input": fields{"prompt": "the long way"}})
	record := s.get("/api/v1/jobs/recordInfo?taskId=" + id)
	if n := len(get(t, record.Data, "response", "data").([]any)); n != 2 || !strings.Contains(get(t, record.Data, "resultJson").(string), `{"data":[{"id"`) {
		t.Errorf("record %.400s", record.Raw)
	}
	for _, id := range []string{id, s.Generations()[0].TaskID} {
		clips, err := client(s).Clips(t.Context(), id)
		if err != nil || len(clips) == 0 || clips[0].URL == "" || clips[0].Title == "" {
			t.Fatalf("clips %+v, %v", clips, err)
		}
		if _, err := client(s).Separate(t.Context(), kie.Separation{TaskID: id, AudioID: clips[0].ID, Callback: hook}); err != nil {
			t.Error(err)
		}
	}
}

func TestMarketFailuresAreRefunded(t *testing.T) {
	s := serve(t, `{"separation":{"flag":"GENERATE_AUDIO_FAILED"},"market":{"refunded":true},"callback":{"drop":true}}`)
	before := s.Balance()
	c := client(s)
	id, err := c.Separate(t.Context(), kie.Separation{AudioURL: s.upload("a.wav", []byte("x")), Callback: hook})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Stems(t.Context(), id)
	if kie.KindOf(err) != kie.KindRefunded || s.Balance() != before || len(s.Charges()) != 0 {
		t.Errorf("%v, balance %g of %g", err, s.Balance(), before)
	}
}

func TestFaultsOfPolls(t *testing.T) {
	for fault, want := range map[string]kie.Kind{
		`"do":"html","code":404`: kie.KindNotFound, `"do":"error","code":404`: kie.KindNotFound, `"do":"loop"`: kie.KindNotFound,
		`"do":"error","code":422`: kie.KindInvalid, `"do":"oversize"`: kie.KindTemporary,
	} {
		s := serve(t, `{"faults":[{"path":"/api/v1/vocal-removal/record-info","skip":1,"times":6,`+fault+`}]}`)
		sep := s.task(sepPath, fields{"audioUrl": s.upload("a.wav", []byte("x")), "callBackUrl": hook})
		c := client(s)
		c.Profile.Route = kie.RouteLegacy
		c.After = func(time.Duration) <-chan time.Time { return time.After(0) }
		if got, err := c.Stems(t.Context(), sep); err != nil || got.State != kie.Done {
			t.Fatalf("%s: the first poll is %v, %v", fault, got.State, err)
		}
		if got, err := c.Stems(t.Context(), sep); kie.KindOf(err) != want || got.State == kie.Failed {
			t.Errorf("%s: %v, %v", fault, got.State, err)
		}
	}
}

func TestHostsOfStems(t *testing.T) {
	for host, want := range map[string]kie.Kind{
		kiesim.HostRefused: kie.KindTemporary, kiesim.HostUnknown: kie.KindTemporary, kiesim.HostTLS: kie.KindInsecure, kiesim.HostShort: kie.KindTemporary,
		kiesim.HostFile: kie.KindInvalid, kiesim.HostLoop: kie.KindNotFound, kiesim.HostEndless: kie.KindOversize, kiesim.HostHuge: kie.KindOversize,
	} {
		s := serve(t, `{"separation":{"host":"`+host+`"}}`)
		sep := s.task(sepPath, fields{"audioUrl": s.upload("a.wav", []byte("x")), "type": "split_stem", "callBackUrl": hook})
		c := client(s)
		c.Profile.Route, c.MaxFile = kie.RouteLegacy, 1<<20
		c.After = func(time.Duration) <-chan time.Time { return time.After(0) }
		c.HTTP = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		stems, err := c.Stems(t.Context(), sep)
		if err != nil || len(stems.Stems) != 12 {
			t.Fatalf("%s: %d stems, %v", host, len(stems.Stems), err)
		}
		var n count
		if _, err := c.Download(t.Context(), stems.Stems[2].URL, &n, nil); kie.KindOf(err) != want {
			t.Errorf("%s: %v, want kind %d", host, err, want)
		}
		if n > 1<<20 {
			t.Errorf("%s: %d bytes were taken", host, n)
		}
	}
}

// count counts what is written.
type count int

func (c *count) Write(p []byte) (int, error) {
	*c += count(len(p))
	return len(p), nil
}
