package kiesim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"gitlab.com/gomidi/midi/v2"
	"gitlab.com/gomidi/midi/v2/smf"

	"partlift/backend/kie/kiesim"
	"partlift/backend/kie/kiesim/songs"
	"partlift/backend/music"
)

// demo returns the demo songs as music, read without the code under test.
var demo = sync.OnceValue(func() []kiesim.Song {
	var out []kiesim.Song
	for _, f := range songs.All() {
		out = append(out, kiesim.Song{Name: f.Title, Music: readSong(f.Data)})
	}
	return out
})

// readSong reads files of one tempo, which the demo songs are.
func readSong(data []byte) music.Song {
	file, err := smf.ReadFrom(bytes.NewReader(data))
	if err != nil {
		panic(err)
	}
	var out music.Song
	tempo := 120.0
	for i, track := range file.Tracks {
		t, open := music.Track{}, map[uint8]int{}
		tick := 0.0
		for _, ev := range track {
			tick += float64(ev.Delta)
			second := tick / 480 * 60 / tempo
			var ch, a, b uint8
			msg := midi.Message(ev.Message)
			switch {
			case ev.Message.GetMetaTempo(&tempo), ev.Message.GetMetaTrackName(&t.Name):
			case msg.GetProgramChange(&ch, &a):
				t.Program, t.Drums = a, ch == 9
			case msg.GetNoteStart(&ch, &a, &b):
				open[a] = len(t.Notes)
				t.Notes = append(t.Notes, music.Note{Pitch: a, Velocity: b, Start: second})
			case msg.GetNoteEnd(&ch, &a):
				t.Notes[open[a]].End = second
			}
		}
		if i > 0 {
			out.Tracks = append(out.Tracks, t)
		}
	}
	return out
}

// short is a song that renders in no time: a bass line, a beat, a voice. A
// name with "Long" in it lasts two seconds longer.
func short(name string) kiesim.Song {
	var s music.Song
	notes := 12
	if strings.Contains(name, "Long") {
		notes = 20
	}
	for _, t := range []music.Track{
		{Name: "Electric Bass (finger)", Program: 33},
		{Name: "Drums", Drums: true},
		{Name: "Synth Voice", Program: 54},
	} {
		for i := range notes {
			at := float64(i) * 0.2543
			pitch := uint8(36 + i%5 + int(t.Program)/2)
			t.Notes = append(t.Notes, music.Note{Pitch: pitch, Velocity: uint8(60 + 3*i), Start: at, End: at + 0.2})
		}
		s.Tracks = append(s.Tracks, t)
	}
	s.Title = name
	return kiesim.Song{Name: name, Music: s}
}

// clock is a time that stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.UnixMilli(1_790_000_000_000)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// service is a Sim behind a real port.
type service struct {
	*testing.T
	*kiesim.Sim
	*clock
	url string
	key string
}

func serve(t *testing.T, script string, change ...func(*kiesim.Config)) *service {
	t.Helper()
	if script == "" {
		script = "{}"
	}
	parsed, err := kiesim.ReadScript(strings.NewReader(script))
	if err != nil {
		t.Fatal(err)
	}
	c := newClock()
	cfg := kiesim.Config{
		Songs: []kiesim.Song{short("Short Walk"), short("Long Way")}, Script: parsed, Keys: []string{"test-key"},
		Credits: 1000, Now: c.Now, Rand: rand.NewChaCha8([32]byte{1}),
	}
	for _, f := range change {
		f(&cfg)
	}
	sim := kiesim.New(cfg)
	server := httptest.NewServer(sim)
	t.Cleanup(func() {
		server.Close()
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	})
	return &service{T: t, Sim: sim, clock: c, url: server.URL, key: "test-key"}
}

// reply is an envelope as it came.
type reply struct {
	Status  int `json:"-"`
	Raw     []byte
	Success *bool
	Code    int
	Msg     string
	Data    json.RawMessage
}

// try sends a request and returns the answer or the transport's error.
func (s *service) try(method, path, contentType string, body []byte) (reply, error) {
	s.Helper()
	req, err := http.NewRequestWithContext(s.Context(), method, s.url+path, bytes.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.key)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	r := reply{}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		_ = json.Unmarshal(raw, &r)
	}
	r.Status, r.Raw = resp.StatusCode, raw
	return r, err
}

func (s *service) do(method, path, contentType string, body []byte) reply {
	s.Helper()
	r, err := s.try(method, path, contentType, body)
	if err != nil {
		s.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

func (s *service) get(path string) reply { s.Helper(); return s.do("GET", path, "", nil) }

func (s *service) post(path string, body any) reply {
	s.Helper()
	text, ok := body.(string)
	if !ok {
		raw, err := json.Marshal(body)
		if err != nil {
			s.Fatal(err)
		}
		text = string(raw)
	}
	return s.do("POST", path, "application/json", []byte(text))
}

type fields map[string]any

const (
	sepPath  = "/api/v1/vocal-removal/generate"
	sepInfo  = "/api/v1/vocal-removal/record-info?taskId="
	midiPath = "/api/v1/midi/generate"
	midiInfo = "/api/v1/midi/record-info?taskId="
	genPath  = "/api/v1/generate/upload-cover"
	genInfo  = "/api/v1/generate/record-info?taskId="
	jobPath  = "/api/v1/jobs/createTask"
	jobInfo  = "/api/v1/jobs/recordInfo?taskId="
	hook     = "http://127.0.0.1:9/cb"
)

// upload puts a file on the upload host and returns its downloadUrl.
func (s *service) upload(name string, data []byte) string {
	s.Helper()
	r := s.form(map[string]string{"uploadPath": "audio/in", "fileName": name}, data)
	if r.Code != 200 {
		s.Fatalf("upload: %s", r.Raw)
	}
	return get(s.T, r.Data, "downloadUrl").(string)
}

// task posts a body that must be accepted and returns the task's id.
func (s *service) task(path string, body any) string {
	s.Helper()
	r := s.post(path, body)
	if r.Code != 200 {
		s.Fatalf("POST %s: %s", path, r.Raw)
	}
	return get(s.T, r.Data, "taskId").(string)
}

// separated uploads a file and returns a separation of it.
func (s *service) separated(kind string) string {
	s.Helper()
	return s.task(sepPath, fields{"audioUrl": s.upload("short-walk.wav", []byte("x")), "type": kind, "callBackUrl": hook})
}

// get walks into JSON by names and indices.
func get(t *testing.T, raw []byte, path ...any) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	for _, p := range path {
		switch p := p.(type) {
		case string:
			o, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("no object to find %q in", p)
			}
			v = o[p]
		case int:
			l, ok := v.([]any)
			if !ok || p >= len(l) {
				t.Fatalf("no list with element %d", p)
			}
			v = l[p]
		}
	}
	return v
}
