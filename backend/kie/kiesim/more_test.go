package kiesim_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

func TestManyAtOnceNeverOverdraw(t *testing.T) {
	s := serve(t, `{"errors":{"rateLimit":-1},"callback":{"drop":true}}`, func(c *kiesim.Config) { c.Credits = 105 })
	audio := s.upload("a.wav", []byte("x"))
	raw, err := json.Marshal(fields{"audioUrl": audio, "type": "separate_vocal", "callBackUrl": hook})
	if err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	codes := make(chan int, 30)
	for range cap(codes) {
		work.Go(func() {
			r, err := s.try("POST", sepPath, "application/json", raw)
			if err != nil {
				t.Error(err)
			}
			codes <- r.Code
		})
	}
	work.Wait()
	close(codes)
	count := map[int]int{}
	for code := range codes {
		count[code]++
	}
	if count[200] != 10 || count[402] != 20 || len(s.Charges()) != 10 || s.Balance() != 5 {
		t.Errorf("answers %v, %d charges, balance %v", count, len(s.Charges()), s.Balance())
	}
	ids := map[string]bool{}
	for _, c := range s.Charges() {
		ids[c.TaskID] = true
	}
	if len(ids) != 10 {
		t.Errorf("%d different tasks", len(ids))
	}
}

func TestStemsByInstrument(t *testing.T) {
	for _, c := range []struct {
		track music.Track
		stem  string
	}{
		{music.Track{Program: 0}, "Keyboard"}, {music.Track{Program: 12}, "Percussion"}, {music.Track{Program: 19}, "Keyboard"},
		{music.Track{Program: 30}, "Guitar"}, {music.Track{Program: 38}, "Bass"}, {music.Track{Program: 42}, "Strings"},
		{music.Track{Program: 47}, "Percussion"}, {music.Track{Program: 52}, "Backing_Vocals"}, {music.Track{Program: 54}, "Vocals"},
		{music.Track{Program: 56}, "Brass"}, {music.Track{Program: 73}, "Woodwinds"}, {music.Track{Program: 81}, "Synth"},
		{music.Track{Program: 90}, "Synth"}, {music.Track{Program: 98}, "FX"}, {music.Track{Program: 105}, "Guitar"},
		{music.Track{Program: 114}, "Percussion"}, {music.Track{Program: 127}, "FX"}, {music.Track{Drums: true}, "Drums"},
		{music.Track{Name: "Lead Vocal"}, "Vocals"}, {music.Track{Program: 33, Stem: "Synth"}, "Synth"},
	} {
		c.track.Notes = []music.Note{{Pitch: 60, Velocity: 64, Start: 1, End: 2}}
		s := serve(t, "", func(cfg *kiesim.Config) {
			cfg.Songs = []kiesim.Song{{Name: "One", Music: music.Song{Tracks: []music.Track{c.track}}}}
		})
		sep := s.separated("split_stem")
		for _, o := range get(t, s.get(sepInfo+sep).Data, "response", "originData").([]any) {
			stem := o.(map[string]any)
			if stem["stem_type_group_name"] != c.stem {
				continue
			}
			id := s.task(midiPath, fields{"taskId": sep, "audioId": stem["id"], "callBackUrl": hook})
			in := rawInstruments(t, s.get(midiInfo+id).Data)
			if len(in) != 1 || in[0].Name == "" || c.track.Name != "" && in[0].Name != c.track.Name {
				t.Errorf("%+v is not in %s: %v", c.track, c.stem, in)
			}
		}
	}
}

func TestMarketFailures(t *testing.T) {
	address, got := listen(t)
	s := serve(t, `{"midi":{"flag":3},"separation":{"flag":"GENERATE_AUDIO_FAILED","flagTimes":1}}`)
	separate := fields{
		"model": "ai-music-api/separate-vocals", "callBackUrl": hook, "input": fields{"audio_url": s.upload("a.wav", []byte("x"))},
	}
	bad := s.task(jobPath, separate)
	good := s.task(jobPath, separate)
	ask := func(id string) reply {
		return s.post(jobPath, fields{
			"model": "ai-music-api/generate-midi-from-audio", "callBackUrl": address, "input": fields{"task_id": id},
		})
	}
	if r := ask(bad); r.Code != 422 {
		t.Errorf("MIDI of a failed separation: %s", r.Raw)
	}
	id := get(t, ask(good).Data, "taskId").(string)
	for id, word := range map[string]string{bad: "Internal", id: "MIDI"} {
		r := s.get(jobInfo + id)
		if get(t, r.Data, "state") != "fail" || !strings.Contains(get(t, r.Data, "failMsg").(string), word) {
			t.Errorf("record %s", r.Raw)
		}
	}
	if d := s.next(got); get(t, d.body, "data", "taskId") != id || get(t, d.body, "data", "state") != "fail" {
		t.Errorf("callback %s", d.body)
	}
	if get(t, s.get("/sim/state").Raw, "tasks", 2, "model") != "ai-music-api/generate-midi-from-audio" {
		t.Error("the model is not in the state")
	}
}

func TestSunoAPICallbacks(t *testing.T) {
	address, got := listen(t)
	s := serve(t, "", func(c *kiesim.Config) { c.Profile = kiesim.ProfileSunoAPI })
	sep := s.task(sepPath, fields{"audioUrl": s.upload("a.wav", []byte("x")), "type": "split_stem", "callBackUrl": address})
	sameKeys(t, "sep-13-callback-removal_info-alias.json", s.next(got).body)
	s.task(midiPath, fields{"taskId": sep, "callBackUrl": address})
	sameFields(t, "midi-20-callback-A-top-task_id.json", s.next(got).body)
}

func TestGenerationGoesThroughItsStages(t *testing.T) {
	s := serve(t, `{"latency":{"generation":"100s","answer":"1ms"}}`)
	audio := s.upload("long-way.wav", []byte("x"))
	cover := s.task(genPath, fields{
		"uploadUrl": audio, "prompt": "p", "customMode": true, "instrumental": true, "style": "s", "title": "t",
		"model": "V5", "audioWeight": 0.65, "vocalGender": "f", "callBackUrl": hook,
	})
	var seen []string
	for range 5 {
		status := get(t, s.get(genInfo+cover).Data, "status").(string)
		seen = append(seen, status)
		if r := s.post(sepPath, fields{"taskId": cover, "audioId": "x", "callBackUrl": hook}); status != "SUCCESS" && r.Code != 422 {
			t.Errorf("separated while %s: %s", status, r.Raw)
		}
		s.Move(25 * time.Second)
	}
	if want := "PENDING TEXT_SUCCESS TEXT_SUCCESS FIRST_SUCCESS SUCCESS"; strings.Join(seen, " ") != want {
		t.Errorf("%q, want %q", seen, want)
	}
	data := s.get(genInfo + cover).Data
	sep := s.task(sepPath, fields{
		"taskId": cover, "audioId": get(t, data, "response", "sunoData", 1, "id"), "type": "split_stem", "callBackUrl": hook,
	})
	record := s.get(sepInfo + sep)
	if s.songOf(sep) != 1 || get(t, record.Data, "musicIndex") != 1.0 {
		t.Errorf("record %.300s", record.Raw)
	}
}
