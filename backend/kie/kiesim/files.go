package kiesim

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"net/http"
	"strings"
	"time"
)

// Where files live.
const (
	uploadRoot = "/tempfile/sim/" // uploads
	resultRoot = "/s/"            // stems, takes, pictures, .mid files
	linkRoot   = "/t/"            // temporary links
)

func isFile(path string) bool {
	return strings.HasPrefix(path, uploadRoot) || strings.HasPrefix(path, resultRoot) || strings.HasPrefix(path, linkRoot)
}

func stemPath(st stem) string   { return resultRoot + st.id + "_" + st.name + ".wav" }
func takePath(id string) string { return resultRoot + id + ".wav" }
func midPath(t *task) string    { return resultRoot + t.id + ".mid" }

// file is something that can be downloaded; data makes its bytes.
type file struct {
	mime string
	song *heard // what it sounds like; nil for what is not audio
	data func() []byte
}

// serveFile answers a download. File hosts turn away callers that do not say
// who they are.
func (s *Sim) serveFile(c *call) answer {
	agent := c.UserAgent()
	refused := agent == "" && s.script.UserAgent != "off"
	if s.script.UserAgent == "browser" {
		for _, library := range []string{"Go-http-client", "python", "curl", "Java", "node"} {
			refused = refused || strings.HasPrefix(agent, library)
		}
	}
	if refused {
		return plainAnswer(http.StatusForbidden, "403 Forbidden")
	}
	if c.Method != http.MethodGet && c.Method != http.MethodHead {
		return plainAnswer(http.StatusMethodNotAllowed, "405 Method Not Allowed")
	}
	path := c.URL.Path
	if strings.HasPrefix(path, linkRoot) {
		path = s.followed(path)
	}
	f, ok := s.file(path)
	if !ok {
		return plainAnswer(http.StatusNotFound, "404 Not Found")
	}
	return answer{status: http.StatusOK, code: http.StatusOK, mime: f.mime, body: f.data(), file: true}
}

func plainAnswer(status int, text string) answer {
	return answer{status: status, code: status, mime: "text/plain; charset=utf-8", body: []byte(text)}
}

// file returns what lies at a path, unless it expired.
func (s *Sim) file(path string) (file, bool) {
	if u := s.upload(path); u != nil {
		return file{u.mime, u.song, func() []byte { return u.data }}, true
	}
	name, ok := strings.CutPrefix(path, resultRoot)
	if !ok {
		return file{}, false
	}
	for _, h := range s.songs {
		if f, ok := take(name, h, h.generation().AudioIDs); ok {
			return f, true
		}
	}
	return s.result(name)
}

// result returns a file that a task made.
func (s *Sim) result(name string) (file, bool) {
	now, keep := s.now(), orDefault(s.script.Expiry.Files, 14*24*time.Hour)
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	for _, t := range s.store.tasks {
		if !t.usable(now) || now.Sub(t.ready) > keep {
			continue
		}
		for _, st := range t.stems {
			if resultRoot+name == stemPath(st) {
				return file{"audio/wav", t.song, func() []byte { return t.song.stem(st.tracks) }}, true
			}
		}
		if f, ok := take(name, t.song, t.generation.AudioIDs); ok {
			return f, true
		}
		if t.kind == kindMIDI && t.market != "" && resultRoot+name == midPath(t) {
			return file{"audio/midi", nil, func() []byte { return midFile(t.song.part(t.tracks)) }}, true
		}
	}
	return file{}, false
}

// take returns a file of a generation task: its audio or its picture.
func take(name string, h *heard, ids []string) (file, bool) {
	for _, id := range ids {
		switch name {
		case id, id + ".wav":
			return file{"audio/wav", h, h.mixes[formats[0]]}, true
		case id + ".jpeg":
			return file{"image/jpeg", nil, picture}, true
		}
	}
	return file{}, false
}

// picture is the cover of every take: a plain field of color.
func picture() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 64, 64))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{0x3c, 0x46, 0x5a, 0xff}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic("kiesim: " + err.Error()) // a buffer does not fail
	}
	return b.Bytes()
}
