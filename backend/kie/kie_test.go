package kie_test

import (
	"testing"

	"partlift/backend/kie"
)

func TestProfiles(t *testing.T) {
	for _, p := range kie.Profiles() {
		got, found := kie.ProfileNamed(" " + p.Name)
		if !found || got != p {
			t.Errorf("ProfileNamed(%q) = %+v, %v", p.Name, got, found)
		}
	}
	if p, found := kie.ProfileNamed("KIE"); !found || p.APIBase != "https://api.kie.ai" || p.UploadBase != "https://kieai.redpandaai.co" {
		t.Errorf("kie is %+v", p)
	}
	if _, found := kie.ProfileNamed("nobody"); found {
		t.Error("found a service that is not there")
	}
	p := profile("sunoapi", "http://127.0.0.1:1")
	if p.APIBase != "http://127.0.0.1:1" || p.UploadBase != p.APIBase || p.Errors != kie.ErrorsSuno || p.WithBases("", "") != p {
		t.Errorf("profile is %+v", p)
	}
}

func TestSunoapiCreditsAreAskedForAtItsOwnPath(t *testing.T) {
	d := newDesk(t, ok(`"12.5"`))
	c, _ := caller(d.URL)
	c.Profile = profile("sunoapi", d.URL)
	if v, err := c.Credits(background); err != nil || v != 12.5 || d.requests()[0].path != "/api/v1/generate/credit" {
		t.Errorf("Credits() = %v, %v from %s", v, err, d.requests()[0].path)
	}
	d = newDesk(t, ok(`{"x":1}`))
	c, _ = caller(d.URL)
	_, err := c.Credits(background)
	wantKind(t, err, kie.KindTemporary)
}

func TestPrices(t *testing.T) {
	for separation, want := range map[string]float64{kie.SeparateVocal: 10, kie.SplitStem: 50, "a song": 0} {
		if got := kie.Price(separation); got != want {
			t.Errorf("Price(%q) = %v, want %v", separation, got, want)
		}
	}
}

func TestCallbackStages(t *testing.T) {
	for _, test := range []struct {
		body  string
		state kie.State
		id    string
	}{
		{`{"code":200,"data":{"callbackType":"text","task_id":"t","data":[{"id":"x","audio_url":"y"}]}}`, kie.Pending, "t"},
		{`{"code":200,"data":{"callbackType":"first","task_id":"t","data":[{"id":"x","audio_url":"y"}]}}`, kie.Pending, "t"},
		{`{"code":200,"data":{"callbackType":"error","task_id":"t","data":null}}`, kie.Failed, "t"},
		{`{"code":200,"task_id":"a","taskId":"b","data":{"taskId":"a","task_id":"c","state":"running"}}`, kie.Pending, "a"},
		{`{"code":200,"data":{"taskId":"t","model":"ai-music-api/generate-midi-from-audio","state":"success","resultJson":"{}"}}`, kie.Empty, "t"},
		{`{"code":200,"data":{"taskId":"t","model":"ai-music-api/separate-vocals","state":"fail"}}`, kie.Failed, "t"},
		{`{"code":200,"data":{"taskId":"t","model":"ai-music-api/separate-vocals","state":"generating"}}`, kie.Pending, "t"},
		{`{"code":"500","msg":"Vocal separation failed"}`, kie.Failed, ""},
		{`{"code":200,"data":{"task_id":7}}`, kie.Pending, "7"},
	} {
		r, err := kie.Decode([]byte(test.body))
		if r.State != test.state || r.TaskID != test.id || (err != nil) != (test.state == kie.Failed) {
			t.Errorf("%s\nis %+v, %v", test.body, r, err)
		}
	}
}
