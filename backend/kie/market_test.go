package kie_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"partlift/backend/kie"
)

// finished is a market record of a task that succeeded.
func finished(result string) answer {
	return ok(`{"taskId":"t","model":"m","state":"success","param":"{\"input\":{\"task_id\":\"sep\",\"audio_url\":\"https://p.example.invalid/in.mp3\"}}","resultJson":` + result + `,"failCode":"","failMsg":""}`)
}

func marketCaller(t *testing.T, answers ...answer) (*kie.Client, *desk) {
	d := newDesk(t, answers...)
	c, _ := caller(d.URL)
	c.Profile.Route = kie.RouteMarket
	return c, d
}

func TestMarketStemsInEveryDocumentedForm(t *testing.T) {
	const vocals, drums = "https://f.example.invalid/s/1_Vocals.mp3", "https://f.example.invalid/s/2_Backing_Vocals.mp3"
	origin := `[{"id":"1","stem_type_group_name":"Vocals","audio_url":"` + vocals + `","duration":"3.5"},{"id":"2","stem_type_group_name":"Backing_Vocals","audio_url":"` + drums + `"}]`
	for name, result := range map[string]string{
		"origin data":        `{"resultObject":{"vocal_removal_info":{"origin_data":` + origin + `}}}`,
		"camel case":         `{"response":{"originData":` + origin + `,"vocalUrl":"` + vocals + `"}}`,
		"fields":             `{"resultObject":{"vocal_separation_info":{"origin_url":"","backing_vocals_url":"` + drums + `","vocal_url ":"` + vocals + `","bass_url":null}}}`,
		"a list of links":    `{"resultUrls":["` + vocals + `","` + drums + `"]}`,
		"both in one object": `{"vocal_removal_info":{"origin_data":[],"vocal_url":"` + vocals + `","backing_vocals_url":"` + drums + `"}}`,
	} {
		for form, json := range map[string]string{"text": quote(result), "object": result} {
			t.Run(name+" as "+form, func(t *testing.T) {
				c, _ := marketCaller(t, finished(json))
				got, err := c.Stems(background, "t")
				if err != nil || got.State != kie.Done || len(got.Stems) != 2 {
					t.Fatalf("Stems() = %+v, %v", got, err)
				}
				for i, want := range []kie.Stem{{Name: "Vocals", URL: vocals}, {Name: "Backing Vocals", URL: drums}} {
					if s := got.Stems[i]; s.Name != want.Name || s.URL != want.URL {
						t.Errorf("stem %d is %+v", i, s)
					}
				}
			})
		}
	}
	c, _ := marketCaller(t, finished(`"{\"strange\":true}"`))
	if got, err := c.Stems(background, "t"); err != nil || got.State != kie.Empty || !bytes.Contains(got.Raw, []byte("strange")) {
		t.Errorf("an unknown form became %+v, %v", got, err)
	}
}

func TestMarketNotesMayBeAFile(t *testing.T) {
	file := "MThd\x00\x00\x00\x06 and so on"
	var agent, auth string
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agent, auth = r.UserAgent(), r.Header.Get("Authorization")
		io.WriteString(w, file)
	}))
	defer host.Close()
	for _, result := range []string{
		quote(`{"resultUrls":["` + host.URL + `/x.mid?t=1"]}`),
		`{"resultObject":{"midi":{"file":"` + host.URL + `/x.MIDI"}}}`,
	} {
		c, _ := marketCaller(t, finished(result))
		got, err := c.Notes(background, "t")
		if err != nil || got.State != kie.Done || string(got.MIDI) != file || got.Result.SeparationID != "sep" {
			t.Errorf("Notes() = %+v, %v", got, err)
		}
		if agent == "" || auth != "" {
			t.Errorf("the file's host saw %q and %q", agent, auth)
		}
	}
	missing := newDesk(t, answer{status: 404})
	c, _ := marketCaller(t, finished(quote(`{"resultUrls":["`+missing.URL+`/x.mid"]}`)))
	got, err := c.Notes(background, "t")
	wantKind(t, err, kie.KindNotFound)
	if got.State != kie.Done || got.Result.MIDIURL == "" || len(got.Raw) == 0 {
		t.Errorf("Notes() = %+v", got)
	}
}

func TestMarketNotesOfAnUnknownFormAreKept(t *testing.T) {
	c, _ := marketCaller(t, finished(quote(`{"score":"<xml>"}`)))
	got, err := c.Notes(background, "t")
	if err != nil || got.State != kie.Empty || !bytes.Contains(got.Raw, []byte("score")) || len(got.Result.Notices) != 1 {
		t.Errorf("Notes() = %+v, %v", got, err)
	}
}

func TestMarketStates(t *testing.T) {
	for state, want := range map[string]kie.State{"waiting": kie.Pending, "queuing": kie.Pending, "generating": kie.Pending} {
		c, _ := marketCaller(t, ok(`{"taskId":"t","state":"`+state+`","resultJson":""}`))
		s, err := c.Stems(background, "t")
		n, err2 := c.Notes(background, "t")
		if s.State != want || n.State != want || err != nil || err2 != nil {
			t.Errorf("%s: %v and %v, %v, %v", state, s.State, n.State, err, err2)
		}
	}
	for name, a := range map[string]answer{"422": code("422", "recordInfo is null"), "404": code("404", "x"), "null": ok("null")} {
		c, _ := marketCaller(t, a)
		s, err := c.Stems(background, "t")
		n, err2 := c.Notes(background, "t")
		if s.State != kie.Unknown || n.State != kie.Unknown || err != nil || err2 != nil {
			t.Errorf("%s: %v and %v, %v, %v", name, s.State, n.State, err, err2)
		}
	}
	c, _ := marketCaller(t, answer{status: 404, body: "no such page"})
	_, err := c.Notes(background, "t")
	wantKind(t, err, kie.KindNotFound)
}

func TestWhatIsNotSent(t *testing.T) {
	d := newDesk(t, ok(`{"taskId":"t"}`))
	file := kie.Separation{AudioURL: "https://a.example.invalid/a.mp3", Callback: callbackURL}
	with := func(change func(*kie.Separation)) kie.Separation {
		s := file
		change(&s)
		return s
	}
	for name, s := range map[string]kie.Separation{
		"nothing":         {Callback: callbackURL},
		"no audio id":     {TaskID: "t", Callback: callbackURL},
		"both ways":       with(func(s *kie.Separation) { s.TaskID, s.AudioID = "t", "a" }),
		"no callback":     with(func(s *kie.Separation) { s.Callback = "" }),
		"bad callback":    with(func(s *kie.Separation) { s.Callback = "relay" }),
		"unknown type":    with(func(s *kie.Separation) { s.Type = "all" }),
		"no stem name":    with(func(s *kie.Separation) { s.Type = kie.SplitStemAdvanced }),
		"wrong stem name": with(func(s *kie.Separation) { s.Type, s.StemName = kie.SplitStemAdvanced, "Kazoo" }),
	} {
		c, _ := caller(d.URL)
		_, err := c.Separate(background, s)
		if e := wantKind(t, err, kie.KindInvalid); len(d.requests()) != 0 {
			t.Errorf("%s was sent; %v", name, e)
		}
	}
	c, _ := caller(d.URL)
	for _, args := range [][3]string{{"", "", callbackURL}, {"t", "", ""}, {"t", "a", "ftp://x"}} {
		_, err := c.Transcribe(background, args[0], args[1], args[2])
		wantKind(t, err, kie.KindInvalid)
	}
	_, err := c.Stems(background, "")
	wantKind(t, err, kie.KindInvalid)
	c.Profile.APIBase = "api.example.invalid"
	_, err = c.Credits(background)
	wantKind(t, err, kie.KindInvalid)
	c.Profile = profile("apikley", "").WithBases(d.URL, "")
	_, err = c.Separate(background, file)
	wantKind(t, err, kie.KindDisabled)
	_, err = c.Transcribe(background, "t", "a", callbackURL)
	wantKind(t, err, kie.KindDisabled)
	_, err = c.Credits(background)
	wantKind(t, err, kie.KindDisabled)
	if n := len(d.requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestAnAdvancedSeparationNamesItsStem(t *testing.T) {
	d := newDesk(t, ok(`"t"`))
	c, _ := caller(d.URL + "/")
	s := kie.Separation{AudioURL: "https://a.example.invalid/a.mp3", Type: kie.SplitStemAdvanced, StemName: "Bass", Callback: callbackURL}
	if id, err := c.Separate(background, s); err != nil || id != "t" {
		t.Fatalf("Separate() = %q, %v", id, err)
	}
	c.Profile.Route = kie.RouteMarket
	if _, err := c.Separate(background, s); err != nil {
		t.Fatal(err)
	}
	r := d.requests()
	if !strings.Contains(string(r[0].body), `"type":"split_stem_advanced","stemName":"Bass"`) || r[0].path != "/api/v1/vocal-removal/generate" {
		t.Errorf("sent %s %s", r[0].path, r[0].body)
	}
	if !strings.Contains(string(r[1].body), `"type":"split_stem_advanced","stem_name":"Bass"`) {
		t.Errorf("sent %s", r[1].body)
	}
	if n := len(kie.StemNames()); n != 98 {
		t.Errorf("%d stem names, want 98", n)
	}
}

func TestStemsOfOldTasksComeFromTheirFields(t *testing.T) {
	d := newDesk(t, ok(`{"taskId":"t","successFlag":1,"callbackUrl":"https://cb.example.invalid","response":{"originUrl":null,"drumsUrl":"https://f.example.invalid/d","vocalUrl":"https://f.example.invalid/v","pianoUrl":null}}`),
		ok(`{"taskId":"t","successFlag":"SUCCESS","response":{"originData":null}}`),
		ok(`{"taskId":"t","successFlag":"CALLBACK_EXCEPTION","errorMessage":"x","response":null}`))
	c, _ := caller(d.URL)
	got, err := c.Stems(background, "t")
	want := []kie.Stem{{Name: "Vocals", URL: "https://f.example.invalid/v"}, {Name: "Drums", URL: "https://f.example.invalid/d"}}
	if err != nil || got.State != kie.Done || !reflect.DeepEqual(got.Stems, want) {
		t.Errorf("Stems() = %+v, %v", got, err)
	}
	if got, err = c.Stems(background, "t"); err != nil || got.State != kie.Empty {
		t.Errorf("Stems() = %+v, %v", got, err)
	}
	_, err = c.Stems(background, "t")
	wantKind(t, err, kie.KindFailed)
}
