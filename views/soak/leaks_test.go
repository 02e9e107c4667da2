//go:build soak && linux

package soak_test

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// leaks compares the window that has lived long with a fresh one that has
// shown the same, on the same library, and so the relay.
func (v *verdict) leaks() {
	hubOld, hubOldFiles := v.hubGoroutines(), len(open(v.hub.pid()))
	oldFiles := open(v.win.pid())
	lived := time.Since(v.win.since).Round(time.Second)
	old := v.dump()
	v.hub.kill()
	v.startHub()
	v.startWindow()
	v.person.warm()
	rest(4 * time.Second)
	freshFiles, freshMemory := open(v.win.pid()), memory(v.win.pid())
	hubNew, hubNewFiles := v.hubGoroutines(), len(open(v.hub.pid()))
	fresh := v.dump()
	list, n := more(old, fresh)
	v.note(n == 0 && total(old) > 0, "goroutines of the window: %d after %v, %d when fresh; %d leaked %s", total(old), lived, total(fresh), n, strings.Join(list, ", "))
	list, n = more(tally(oldFiles), kept(tally(freshFiles)))
	v.note(n == 0, "files of the window: %d after %v, %d when fresh; %d leaked %s", len(oldFiles), lived, len(freshFiles), n, strings.Join(list, ", "))
	v.note(hubOld <= hubNew+hubSlack, "goroutines of the relay: %d, %d when fresh; files %d, %d", hubOld, hubNew, hubOldFiles, hubNewFiles)
	v.slope(freshMemory)
}

// hubSlack are the goroutines of a relay for connections that it has not yet
// noticed to be gone.
const hubSlack = 6

// kept adds to what a fresh window has open what one opens when it first needs
// it and then keeps: a lock for files on their way into the library, and up to
// this many connections to read the database.
func kept(fresh map[string]int) map[string]int {
	for name := range fresh {
		if strings.HasSuffix(name, "partlift.db") || strings.HasSuffix(name, "partlift.db-wal") {
			fresh[name] = max(fresh[name], databasePool)
		}
		if dir, ok := strings.CutSuffix(name, "partlift.db"); ok {
			fresh[dir+"blobs/incoming/*.lock"] = 1
		}
	}
	return fresh
}

// databasePool is the library's one writer and its readers.
const databasePool = 1 + 4

// tally counts files by kind. Sockets are the connections kept for the next
// request, which a server and a client close when they like.
func tally(files []string) map[string]int {
	out := map[string]int{}
	for _, f := range files {
		if f != "socket" {
			out[f]++
		}
	}
	return out
}

// slopeLimit is how much a song may add to the window's memory for good, in MB:
// its row, its events and its notice take some kilobytes, and what remains is
// the grain of a heap of this size.
const slopeLimit = 0.5

// slope judges how the window's memory grew from one quiet moment to the next.
func (v *verdict) slope(fresh float64) {
	var hours, songs, anon []float64
	for _, s := range v.samples {
		hours, songs, anon = append(hours, s.hours), append(songs, float64(s.songs)), append(anon, s.anon)
	}
	perHour, errHour := slope(hours, anon)
	perSong, errSong := slope(songs, anon)
	v.lines = append(v.lines, fmt.Sprintf("  memory at quiet moments: %.0f MB; %.0f MB when fresh", anon, fresh))
	if math.IsNaN(perSong) {
		v.lines = append(v.lines, "  memory slope: too few quiet moments to tell")
		return
	}
	v.note(perSong-2*errSong <= slopeLimit, "memory slope: %.0f ± %.0f MB an hour, %.2f ± %.2f MB a song; not above %.1f by more than two errors", perHour, errHour, perSong, errSong, slopeLimit)
}

// dump ends the window with SIGQUIT, upon which it tells its goroutines.
func (v *verdict) dump() map[string]int {
	v.win.signal(syscall.SIGQUIT)
	select {
	case <-v.win.done:
	case <-time.After(20 * time.Second):
		v.win.kill()
	}
	return goroutines(v.win.said.String())
}

var metric = regexp.MustCompile(`(?m)^go_goroutines (\d+)$`)

// hubGoroutines asks the relay's metrics.
func (v *verdict) hubGoroutines() int {
	ctx, cancel := context.WithTimeout(v.t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+v.admin+"/metrics", nil)
	if err != nil {
		v.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		v.complain("the relay does not tell its metrics: %v", err)
		return 0
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	m := metric.FindSubmatch(body)
	if err != nil || m == nil {
		v.complain("the relay does not tell its goroutines: %v", err)
		return 0
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		v.t.Fatal(err)
	}
	return n
}
