package main

import (
	"bytes"
	"math"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/smf"
)

// switches turns every switch of the pretend service. A song must end well
// although, or else stop with one sentence; nothing is ever paid twice.
var switches = []struct {
	name, script string
	flags        []string
	stops        string // "" for a good end, else a word of the sentence
	again        bool   // the second run ends well
}{
	{name: "healthy", script: `{}`},
	{name: "lenient", script: `{"strict":false,"userAgent":"off"}`},
	{name: "latency", script: `{"latency":{"upload":"30ms","answer":"5ms","separation":"60ms","midi":"60ms"}}`},
	{name: "quick start uploads", script: `{"upload":{"quickStart":true}}`},
	{name: "stale uploads", script: `{"upload":{"stale":true}}`},
	{name: "browsers only", script: `{"userAgent":"browser"}`},
	{name: "callback exception", script: `{"separation":{"flag":"CALLBACK_EXCEPTION"}}`},
	{name: "separation fails", script: `{"separation":{"flag":"GENERATE_AUDIO_FAILED"}}`, stops: "separat"},
	{name: "separation fails once", script: `{"separation":{"flag":"GENERATE_AUDIO_FAILED","flagTimes":1}}`, stops: "separat"},
	{name: "separation not created", script: `{"separation":{"flag":"CREATE_TASK_FAILED"}}`, stops: "separat"},
	{name: "stems without ids", script: `{"separation":{"noOriginData":true}}`},
	{name: "silent stems", script: `{"separation":{"silent":["Guitar","Strings"]}}`},
	{name: "midi fails once", script: `{"midi":{"flag":3,"flagTimes":1}}`},
	{name: "midi not created once", script: `{"midi":{"flag":2,"flagTimes":1}}`},
	{name: "midi fails", script: `{"midi":{"flag":3}}`, stops: "."},
	{name: "empty for the whole", script: `{"midi":{"empty":"whole"}}`},
	{name: "empty object for the whole", script: `{"midi":{"empty":"whole","emptyAs":"object"}}`},
	{name: "null for the whole", script: `{"midi":{"empty":"whole","emptyAs":"null"}}`},
	{name: "empty for all", script: `{"midi":{"empty":"all"}}`, stops: "notes"},
	{name: "one instrument for the whole", script: `{"midi":{"partial":1}}`},
	{name: "string numbers", script: `{"midi":{"stringNumbers":true}}`},
	{name: "json text", script: `{"midi":{"jsonText":true}}`},
	{name: "still running", script: `{"midi":{"running":"50ms"}}`},
	{name: "market notes", script: `{}`, flags: []string{"--market"}},
	{name: "market file", script: `{"market":{"result":"mid"}}`, flags: []string{"--market"}},
	{name: "market unknown", script: `{"market":{"result":"unknown"}}`, flags: []string{"--market"}, stops: "."},
	{name: "callbacks", script: `{"callback":{"layout":"A","removalInfo":true,"duplicates":2,"beforeAnswer":true,"signature":"wrong"}}`},
	{name: "dropped callbacks", script: `{"callback":{"drop":true}}`},
	{name: "status codes", script: `{"errors":{"status":true}}`},
	{name: "unknown is 404", script: `{"errors":{"unknown":"404"}}`},
	{name: "uploads expire", script: `{"expiry":{"uploads":"1ms"}}`, stops: "."},
	{name: "files expire", script: `{"expiry":{"files":"1ms"}}`},
	{name: "links expire", script: `{"expiry":{"links":"1ms"}}`},
	{name: "no key", script: `{"faults":[{"path":"/*","do":"error","code":401}]}`, stops: "key"},
	{name: "no credits", script: `{"faults":[{"path":"/api/v1/vocal-removal/generate","do":"error","code":402,"times":1}]}`, stops: "credits", again: true},
	{name: "maintenance", script: `{"faults":[{"path":"/api/v1/midi/generate","do":"error","code":455,"times":1}]}`},
	{name: "refused request", script: `{"faults":[{"path":"/api/v1/vocal-removal/generate","do":"error","code":422,"times":1}]}`, stops: ".", again: true},
	{name: "unknown code", script: `{"faults":[{"path":"/api/v1/vocal-removal/record-info","do":"error","code":777,"times":1}]}`},
	{name: "lost order", script: `{"faults":[{"path":"/api/v1/vocal-removal/generate","do":"lost","times":1}]}`, stops: "--separation"},
	{name: "cut order", script: `{"faults":[{"path":"/api/v1/vocal-removal/generate","do":"cut","times":1}]}`, stops: "--separation"},
	{name: "truncated order", script: `{"faults":[{"path":"/api/v1/vocal-removal/generate","do":"truncate","times":1}]}`, stops: "--separation"},
	{name: "empty order", script: `{"faults":[{"path":"/api/v1/vocal-removal/generate","do":"empty","times":1}]}`, stops: "--separation"},
	{name: "lost transcription", script: `{"faults":[{"path":"/api/v1/midi/generate","do":"lost","times":1}]}`},
	{name: "lost upload", script: `{"faults":[{"path":"/api/file*","do":"lost","times":1}]}`},
	{name: "answers cut", script: `{"faults":[{"path":"/api/v1/midi/record-info","do":"cut","times":1},{"path":"/api/v1/vocal-removal/record-info","do":"truncate","times":1}]}`},
	{name: "answers empty", script: `{"faults":[{"path":"/api/v1/midi/record-info","do":"empty","times":1},{"path":"/api/v1/vocal-removal/record-info","do":"html","times":1}]}`},
	{name: "slow answers", script: `{"faults":[{"path":"/api/v1/midi/record-info","do":"slow","pause":"2ms"},{"path":"/files/*","do":"slow","pause":"2ms"}]}`},
	{name: "stems cut", script: `{"faults":[{"method":"GET","path":"/files/*","do":"cut","times":2}]}`},
}

// shortSong is one song of a few bars, which are enough to walk the whole road,
// and the file with its sound.
func shortSong(t *testing.T) (songs []kiesim.Song, wav string) {
	t.Helper()
	songs, err := studio.DemoSongs()
	if err != nil {
		t.Fatal(err)
	}
	heard := &songs[0].Music
	for i := range heard.Tracks {
		track := &heard.Tracks[i]
		track.Notes = slices.DeleteFunc(track.Notes, func(n music.Note) bool { return n.End > 12 })
	}
	heard.Tracks = slices.DeleteFunc(heard.Tracks, func(x music.Track) bool { return len(x.Notes) == 0 })
	wav = filepath.Join(t.TempDir(), "song.wav")
	var b bytes.Buffer
	if err := kiesim.RenderWAV(&b, *heard, kiesim.Format{}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(wav, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return songs[:1], wav
}

func TestEverySwitchEndsWellOrInOneSentence(t *testing.T) {
	songs, wav := shortSong(t)
	heard := songs[0].Music
	for _, c := range switches {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			script, err := kiesim.ReadScript(strings.NewReader(c.script))
			if err != nil {
				t.Fatal(err)
			}
			sim := kiesim.New(kiesim.Config{Songs: songs, Script: script, Credits: 1000, Now: time.Now})
			server := httptest.NewServer(sim)
			defer sim.Close()
			defer server.Close()
			dir := t.TempDir()
			out := filepath.Join(dir, "out")
			args := append([]string{"song", wav, "-o", out, "--json", "--library", filepath.Join(dir, "library"),
				"--api-base", server.URL, "--upload-base", server.URL, "--poll", "5ms", "--grid", "off"}, c.flags...)
			for run := range 2 {
				var stdout, stderr bytes.Buffer
				l := &lift{in: new(bytes.Buffer), out: &stdout, err: &stderr}
				l.places.Key = testKey
				code := l.run(t.Context(), args)
				if n := len(sim.Charges()); n > 1 {
					t.Fatalf("run %d: %d charges\n%s", run, n, &stderr)
				}
				if strings.Contains(stderr.String(), testKey) || strings.Contains(stderr.String(), "?t=") {
					t.Errorf("a secret is in %s", &stderr)
				}
				if c.stops == "" || run == 1 && c.again {
					if code != 0 {
						t.Fatalf("run %d: code %d\n%s", run, code, &stderr)
					}
					sounds(t, heard, filepath.Join(out, "song.mid"))
					continue
				}
				lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
				last := lines[len(lines)-1]
				if code != 1 || stdout.Len() != 0 || !strings.HasSuffix(last, ".") || strings.Contains(last, "..") || !strings.Contains(last, c.stops) {
					t.Errorf("run %d: code %d, output %q\n%s", run, code, &stdout, &stderr)
				}
				t.Logf("run %d: %s", run, last)
			}
		})
	}
}

// sounds compares all notes of some files with what the service heard, whatever
// tracks they are in: stems that were transcribed by themselves come in an order
// of their own.
func sounds(t *testing.T, want music.Song, paths ...string) {
	t.Helper()
	var got music.Song
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		part, err := smf.Read(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		got.Tracks = append(got.Tracks, part.Tracks...)
	}
	have, heard := flat(got), flat(want)
	if !slices.Equal(have, heard) {
		t.Errorf("%s: %d notes, want %d; or they differ", filepath.Base(paths[0]), len(have), len(heard))
	}
}

// flat lists drums, pitch, velocity and the start on the API's raster of all
// notes, in order.
func flat(song music.Song) (out [][4]int) {
	for _, track := range song.Tracks {
		drums := 0
		if track.Drums {
			drums = 1
		}
		for _, n := range track.Notes {
			out = append(out, [4]int{int(math.Round(n.Start * 192)), drums, int(n.Pitch), int(n.Velocity)})
		}
	}
	slices.SortFunc(out, func(a, b [4]int) int { return slices.Compare(a[:], b[:]) })
	return out
}
