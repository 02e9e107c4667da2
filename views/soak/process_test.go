//go:build soak && linux

package soak_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// build compiles a program of the module.
func build(t testing.TB, pkg, name string, more ...string) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), name)
	cmd := exec.Command("go", append(append([]string{"build", "-tags", "x11", "-o", bin}, more...), pkg)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return bin
}

// process is a program that may be killed at any moment.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	said safeBuffer
	done chan struct{}
	err  error // of its end, after done
}

// safeBuffer is written by one goroutine and read by others.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// launch starts a program. What it prints to either output is kept.
func launch(t testing.TB, env []string, bin string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(bin, args...), done: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Dir = t.TempDir() // without FyneApp.toml, as an installed program
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	return p
}

func (p *process) pid() int { return p.cmd.Process.Pid }

func (p *process) alive() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

func (p *process) signal(s syscall.Signal) {
	_ = p.cmd.Process.Signal(s) // it may have ended a moment ago
}

// kill ends it as a power cut would.
func (p *process) kill() {
	p.signal(syscall.SIGKILL)
	<-p.done
}

// end asks it to end, and reports whether it did so in order.
func (p *process) end() bool {
	p.signal(syscall.SIGCONT)
	p.signal(syscall.SIGINT)
	select {
	case <-p.done:
		return p.err == nil
	case <-time.After(40 * time.Second):
		p.kill()
		return false
	}
}

// says waits until it has printed a text.
func (p *process) says(text string, limit time.Duration) bool {
	return until(limit, func() bool { return strings.Contains(p.said.String(), text) || !p.alive() }) && p.alive()
}

// lines are what it has printed, from its end.
func (p *process) lines(most int) []string {
	var all []string
	for s := bufio.NewScanner(strings.NewReader(p.said.String())); s.Scan(); {
		all = append(all, s.Text())
	}
	return all[max(0, len(all)-most):]
}

// until asks again and again, since what happens outside has no events for a
// test.
func until(limit time.Duration, done func() bool) bool {
	stop := time.After(limit)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-stop:
			return done()
		}
	}
	return true
}

// rest lets time go by.
func rest(d time.Duration) { <-time.After(d) }
