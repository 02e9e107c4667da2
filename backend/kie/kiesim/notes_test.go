package kiesim_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"gitlab.com/gomidi/midi/v2/smf"

	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

// wireNote is a note as it travels, numbers kept as they were written.
type wireNote map[string]json.RawMessage

type wireInstrument struct {
	Name  string
	Notes []wireNote
}

func instruments(t *testing.T, raw any) []wireInstrument {
	t.Helper()
	b, err := json.Marshal(raw)
	if err != nil {
		t.Fatal(err)
	}
	var out []wireInstrument
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatalf("%v in %.200s", err, b)
	}
	return out
}

// rawInstruments reads them from an answer without touching the numbers.
func rawInstruments(t *testing.T, data json.RawMessage) []wireInstrument {
	t.Helper()
	var record struct {
		MIDIData struct{ Instruments []wireInstrument }
	}
	if err := json.Unmarshal(data, &record); err != nil {
		t.Fatalf("%v in %.200s", err, data)
	}
	return record.MIDIData.Instruments
}

// number reads a value that may be text, and says whether it was.
func (n wireNote) number(t *testing.T, field string) (v float64, quoted bool) {
	t.Helper()
	raw := string(n[field])
	text := strings.Trim(raw, `"`)
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("%s is %s", field, raw)
	}
	return v, text != raw
}

// checkNotes compares what was delivered with what the song is made of.
func checkNotes(t *testing.T, got []wireInstrument, want []music.Track) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d instruments, want %d", len(got), len(want))
	}
	for i, in := range got {
		if in.Name != want[i].Name || len(in.Notes) != len(want[i].Notes) {
			t.Fatalf("%q with %d notes, want %q with %d", in.Name, len(in.Notes), want[i].Name, len(want[i].Notes))
		}
		for j, n := range in.Notes {
			w := want[i].Notes[j]
			start, _ := n.number(t, "start")
			end, _ := n.number(t, "end")
			pitch, _ := n.number(t, "pitch")
			vel, _ := n.number(t, "velocity")
			if start*192 != math.Trunc(start*192) || end*192 != math.Trunc(end*192) || end <= start {
				t.Fatalf("%s note %d: %v–%v is off the raster", in.Name, j, start, end)
			}
			if math.Abs(start-w.Start) > 0.5/192+1e-9 || pitch != float64(w.Pitch) || vel != float64(w.Velocity)/127 {
				t.Fatalf("%s note %d is %v, want %v", in.Name, j, n, w)
			}
		}
	}
}

func TestTranscriptionIsTheSong(t *testing.T) {
	for i, song := range demo() {
		t.Run(song.Name, func(t *testing.T) {
			s := serve(t, "", func(c *kiesim.Config) { c.Songs = demo() })
			gen := s.Generations()[i]
			sep := s.task(sepPath, fields{
				"taskId": gen.TaskID, "audioId": gen.AudioIDs[1], "type": "split_stem", "callBackUrl": hook,
			})
			id := s.task(midiPath, fields{"taskId": sep, "callBackUrl": hook})
			r := s.get(midiInfo + id)
			checkNotes(t, rawInstruments(t, r.Data), song.Music.Tracks)
			for _, in := range rawInstruments(t, r.Data) {
				for _, n := range in.Notes {
					if _, quoted := n.number(t, "start"); quoted {
						t.Fatalf("a time is text in record-info: %v", n)
					}
				}
			}
			if !bytes.Contains(r.Raw, []byte(`{"pitch":`)) || !bytes.Contains(r.Raw, []byte(`{"end":`)) {
				t.Error("the fields of notes are always in the same order")
			}
		})
	}
}

func TestEveryStemHoldsItsInstruments(t *testing.T) {
	s := serve(t, `{"errors":{"rateLimit":-1}}`, func(c *kiesim.Config) { c.Songs = demo()[:1] })
	song := demo()[0].Music
	sep := s.task(sepPath, fields{"audioUrl": s.upload("x.wav", []byte("x")), "type": "split_stem", "callBackUrl": hook})
	origin := get(t, s.get(sepInfo+sep).Data, "response", "originData").([]any)
	want := map[string]string{
		"Vocals": "Synth Voice", "Keyboard": "Electric Piano 1", "Guitar": "Acoustic Guitar (steel)",
		"Bass": "Electric Bass (finger)", "Strings": "String Ensembles 1", "Drums": "Drums",
	}
	if len(origin) != 12 {
		t.Fatalf("%d stems", len(origin))
	}
	for _, o := range origin {
		stem := o.(map[string]any)
		name := stem["stem_type_group_name"].(string)
		id := s.task(midiPath, fields{"taskId": sep, "audioId": stem["id"], "callBackUrl": hook})
		var tracks []music.Track
		for _, tr := range song.Tracks {
			if tr.Name == want[name] {
				tracks = append(tracks, tr)
			}
		}
		checkNotes(t, rawInstruments(t, s.get(midiInfo+id).Data), tracks)
		r := s.do("GET", strings.TrimPrefix(stem["audio_url"].(string), s.url), "", nil)
		rate, _, audio := samples(t, r.Raw)
		if peak, _ := levels(audio); (peak == 0) != (tracks == nil) || peak > 0.9 {
			t.Errorf("%s: peak %.3f with %d instruments", name, peak, len(tracks))
		}
		if d := float64(len(audio))/float64(rate) - stem["duration"].(float64); math.Abs(d) > 1e-6 {
			t.Errorf("%s is %v s longer than announced", name, d)
		}
	}
}

func TestVocalAndAdvancedSeparations(t *testing.T) {
	s := serve(t, "")
	for _, c := range []struct {
		kind, stem string
		path       []any
		names      []string
	}{
		{"separate_vocal", "", []any{0, "id"}, []string{"Synth Voice"}},
		{"", "", []any{1, "id"}, []string{"Electric Bass (finger)", "Drums"}},
		{"split_stem_advanced", "Upright Bass", []any{0, "extract", "id"}, []string{"Electric Bass (finger)"}},
		{"split_stem_advanced", "Drum Kit", []any{0, "remove", "id"}, []string{"Electric Bass (finger)", "Synth Voice"}},
		{"split_stem_advanced", "Tuba", []any{0, "extract", "id"}, nil},
	} {
		body := fields{"audioUrl": s.upload("x.wav", []byte("x")), "callBackUrl": hook}
		if c.kind != "" {
			body["type"] = c.kind
		}
		if c.stem != "" {
			body["stemName"] = c.stem
		}
		sep := s.task(sepPath, body)
		id := get(t, s.get(sepInfo+sep).Data, append([]any{"response", "originData"}, c.path...)...)
		midi := s.task(midiPath, fields{"taskId": sep, "audioId": id, "callBackUrl": hook})
		var names []string
		for _, in := range rawInstruments(t, s.get(midiInfo+midi).Data) {
			names = append(names, in.Name)
		}
		if strings.Join(names, ",") != strings.Join(c.names, ",") {
			t.Errorf("%s %s: %q, want %q", c.kind, c.stem, names, c.names)
		}
	}
}

func TestAdvancedKnowsAll98Names(t *testing.T) {
	names := strings.FieldsFunc(`Lead Vocal, Backing Vocals, Choir, Drum Kit, Electronic Drum Kit, Kick, Snare, Hi-Hat, Cymbals, Percussion,
		Tambourine, Shaker, Hand Clap, Cowbell, Congas, Bongos, Djembe, Tabla, Taiko, Timpani, 808, Bass, Electric Bass, Bass Guitar,
		Upright Bass, Double Bass, Synth Bass, Guitar, Acoustic Guitar, Electric Guitar, Lead Guitar, Lead Electric Guitar,
		Rhythm Electric Guitar, Rhythm Acoustic Guitar, Distorted Electric Guitar, Pedal Steel Guitar, Lap Steel Guitar, Banjo,
		Mandolin, Ukulele, Sitar, Koto, Piano, Electric Piano, Digital Piano, Rhodes, Keyboards, Organ, Harpsichord, Celesta,
		Accordion, Melodica, Synth, Synth Pad, Synth Keys, Synth Lead, Synth Strings, Synth Voice, Synth Brass, Arpeggiator, Drone,
		Theremin, String Section, Violin, Viola, Cello, Fiddle, Harp, Orchestra, Brass Section, Horns, Trumpet, Trombone, French Horn,
		Tuba, Woodwinds, Flute, Piccolo, Clarinet, Oboe, Bassoon, Saxophone, Alto Saxophone, Tenor Saxophone, Baritone Saxophone,
		Harmonica, Bagpipes, Didgeridoo, Whistle, Bells, Glockenspiel, Xylophone, Marimba, Vibraphone, Music Box, Steel Drums, Risers,
		Sound Effects`, func(r rune) bool { return r == ',' })
	if len(names) != 98 {
		t.Fatalf("the test knows %d names", len(names))
	}
	s := serve(t, `{"errors":{"rateLimit":-1}}`, func(c *kiesim.Config) { c.Credits = 98 * 20 })
	audio := s.upload("x.wav", []byte("x"))
	for _, name := range names {
		s.task(sepPath, fields{
			"audioUrl": audio, "type": "split_stem_advanced", "stemName": strings.TrimSpace(name), "callBackUrl": hook,
		})
	}
	if s.Balance() != 0 {
		t.Errorf("%v credits left", s.Balance())
	}
}

func TestMIDIResultForms(t *testing.T) {
	for _, c := range []struct {
		name, script string
		stem         bool // ask for one stem
		want         string
	}{
		{"empty without a stem", `{"midi":{"empty":"whole"}}`, false, `{"instruments":[],"state":"complete"}`},
		{"notes with a stem", `{"midi":{"empty":"whole"}}`, true, ""},
		{"empty everywhere", `{"midi":{"empty":"all","emptyAs":"object"}}`, true, `{}`},
		{"empty as null", `{"midi":{"empty":"all","emptyAs":"null"}}`, false, `null`},
		{"running", `{"midi":{"running":"10s"}}`, false, `{"state":"running"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, c.script)
			sep := s.separated("split_stem")
			body := fields{"taskId": sep, "callBackUrl": hook}
			if c.stem {
				body["audioId"] = get(t, s.get(sepInfo+sep).Data, "response", "originData", 5, "id")
			}
			id := s.task(midiPath, body)
			data := get(t, s.get(midiInfo+id).Data, "midiData")
			got, err := json.Marshal(data)
			if err != nil {
				t.Fatal(err)
			}
			if c.want != "" && string(got) != c.want || c.want == "" && !bytes.Contains(got, []byte("pitch")) {
				t.Errorf("midiData %.100s, want %s", got, c.want)
			}
			s.Move(10e9)
			if c.name == "running" && len(rawInstruments(t, s.get(midiInfo+id).Data)) != 3 {
				t.Error("it runs for ever")
			}
		})
	}
}

func TestMIDISwitches(t *testing.T) {
	s := serve(t, `{"midi":{"partial":2,"stringNumbers":true}}`)
	id := s.task(midiPath, fields{"taskId": s.separated("split_stem"), "callBackUrl": hook})
	got := rawInstruments(t, s.get(midiInfo+id).Data)
	checkNotes(t, got, short("").Music.Tracks[:2])
	if _, quoted := got[0].Notes[0].number(t, "pitch"); !quoted {
		t.Error("a number is not text")
	}

	s = serve(t, `{"midi":{"jsonText":true},"separation":{"silent":["Drums"]}}`)
	id = s.task(midiPath, fields{"taskId": s.separated("split_stem"), "callBackUrl": hook})
	text := get(t, s.get(midiInfo+id).Data, "midiData").(string)
	if in := instruments(t, get(t, []byte(text), "instruments")); len(in) != 2 {
		t.Errorf("%d instruments although the drums are silenced", len(in))
	}

	s = serve(t, `{"separation":{"noOriginData":true,"flag":"CALLBACK_EXCEPTION"}}`)
	sep := s.separated("split_stem")
	record := s.get(sepInfo + sep)
	if get(t, record.Data, "successFlag") != "CALLBACK_EXCEPTION" || get(t, record.Data, "response", "drumsUrl") == nil ||
		get(t, record.Data, "response", "originData") != nil {
		t.Errorf("record %s", record.Raw)
	}
	s.task(midiPath, fields{"taskId": sep, "callBackUrl": hook})
}

func TestMarketResults(t *testing.T) {
	for result, want := range map[string]string{"notes": "midi_data", "mid": ".mid", "unknown": "score"} {
		s := serve(t, `{"market":{"result":"`+result+`"}}`)
		sep := s.task(jobPath, fields{
			"model": "ai-music-api/separate-vocals", "callBackUrl": hook,
			"input": fields{"audio_url": s.upload("a.wav", []byte("x"))},
		})
		id := s.task(jobPath, fields{
			"model": "ai-music-api/generate-midi-from-audio", "callBackUrl": hook, "input": fields{"task_id": sep},
		})
		text := get(t, s.get(jobInfo+id).Data, "resultJson").(string)
		if !strings.Contains(text, want) {
			t.Errorf("%s: %.100s", result, text)
		}
		if result != "mid" {
			continue
		}
		address := get(t, []byte(text), "resultUrls", 0).(string)
		file, err := smf.ReadFrom(bytes.NewReader(s.do("GET", strings.TrimPrefix(address, s.url), "", nil).Raw))
		if err != nil || len(file.Tracks) != 4 {
			t.Errorf("the file: %v", err)
		}
	}
}
