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
		"nothing":      {Callback: callbackURL},
		"no audio id":  {TaskID: "t", Callback: callbackURL},
		"both ways":    with(func(s *kie.Separation) { s.TaskID, s.AudioID = "t", "a" }),
		"no callback":  with(func(s *kie.Separation) { s.Callback = "" }),
		"bad callback": with(func(s *kie.Separation) { s.Callback = "relay" }),
		"unknown type": with(func(s *kie.Separation) { s.Type = "all" }),
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

func TestMarketSongsInEveryForm(t *testing.T) {
	const id, other = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
	song := func(id, field string) string {
		return `{"id":"` + id + `","` + field + `":"https://f.example.invalid/` + id + `.mp3","title":"Demo","duration":12.5,"tags":"t"}`
	}
	both := `[` + song(id, "audioUrl") + `,` + song(other, "audioUrl") + `]`
	for name, result := range map[string]string{
		"data":              `{"data":` + both + `}`,
		"data and response": `{"data":` + both + `,"response":` + both + `}`,
		"snake case":        `{"data":[` + song(id, "audio_url") + `,` + song(other, "audio_url") + `]}`,
		"sunoData":          `{"sunoData":` + both + `}`,
		"response.sunoData": `{"response":{"sunoData":` + both + `}}`,
		"response":          `{"response":` + both + `}`,
		"response.data":     `{"response":{"data":` + both + `}}`,
		"resultObject":      `{"resultObject":{"data":` + both + `}}`,
		"resultUrls":        `{"resultUrls":["https://f.example.invalid/` + id + `.mp3","https://f.example.invalid/` + other + `.mp3?x=1"]}`,
		"the same twice":    `{"data":[` + song(id, "audioUrl") + `,` + song(id, "audioUrl") + `,` + song(other, "audioUrl") + `]}`,
	} {
		for form, json := range map[string]string{"text": quote(result), "object": result} {
			c, _ := marketCaller(t, finished(json))
			clips, err := c.Clips(background, "t")
			if err != nil || len(clips) != 2 || clips[0].ID != id || clips[1].ID != other || clips[0].URL == "" {
				t.Errorf("%s as %s: %+v, %v", name, form, clips, err)
			} else if name != "resultUrls" && (clips[0].Title != "Demo" || clips[0].Duration != 12.5 || clips[0].Tags != "t") {
				t.Errorf("%s as %s: %+v", name, form, clips[0])
			}
		}
	}
	beside := strings.Replace(string(finished(`""`).body), `"resultJson"`, `"response":{"data":`+both+`},"resultJson"`, 1)
	c, _ := marketCaller(t, answer{status: 200, body: beside})
	if clips, err := c.Clips(background, "t"); err != nil || len(clips) != 2 {
		t.Errorf("beside the result: %+v, %v", clips, err)
	}
	for _, result := range []string{`{"data":[]}`, `{"resultUrls":["https://f.example.invalid/x.mp3"]}`, `{"originData":[{"id":"1","stem_type_group_name":"Bass","audio_url":"https://f.example.invalid/x"}]}`} {
		c, _ := marketCaller(t, finished(result))
		clips, err := c.Clips(background, "t")
		if wantKind(t, err, kie.KindEmpty); len(clips) != 0 {
			t.Errorf("%s: %+v", result, clips)
		}
	}
}

func TestClipsOfUnknownWordsAreAwaited(t *testing.T) {
	waiting := newDesk(t, ok(`{"taskId":"t","status":"生成中","response":null}`))
	c, _ := caller(waiting.URL)
	_, err := c.Clips(background, "t")
	wantKind(t, err, kie.KindPending)
	there := newDesk(t, ok(`{"taskId":"t","status":"成功","response":{"sunoData":[{"id":"a","audioUrl":"https://f.example.invalid/a.mp3"}]}}`))
	c, _ = caller(there.URL)
	if clips, err := c.Clips(background, "t"); err != nil || len(clips) != 1 {
		t.Errorf("clips are %+v, %v", clips, err)
	}
}

// A failure that says to try again later is the upstream's and is refunded;
// only one that speaks of copyright is about the lyrics.
func TestWhatAMarketFailureSays(t *testing.T) {
	for msg, want := range map[string]kie.Kind{
		"Internal Error, please try again later.":                     kie.KindRefunded,
		"The upstream failed. Please Try Again.":                      kie.KindRefunded,
		"Bad parameter":                                               kie.KindFailed,
		"The lyrics contain copyrighted material":                     kie.KindFailed,
		"Your lyrics are protected, Copyright by X; try other lyrics": kie.KindFailed,
	} {
		c, _ := marketCaller(t, ok(`{"taskId":"t","state":"fail","failCode":"400","failMsg":"`+msg+`","resultJson":""}`))
		_, err := c.Stems(background, "t")
		e := wantKind(t, err, want)
		said := strings.ToLower(e.Message.String() + e.Hint.String())
		if about := strings.Contains(said, "copyright"); about != strings.Contains(strings.ToLower(msg), "copyright") {
			t.Errorf("%s: says %q", msg, e.Message)
		}
		if strings.Contains(said, "charge") {
			t.Errorf("%s: speaks of a charge: %q", msg, said)
		}
		_, err = c.Notes(background, "t")
		wantKind(t, err, want)
	}
}

func TestForgottenTasksAreGone(t *testing.T) {
	for _, msg := range []string{"Record does not exist", "record does not exist.", "The corresponding record does not exist", "RECORD DOES NOT EXIST", "recordInfo is null"} {
		for _, market := range []bool{false, true} {
			d := newDesk(t, code("422", msg))
			c, _ := caller(d.URL)
			if market {
				c.Profile.Route = kie.RouteMarket
			}
			_, err := c.Transcribe(background, "t", "", callbackURL)
			wantKind(t, err, kie.KindNotFound)
			_, err = separate(c)
			wantKind(t, err, kie.KindNotFound)
			if n := len(d.requests()); n != 2 {
				t.Errorf("%s: %d requests, want each once", msg, n)
			}
			s, err := c.Stems(background, "t")
			n, err2 := c.Notes(background, "t")
			if s.State != kie.Unknown || n.State != kie.Unknown || err != nil || err2 != nil {
				t.Errorf("%s: %v and %v, %v, %v", msg, s.State, n.State, err, err2)
			}
		}
	}
	for status, msg := range map[string]string{"422": "Please enter taskId", "500": "Record does not exist"} {
		d := newDesk(t, code(status, msg))
		c, _ := caller(d.URL)
		_, err := c.Transcribe(background, "t", "", callbackURL)
		if kie.KindOf(err) == kie.KindNotFound {
			t.Errorf("%s %s counts as gone", status, msg)
		}
	}
}

func TestStemsWithNumbersThatAreNone(t *testing.T) {
	d := newDesk(t, ok(`{"taskId":"t","successFlag":"SUCCESS","response":{"originData":[{"id":"1","duration":NaN,"stem_type_group_name":"Bass -Infinity NaN","audio_url":"https://f.example.invalid/b"},{"id":"2","duration":-Infinity,"stem_type_group_name":"Drums","audio_url":"https://f.example.invalid/d"}]}}`))
	c, _ := caller(d.URL)
	got, err := c.Stems(background, "t")
	if err != nil || got.State != kie.Done || len(got.Stems) != 2 || got.Stems[0].Name != "Bass -Infinity NaN" {
		t.Errorf("Stems() = %+v, %v", got, err)
	}
}
