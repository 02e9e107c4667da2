//go:build soak && linux

package soak_test

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"
)

// fault is something that goes wrong for a while. begin reports whether it
// could; end puts it right.
type fault struct {
	name       string
	kills      bool // the window, so that its memory starts over
	least, add time.Duration
	begin      func(w *world) bool
	end        func(w *world)
}

// spoiling is a fault of the network to the service.
func spoiling(fate string, share float64) fault {
	return fault{name: fate, least: 5 * time.Second, add: 8 * time.Second,
		begin: func(w *world) bool { w.front.spoil(fate, share); return true },
		end:   func(w *world) { w.front.spoil("", 0) }}
}

// orderKill is the fault that only an order brings about.
const orderKill = "window killed while an order is under way"

// jumps are by how much a clock may be put off.
var jumps = []time.Duration{-26 * time.Hour, -time.Hour, -61 * time.Second, 61 * time.Second, time.Hour, 26 * time.Hour, 15 * 24 * time.Hour}

// faults is everything that can go wrong.
func faults() []fault {
	return []fault{
		spoiling(fateError, 0.5), spoiling(fateLost, 0.4), spoiling(fateLate, 0.4),
		spoiling(fateCut, 0.4), spoiling(fateShort, 0.4), spoiling(fateSlow, 0.6),
		spoiling(fateStray, 0.5), spoiling(fateStems, 0.8),
		spoiling(fateRefused, 1), spoiling(fateUnknown, 1), spoiling(fateTLS, 1),
		{name: "network down", least: 2 * time.Second, add: 7 * time.Second,
			begin: func(w *world) bool { w.front.down(); w.wire.down(); return true },
			end:   func(w *world) { w.must(w.front.up()); w.must(w.wire.up()) }},
		{name: "relay's connection mute", least: time.Second,
			begin: func(w *world) bool { w.wire.silence(); return true }, end: func(*world) {}},
		{name: "relay killed", least: time.Second, add: 5 * time.Second,
			begin: func(w *world) bool { w.hub.kill(); return true }, end: (*world).startHub},
		{name: "relay frozen", least: 3 * time.Second, add: 6 * time.Second,
			begin: func(w *world) bool { w.hub.signal(syscall.SIGSTOP); return true },
			end:   func(w *world) { w.hub.signal(syscall.SIGCONT) }},
		{name: "window killed", kills: true, least: 200 * time.Millisecond, add: 3 * time.Second,
			begin: func(w *world) bool { w.win.kill(); return true }, end: (*world).startWindow},
		{name: orderKill, kills: true, least: 14 * time.Second, add: time.Second,
			begin: killAtOrder, end: (*world).reopen},
		{name: "window closed and opened", kills: true, least: 200 * time.Millisecond,
			begin: (*world).closeWindow, end: (*world).startWindow},
		{name: "computer asleep", least: 4 * time.Second, add: 12 * time.Second, begin: (*world).sleep, end: (*world).wake},
		{name: "disk full", least: 3 * time.Second, add: 7 * time.Second,
			begin: func(w *world) bool { return w.disk.full() }, end: func(w *world) { w.disk.room() }},
		{name: "writes refused", least: 3 * time.Second, add: 5 * time.Second,
			begin: func(w *world) bool { return limitFiles(w.win.pid(), 0) == nil },
			end:   func(w *world) { w.must(limitFiles(w.win.pid(), noLimit)) }},
		{name: "clock jump", least: 4 * time.Second, add: 10 * time.Second,
			begin: func(w *world) bool { w.clock.set(jumps[w.dice.IntN(len(jumps))]); return true },
			end:   func(w *world) { w.clock.set(0) }},
	}
}

func (w *world) must(err error) {
	if err != nil {
		w.t.Helper()
		w.t.Fatal(err)
	}
}

// killAtOrder waits for an order that costs money, and kills the window when the
// service has taken it and has not answered yet.
func killAtOrder(w *world) bool {
	p := w.win.process
	w.front.onOrder(func() { p.kill() })
	return true
}

// reopen starts the window, if it was killed.
func (w *world) reopen() {
	w.front.onOrder(nil)
	if !w.win.alive() {
		w.ordersKilled++
		w.startWindow()
	}
}

func (w *world) closeWindow() bool {
	if !w.win.end() {
		w.complain("the window did not end in order: %v, %s", w.win.err, strings.Join(w.win.lines(6), " / "))
	}
	return true
}

// sleep freezes all there is of the program, as a suspended computer does.
func (w *world) sleep() bool {
	w.win.signal(syscall.SIGSTOP)
	w.hub.signal(syscall.SIGSTOP)
	return true
}

func (w *world) wake() {
	w.hub.signal(syscall.SIGCONT)
	w.win.signal(syscall.SIGCONT)
}

// storm makes faults happen, one after the other and sometimes two at once.
type storm struct {
	*world
	all     []fault
	bag     []int // faults still to come before all start over
	kills   bool  // the window may be killed
	now     []active
	next    time.Time // when the next one is due
	counted map[string]int
}

// active is a fault that has begun.
type active struct {
	fault
	until time.Time
}

func newStorm(w *world) *storm {
	return &storm{world: w, all: faults(), kills: true, counted: map[string]int{}, next: time.Now().Add(time.Hour)}
}

// frozen reports whether the window cannot be used at the moment.
func (s *storm) frozen() bool {
	return !s.win.alive() || slices.ContainsFunc(s.now, func(a active) bool { return a.name == "computer asleep" })
}

// move ends what is over and begins what is due.
func (s *storm) move() {
	now := time.Now()
	s.now = slices.DeleteFunc(s.now, func(a active) bool {
		if now.Before(a.until) && (a.name != orderKill || s.win.alive()) {
			return false
		}
		a.end(s.world)
		return true
	})
	if !s.win.alive() && !slices.ContainsFunc(s.now, func(a active) bool { return a.kills }) {
		s.complain("the window ended by itself: %v, %s", s.win.err, strings.Join(s.win.lines(30), "\n"))
		s.startWindow()
	}
	if now.Before(s.next) || len(s.now) > 1 || s.frozen() {
		return
	}
	s.next = now.Add(2*time.Second + time.Duration(s.dice.Int64N(int64(7*time.Second))))
	f := s.pick()
	if slices.ContainsFunc(s.now, func(a active) bool { return !together(a.fault, f) }) || !f.begin(s.world) {
		return
	}
	s.counted[f.name]++
	length := f.least
	if f.add > 0 {
		length += time.Duration(s.dice.Int64N(int64(f.add)))
	}
	s.logf("%s for %v", f.name, length.Round(100*time.Millisecond))
	s.now = append(s.now, active{f, time.Now().Add(length)})
}

// together reports whether two faults can happen at once: not two to the same
// thing, and none to a window that is not there or cannot start.
func together(a, b fault) bool {
	window := func(f fault) bool {
		return f.kills || f.name == "computer asleep" || f.name == "writes refused" || f.name == "disk full" || strings.HasPrefix(f.name, "relay ")
	}
	network := func(f fault) bool { return !window(f) && f.name != "clock jump" }
	return a.name != b.name && !(window(a) && window(b)) && !(network(a) && network(b))
}

// pick draws from a bag, so that every fault has its turn.
func (s *storm) pick() fault {
	for {
		if len(s.bag) == 0 {
			s.bag = s.dice.Perm(len(s.all))
		}
		f := s.all[s.bag[0]]
		s.bag = s.bag[1:]
		if s.kills || !f.kills {
			return f
		}
	}
}

// calm ends everything.
func (s *storm) calm() {
	for i := range s.now {
		s.now[i].until = time.Time{}
	}
	s.next = time.Now().Add(time.Hour)
	s.move()
}

// blow lets faults come again.
func (s *storm) blow() { s.next = time.Now() }

// table lists what was injected, with how many requests it hit.
func (s *storm) table() (lines []string, sum int) {
	for _, f := range s.all {
		n := s.counted[f.name]
		if f.name == orderKill {
			n = s.ordersKilled // it may have waited in vain
		}
		sum += n
		line := fmt.Sprintf("  %4d × %s", n, f.name)
		if hit := s.front.spoiled(f.name); hit > 0 {
			line += fmt.Sprintf(" (%d requests)", hit)
		}
		lines = append(lines, line)
	}
	return lines, sum
}

// spoiledStems reports whether requests met a fate that can keep stems away for
// good. Where only other things failed, every stem must come.
func (s *storm) spoiledStems() bool {
	for _, fate := range []string{fateStems, fateRefused, fateUnknown, fateTLS, fateError, fateLost, fateLate, fateCut, fateShort} {
		if s.front.spoiled(fate) > 0 {
			return true
		}
	}
	return false
}
