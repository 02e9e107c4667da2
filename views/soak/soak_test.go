//go:build soak && linux

package soak_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// length is how long things go wrong.
func length(t *testing.T) time.Duration {
	text := os.Getenv("PARTLIFT_SOAK_FOR")
	if text == "" {
		return 10 * time.Minute
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 10*time.Second {
		t.Fatalf("PARTLIFT_SOAK_FOR is %q, not a time of at least 10s", text)
	}
	return d
}

// seedOf is where the dice start.
func seedOf(t *testing.T) uint64 {
	text := os.Getenv("PARTLIFT_SOAK_SEED")
	if text == "" {
		return uint64(rand.Uint32())
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("PARTLIFT_SOAK_SEED is %q, not a number", text)
	}
	return seed
}

// TestSoak is the soak. In its first half everything goes wrong, the window is
// killed as well. In the second the window lives through all the rest, so that
// what it may leak adds up; every so often there is a quiet moment to measure.
func TestSoak(t *testing.T) {
	span, seed := length(t), seedOf(t)
	t.Logf("%v of faults, seed %d: repeat it with PARTLIFT_SOAK_SEED=%d PARTLIFT_SOAK_FOR=%v", span, seed, seed, span)
	w := newWorld(t, seed)
	defer w.close()
	p := &person{world: w, deeds: map[string]int{}}
	s := newStorm(w)
	v := &verdict{world: w, person: p, storm: s}

	p.feed() // a song without trouble shows what every song must bring
	if !v.settle(time.Minute) {
		t.Fatalf("a song does not get there without any fault: %s", v.state())
	}
	v.notes = p.see(p.songs[0].title).Notes
	p.live(s, v, span/2)
	v.settle(calmLimit)

	s.kills = false
	if !w.win.end() {
		w.complain("the window did not end in order: %v", w.win.err)
	}
	w.startWindow()
	p.warm()
	v.measure()
	for rounds := max(1, int(span/2/breath)); rounds > 0; rounds-- {
		p.live(s, v, min(breath, span/2))
		v.settle(calmLimit)
		v.measure()
	}
	v.judge()
	for _, line := range v.table() {
		fmt.Println(line)
	}
}

const (
	// breath is how long the window works between two quiet moments.
	breath = 40 * time.Second
	// calmLimit is how long everything may take to come to its end once nothing
	// goes wrong any more: pauses of the program are at most a minute.
	calmLimit = 4 * time.Minute
)

// live lets the person and the storm go on for a while.
func (p *person) live(s *storm, v *verdict, d time.Duration) {
	s.blow()
	stop := time.Now().Add(d)
	fed := time.Time{}
	for time.Now().Before(stop) {
		s.move()
		if s.frozen() {
			rest(200 * time.Millisecond)
			continue
		}
		if time.Since(fed) > 7*time.Second {
			fed = time.Now()
			p.feed()
			continue
		}
		switch n := p.dice.IntN(20); {
		case n < 5:
			p.help(1)
		case n < 8:
			p.export()
		case n < 12:
			p.play()
		case n < 13:
			p.remove()
		case n < 14:
			p.stop()
		default:
			rest(500 * time.Millisecond)
		}
	}
	s.calm()
}

// warm has the window make what it keeps from then on: it opens a song, plays
// it and shows its pages.
func (p *person) warm() {
	for range 2 {
		if p.open() == nil {
			return
		}
		for _, trick := range tricks {
			p.win.press(trick...)
		}
		p.win.press("Escape", "Escape")
		p.clear()
		p.forget()
	}
}

// complain notes what must not be.
func (w *world) complain(format string, args ...any) {
	w.complaints = append(w.complaints, fmt.Sprintf(format, args...))
	w.logf("COMPLAINT: %s", w.complaints[len(w.complaints)-1])
}

// once is a text with its line breaks taken out.
func once(s string) string { return strings.Join(strings.Fields(s), " ") }
