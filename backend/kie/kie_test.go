package kie_test

import (
	"net/http"
	"reflect"
	"strconv"
	"testing"
	"time"

	"partlift/backend/kie"
)

func TestProfiles(t *testing.T) {
	for _, p := range kie.Profiles() {
		got, found := kie.ProfileNamed(" " + p.Name)
		if !found || got != p {
			t.Errorf("ProfileNamed(%q) = %+v, %v", p.Name, got, found)
		}
	}
	if p, found := kie.ProfileNamed("KIE"); !found || p.APIBase != "https://api.kie.ai" || p.UploadBase != "https://kieai.redpandaai.co" || !p.Signed {
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
	for what, want := range map[string]float64{kie.SeparateVocal: 10, kie.SplitStem: 50, kie.SplitStemAdvanced: 20, "midi": 0, "wav": 0.4} {
		if got, known := kie.Price(what); got != want || !known {
			t.Errorf("Price(%q) = %v, %v", what, got, known)
		}
	}
	if _, known := kie.Price("a song"); known {
		t.Error("knows the price of anything")
	}
}

func TestSignatures(t *testing.T) {
	at := time.Unix(1790000105, 0)
	const want = "6bSZbbLx+fv0NKZh7qcHRPVF/gzHkPWGEoRCicCrwuU="
	if got := kie.Sign("test-webhook-hmac-key", midiID, at); got != want {
		t.Fatalf("Sign() = %q, want %q", got, want)
	}
	header := func(stamp, signature string) http.Header {
		h := http.Header{}
		h.Set("x-webhook-timestamp", stamp)
		h.Set("x-webhook-signature", signature)
		return h
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	good := header(stamp, want)
	tests := []struct {
		name   string
		key    string
		header http.Header
		ids    []string
		now    time.Time
		want   error
	}{
		{"good", "test-webhook-hmac-key", good, []string{midiID}, at, nil},
		{"one of several ids", "test-webhook-hmac-key", good, []string{"a", midiID, "b"}, at, nil},
		{"five minutes old", "test-webhook-hmac-key", good, []string{midiID}, at.Add(5 * time.Minute), nil},
		{"older", "test-webhook-hmac-key", good, []string{midiID}, at.Add(5*time.Minute + time.Second), kie.ErrStale},
		{"from the future", "test-webhook-hmac-key", good, []string{midiID}, at.Add(-6 * time.Minute), kie.ErrStale},
		{"another key", "other", good, []string{midiID}, at, kie.ErrSignature},
		{"another task", "test-webhook-hmac-key", good, []string{separationID}, at, kie.ErrSignature},
		{"no id", "test-webhook-hmac-key", good, nil, at, kie.ErrSignature},
		{"another time", "test-webhook-hmac-key", header("1790000106", want), []string{midiID}, at, kie.ErrSignature},
		{"no time", "test-webhook-hmac-key", header("", want), []string{midiID}, at, kie.ErrUnsigned},
		{"time in words", "test-webhook-hmac-key", header("now", want), []string{midiID}, at, kie.ErrSignature},
		{"not base64", "test-webhook-hmac-key", header(stamp, "?"), []string{midiID}, at, kie.ErrSignature},
		{"too short", "test-webhook-hmac-key", header(stamp, "6bSZ"), []string{midiID}, at, kie.ErrSignature},
		{"nothing", "test-webhook-hmac-key", http.Header{}, []string{midiID}, at, kie.ErrUnsigned},
		{"no key, no check", "", http.Header{}, nil, at, nil},
	}
	for _, test := range tests {
		if got := kie.VerifySignature(test.key, test.header, test.ids, test.now, 5*time.Minute); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	if err := kie.VerifySignature("test-webhook-hmac-key", good, []string{midiID}, at.Add(time.Hour), 0); err != nil {
		t.Errorf("without a tolerance: %v", err)
	}
}

func TestCallbackStages(t *testing.T) {
	tests := []struct {
		body          string
		kind          kie.CallbackKind
		final, failed bool
		ids           []string
	}{
		{`{"code":200,"data":{"callbackType":"text","task_id":"t","data":[]}}`, kie.CallbackGeneration, false, false, []string{"t"}},
		{`{"code":200,"data":{"callbackType":"first","task_id":"t","data":[{"id":"x","audio_url":"y"}]}}`, kie.CallbackGeneration, false, false, []string{"t"}},
		{`{"code":200,"data":{"callbackType":"error","task_id":"t","data":null}}`, kie.CallbackGeneration, true, true, []string{"t"}},
		{`{"code":200,"task_id":"a","taskId":"b","data":{"taskId":"a","task_id":"c","data":{"taskId":"d"}}}`, kie.CallbackOther, true, false, []string{"a", "b", "c", "d"}},
		{`{"code":200,"data":{"taskId":"t","model":"ai-music-api/generate-midi-from-audio","state":"success","resultJson":"{}"}}`, kie.CallbackMIDI, true, false, []string{"t"}},
		{`{"code":200,"data":{"taskId":"t","model":"ai-music-api/separate-vocals","state":"fail"}}`, kie.CallbackSeparation, true, true, []string{"t"}},
		{`{"code":200,"data":{"taskId":"t","model":"ai-music-api/separate-vocals","state":"generating"}}`, kie.CallbackSeparation, false, false, []string{"t"}},
		{`{"code":"500","msg":"Vocal separation failed"}`, kie.CallbackSeparation, true, true, nil},
		{`{"code":200,"data":{"task_id":7}}`, kie.CallbackOther, true, false, []string{"7"}},
	}
	for _, test := range tests {
		cb, err := kie.ParseCallback([]byte(test.body))
		if err != nil || cb.Kind != test.kind || cb.Final != test.final || cb.Failed != test.failed || !reflect.DeepEqual(cb.TaskIDs, test.ids) {
			t.Errorf("%s\nis %+v, %v", test.body, cb, err)
		}
	}
	for _, body := range []string{``, `null`, `[]`, `"x"`, `5`, `{`, `<html>`} {
		_, err := kie.ParseCallback([]byte(body))
		wantKind(t, err, kie.KindInvalid)
	}
}
