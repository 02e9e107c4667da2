package kie_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"partlift/backend/kie"
)

// inbox is an upload host that checks what comes and keeps it.
type inbox struct {
	names, paths []string
	files        [][]byte
	lengths      []int64
}

func (b *inbox) take(t *testing.T, r *http.Request) {
	t.Helper()
	b.lengths = append(b.lengths, r.ContentLength)
	m, err := r.MultipartReader()
	if err != nil {
		t.Error(err)
		return
	}
	for {
		p, err := m.NextPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Error(err)
			return
		}
		b.part(t, p)
	}
}

func (b *inbox) part(t *testing.T, p *multipart.Part) {
	body, err := io.ReadAll(p)
	if err != nil {
		t.Error(err)
	}
	switch p.FormName() {
	case "uploadPath":
		b.paths = append(b.paths, string(body))
	case "fileName":
		b.names = append(b.names, string(body))
	case "file":
		b.files = append(b.files, body)
		if p.FileName() != b.names[len(b.names)-1] {
			t.Errorf("file is named %q and %q", p.FileName(), b.names)
		}
	default:
		t.Errorf("unexpected part %q", p.FormName())
	}
}

const uploadedAnswer = `{"success":true,"code":200,"msg":"x","data":{"downloadUrl":"https://t.example.invalid/f"}}`

func TestUploadSendsTheFileOnceUnderAFreshName(t *testing.T) {
	audio := append([]byte("RIFF\x00\x00\x00\x00WAVEfmt "), bytes.Repeat([]byte("abcdefg"), 50000)...)
	var box inbox
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		box.take(t, r)
		io.WriteString(w, uploadedAnswer)
	}))
	defer s.Close()
	c, _ := caller(s.URL)
	for range 2 {
		var last, total int64
		calls := 0
		url, err := c.Upload(background, kie.UploadFile{Name: `C:\Music\Tëst "1"` + "\r\n.mp3", Size: int64(len(audio)), Body: bytes.NewReader(audio)}, func(sent, of int64) {
			if sent <= last || sent > of {
				t.Errorf("progress went from %d to %d of %d", last, sent, of)
			}
			last, total = sent, of
			calls++
		})
		if err != nil || url != "https://t.example.invalid/f" {
			t.Fatalf("Upload() = %q, %v", url, err)
		}
		if last != int64(len(audio)) || total != last || calls < 5 {
			t.Errorf("progress ended at %d of %d after %d calls", last, total, calls)
		}
	}
	for i, f := range box.files {
		if !bytes.Equal(f, audio) {
			t.Errorf("file %d arrived with %d bytes", i, len(f))
		}
	}
	if box.lengths[0] <= int64(len(audio)) {
		t.Errorf("length was announced as %d", box.lengths[0])
	}
	if box.names[0] == box.names[1] || !regexp.MustCompile(`^[0-9a-f]{32}\.wav$`).MatchString(box.names[0]) {
		t.Errorf("names are %q, want fresh ones that end as the content does", box.names)
	}
	if p := box.paths[0]; p == "" || strings.HasPrefix(p, "/") || strings.HasSuffix(p, "/") {
		t.Errorf("uploadPath is %q", p)
	}
}

func TestUploadNamesTheKindOfAudio(t *testing.T) {
	tests := []struct{ name, head, want string }{
		{"a.WAV", "????????????????", ".wav"},
		{"a.wav", "ID3?", ".mp3"},
		{"a", "fLaC", ".flac"},
		{"a.mp3", "OggS", ".ogg"},
		{"a.bin", "\x00\x00\x00\x20ftypM4A ", ".m4a"},
		{"a", "?", ".mp3"},
		{"a.b/c", "?", ".mp3"},
		{"a.mp3?x=1", "?", ".mp3"},
		{"a.averylongone", "?", ".mp3"},
	}
	for _, test := range tests {
		var box inbox
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			box.take(t, r)
			io.WriteString(w, uploadedAnswer)
		}))
		c, _ := caller(s.URL)
		_, err := c.Upload(background, kie.UploadFile{Name: test.name, Size: -1, Body: strings.NewReader(test.head)}, nil)
		s.Close()
		if err != nil || filepath.Ext(box.names[0]) != test.want || string(box.files[0]) != test.head {
			t.Errorf("%q with %q was sent as %q, %v", test.name, test.head, box.names, err)
		}
	}
}

func TestUploadDoesNotHoldTheFileInMemory(t *testing.T) {
	const size = 256 << 20
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, err := io.Copy(io.Discard, r.Body); n < size {
			t.Errorf("%d bytes came, %v", n, err)
		}
		io.WriteString(w, uploadedAnswer)
	}))
	defer s.Close()
	c, _ := caller(s.URL)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := c.Upload(background, kie.UploadFile{Name: "a.wav", Size: size, Body: io.LimitReader(zeros{}, size)}, nil)
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; err != nil || grown > 16<<20 {
		t.Errorf("%d bytes were allocated, %v", grown, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestUploadIsTriedAgainOnlyWhenItCanBeRewound(t *testing.T) {
	d := newDesk(t, answer{status: 520, body: "<html>"}, code("500", "auth service"), answer{status: 200, body: uploadedAnswer})
	path := filepath.Join(t.TempDir(), "a.mp3")
	if err := os.WriteFile(path, []byte("skipID3audio"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.Seek(4, io.SeekStart)
	c, k := caller(d.URL)
	starts := 0
	if _, err := c.Upload(background, kie.UploadFile{Name: "a.mp3", Size: 8, Body: f}, func(sent, _ int64) {
		if sent == 8 {
			starts++
		}
	}); err != nil {
		t.Fatal(err)
	}
	if len(k.list()) != 2 || starts != 3 {
		t.Errorf("%d pauses, %d whole sendings", len(k.list()), starts)
	}
	for _, r := range d.requests() {
		if !bytes.Contains(r.body, []byte("\r\n\r\nID3audio\r\n")) {
			t.Errorf("sent %q", r.body)
		}
	}
	d = newDesk(t, code("500", "x"))
	c, _ = caller(d.URL)
	_, err = c.Upload(background, kie.UploadFile{Name: "a.mp3", Size: 8, Body: io.MultiReader(strings.NewReader("ID3audio"))}, nil)
	wantKind(t, err, kie.KindTemporary)
	if n := len(d.requests()); n != 1 {
		t.Errorf("a stream was sent %d times", n)
	}
}
