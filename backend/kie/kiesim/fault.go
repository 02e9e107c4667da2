package kiesim

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// fault returns what happens to this request; a zero Fault is nothing. Every
// fault whose route matches counts the request, the first that is due acts.
func (s *Sim) fault(r *http.Request) Fault {
	st := &s.store
	st.mu.Lock()
	defer st.mu.Unlock()
	var due Fault
	for i, f := range s.script.Faults {
		if !f.matches(r) {
			continue
		}
		n := st.hits[i]
		st.hits[i]++
		if due.Do == "" && n >= f.Skip && (f.Times == 0 || n < f.Skip+f.Times) {
			due = f
		}
	}
	return due
}

func (f Fault) matches(r *http.Request) bool {
	if f.Method != "" && f.Method != r.Method {
		return false
	}
	if prefix, ok := strings.CutSuffix(f.Path, "*"); ok {
		return strings.HasPrefix(r.URL.Path, prefix)
	}
	return f.Path == r.URL.Path
}

// before returns the answer of a fault that comes before anything happened.
func (f Fault) before(s *Sim) (a answer, ok bool) {
	switch f.Do {
	case DoError:
		upload := strings.HasPrefix(f.Path, "/api/file-")
		return s.refuse(refusal{f.Code, f.Msg}, upload), true
	case DoHTML:
		page := "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
		return answer{status: http.StatusBadGateway, code: http.StatusBadGateway, mime: "text/html", body: []byte(page)}, true
	case DoRefuse:
		return answer{}, true
	}
	return answer{}, false
}

// slowPieces is the number of pieces a slow body comes in.
const slowPieces = 16

// spoil writes what the fault leaves of an answer.
func (s *Sim) spoil(w http.ResponseWriter, c *call, a answer, f Fault) {
	if f.Do == DoLost || f.Do == DoRefuse {
		// The connection ends here; what comes after the answer still happens.
		panic(http.ErrAbortHandler)
	}
	flush := http.NewResponseController(w).Flush
	w.Header().Set("Content-Type", a.mime)
	switch f.Do {
	case DoTruncate:
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body[:len(a.body)/2])
	case DoCut:
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = flush()
		panic(http.ErrAbortHandler)
	case DoEmpty:
		w.WriteHeader(http.StatusOK)
	case DoSlow:
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.WriteHeader(a.status)
		for i := range slowPieces {
			s.wait(c.Context(), time.Duration(f.Pause))
			if _, err := w.Write(a.body[len(a.body)*i/slowPieces : len(a.body)*(i+1)/slowPieces]); err != nil {
				return
			}
			_ = flush()
		}
	}
}
