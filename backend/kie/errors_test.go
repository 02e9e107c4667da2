package kie_test

import (
	"strconv"
	"testing"
	"time"

	"partlift/backend/kie"
)

func TestEveryCodeMeansWhatTheServiceMeansByIt(t *testing.T) {
	tests := []struct {
		code      int
		kie, suno kie.Kind
	}{
		{400, kie.KindInvalid, kie.KindInvalid},
		{401, kie.KindDenied, kie.KindDenied},
		{402, kie.KindCredits, kie.KindCredits},
		{404, kie.KindNotFound, kie.KindNotFound},
		{405, kie.KindInvalid, kie.KindBusy},
		{408, kie.KindTemporary, kie.KindTemporary},
		{409, kie.KindConflict, kie.KindConflict},
		{413, kie.KindRefused, kie.KindInvalid},
		{422, kie.KindInvalid, kie.KindInvalid},
		{429, kie.KindBusy, kie.KindCredits},
		{430, kie.KindBusy, kie.KindBusy},
		{433, kie.KindSubKey, kie.KindSubKey},
		{451, kie.KindSource, kie.KindSource},
		{455, kie.KindMaintenance, kie.KindMaintenance},
		{500, kie.KindTemporary, kie.KindTemporary},
		{501, kie.KindFailed, kie.KindFailed},
		{505, kie.KindDisabled, kie.KindDisabled},
		{520, kie.KindTemporary, kie.KindTemporary},
		{531, kie.KindRefunded, kie.KindRefunded},
		{777, kie.KindOther, kie.KindOther},
	}
	for _, test := range tests {
		for name, want := range map[string]kie.Kind{"kie": test.kie, "sunoapi": test.suno} {
			t.Run(name+" "+strconv.Itoa(test.code), func(t *testing.T) {
				d := newDesk(t, code(strconv.Itoa(test.code), "the service's words"))
				c, _ := caller(d.URL)
				c.Profile = profile(name, d.URL)
				_, err := c.Credits(background)
				e := wantKind(t, err, want)
				if e.Code != test.code || e.HTTP != 200 || e.Raw != "the service's words" || e.Hint.Empty() {
					t.Errorf("error is %+v", e)
				}
			})
		}
	}
}

func TestEveryCodeOnARequestThatCosts(t *testing.T) {
	for code, want := range map[int]kie.Kind{
		400: kie.KindInvalid, 401: kie.KindDenied, 402: kie.KindCredits, 409: kie.KindConflict,
		413: kie.KindRefused, 433: kie.KindSubKey, 451: kie.KindSource, 455: kie.KindMaintenance,
		501: kie.KindFailed, 505: kie.KindDisabled, 531: kie.KindRefunded,
		408: kie.KindDoubt, 500: kie.KindDoubt, 520: kie.KindDoubt, 777: kie.KindDoubt,
	} {
		d := newDesk(t, answer{status: 200, body: `{"code":"` + strconv.Itoa(code) + `","msg":"m"}`})
		c, _ := caller(d.URL)
		_, err := separate(c)
		wantKind(t, err, want)
		if n := len(d.requests()); n != 1 {
			t.Errorf("code %d: sent %d times", code, n)
		}
	}
}

func TestStatusCountsOnlyWithoutACode(t *testing.T) {
	tests := map[string]struct {
		answer
		read, costs kie.Kind
	}{
		"page in HTTP 200":     {answer{status: 200, body: "<html>"}, kie.KindTemporary, kie.KindDoubt},
		"nothing in HTTP 200":  {answer{status: 200}, kie.KindTemporary, kie.KindDoubt},
		"cut off":              {answer{status: 200, body: `{"code":200,"data":{"taskId":"a`}, kie.KindTemporary, kie.KindDoubt},
		"two documents":        {answer{status: 200, body: `{"code":200}{"code":200}`}, kie.KindTemporary, kie.KindDoubt},
		"success without id":   {answer{status: 200, body: `{"code":200,"msg":"success","data":{}}`}, kie.KindTemporary, kie.KindDoubt},
		"gateway page":         {answer{status: 504, body: "<html>"}, kie.KindTemporary, kie.KindDoubt},
		"JSON without a code":  {answer{status: 503, body: `{"error":"x"}`}, kie.KindTemporary, kie.KindDoubt},
		"501 of a proxy":       {answer{status: 501, body: "no"}, kie.KindTemporary, kie.KindDoubt},
		"401 page":             {answer{status: 401, body: "no"}, kie.KindDenied, kie.KindDenied},
		"404 page":             {answer{status: 404, body: "no"}, kie.KindNotFound, kie.KindNotFound},
		"404 but code 402":     {answer{status: 404, body: `{"code":402}`}, kie.KindCredits, kie.KindCredits},
		"credits by words":     {answer{status: 500, body: `{"code":500,"msg":"Credits insufficient : x"}`}, kie.KindCredits, kie.KindCredits},
		"refused without code": {answer{status: 200, body: `{"success":false,"msg":"no"}`}, kie.KindTemporary, kie.KindDoubt},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, test.answer)
			c, _ := caller(d.URL)
			_, err := c.Credits(background)
			wantKind(t, err, test.read)
			_, err = separate(c)
			wantKind(t, err, test.costs)
		})
	}
}

func TestTooManyRequestsAreWaitedOut(t *testing.T) {
	d := newDesk(t, code("429", "slow down"), code("430", "slow down"), ok(`{"taskId":"t"}`))
	c, k := caller(d.URL)
	if id, err := separate(c); err != nil || id != "t" {
		t.Fatalf("Separate() = %q, %v", id, err)
	}
	if p := k.list(); len(p) != 2 || p[0] < 10*time.Second || p[0] > 13*time.Second || p[1] < 15*time.Second {
		t.Errorf("pauses are %v", p)
	}
}

func TestTheServicesOwnWaitIsKept(t *testing.T) {
	slow := code("429", "slow down")
	slow.header = map[string][]string{"Retry-After": {"40"}}
	d := newDesk(t, slow, ok(`1`))
	c, k := caller(d.URL)
	if _, err := c.Credits(background); err != nil {
		t.Fatal(err)
	}
	if p := k.list(); len(p) != 1 || p[0] < 40*time.Second {
		t.Errorf("pauses are %v", p)
	}
}

func TestARefusedAudioAddressIsTriedAgain(t *testing.T) {
	odd := code("422", "The audioUrl is not accessible")
	t.Run("passes later", func(t *testing.T) {
		d := newDesk(t, odd, odd, ok(`{"taskId":"t"}`))
		c, k := caller(d.URL)
		if id, err := separate(c); err != nil || id != "t" {
			t.Fatalf("Separate() = %q, %v", id, err)
		}
		for _, p := range k.list() {
			if p < 20*time.Second || p > 60*time.Second {
				t.Errorf("pauses are %v", k.list())
			}
		}
	})
	t.Run("does not", func(t *testing.T) {
		d := newDesk(t, odd)
		c, _ := caller(d.URL)
		_, err := separate(c)
		wantKind(t, err, kie.KindInvalid)
		if n := len(d.requests()); n != 3 {
			t.Errorf("sent %d times, want 3", n)
		}
	})
	for name, msg := range map[string]string{"another reason": "type is wrong", "the callback": "Please enter callBackUrl"} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, code("422", msg))
			c, _ := caller(d.URL)
			_, err := separate(c)
			wantKind(t, err, kie.KindInvalid)
			if n := len(d.requests()); n != 1 {
				t.Errorf("sent %d times, want 1", n)
			}
		})
	}
}

func TestATaskThatFailedSaysWhy(t *testing.T) {
	for reason, want := range map[string]kie.Kind{
		`500`: kie.KindFailed, `"500"`: kie.KindFailed, `"GENERATE_MIDI_FAILED"`: kie.KindFailed, `null`: kie.KindFailed,
		`400`: kie.KindFailed, `408`: kie.KindFailed, `"413"`: kie.KindRefused, `451`: kie.KindSource, `531`: kie.KindRefunded,
	} {
		d := newDesk(t, ok(`{"taskId":"t","successFlag":"GENERATE_AUDIO_FAILED","errorCode":`+reason+`,"errorMessage":"words"}`))
		c, _ := caller(d.URL)
		s, err := c.Stems(background, "t")
		e := wantKind(t, err, want)
		if e.Raw != "words" || s.ErrorMessage != "words" || s.State != kie.Failed {
			t.Errorf("%s: error is %+v, stems %+v", reason, e, s)
		}
	}
}

func TestForeignWordsAreMadeHarmless(t *testing.T) {
	long := "line\r\n\x1b[31mtwo " + string(make([]byte, 300)) + "https://user:pw@host.example.invalid/secret/path?token=abc tail "
	for range 3 {
		long += long
	}
	d := newDesk(t, code("409", long))
	c, _ := caller(d.URL)
	_, err := separate(c)
	e := wantKind(t, err, kie.KindConflict)
	if want := "line [31mtwo https://host.example.invalid/… tail"; len([]rune(e.Raw)) != 201 || e.Raw[:len(want)] != want {
		t.Errorf("Raw is %q", e.Raw)
	}
}
