//go:build soak && linux

package soak_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// clockEnv names the file with the seconds by which the program's clock is off.
const clockEnv = "PARTLIFT_SOAK_CLOCK"

// clockSource is a clock whose wall time can be set while the program runs, as
// a computer's can: what is measured between two readings is not disturbed.
const clockSource = `package main

import (
	"os"
	"strconv"
	"time"
	"unsafe"
)

// A time.Time with both readings keeps the wall's seconds above 30 bits of
// nanoseconds in its first word, and the steady reading in the second.
func soakNow() time.Time {
	now := time.Now()
	b, err := os.ReadFile(os.Getenv("` + clockEnv + `"))
	if err != nil {
		return now
	}
	seconds, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return now
	}
	then := now
	*(*uint64)(unsafe.Pointer(&then)) += uint64(seconds) << 30
	if then.Sub(now) != 0 || then.Unix()-now.Unix() != seconds {
		panic("the clock cannot be shifted: time.Time has another form")
	}
	return then
}
`

// clock is the wall time of the program.
type clock struct {
	t    testing.TB
	file string
}

func newClock(t testing.TB) *clock {
	c := &clock{t, filepath.Join(t.TempDir(), "clock")}
	c.set(0)
	return c
}

// set puts the clock off by so much against the true time.
func (c *clock) set(off time.Duration) {
	c.t.Helper()
	next := c.file + ".next"
	err := os.WriteFile(next, []byte(strconv.Itoa(int(off/time.Second))), 0o600)
	if err == nil {
		err = os.Rename(next, c.file)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// overlay describes to go build the program with a clock that can be set, and
// nothing else changed. It returns the file to give to -overlay.
func overlay(t testing.TB, root string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(root, "main.go")
	main, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const clock = "time.Now"
	if strings.Count(string(main), clock) < 3 {
		t.Fatalf("main.go reads the clock otherwise than by %s", clock)
	}
	files := map[string]string{
		path:                                 strings.ReplaceAll(string(main), clock, "soakNow"),
		filepath.Join(root, "soak_clock.go"): clockSource,
	}
	replace := map[string]string{}
	for original, text := range files {
		file := filepath.Join(dir, filepath.Base(original))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[original] = file
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
