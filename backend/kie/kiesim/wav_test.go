package kiesim_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"net/http/httptest"
	"strings"
	"testing"

	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

// samples reads a WAV file by its header and returns its samples.
func samples(t *testing.T, b []byte) (rate, channels int, out []int16) {
	t.Helper()
	le := binary.LittleEndian
	if len(b) < 44 || string(b[:4]) != "RIFF" || string(b[8:16]) != "WAVEfmt " || string(b[36:40]) != "data" {
		t.Fatalf("not a WAV file: % x", b[:min(len(b), 44)])
	}
	if int(le.Uint32(b[4:])) != len(b)-8 || int(le.Uint32(b[40:])) != len(b)-44 {
		t.Fatalf("sizes %d and %d in a file of %d bytes", le.Uint32(b[4:]), le.Uint32(b[40:]), len(b))
	}
	rate, channels = int(le.Uint32(b[24:])), int(le.Uint16(b[22:]))
	if le.Uint16(b[20:]) != 1 || le.Uint16(b[34:]) != 16 || int(le.Uint32(b[28:])) != rate*channels*2 {
		t.Fatalf("not 16-bit PCM: % x", b[20:36])
	}
	for i := 44; i < len(b); i += 2 {
		out = append(out, int16(le.Uint16(b[i:])))
	}
	return rate, channels, out
}

// levels returns the peak and the root of the mean square, 1 being full scale.
func levels(s []int16) (peak, rms float64) {
	for _, v := range s {
		x := float64(v) / 32768
		peak, rms = math.Max(peak, math.Abs(x)), rms+x*x
	}
	return peak, math.Sqrt(rms / float64(max(len(s), 1)))
}

func TestRenderWAV(t *testing.T) {
	for i, song := range demo() {
		forms := []kiesim.Format{{}, {Rate: 44100, Channels: 1}, {Rate: 22050, Channels: 2}, {Rate: 22050, Channels: 1}}
		for _, f := range forms[2*i : 2*i+2] { // two forms with each song
			var b, again bytes.Buffer
			if err := kiesim.RenderWAV(&b, song.Music, f); err != nil {
				t.Fatal(err)
			}
			rate, channels, s := samples(t, b.Bytes())
			if f == (kiesim.Format{}) {
				f = kiesim.Format{Rate: 44100, Channels: 2}
			}
			if rate != f.Rate || channels != f.Channels {
				t.Errorf("%v: %d Hz, %d channels", f, rate, channels)
			}
			if seconds := float64(len(s)) / float64(rate*channels); seconds < song.Music.End()+1 {
				t.Errorf("%v: %.2f s of audio for %.2f s of music", f, seconds, song.Music.End())
			}
			peak, rms := levels(s)
			if peak >= 0.9 || peak < 0.88 || rms < 0.03 || rms > 0.35 {
				t.Errorf("%s %v: peak %.3f, rms %.3f", song.Name, f, peak, rms)
			}
			if err := kiesim.RenderWAV(&again, song.Music, f); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Errorf("%v: not the same twice (%v)", f, err)
			}
		}
	}
}

func TestRenderWAVOfNothingIsSilence(t *testing.T) {
	var b bytes.Buffer
	if err := kiesim.RenderWAV(&b, music.Song{}, kiesim.Format{}); err != nil {
		t.Fatal(err)
	}
	if peak, _ := levels(second(samples(t, b.Bytes()))); peak != 0 {
		t.Errorf("peak %v", peak)
	}
}

func second(_, _ int, s []int16) []int16 { return s }

func TestRenderWAVRefusesOtherFormats(t *testing.T) {
	for _, f := range []kiesim.Format{{Rate: 48000, Channels: 2}, {Rate: 44100, Channels: 3}, {Rate: 44100}, {Channels: 1}} {
		if kiesim.RenderWAV(io.Discard, music.Song{}, f) == nil {
			t.Errorf("%v was accepted", f)
		}
	}
}

// Every instrument and every drum must be heard, and none may clip alone.
func TestEverySoundIsHeard(t *testing.T) {
	for program := range 256 {
		tr := music.Track{Program: uint8(program % 128), Drums: program >= 128}
		n := music.Note{Pitch: 60, Velocity: 100, End: 0.3}
		if tr.Drums {
			n.Pitch = uint8(program % 128)
		}
		tr.Notes = []music.Note{n}
		var b bytes.Buffer
		f := kiesim.Format{Rate: 22050, Channels: 1}
		if err := kiesim.RenderWAV(&b, music.Song{Tracks: []music.Track{tr}}, f); err != nil {
			t.Fatal(err)
		}
		_, _, s := samples(t, b.Bytes())
		if peak, rms := levels(s); peak > 0.9 || rms < 0.003 {
			t.Errorf("program %d, drums %v, pitch %d: peak %.3f, rms %.4f", tr.Program, tr.Drums, n.Pitch, peak, rms)
		}
		if end := s[len(s)-1]; end < -40 || end > 40 {
			t.Errorf("program %d, drums %v, pitch %d ends with a click of %d", tr.Program, tr.Drums, n.Pitch, end)
		}
	}
}

func BenchmarkRenderMix(b *testing.B) {
	song := demo()[0]
	for b.Loop() {
		if err := kiesim.RenderWAV(io.Discard, song.Music, kiesim.Format{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStems separates the first demo song and downloads all 12 stems.
func BenchmarkStems(b *testing.B) {
	for b.Loop() {
		sim := kiesim.New(kiesim.Config{
			Songs: demo()[:1], Credits: 50, Now: newClock().Now, Script: kiesim.Script{Callback: kiesim.Callback{Drop: true}},
		})
		gen := sim.Generations()[0]
		ask := func(method, path, body string) []byte {
			r := httptest.NewRequest(method, "http://sim"+path, strings.NewReader(body))
			r.Header.Set("Authorization", "Bearer k")
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("User-Agent", "test")
			w := httptest.NewRecorder()
			sim.ServeHTTP(w, r)
			return w.Body.Bytes()
		}
		ask("POST", sepPath, `{"taskId":"`+gen.TaskID+`","audioId":"`+gen.AudioIDs[0]+`","type":"split_stem","callBackUrl":"`+hook+`"}`)
		var record struct {
			Data struct {
				Response struct {
					OriginData []struct {
						URL string `json:"audio_url"`
					}
				}
			}
		}
		if err := json.Unmarshal(ask("GET", sepInfo+sim.Charges()[0].TaskID, ""), &record); err != nil {
			b.Fatal(err)
		}
		for _, stem := range record.Data.Response.OriginData {
			if len(ask("GET", strings.TrimPrefix(stem.URL, "http://sim"), "")) < 1000 {
				b.Fatal("a stem is missing")
			}
		}
	}
}
