//go:build unix

package hub_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"partlift/backend/relay"
	"partlift/backend/relay/hub/serve"
)

// The tests run this binary again in one of these roles, so that what is killed
// is a real process.
const (
	roleEnv  = "PARTLIFT_RELAY_TEST_ROLE"
	skewEnv  = "PARTLIFT_RELAY_TEST_SKEW"  // seconds that the hub's clock is off
	fsizeEnv = "PARTLIFT_RELAY_TEST_FSIZE" // bytes that a file of the hub may have
)

func TestMain(m *testing.M) {
	switch os.Getenv(roleEnv) {
	case "":
		code := m.Run()
		cleanNats()
		os.Exit(code)
	case "hub":
		os.Exit(hubProcess())
	case "app":
		os.Exit(appProcess())
	case "echo":
		os.Exit(echoProcess())
	}
}

// hubProcess is relayd.
func hubProcess() int {
	signal.Ignore(syscall.SIGXFSZ) // a file at its limit is to be an error
	freeOnSignal()
	var limit uint64
	if _, err := fmt.Sscan(os.Getenv(fsizeEnv), &limit); err == nil {
		syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit})
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var seconds int
	fmt.Sscan(os.Getenv(skewEnv), &seconds)
	return serve.Main(ctx, serve.Env{
		Name: "relayd", Args: os.Args[1:], Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now,
		Wall: func() time.Time { return time.Now().Add(time.Duration(seconds) * time.Second) },
	})
}

// appProcess is a desktop: it keeps each letter as a line of a ledger, once.
// Arguments: the channel's key, the ledger's file.
func appProcess() int {
	channel, err := relay.ParseChannel(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	l, err := openLedger(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	c := relay.Client{
		Channel: channel, Now: time.Now, Keep: l.keep,
		After: func(d time.Duration) <-chan time.Time { return time.After(min(d, 100*time.Millisecond)) },
		Status: func(s relay.State) {
			if s.Phase == relay.Connected {
				fmt.Println("connected")
			}
		},
	}
	fmt.Fprintln(os.Stderr, c.Run(context.Background()))
	return 1
}

// ledger is the app's disk.
type ledger struct {
	f    *os.File
	have map[string]bool
}

// entry is a line of it.
type entry struct {
	ID        string
	Token     string
	Bytes     int
	Signature relay.Signature
	Again     bool // had it already: counted, not applied
	At        int64
}

func openLedger(path string) (*ledger, error) {
	lines, whole, err := readLedger(path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Truncate(whole); err != nil { // a torn last line was never acknowledged
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekEnd); err != nil {
		return nil, err
	}
	l := &ledger{f: f, have: map[string]bool{}}
	for _, e := range lines {
		l.have[e.ID] = true
	}
	return l, nil
}

func (l *ledger) keep(_ context.Context, d relay.Delivery) error {
	b, err := json.Marshal(entry{d.ID, d.Token, len(d.Body), d.Signature, l.have[d.ID], time.Now().UnixNano()})
	if err != nil {
		return err
	}
	if _, err := l.f.Write(append(b, '\n')); err != nil {
		return err
	}
	l.have[d.ID] = true
	return l.f.Sync()
}

// readLedger returns the whole lines and their length in bytes.
func readLedger(path string) (lines []entry, whole int64, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	for len(b) > 0 {
		line, rest, ok := strings.Cut(string(b), "\n")
		if !ok {
			break
		}
		var e entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			return nil, 0, fmt.Errorf("a whole line of the ledger is broken: %w", err)
		}
		lines = append(lines, e)
		whole += int64(len(line)) + 1
		b = []byte(rest)
	}
	return lines, whole, nil
}

// process is one that a test may kill.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	line chan string // of standard output
	done chan struct{}
	log  *tail
}

// tail keeps the end of what is written to it.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (w *tail) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.b = append(w.b, p...)
	if len(w.b) > 1<<16 {
		w.b = append([]byte(nil), w.b[len(w.b)-1<<14:]...)
	}
	return len(p), nil
}

func (w *tail) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.b)
}

// launch runs this binary in a role.
func launch(t testing.TB, role string, env []string, args ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return start(t, append(env, roleEnv+"="+role), self, args...)
}

func start(t testing.TB, env []string, path string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(path, args...), line: make(chan string, 10_000), done: make(chan struct{}), log: &tail{}}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		for s := bufio.NewScanner(out); s.Scan(); {
			select {
			case p.line <- s.Text():
			default:
			}
		}
		p.cmd.Wait()
	}()
	t.Cleanup(p.kill)
	return p
}

// kill is kill -9.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.done
}

// expect waits for a line that begins with some text and returns the rest.
func (p *process) expect(prefix string) string {
	p.t.Helper()
	limit := time.After(10 * time.Minute)
	for {
		select {
		case s := <-p.line:
			if rest, ok := strings.CutPrefix(s, prefix); ok {
				return rest
			}
		case <-p.done:
			p.t.Fatalf("process ended before it said %q: %s", prefix, p.log)
		case <-limit:
			p.t.Fatalf("process never said %q: %s", prefix, p.log)
		}
	}
}

// givenPorts are the ports that freeAddr has given out in this run.
var givenPorts sync.Map

// freeAddr is an address that nobody listens on and that stays free until the
// test listens there, also between two starts: it lies below the ports that
// systems hand to connections, where any other program could get it meanwhile.
func freeAddr(t testing.TB) string {
	t.Helper()
	for range 1000 {
		port := 10_000 + rand.IntN(20_000)
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		l, err := net.Listen("tcp", addr)
		if err != nil {
			continue
		}
		l.Close()
		if _, given := givenPorts.LoadOrStore(port, true); !given {
			return addr
		}
	}
	t.Fatal("no port is free")
	return ""
}

// wide are flags that leave all limits out of the way of a test.
func wide(more ...string) []string {
	return append([]string{
		"--channel-rate", "100000000", "--channel-letters", "1000000", "--channel-bytes", "100000000000",
		"--dials", "1000000", "--opens", "1000000", "--quiet",
	}, more...)
}

// runHub starts a hub and waits until it takes callbacks.
func runHub(t testing.TB, env []string, args ...string) (*process, string) {
	t.Helper()
	p := launch(t, "hub", env, args...)
	return p, p.expect("relay on ")
}

// runApp starts an app on a channel.
func runApp(t testing.TB, c relay.Channel, dir string) *process {
	t.Helper()
	return launch(t, "app", nil, c.Key(), filepath.Join(dir, c.Secret.ID()))
}

// pause waits; it is for tests that let faults happen, never for an order of
// events.
func pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	<-t.C
}
