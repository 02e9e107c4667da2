package main

import (
	"bytes"
	"cmp"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

// fewRounds are played in usual tests; PARTLIFT_ROUNDS asks for a campaign.
const fewRounds = 6

// number reads a number of the environment.
func number(t *testing.T, name string, usual uint64) uint64 {
	t.Helper()
	text := cmp.Or(os.Getenv(name), strconv.FormatUint(usual, 10))
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		t.Fatalf("%s is %q, not a number", name, text)
	}
	return n
}

// TestABadDayLosesNothing has lift transcribe a song again and again while the
// service fails in ways that change from round to round and lift itself is
// killed. It is run again until it ends well, as a script would do it. Every
// part must come, for one charge.
func TestABadDayLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	rounds, seed := number(t, "PARTLIFT_ROUNDS", fewRounds), uint64(1)
	if rounds > fewRounds {
		seed = uint64(rand.Uint32())
	}
	seed = number(t, "PARTLIFT_ROUNDS_SEED", seed)
	t.Logf("%d rounds, seed %d: repeat them with PARTLIFT_ROUNDS=%d PARTLIFT_ROUNDS_SEED=%d", rounds, seed, rounds, seed)
	songs, wav := shortSong(t)
	sum := &tally{faults: map[string]int{}, kills: map[string]int{}}
	t.Run("rounds", func(t *testing.T) {
		for i := range rounds {
			t.Run(strconv.FormatUint(i, 10), func(t *testing.T) {
				t.Parallel()
				r := newRound(t, rand.New(rand.NewPCG(seed, i)), songs, rounds > fewRounds)
				r.wav, r.sum = wav, sum
				r.play()
			})
		}
	})
	t.Log(sum.table())
}

// round is one song on a bad day.
type round struct {
	*testing.T
	dice           *rand.Rand
	faults         []mishap
	kills          []kill // still to come
	flags          []string
	gate           *gate
	heard          music.Song
	home, out, wav string
	began          string
	sum            *tally
}

func newRound(t *testing.T, dice *rand.Rand, songs []kiesim.Song, long bool) *round {
	r := &round{T: t, dice: dice, heard: songs[0].Music, home: t.TempDir(), out: filepath.Join(t.TempDir(), "out"),
		began: time.Now().Format(time.RFC3339Nano)}
	pause := kiesim.Duration(60 * time.Millisecond)
	script := kiesim.Script{Latency: kiesim.Latency{Separation: pause, MIDI: pause}, Errors: kiesim.Errors{RateLimit: -1, Status: dice.IntN(2) == 0}}
	groups := mishaps()
	for _, g := range dice.Perm(len(groups))[:1+dice.IntN(3)] {
		of := slices.DeleteFunc(groups[g], func(m mishap) bool { return m.long && !long })
		m := of[dice.IntN(len(of))]
		m.do(&script, dice)
		r.faults = append(r.faults, m)
	}
	for range dice.IntN(4) {
		where := []string{killBefore, killDuring, killAfter, killOrder, killLine, killFile}[dice.IntN(6)]
		at := 1 + dice.IntN(16)
		if where == killLine {
			at = 1 + dice.IntN(6)
		}
		r.kills = append(r.kills, kill{where, at})
	}
	if dice.IntN(4) == 0 {
		r.flags = []string{"--market"}
	}
	r.gate = newGate(t, kiesim.New(kiesim.Config{Songs: songs, Script: script, Credits: 1000, Now: time.Now}))
	return r
}

// mostRuns is after how many runs of lift a round must have ended.
const mostRuns = 16

// play runs lift until it ends well, answering what it asks.
func (r *round) play() {
	var answer []string
	for range mostRuns {
		code, stdout, said, killed := r.run(answer)
		charges := r.gate.sim.Charges()
		if len(charges) > 1 {
			r.sum.note(func(c *tally) { c.twice++ })
			r.fail("%d charges", len(charges), said)
		}
		answer = nil
		switch {
		case killed:
		case code == 0:
			r.judge(stdout, said)
			return
		case strings.Contains(said, "--send-again"):
			r.sum.note(func(c *tally) { c.asked++ })
			if answer = []string{"--send-again"}; len(charges) > 0 {
				answer = []string{"--separation", charges[0].TaskID}
			}
		case strings.Contains(said, "--per-stem"):
			r.sum.note(func(c *tally) { c.said++ })
			if !slices.ContainsFunc(r.faults, func(m mishap) bool { return m.parts }) {
				r.fail("parts are missing though no transcription failed: %d", code, said)
			}
			answer = []string{"--per-stem"}
		case code != 1:
			r.fail("lift ends with code %d", code, said)
		}
	}
	r.fail("lift does not get there in %d runs", mostRuns, "")
}

// fail ends the round with all that is needed to see why.
func (r *round) fail(format string, n int, said string) {
	r.Helper()
	var names []string
	for _, m := range r.faults {
		names = append(names, m.name)
	}
	r.Fatalf(format+"\nfaults: %s\n%s", n, strings.Join(names, ", "), said)
}

// run runs lift once, until it ends or its kill comes.
func (r *round) run(answer []string) (code int, stdout []byte, said string, killed bool) {
	r.Helper()
	var k kill
	if len(r.kills) > 0 {
		k, r.kills = r.kills[0], r.kills[1:]
	}
	cmd := process(r.T, r.home, service{r.gate.server.URL}.song(r.wav, r.out, append(slices.Clone(r.flags), answer...)...)...)
	cmd.Env = append(cmd.Env, hurryFrom+"="+r.began)
	var out bytes.Buffer
	words := &listener{}
	cmd.Stdout, cmd.Stderr = &out, words
	strike := sync.OnceFunc(func() { _ = cmd.Process.Kill() }) // it may have ended a moment ago
	words.strike = strike
	if k.where == killLine {
		words.at = k.at
	}
	started := make(chan struct{})
	r.gate.arm(k, func() { <-started; strike() })
	if err := cmd.Start(); err != nil {
		r.Fatal(err)
	}
	close(started)
	ended := make(chan struct{})
	var watch sync.WaitGroup
	if k.where == killFile {
		watch.Go(func() { r.files(ended, strike) })
	}
	_ = cmd.Wait() // the code tells
	close(ended)
	watch.Wait()
	r.gate.arm(kill{}, nil)
	r.gate.settle(r.T)
	code = cmd.ProcessState.ExitCode()
	killed = code < 0
	r.sum.note(func(c *tally) {
		c.runs++
		if killed {
			c.kills[k.where]++
		}
	})
	return code, out.Bytes(), words.b.String(), killed
}

// files strikes when the first file is on its way into the folder.
func (r *round) files(ended chan struct{}, strike func()) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	before, _ := os.ReadDir(r.out)
	for {
		select {
		case <-ended:
			return
		case <-tick.C:
			if now, _ := os.ReadDir(r.out); len(now) > len(before) {
				strike()
				return
			}
		}
	}
}

// listener keeps what lift says, and strikes at a line of it.
type listener struct {
	b      bytes.Buffer
	lines  int
	at     int // 0: never
	strike func()
}

func (l *listener) Write(p []byte) (int, error) {
	l.lines += bytes.Count(p, []byte("\n"))
	if l.at > 0 && l.lines >= l.at {
		l.strike()
	}
	return l.b.Write(p)
}
