//go:build soak && linux

package soak_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Fates that are about polls or stems leave all else alone, and an order above
// all reaches the service.
func TestFatesMeetWhatTheyAreAbout(t *testing.T) {
	const order, poll, notes, stem = "/api/v1/vocal-removal/generate", "/api/v1/vocal-removal/record-info", "/api/v1/midi/record-info", "/s/1_Bass.wav"
	for fate, met := range map[string]string{fateStray: poll + notes, fateStems: stem, fateRefused: poll, fateUnknown: poll, fateTLS: poll} {
		for _, path := range []string{order, poll, notes, stem} {
			if got, want := meets(fate, httptest.NewRequest(http.MethodGet, path, nil)), strings.Contains(met, path); got != want {
				t.Errorf("%s meets %s: %v, want %v", fate, path, got, want)
			}
		}
	}
}

func TestAFrontLeadsToUnfitHosts(t *testing.T) {
	var f *front
	f = newFront(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"audio_url":"`+f.url()+`/s/1_Bass.wav"}`)
	}), 1)
	for fate, want := range map[string]string{
		"": f.url(), fateRefused: "http://127.0.0.1:1", fateUnknown: "http://stems.invalid", fateTLS: "https://" + f.addr,
	} {
		f.spoil(fate, 1)
		resp, err := http.Get(f.url() + "/api/v1/vocal-removal/record-info")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || string(body) != `{"audio_url":"`+want+`/s/1_Bass.wav"}` {
			t.Errorf("%q gives %s: %v", fate, body, err)
		}
	}
	for _, c := range []struct{ fate, path string }{{fateStray, "/api/v1/midi/record-info"}, {fateStems, "/s/1_Bass.wav"}} {
		f.spoil(c.fate, 1)
		for range 20 {
			resp, err := http.Get(f.url() + c.path)
			if err != nil {
				continue // a redirect that leads nowhere
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err == nil && strings.Contains(string(body), "audio_url") {
				t.Errorf("%s: the service's own answer came", c.fate)
			}
		}
	}
}
