package kiesim

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// call is one request on its way.
type call struct {
	*http.Request
	base    string   // scheme and host the caller used, for the URLs in answers
	body    []byte   // of JSON requests, once read
	unknown []string // fields the contract does not know
	after   func()   // runs when the answer is out
}

// answer is what goes back: bytes, or a file that knows how to serve ranges.
type answer struct {
	status int
	code   int // what the envelope says; the status where there is none
	mime   string
	body   []byte
	file   bool
}

// route is one door of the service.
type route struct {
	handle func(*call) (any, error)
	upload bool // on the upload host: its own envelope and real HTTP statuses
	task   bool // makes a task: counted by the rate limit
}

// table lists every route by "METHOD /path".
func (s *Sim) table() map[string]route {
	credit := "/api/v1/chat/credit"
	if s.profile == ProfileSunoAPI {
		credit = "/api/v1/generate/credit"
	}
	return map[string]route{
		"GET " + credit:                         {handle: s.credit},
		"POST /api/v1/common/download-url":      {handle: s.downloadURL},
		"POST /api/file-stream-upload":          {handle: s.streamUpload, upload: true},
		"POST /api/file-base64-upload":          {handle: s.base64Upload, upload: true},
		"POST /api/file-url-upload":             {handle: s.urlUpload, upload: true},
		"POST /api/v1/vocal-removal/generate":   {handle: s.separate, task: true},
		"GET /api/v1/vocal-removal/record-info": {handle: s.separationRecord},
		"POST /api/v1/midi/generate":            {handle: s.transcribe, task: true},
		"GET /api/v1/midi/record-info":          {handle: s.midiRecord},
		"POST /api/v1/generate":                 {handle: s.making("generate"), task: true},
		"POST /api/v1/generate/extend":          {handle: s.making("extend"), task: true},
		"POST /api/v1/generate/upload-cover":    {handle: s.making("upload_cover"), task: true},
		"POST /api/v1/generate/upload-extend":   {handle: s.making("upload_extend"), task: true},
		"GET /api/v1/generate/record-info":      {handle: s.generationRecord},
		"POST /api/v1/jobs/createTask":          {handle: s.marketCreate, task: true},
		"GET /api/v1/jobs/recordInfo":           {handle: s.marketRecord},
	}
}

// ServeHTTP answers one request as the service would.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/sim" || strings.HasPrefix(r.URL.Path, "/sim/") {
		s.inspect(w, r)
		return
	}
	if s.spoilt(w, r) {
		return
	}
	c := &call{Request: r, base: baseOf(r), after: func() {}}
	index := s.note(r)
	fault := s.fault(r)
	a, ok := fault.before(s)
	if !ok {
		a = s.answer(c)
	}
	code := a.code
	if fault.Do == DoLost || fault.Do == DoRefuse {
		code = 0
	}
	s.noteCode(index, code, c.unknown)
	defer c.after()
	s.write(w, c, a, fault)
}

// answer finds the answer without writing it.
func (s *Sim) answer(c *call) answer {
	if isFile(c.URL.Path) {
		return s.serveFile(c)
	}
	rt, ok := s.routes[c.Method+" "+c.URL.Path]
	if !ok {
		return s.noRoute(c)
	}
	pause := s.script.Latency.Answer
	if rt.upload {
		pause = s.script.Latency.Upload
	}
	data, err := s.admit(c, rt)
	if err == nil {
		data, err = rt.handle(c)
	}
	s.wait(c.Context(), time.Duration(pause))
	if err != nil {
		return s.refuse(asRefusal(err), rt.upload)
	}
	if rt.upload {
		return data.(answer)
	}
	return ok200(data)
}

// admit checks the key and the rate limit.
func (s *Sim) admit(c *call, rt route) (any, error) {
	key, bearer := strings.CutPrefix(c.Header.Get("Authorization"), "Bearer ")
	if !bearer || key == "" || len(s.keys) > 0 && !slices.Contains(s.keys, key) {
		if rt.upload {
			return nil, refusal{401, "Authentication failed: Invalid API Key"}
		}
		return nil, refusal{401, messages[401]}
	}
	if rt.task && s.limited() {
		if s.profile == ProfileSunoAPI {
			return nil, refusal{405, "Rate Limited - Request limit has been exceeded for this resource"}
		}
		return nil, refusal{429, messages[429]}
	}
	return nil, nil
}

// limited counts a request that makes a task and reports whether it is one
// too many within 10 s.
func (s *Sim) limited() bool {
	limit := s.script.Errors.RateLimit
	if limit == 0 {
		limit = 20
	}
	now := s.now()
	st := &s.store
	st.mu.Lock()
	defer st.mu.Unlock()
	st.accepted = slices.DeleteFunc(st.accepted, func(t time.Time) bool { return now.Sub(t) >= 10*time.Second })
	if limit > 0 && len(st.accepted) >= limit {
		return true
	}
	st.accepted = append(st.accepted, now)
	return false
}

func (s *Sim) noRoute(c *call) answer {
	for key, rt := range s.routes {
		if _, path, _ := strings.Cut(key, " "); path == c.URL.Path && rt.upload {
			return s.refuse(refusal{405, "Method not allowed"}, true)
		}
	}
	a := s.refuse(refusal{404, messages[404]}, false)
	a.status = http.StatusNotFound
	return a
}

// wait pauses until d is over, the caller gave up, or the Sim was closed.
func (s *Sim) wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
}

// note keeps a request and returns its index.
func (s *Sim) note(r *http.Request) int {
	req := Request{At: s.now(), Method: r.Method, Path: r.URL.Path, TaskID: r.URL.Query().Get("taskId")}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	s.store.requests = append(s.store.requests, req)
	return len(s.store.requests) - 1
}

func (s *Sim) noteCode(index, code int, unknown []string) {
	s.store.mu.Lock()
	s.store.requests[index].Code = code
	s.store.requests[index].Unknown = unknown
	req := s.store.requests[index]
	s.store.mu.Unlock()
	s.log.Debug("kiesim answered", "method", req.Method, "path", req.Path, "code", code)
}

// write sends the answer, or what the fault leaves of it.
func (s *Sim) write(w http.ResponseWriter, c *call, a answer, f Fault) {
	if f.Do != "" && f.Do != DoError && f.Do != DoHTML {
		s.spoil(w, c, a, f)
		return
	}
	w.Header().Set("Content-Type", a.mime)
	if a.file {
		http.ServeContent(w, c.Request, "", time.Time{}, bytes.NewReader(a.body))
		return
	}
	w.WriteHeader(a.status)
	if _, err := w.Write(a.body); err != nil {
		return // the caller is gone
	}
	// The answer has to leave before a callback is sent.
	_ = http.NewResponseController(w).Flush()
}

const mimeJSON = "application/json;charset=UTF-8"

func ok200(data any) answer {
	return jsonAnswer(http.StatusOK, 200, struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data any    `json:"data"`
	}{200, "success", data})
}

func jsonAnswer(status, code int, v any) answer {
	return answer{status: status, code: code, mime: mimeJSON, body: marshal(v)}
}

// marshal writes JSON without escaping & in URLs. It panics on values that
// have no JSON, which would be a mistake in this package.
func marshal(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("kiesim: " + err.Error())
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

func baseOf(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
