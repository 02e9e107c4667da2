package kie_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"partlift/backend/kie"
	"partlift/backend/music"
	"partlift/backend/say"
)

// decode expects notes.
func decode(t *testing.T, body string) kie.Result {
	t.Helper()
	r, err := kie.Decode([]byte(body))
	if err != nil {
		t.Fatalf("Decode(%.200s): %v", body, err)
	}
	return r
}

// withNotes wraps notes as one instrument.
func withNotes(notes string) string {
	return `{"instruments":[{"name":"Drums","notes":[` + notes + `]}]}`
}

func TestOneNoteInEverySpelling(t *testing.T) {
	want := music.Note{Pitch: 60, Velocity: 63, Start: 1.5, End: 2}
	for _, note := range []string{
		`{"pitch":60,"start":1.5,"end":2,"velocity":0.49606299212598426}`,
		`{"end":2,"velocity":0.49606299212598426,"start":1.5,"pitch":60}`,
		`{"pitch":"60","start":"1.5","end":"2.0","velocity":"0.49606299212598426"}`,
		`{"pitch":60.0,"start":15e-1,"end":0.2E+1,"velocity":4.9606299212598426e-1}`,
		`{"pitch":" 60 ","start":" 1.5","end":"2 ","velocity":"0.49606299212598426"}`,
		`{"pitch":"\u00360","start":"\t1.5\n","end":"+2","velocity":".49606299212598426"}`,
		`{"pitch ":60," start":1.5,"\u0065nd":2,"velocity\t":0.49606299212598426}`,
		`{"pitch":60.4,"start_time":1.5,"end_time":2,"velocity":0.49606299212598426}`,
		`{"pitch":59.5,"start_time":1.5,"start":null,"end_time":2,"end":null,"velocity":0.49606299212598426}`,
		`{"midi":60,"time":1.5,"duration":0.5,"velocity":0.49606299212598426,"ticks":720,"pitch":"C","name":"C4"}`,
		`{"midi":60,"onset":1.5,"offset":2,"velocity":0.49606299212598426,"duration":9}`,
		`{"pitchMidi":60,"startTimeSeconds":1.5,"durationSeconds":0.5,"amplitude":0.49606299212598426,"pitchBends":[0,1]}`,
		`{"pitch":60,"startTime":1.5,"endTime":2,"velocity":63,"program":3}`,
		`{"pitch":60,"start":1.5,"end":null,"duration":"0.5","vel":0.49606299212598426}`,
		`{"pitch":60,"start":1.5,"end":NaN,"duration":0.5,"velocity":0.49606299212598426}`,
		`{"id":{"pitch":1,"x":[1,{"start":2}]},"pitch":60,"start":1.5,"end":2,"velocity":0.49606299212598426,"extra":"}]"}`,
	} {
		r := decode(t, withNotes(note))
		if len(r.Song.Tracks) != 1 || !slices.Equal(r.Song.Tracks[0].Notes, []music.Note{want}) || r.Repairs != (kie.Repairs{}) {
			t.Errorf("%s became %+v, repairs %+v", note, r.Song.Tracks, r.Repairs)
		}
	}
}

func TestNotesThatCanNotBeKept(t *testing.T) {
	good := `{"pitch":60,"start":0,"end":1,"velocity":1}`
	for _, note := range []string{
		`null`, `1`, `"x"`, `[]`, `{}`, `true`,
		`{"pitch":128,"start":0,"end":1}`, `{"pitch":127.5,"start":0,"end":1}`, `{"pitch":-0.5,"start":0,"end":1}`,
		`{"pitch":"C4","start":0,"end":1}`, `{"pitch":"","start":0,"end":1}`, `{"pitch":60,"start":"NaN","end":1}`,
		`{"pitch":60,"start":"Inf","end":1}`, `{"pitch":60,"start":0,"end":"-infinity"}`, `{"pitch":60,"start":0,"end":1e999}`,
		`{"pitch":60,"start":"0x10","end":17}`, `{"pitch":60,"start":"1_0","end":17}`, `{"pitch":60,"start":"1,5","end":17}`,
		`{"pitch":60,"start":0}`, `{"pitch":60,"end":1}`, `{"start":0,"end":1}`, `{"pitch":null,"start":0,"end":1}`,
		`{"pitch":[60],"start":0,"end":1}`, `{"pitch":60,"start":{},"end":1}`, `{"pitch":true,"start":0,"end":1}`,
		`{"pitch":NaN,"start":0,"end":1}`, `{"pitch":60,"start":-Infinity,"end":1}`, `{"pitch":60,"start":0,"end":Infinity}`, `{"pitch":60,"start":0,"duration":NaN}`,
		`{"pitch":60,"start":0,"duration":"x"}`, `{"pitch":60,"duration":1}`,
	} {
		r := decode(t, withNotes(note+","+good))
		if r.Song.NoteCount() != 1 || r.Repairs.Dropped != 1 || len(r.Notices) != 1 {
			t.Errorf("%s: %d notes kept, repairs %+v", note, r.Song.NoteCount(), r.Repairs)
		}
	}
}

func TestTimesAreRepaired(t *testing.T) {
	const tick = 1.0 / 960
	tests := []struct {
		start, end, wantStart, wantEnd float64
		repairs                        kie.Repairs
	}{
		{-0.01, 0.25, 0, 0.25, kie.Repairs{Clamped: 1}},
		{2, 2, 2, 2 + tick, kie.Repairs{Short: 1}},
		{3, 2.9, 3, 3 + tick, kie.Repairs{Short: 1}},
		{-2, -1, 0, tick, kie.Repairs{Clamped: 1, Short: 1}},
		{0, 21600, 0, 21600, kie.Repairs{}},
		{1, 1.0000001, 1, 1.0000001, kie.Repairs{}},
	}
	for _, test := range tests {
		r := decode(t, withNotes(fmt.Sprintf(`{"pitch":60,"start":%v,"end":%v,"velocity":1}`, test.start, test.end)))
		n := r.Song.Tracks[0].Notes[0]
		if n.Start != test.wantStart || n.End != test.wantEnd || r.Repairs != test.repairs {
			t.Errorf("%v–%v became %v–%v, repairs %+v", test.start, test.end, n.Start, n.End, r.Repairs)
		}
	}
}

func TestVelocities(t *testing.T) {
	tests := []struct {
		name      string
		given     string
		want      []uint8
		clamped   int
		defaulted int
	}{
		{"fractions", `1 0.5 0.49606299212598426 0.7165354330708661`, []uint8{127, 64, 63, 91}, 0, 0},
		{"all one", `1 1 1`, []uint8{127, 127, 127}, 0, 0},
		{"whole numbers above one make 1 the softest", `1 64 127`, []uint8{1, 64, 127}, 0, 0},
		{"whole numbers written otherwise", `1.0 "64" 1.27e2`, []uint8{1, 64, 127}, 0, 0},
		{"zeros and ones are no such scale", `0 1`, []uint8{1, 127}, 1, 0},
		{"zero beside whole numbers", `0 1 2`, []uint8{1, 1, 2}, 1, 0},
		{"one fraction turns it note by note", `1 64 0.5`, []uint8{127, 64, 64}, 0, 0},
		{"above the scale", `200 128.4 1e300`, []uint8{127, 127, 127}, 3, 0},
		{"below the scale", `-1 -0.5 0 0.001`, []uint8{1, 1, 1, 1}, 4, 0},
		{"missing and unreadable", `null "x" "NaN" "" [] 1`, []uint8{100, 100, 100, 100, 100, 127}, 0, 5},
		{"not a number", `NaN Infinity -Infinity 1`, []uint8{100, 100, 100, 127}, 0, 3},
		{"missing ones do not break the scale", `1 null 100`, []uint8{1, 100, 100}, 0, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var notes []string
			for _, v := range strings.Fields(test.given) {
				notes = append(notes, `{"pitch":60,"start":0,"end":1,"velocity":`+v+`}`)
			}
			r := decode(t, withNotes(strings.Join(notes, ",")))
			var got []uint8
			for _, n := range r.Song.Tracks[0].Notes {
				got = append(got, n.Velocity)
			}
			if !slices.Equal(got, test.want) || r.Repairs.Clamped != test.clamped || r.Repairs.Velocity != test.defaulted {
				t.Errorf("became %v, repairs %+v, want %v", got, r.Repairs, test.want)
			}
		})
	}
	t.Run("the scale is that of the whole file", func(t *testing.T) {
		r := decode(t, `{"instruments":[{"name":"a","notes":[{"pitch":1,"start":0,"end":1,"velocity":1}]},{"name":"b","notes":[{"pitch":1,"start":0,"end":1,"velocity":90}]}]}`)
		if v := r.Song.Tracks[0].Notes[0].Velocity; v != 1 {
			t.Errorf("velocity is %d, want 1", v)
		}
	})
	t.Run("notes that are dropped count for the scale", func(t *testing.T) {
		r := decode(t, withNotes(`{"pitch":60,"start":0,"end":1,"velocity":1},{"pitch":200,"start":0,"end":1,"velocity":90}`))
		if v := r.Song.Tracks[0].Notes[0].Velocity; v != 1 {
			t.Errorf("velocity is %d, want 1", v)
		}
	})
}

const oneTrack = `"instruments":[{"name":"Electric Bass (finger)","notes":[{"pitch":40,"start":0,"end":1,"velocity":1}]}]`

func TestResultsInEveryWrapping(t *testing.T) {
	inner := `{"state":"complete",` + oneTrack + `}`
	text := quote(inner)
	for name, body := range map[string]string{
		"bare":                     `{` + oneTrack + `}`,
		"byte order mark":          "\xef\xbb\xbf{" + oneTrack + "} \r\n",
		"text":                     `{"code":200,"data":{"midiData":` + text + `}}`,
		"text in text":             `{"code":200,"data":{"midi_data":` + quote(text) + `}}`,
		"text in a text's field":   `{"code":200,"data":{"resultJson":` + quote(`{"resultObject":{"midi_data":`+text+`}}`) + `}}`,
		"whole body as text":       quote(`{"data":` + inner + `}`),
		"trailing blanks in names": `{"code ":200,"data ":{"midiData ":{"instruments ":[{"name ":"Electric Bass (finger)","notes ":[{"pitch ":40,"start ":0,"end ":1,"velocity ":1}]}]}}}`,
		"data three times":         `{"code":200,"data":{"data":{"data":` + inner + `}}}`,
		"six deep":                 `{"a":{"b":{"c":{"d":{"e":{"f":` + inner + `}}}}}}`,
		"list of answers":          `{"success":true,"task_id":"t","trace_id":"x","data":[` + inner + `]}`,
		"with a file as well":      `{"code":200,"data":{"midi_url":"https://a.example.invalid/x.mid",` + oneTrack + `},"message":"success"}`,
		"a bare list":              `[` + inner + `]`,
		"code as text":             `{"code":"200","data":` + inner + `}`,
		"flag 1 as text":           `{"code":200,"data":{"successFlag":"1","midiData":` + inner + `}}`,
		"callback exception":       `{"code":200,"data":{"successFlag":"CALLBACK_EXCEPTION","midiData":` + inner + `}}`,
		"instruments null before":  `{"instruments":null,"data":` + inner + `}`,
		"broken JSON text beside":  `{"note":"{\"instruments\":[{\"name\":","data":` + inner + `}`,
		"a first text gone wrong":  `{"a":` + quote(`{"instruments":[{"name":"x","notes":[{"pitch":1,"start":0,"end":1}]}],`) + `,"data":` + inner + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := decode(t, body)
			want := music.Track{Name: "Electric Bass (finger)", Program: 33, Known: true, Notes: []music.Note{{Pitch: 40, Velocity: 127, End: 1}}}
			if r.State != kie.Done || len(r.Song.Tracks) != 1 || !slices.Equal(r.Song.Tracks[0].Notes, want.Notes) {
				t.Fatalf("result is %v with %+v", r.State, r.Song.Tracks)
			}
			if got := r.Song.Tracks[0]; got.Name != want.Name || got.Program != want.Program || got.Known != want.Known || got.Drums {
				t.Errorf("track is %+v", got)
			}
		})
	}
}

func TestEveryListOfInstrumentsCounts(t *testing.T) {
	other := strings.ReplaceAll(oneTrack, "40", "41")
	for body, want := range map[string]int{
		`{"a":{"instruments":[]},"b":{` + oneTrack + `}}`:                              1,
		`{"a":{"instruments":[{"notes":[]}]},"b":{` + oneTrack + `}}`:                  1,
		`{"a":{` + oneTrack + `},"b":{` + other + `}}`:                                 2,
		`[{` + oneTrack + `},{` + other + `}]`:                                         2,
		`{"a":{` + oneTrack + `},"b":{` + oneTrack + `}}`:                              1, // the same again
		`{"a":{` + oneTrack + `},"b":` + quote(`{`+oneTrack+`}`) + `}`:                 1,
		`{"a":{` + oneTrack + `},"b":{` + other + `},"c":{` + other + `}}`:             2,
		`{"instruments":[{"notes":[{"pitch":1,"start":0,"end":1}]}],` + oneTrack + `}`: 2,
	} {
		r := decode(t, body)
		if len(r.Song.Tracks) != want || r.State != kie.Done {
			t.Errorf("%s: %d tracks, %v", body, len(r.Song.Tracks), r.State)
		}
		if told := slices.ContainsFunc(r.Notices, func(n say.Text) bool { return strings.Contains(n.String(), "2 results") }); told != (want == 2) {
			t.Errorf("%s: says %q", body, r.Notices)
		}
	}
	for name, body := range map[string]string{
		"seven deep":         `{"a":{"b":{"c":{"d":{"e":{"f":{"g":{` + oneTrack + `}}}}}}}}`,
		"three texts deep":   `{"a":` + quote(quote(quote(`{`+oneTrack+`}`))) + `}`,
		"in the request":     `{"code":401,"data":{"param":` + quote(`{`+oneTrack+`}`) + `}}`,
		"instruments a name": `{"instruments":"Drums"}`,
	} {
		if r, _ := kie.Decode([]byte(body)); len(r.Song.Tracks) != 0 {
			t.Errorf("%s: found %+v", name, r.Song.Tracks)
		}
	}
}

func TestStatesOfResults(t *testing.T) {
	tests := []struct {
		body string
		want kie.State
		kind kie.Kind
	}{
		{`{"code":200,"data":null}`, kie.Unknown, kie.KindNotFound},
		{`{"code":200,"data":{"taskId":"t"}}`, kie.Pending, kie.KindPending},
		{`{"code":200,"data":{"taskId":"t","state":"running","instruments":[]}}`, kie.Pending, kie.KindPending},
		{`{"code":200,"data":{"state":"queuing"}}`, kie.Pending, kie.KindPending},
		{`{"code":200,"data":{"successFlag":"PENDING","midiData":{"state":"running"}}}`, kie.Pending, kie.KindPending},
		{`{"code":200,"data":{"successFlag":1}}`, kie.Empty, kie.KindEmpty},
		{`{"code":200,"data":{"taskId":"t","successFlag":"成功","midiData":{` + oneTrack + `}}}`, kie.Done, kie.KindOther},
		{`{"code":200,"data":{"taskId":"t","successFlag":"进行中","midiData":null}}`, kie.Pending, kie.KindPending},
		{`{"code":200,"data":{"taskId":"t","successFlag":"失败","errorMessage":"x","midiData":{}}}`, kie.Pending, kie.KindPending},
		{`{"code":200,"data":{"taskId":"t","successFlag":7,"midiData":{}}}`, kie.Pending, kie.KindPending},
		{`{"code":200,"data":{"taskId":"t","successFlag":-1,"midiData":null}}`, kie.Pending, kie.KindPending},
		{`{"code":200,"data":{"taskId":"t","successFlag":"DELIVERY_FAILED","midiData":null}}`, kie.Pending, kie.KindPending},
		{`{"code":200,"data":{"taskId":"t","state":"réussi","instruments":[]}}`, kie.Pending, kie.KindPending},
		{`{"code":200,"data":{"taskId":"t","successFlag":"成功","midiData":{"state":"complete","instruments":[]}}}`, kie.Empty, kie.KindEmpty},
		{`{"code":200,"data":{"taskId":"t","successFlag":"GENERATE_MIDI_FAILED"}}`, kie.Failed, kie.KindFailed},
		{`{"code":422,"msg":"Record does not exist","data":null}`, kie.Unknown, kie.KindNotFound},
		{`{"status":"ok","instruments":[]}`, kie.Empty, kie.KindEmpty},
		{`{"instruments":null}`, kie.Empty, kie.KindEmpty},
		{`{"instruments":[{"name":"Drums","notes":[null]}]}`, kie.Empty, kie.KindEmpty},
		{`{"code":200,"data":{"state":"success","resultJson":"{\"other\":1}"}}`, kie.Empty, kie.KindEmpty},
		{`{"id":"t","status":"failed","error":"no luck"}`, kie.Failed, kie.KindFailed},
		{`{"success":false,"error":{"code":"x","message":"no luck"}}`, kie.Failed, kie.KindFailed},
		{`{"code":200,"data":{"successFlag":"CALLBACK_EXCEPTION","midiData":null}}`, kie.Failed, kie.KindFailed},
		{`{"code":402,"msg":"x","data":{` + oneTrack + `}}`, kie.Failed, kie.KindCredits},
		{`{"code":531,"msg":"x"}`, kie.Failed, kie.KindRefunded},
		{`{}`, kie.Failed, kie.KindInvalid},
		{`[]`, kie.Failed, kie.KindInvalid},
		{`"text"`, kie.Failed, kie.KindInvalid},
		{`12`, kie.Failed, kie.KindInvalid},
	}
	for _, test := range tests {
		r, err := kie.Decode([]byte(test.body))
		if r.State != test.want {
			t.Errorf("%s is %v, want %v", test.body, r.State, test.want)
		}
		if (err != nil) != (test.want == kie.Failed) {
			t.Errorf("%s: error is %v", test.body, err)
		}
		if test.want != kie.Done {
			wantKind(t, r.Err(), test.kind)
		}
	}
	for _, body := range []string{``, ` `, `{`, `{"a":1}}`, `{"instruments":[{]}`, `{"a":1,}`, `[1,]`, `{"a":01}`, `{'a':1}`, `{"a":"` + "\n" + `"}`, `nul`, `{"instruments":[{"notes":[{"pitch":60,}]}]}`, "\x00", `{} {}`, strings.Repeat("[", 1000)} {
		_, err := kie.Decode([]byte(body))
		wantKind(t, err, kie.KindInvalid)
	}
	for _, name := range []string{"sep-06-record-success-split_stem.json", "sep-11-callback-split_stem.json", "gen-03-record-success.json", "acct-01-credit.json", "upload-01-success.json"} {
		_, err := kie.Decode(fixture(t, name))
		wantKind(t, err, kie.KindInvalid)
	}
}

func TestAFileInsteadOfNotes(t *testing.T) {
	const file = "https://files.example.invalid/a.mid?token=1"
	for _, body := range []string{
		`{"code":200,"data":{"taskId":"t","state":"success","param":"{\"input\":\"{\\\"task_id\\\":\\\"sep\\\",\\\"audio_id\\\":\\\"au\\\"}\"}","resultJson":` + quote(`{"resultUrls":["`+file+`"]}`) + `}}`,
		`{"code":200,"data":{"taskId":"t","state":"success","param":{"input":{"task_id":"sep"}},"resultJson":{"resultUrls":["https://x.example.invalid/a.mp3","` + file + `"]}}}`,
		`{"code":200,"data":{"midi_url":"` + file + `"}}`,
	} {
		r := decode(t, body)
		if r.State != kie.Done || r.MIDIURL != file || r.Err() != nil {
			t.Errorf("%s became %+v", body, r)
		}
	}
	r := decode(t, `{"code":200,"data":{"taskId":"t","state":"generating","param":"{\"input\":\"{\\\"task_id\\\":\\\"sep\\\",\\\"audio_id\\\":\\\"au\\\"}\"}"}}`)
	if r.SeparationID != "sep" || r.AudioID != "au" || r.TaskID != "t" {
		t.Errorf("ids are %q, %q, %q", r.SeparationID, r.AudioID, r.TaskID)
	}
}
