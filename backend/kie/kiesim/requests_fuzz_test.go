package kiesim_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"partlift/backend/kie/kiesim"
)

// FuzzRequests sends anything anywhere. What comes back is an answer, and what
// was refused costs nothing.
func FuzzRequests(f *testing.F) {
	for _, path := range []string{sepPath, midiPath, genPath, jobPath, "/api/file-base64-upload", "/api/v1/common/download-url"} {
		f.Add("POST", path, "application/json", `{"taskId":"x","audioUrl":"http://h/a","callBackUrl":"http://127.0.0.1:9/","input":{}}`)
	}
	f.Add("POST", "/api/file-stream-upload", "multipart/form-data; boundary=b",
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nx\r\n--b\r\n"+
			"Content-Disposition: form-data; name=\"uploadPath\"\r\n\r\na\r\n--b--\r\n")
	f.Add("GET", "/s/x.wav", "", "")
	f.Add("GET", "/sim/songs/short-walk.wav", "", "")
	f.Add("GET", midiInfo+"x", "", "")
	songs := []kiesim.Song{short("Short Walk")}
	f.Fuzz(func(t *testing.T, method, path, kind, body string) {
		if strings.Contains(path, "url-upload") {
			return // would fetch
		}
		req, err := http.NewRequestWithContext(t.Context(), method, "http://sim", strings.NewReader(body))
		if err != nil {
			return
		}
		req.URL.Path, req.URL.RawQuery, _ = strings.Cut(path, "?")
		req.Header.Set("Content-Type", kind)
		req.Header.Set("Authorization", "Bearer k")
		sim := kiesim.New(kiesim.Config{
			Songs: songs, Credits: 100, Now: newClock().Now, Rand: rand.NewChaCha8([32]byte{}),
			Script: kiesim.Script{Callback: kiesim.Callback{Drop: true}},
		})
		defer func() {
			if err := sim.Close(); err != nil {
				t.Error(err)
			}
		}()
		w := httptest.NewRecorder()
		sim.ServeHTTP(w, req)
		if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") && !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%s %s: %q", method, path, w.Body)
		}
		if n := len(sim.Charges()); n > 0 && !strings.Contains(w.Body.String(), `"code":200`) {
			t.Fatalf("charged for a refusal: %s", w.Body)
		}
	})
}
