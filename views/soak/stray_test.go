//go:build soak && linux

package soak_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
)

// hosts are those that a fate has the stems at. An endless one is left to the
// tests of lift: it would fill the small disk, which is a fault of its own.
var hosts = map[string]string{fateRefused: "http://127.0.0.1:1", fateUnknown: "http://stems.invalid", fateTLS: "https"}

// lead has the stems of an answer at another host.
func lead(answer *httptest.ResponseRecorder, from, host string) {
	if host == "https" {
		host = strings.Replace(from, "http:", "https:", 1)
	}
	answer.Body = bytes.NewBuffer(bytes.ReplaceAll(answer.Body.Bytes(), []byte(from+"/s/"), []byte(host+"/s/")))
}

// meets reports whether a fate is one that a request can meet.
func meets(fate string, r *http.Request) bool {
	switch fate {
	case fateStray:
		return strings.HasSuffix(r.URL.Path, "/record-info") || strings.HasSuffix(r.URL.Path, "/recordInfo")
	case fateStems:
		return strings.HasPrefix(r.URL.Path, "/s/")
	case fateRefused, fateUnknown, fateTLS:
		return r.URL.Path == "/api/v1/vocal-removal/record-info"
	default:
		return true
	}
}

// astray answers a poll as something between the program and the service does
// that has lost its way for a moment: nothing of it is true of the work.
func astray(w http.ResponseWriter, dice int) {
	const page, words = "text/html", "application/json"
	kind := words
	var status, code int
	switch dice % 6 {
	case 0:
		kind, status = page, http.StatusNotFound
	case 1:
		kind, status = page, http.StatusUnprocessableEntity
	case 2:
		kind, status = page, http.StatusOK
	case 3:
		status, code = http.StatusOK, http.StatusNotFound
	case 4:
		status, code = http.StatusOK, http.StatusUnprocessableEntity
	case 5:
		status = http.StatusOK
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	switch {
	case kind == page:
		fmt.Fprint(w, "<html><body>This is somebody else's page</body></html>")
	case code > 0:
		fmt.Fprintf(w, `{"code":%d,"msg":"trouble"}`, code)
	default:
		pour(w, 40<<20)
	}
}

// unfit answers for a stem as a host does that is not to be trusted. No notes
// depend on it.
func unfit(w http.ResponseWriter, r *http.Request, dice int) {
	switch dice % 5 {
	case 0:
		w.Header().Set("Content-Length", "1000000")
		fmt.Fprint(w, "RIFF") // the rest never comes
	case 1:
		w.Header().Set("Content-Length", "1099511627776")
		fmt.Fprint(w, "RIFF")
	case 2:
		w.Header().Set("Location", "file:///etc/hostname")
		w.WriteHeader(http.StatusFound)
	case 3:
		http.Redirect(w, r, "http://10.255.255.1/stem.wav", http.StatusFound)
	case 4:
		http.Redirect(w, r, r.URL.String(), http.StatusFound)
	}
}

// pour writes blanks, which JSON may begin with, until the program has enough.
func pour(w http.ResponseWriter, bytes int) {
	blanks := []byte(strings.Repeat(" ", 64<<10))
	for ; bytes > 0; bytes -= len(blanks) {
		if _, err := w.Write(blanks); err != nil {
			return
		}
	}
}
