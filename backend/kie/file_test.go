package kie_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"partlift/backend/kie"
	"partlift/backend/say"
)

// oneNote is an instrument with one note of a pitch.
func oneNote(name string, pitch int) string {
	return fmt.Sprintf(`{"name":%q,"notes":[{"pitch":%d,"start":0.5,"end":1,"velocity":1}]}`, name, pitch)
}

// callbackOf is a whole result of a task.
func callbackOf(task string, instruments ...string) string {
	return `{"code":200,"msg":"success","data":{"task_id":"` + task + `","state":"complete","instruments":[` + strings.Join(instruments, ",") + `]}}`
}

// ofStem is a record of one stem's transcription.
func ofStem(task, audio string, instruments ...string) string {
	return `{"code":200,"data":{"taskId":"` + task + `","audioId":"` + audio + `","successFlag":1,"midiData":{"instruments":[` + strings.Join(instruments, ",") + `]}}}`
}

// titles lists the tracks of each song: "Bass+Piano".
func titles(songs []kie.Saved) (out []string) {
	for _, s := range songs {
		var names []string
		for _, t := range s.Song.Tracks {
			names = append(names, t.Name)
		}
		out = append(out, strings.Join(names, "+"))
	}
	return out
}

func TestSeveralResultsInAFile(t *testing.T) {
	a, b := callbackOf("a", oneNote("Bass", 36)), callbackOf("b", oneNote("Piano", 60))
	pending := `{"code":200,"data":{"taskId":"a","successFlag":0,"midiData":null}}`
	bare := func(i string) string { return `{"instruments":[` + i + `]}` }
	item := func(s string) string { return `{"json":{"headers":{"host":"x"},"body":` + s + `}}` }
	for name, test := range map[string]struct {
		body string
		want []string
	}{
		"one":                        {a, []string{"Bass"}},
		"a list":                     {`[` + a + `,` + b + `]`, []string{"Bass", "Piano"}},
		"a list of one":              {`[` + a + `]`, []string{"Bass"}},
		"a list in an object":        {`{"items":[` + a + `,` + b + `]}`, []string{"Bass", "Piano"}},
		"items of n8n":               {`[` + item(a) + `,` + item(b) + `]`, []string{"Bass", "Piano"}},
		"texts of an MCP answer":     {`{"result":{"content":[{"type":"text","text":` + quote(a) + `},{"type":"text","text":` + quote(b) + `}]}}`, []string{"Bass", "Piano"}},
		"a list in a text":           {`{"result":` + quote(`[`+a+`,`+b+`]`) + `}`, []string{"Bass", "Piano"}},
		"lines":                      {a + "\n" + b + "\r\n", []string{"Bass", "Piano"}},
		"one behind the other":       {a + b, []string{"Bass", "Piano"}},
		"lists of lists":             {`[[` + a + `],[` + b + `]]`, []string{"Bass", "Piano"}},
		"keyed":                      {`{"first":` + a + `,"second":` + b + `}`, []string{"Bass", "Piano"}},
		"polls of one task":          {pending + "\n" + pending + "\n" + a, []string{"Bass"}},
		"polls in a list":            {`[` + pending + `,` + a + `]`, []string{"Bass"}},
		"the same twice":             {`[` + a + `,` + a + `]`, []string{"Bass"}},
		"without names, twice":       {bare(oneNote("Bass", 36)) + bare(oneNote("Bass", 36)), []string{"Bass"}},
		"first part, then whole":     {callbackOf("a", oneNote("Bass", 36)) + callbackOf("a", oneNote("Bass", 36), oneNote("Piano", 60)), []string{"Bass+Piano"}},
		"whole, then part":           {callbackOf("a", oneNote("Bass", 36), oneNote("Piano", 60)) + callbackOf("a", oneNote("Bass", 36)), []string{"Bass+Piano"}},
		"stems of a separation":      {`[` + ofStem("a", "1", oneNote("Bass", 36)) + `,` + ofStem("b", "2", oneNote("Piano", 60)) + `]`, []string{"Bass+Piano"}},
		"stems and another song":     {`[` + ofStem("a", "1", oneNote("Bass", 36)) + `,` + ofStem("b", "2", oneNote("Piano", 60)) + `,` + callbackOf("c", oneNote("Drums", 36)) + `]`, []string{"Bass+Piano", "Drums"}},
		"without names":              {`[` + bare(oneNote("Bass", 36)) + `,` + bare(oneNote("Piano", 60)) + `]`, []string{"Bass+Piano"}},
		"without names, by stem":     {`{"bass":` + bare(oneNote("Bass", 36)) + `,"keys":` + bare(oneNote("Piano", 60)) + `}`, []string{"Bass+Piano"}},
		"inside and beside":          {`{"instruments":[` + oneNote("Bass", 36) + `],"more":{"instruments":[` + oneNote("Piano", 60) + `]}}`, []string{"Bass+Piano"}},
		"one of them empty":          {`[` + callbackOf("a") + `,` + b + `]`, []string{"Piano"}},
		"one of them failed":         {`[{"code":500,"msg":"MIDI generation failed","data":{"taskId":"a"}},` + b + `]`, []string{"Piano"}},
		"instruments alone":          {`[` + oneNote("Bass", 36) + `,` + oneNote("Piano", 60) + `]`, []string{"Bass+Piano"}},
		"notes alone":                {`[{"pitch":36,"start":0,"end":1},{"pitch":37,"start":1,"end":2}]`, []string{""}},
		"of Tone.js":                 {`{"header":{"tempos":[{"bpm":120,"ticks":0}]},"tracks":[{"name":"","instrument":{"family":"bass","number":33,"name":"electric bass (finger)"},"channel":0,"notes":[{"midi":36,"time":0,"duration":1,"velocity":0.5,"ticks":0,"name":"C2"}]},{"name":"Lead","notes":[{"midi":60,"time":0,"duration":1}]}]}`, []string{"electric bass (finger)+Lead"}},
		"stems of two separations":   {marketStem("a", "s1", "1", oneNote("Bass", 36)) + marketStem("b", "s2", "1", oneNote("Piano", 60)), []string{"Bass", "Piano"}},
		"market stems, one of these": {marketStem("a", "s1", "1", oneNote("Bass", 36)) + marketStem("b", "s1", "2", oneNote("Piano", 60)), []string{"Bass+Piano"}},
	} {
		t.Run(name, func(t *testing.T) {
			songs, err := kie.DecodeFile([]byte(test.body))
			if err != nil || !slices.Equal(titles(songs), test.want) {
				t.Fatalf("DecodeFile() = %q, %v; want %q", titles(songs), err, test.want)
			}
			if said := strings.Join(say.English(songs[0].Notices), " "); strings.Contains(said, "each is a song") != (len(songs) > 1) {
				t.Errorf("says %q", said)
			}
			for _, s := range songs {
				again, err := kie.DecodeFile(s.Raw)
				if err != nil || len(again) != 1 || !slices.Equal(titles(again), titles([]kie.Saved{s})) {
					t.Errorf("read again it is %q, %v", titles(again), err)
				}
			}
		})
	}
}

func marketStem(task, separation, audio string, instruments ...string) string {
	param := quote(`{"input":{"task_id":"` + separation + `","audio_id":"` + audio + `"}}`)
	return `{"code":200,"data":{"taskId":"` + task + `","state":"success","param":` + param + `,"resultJson":` + quote(`{"resultObject":{"instruments":[`+strings.Join(instruments, ",")+`]}}`) + `}}`
}

func TestFilesInEveryEncoding(t *testing.T) {
	text := callbackOf("a", oneNote("Bässe 𝄢", 36))
	wide := func(order binary.AppendByteOrder, width int) []byte {
		var b []byte
		for _, r := range text {
			if width == 4 {
				b = order.AppendUint32(b, uint32(r))
				continue
			}
			for _, u := range utf16.AppendRune(nil, r) {
				b = order.AppendUint16(b, u)
			}
		}
		return b
	}
	little, big := binary.LittleEndian, binary.BigEndian
	for name, body := range map[string][]byte{
		"UTF-8": []byte(text), "UTF-8 with a mark": []byte("\xef\xbb\xbf" + text),
		"UTF-16LE": wide(little, 2), "UTF-16BE": wide(big, 2), "UTF-32LE": wide(little, 4), "UTF-32BE": wide(big, 4),
		"UTF-16LE with a mark": append([]byte("\xff\xfe"), wide(little, 2)...), "UTF-16BE with a mark": append([]byte("\xfe\xff"), wide(big, 2)...),
		"UTF-32LE with a mark": append([]byte("\xff\xfe\x00\x00"), wide(little, 4)...), "UTF-32BE with a mark": append([]byte("\x00\x00\xfe\xff"), wide(big, 4)...),
		"an odd end": append(wide(little, 2), 0x0d),
	} {
		songs, err := kie.DecodeFile(body)
		if err != nil || !slices.Equal(titles(songs), []string{"Bässe 𝄢"}) || len(songs[0].Notices) != 0 {
			t.Errorf("%s: %q, %v", name, titles(songs), err)
		}
	}
}

func TestDamagedFilesAreReadAsFarAsTheyGo(t *testing.T) {
	const notes = `{"pitch":36,"start":0,"end":0.4,"velocity":0.8}`
	good := `{"code":200,"data":{"state":"complete","instruments":[{"name":"Bass","notes":[` + notes + `,` + strings.ReplaceAll(notes, "36", "37") + `]}]}}`
	python := strings.NewReplacer(`"`, `'`, "200", "200, 'x': None, 'y': True").Replace(good)
	for name, test := range map[string]struct {
		body  string
		notes int
		said  string
	}{
		"comments":               {"// saved {today}\n" + strings.Replace(good, "200,", "200, /* fine */ ", 1), 2, "2 places"},
		"trailing commas":        {strings.NewReplacer("]", ",]", "0.8}", "0.8,}").Replace(good), 2, "4 places"},
		"missing commas":         {strings.ReplaceAll(good, `,"start"`, ` "start"`), 2, "2 places"},
		"other quotes":           {python, 2, "mended"},
		"bare names":             {strings.NewReplacer(`"pitch"`, "pitch", `"end"`, "end").Replace(good), 2, "4 places"},
		"NaN of other kinds":     {strings.Replace(good, "0.8", "nan", 1), 2, "1 place"},
		"numbers of other kinds": {strings.NewReplacer("0.4", ".4", "36", "+36").Replace(good), 2, "3 places"},
		"a raw line break":       {strings.Replace(good, "Bass", "Ba\nss", 1), 2, ""},
		"headers in front":       {"HTTP/1.1 200 OK\r\naccept: */*\r\ncontent-type: application/json\r\n\r\n" + good, 2, ""},
		"events":                 {"event: message\ndata: " + good + "\n\n", 2, ""},
		"a log":                  {"[09:00:01] answer: " + good + "\n[09:00:02] bye", 2, "mended"},
		"cut in a note":          {good[:strings.Index(good, `"start":0,"end":0.4,"velocity":0.8}]`)], 1, "ends in the middle"},
		"cut in a number":        {good[:len(good)-8], 2, "ends in the middle"},
		"cut behind a note":      {good[:strings.Index(good, `},{`)+1], 1, "ends in the middle"},
		"cut in a text":          {good[:strings.LastIndex(good, "art")], 1, "ends in the middle"},
		"cut in the second":      {good + "\n" + strings.ReplaceAll(good, "Bass", "Keys")[:len(good)-60], 3, "ends in the middle"},
	} {
		t.Run(name, func(t *testing.T) {
			songs, err := kie.DecodeFile([]byte(test.body))
			if err != nil || len(songs) != 1 || songs[0].Song.NoteCount() != test.notes {
				t.Fatalf("DecodeFile() = %+v, %v", songs, err)
			}
			if said := strings.Join(say.English(songs[0].Notices), " "); test.said != "" && !strings.Contains(said, test.said) {
				t.Errorf("says %q, want %q", said, test.said)
			}
		})
	}
}

func TestFilesWithoutNotesSayWhy(t *testing.T) {
	for body, want := range map[string]kie.Kind{
		``: kie.KindInvalid, `<html>[x]</html>`: kie.KindInvalid, `hello`: kie.KindInvalid, `{"a":`: kie.KindInvalid, `{}`: kie.KindInvalid, `[]`: kie.KindInvalid,
		callbackOf("a"):               kie.KindEmpty,
		`{"code":200,"data":null}`:    kie.KindNotFound,
		`{"code":500,"msg":"failed"}`: kie.KindTemporary,
		`{"code":200,"data":{"taskId":"t","successFlag":0}}` + "\n" + `{"code":200,"data":{"taskId":"t","successFlag":0}}`: kie.KindPending,
		strings.Repeat("[", 100000): kie.KindInvalid,
	} {
		songs, err := kie.DecodeFile([]byte(body))
		if err == nil {
			err = songs[0].Err()
		}
		wantKind(t, err, want)
	}
	_, err := kie.DecodeFile(make([]byte, 33<<20))
	wantKind(t, err, kie.KindInvalid)
}

func FuzzDecodeFile(f *testing.F) {
	seed(f)
	f.Add([]byte("// x\n{'instruments':[{name:'a',notes:[{pitch:1,start:0,end:+1,},{pitch:NaN"))
	f.Add([]byte("{\x00\"\x00i\x00"))
	f.Add([]byte(`{"a":1}{"b":[{"instruments":[{"notes":[{"midi":1,"time":0,"duration":1}]}]}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		songs, err := kie.DecodeFile(body)
		strict, strictErr := kie.Decode(body)
		if err == nil && len(songs) == 0 || err != nil && err.Error() == "" {
			t.Fatalf("%d songs, %v", len(songs), err)
		}
		if strictErr == nil && strict.State == kie.Done && (err != nil || songs[0].State != kie.Done) {
			t.Fatalf("what the service may send is %v in a file", err)
		}
		for _, s := range songs {
			if s.State == kie.Done && !bytes.Contains(s.Raw, []byte("{")) && !bytes.Contains(s.Raw, []byte("[")) {
				t.Fatalf("read from %q", s.Raw)
			}
		}
	})
}
