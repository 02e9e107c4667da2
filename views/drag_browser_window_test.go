//go:build window && linux

package views

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// dropPage hands on what is dropped on it, and says in its title whether
// something is above it.
const dropPage = `<!doctype html><meta charset="utf-8"><title>Drop here</title><body style="background:#204060">
<script>
const say = title => { document.title = title }
addEventListener("dragover", e => { e.preventDefault(); e.dataTransfer.dropEffect = "copy"; say("Above here") })
addEventListener("dragleave", () => say("Drop here"))
addEventListener("drop", async e => {
  e.preventDefault()
  say("Drop here")
  for (const f of e.dataTransfer.files) await fetch("/" + encodeURIComponent(f.name), {method: "POST", body: f})
})
</script>`

// upload is a file that a page was given.
type upload struct {
	name string
	data []byte
}

// dropServer serves the page and returns what is dropped on it.
func dropServer(t *testing.T) (address string, uploads <-chan upload) {
	t.Helper()
	got := make(chan upload, 64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, dropPage)
			return
		}
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("an upload broke off: %v", err)
		}
		got <- upload{strings.TrimPrefix(r.URL.Path, "/"), data}
	}))
	t.Cleanup(server.Close)
	return server.URL, got
}

// startBrowser shows an address in a browser that has no sandbox, as it may be
// started by root and sees nothing but our page.
func startBrowser(t *testing.T, address string) *seat {
	t.Helper()
	home := t.TempDir()
	return guest(t, home, "^Drop here$", needed(t, "PARTLIFT_NEED_BROWSER", "chromium"), "--app="+address, "--user-data-dir="+filepath.Join(home, "profile"),
		"--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check", "--no-proxy-server", "--password-store=basic", "--ozone-platform=x11",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-breakpad", "--window-position=1400,0", "--window-size=900,600")
}

// titled waits until the page says where the drag is.
func titled(browser *seat, title string) {
	browser.t.Helper()
	browser.until("the page says "+title, 2*time.Minute, func() bool {
		now, err := exec.Command("xdotool", "getwindowname", browser.window).Output()
		return err == nil && strings.TrimSpace(string(now)) == title
	})
}

// TestWindowDragBrowser drags parts from the real window onto a page in a real
// browser, ten times; does between what delivers nothing; and the page gets the
// bytes of our files under their names.
func TestWindowDragBrowser(t *testing.T) {
	address, uploads := dropServer(t)
	browser := startBrowser(t, address)
	library := prepare(t, "dark", "", 1)
	eyes := openStudio(t, library)
	defer eyes.Close()
	page := onlySong(t, eyes)
	h := sit(t, build(t, ".."), library, nil).hand()
	h.press("ctrl+h", "Home", "Return")
	h.press("ctrl+p")
	x, y := browser.origin()
	for n := range 10 {
		part := n % len(page.Parts)
		h.take(part)
		h.carry(x+400, y+300)
		titled(browser, "Above here")
		h.release()
		path := fileOf(t, library, page.Parts[part].Name)
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		select {
		case got := <-uploads:
			if got.name != filepath.Base(path) || !bytes.Equal(got.data, want) {
				t.Errorf("drop %d: the page got %d bytes as %s, want the %d bytes of %s", n+1, len(got.data), got.name, len(want), filepath.Base(path))
			}
		case <-time.After(time.Minute):
			t.Fatalf("drop %d: the page got nothing", n+1)
		}
		h.slip(n, x+400, y+300)
		titled(browser, "Drop here")
	}
	if n := len(uploads); n != 0 {
		t.Errorf("ten drops and four slips gave the page %d files too many", n)
	}
	h.leave()
}
