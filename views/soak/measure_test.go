//go:build soak && linux

package soak_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sample is what the system says of a process at a quiet moment.
type sample struct {
	hours float64 // since the first of its process
	songs int     // in the library
	anon  float64 // MB of memory that no file stands behind
	files int
}

// memory is the anonymous memory of a process in MB.
func memory(pid int) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return math.NaN()
	}
	m := regexp.MustCompile(`RssAnon:\s+(\d+) kB`).FindSubmatch(b)
	if m == nil {
		return math.NaN()
	}
	kb, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return math.NaN()
	}
	return float64(kb) / 1024
}

// named are the names of files that are made up in each process.
var named = regexp.MustCompile(`[^/]*[A-Z0-9]{8}[^/.]*`)

// open lists what a process has open, without the names that are made up.
func open(pid int) []string {
	dir := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if to, err := os.Readlink(filepath.Join(dir, e.Name())); err == nil {
			kind, _, _ := strings.Cut(to, ":[")
			out = append(out, named.ReplaceAllString(kind, "*"))
		}
	}
	slices.Sort(out)
	return out
}

// slope fits a line through points by least squares; err is the standard error
// of the slope. Fewer than three points have none.
func slope(x, y []float64) (perX, err float64) {
	n := float64(len(x))
	if len(x) < 3 {
		return math.NaN(), math.NaN()
	}
	var sx, sy, sxx, sxy float64
	for i := range x {
		sx, sy, sxx, sxy = sx+x[i], sy+y[i], sxx+x[i]*x[i], sxy+x[i]*y[i]
	}
	d := n*sxx - sx*sx
	if d == 0 {
		return math.NaN(), math.NaN()
	}
	b := (n*sxy - sx*sy) / d
	a := (sy - b*sx) / n
	var left float64
	for i := range x {
		r := y[i] - a - b*x[i]
		left += r * r
	}
	return b, math.Sqrt(left / (n - 2) * n / d)
}

// goroutines counts the goroutines of a dump by the function that made them.
// The one that nobody made is main's; number 0 is a thread at rest, and none.
func goroutines(dump string) map[string]int {
	out := map[string]int{}
	for block := range strings.SplitSeq(dump, "\n\n") {
		head, rest, _ := strings.Cut(strings.TrimSpace(block), "\n")
		if !regexp.MustCompile(`^goroutine [1-9]\d* .*\[.*\]:$`).MatchString(head) {
			continue
		}
		maker := "main"
		if m := regexp.MustCompile(`(?m)^created by (\S+)`).FindStringSubmatch(rest); m != nil {
			maker = m[1]
		}
		out[maker]++
	}
	return out
}

// connections are the goroutines of connections that are kept for the next
// request, which come and go with the clock.
var connections = regexp.MustCompile(`^net/http\.\(\*Transport\)`)

// more lists what one count has above another, connections left out, and how
// many these are.
func more(now, before map[string]int) (list []string, sum int) {
	for maker, n := range now {
		if d := n - before[maker]; d > 0 && !connections.MatchString(maker) {
			list, sum = append(list, fmt.Sprintf("%d × %s", d, maker)), sum+d
		}
	}
	slices.Sort(list)
	return list, sum
}

func total(counts map[string]int) (n int) {
	for maker, c := range counts {
		if !connections.MatchString(maker) {
			n += c
		}
	}
	return n
}

func TestTheMeasuresSeeLeaks(t *testing.T) {
	x, y := []float64{0, 1, 2, 3, 4}, []float64{10, 12, 14, 16, 18}
	if b, err := slope(x, y); math.Abs(b-2) > 1e-9 || err > 1e-9 {
		t.Errorf("a line of slope 2 has %v ± %v", b, err)
	}
	if b, err := slope(x, []float64{10, 11, 10, 11, 10}); math.Abs(b) > 2*err {
		t.Errorf("noise has the slope %v ± %v", b, err)
	}
	dump := "SIGQUIT: quit\n\ngoroutine 0 gp=0x1 m=0 mp=0x1 [idle]:\nruntime.futex()\n\ngoroutine 1 gp=0xc0 m=0 mp=0x1 [select]:\nmain.main()\n\t/x.go:1\n\n" +
		"goroutine 5 [chan receive, 3 minutes]:\na.b()\n\t/y.go:2\ncreated by a.New in goroutine 1\n\t/y.go:9\n\n" +
		"goroutine 6 [IO wait]:\nnet.x()\ncreated by net/http.(*Transport).dialConn in goroutine 5\n"
	now := goroutines(dump)
	if now["main"] != 1 || now["a.New"] != 1 || total(now) != 2 {
		t.Errorf("the dump has %v", now)
	}
	if list, n := more(now, map[string]int{"main": 1}); n != 1 || len(list) != 1 {
		t.Errorf("the leak is %v", list)
	}
	if files := open(os.Getpid()); len(files) < 3 || memory(os.Getpid()) < 1 {
		t.Errorf("this process has open %v", files)
	}
}
