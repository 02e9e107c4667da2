package kiesim

import (
	"cmp"
	"fmt"
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
		status := cmp.Or(f.Code, http.StatusBadGateway)
		title := fmt.Sprint(status, " ", http.StatusText(status))
		page := "<html><head><title>" + title + "</title></head><body>" + title + "</body></html>"
		return answer{status: status, code: status, mime: "text/html", body: []byte(page)}, true
	case DoLoop, DoOversize:
		return answer{status: http.StatusOK, mime: mimeJSON}, true
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
	case DoLoop:
		http.Redirect(w, c.Request, c.URL.String(), http.StatusFound)
	case DoOversize:
		w.WriteHeader(a.status)
		pour(w, 40<<20)
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

// pour writes blanks, which JSON may begin with, until the caller has enough.
func pour(w http.ResponseWriter, bytes int64) {
	blanks := []byte(strings.Repeat(" ", 64<<10))
	for ; bytes > 0; bytes -= int64(len(blanks)) {
		if _, err := w.Write(blanks); err != nil {
			return
		}
	}
}
