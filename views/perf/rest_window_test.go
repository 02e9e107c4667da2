//go:build window

package perf

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// restLimit is how long the program is watched while nothing moves.
const restLimit = 10 * time.Second

// BenchmarkRest tells how often the window is painted and how much of a
// processor is taken while nothing moves: of a bare window, and on each page.
func BenchmarkRest(b *testing.B) {
	e, p := newEye(b), build(b)
	library := fill(b, 40)
	for _, page := range []struct {
		name string
		keys []string
	}{
		{"hello", nil},
		{"start", nil},
		{"song", []string{"ctrl+h", "Home", "Return"}},
		{"roll", []string{"ctrl+h", "Home", "Return", "ctrl+l"}},
		{"settings", []string{"ctrl+comma"}},
	} {
		b.Run(page.name, func(b *testing.B) {
			bin, args := p.ours, []string{"--library", library}
			if page.name == "hello" {
				bin, args = p.bare, nil
			}
			s := sit(b, e, b.TempDir(), bin, args...)
			for _, key := range page.keys {
				s.press(b, e, key)
			}
			b.ResetTimer()
			for b.Loop() {
				busy, woken := load(b, s.cmd.Process.Pid)
				frames := e.repaints(b, s.window, restLimit)
				nowBusy, nowWoken := load(b, s.cmd.Process.Pid)
				b.ReportMetric(float64(frames)/restLimit.Seconds(), "repaints/s")
				b.ReportMetric(100*(nowBusy-busy).Seconds()/restLimit.Seconds(), "cpu-%")
				b.ReportMetric(float64(nowWoken-woken)/restLimit.Seconds(), "wakeups/s")
			}
			b.ReportMetric(0, "ns/op")
			s.leave(b)
		})
	}
}

// BenchmarkMemory tells what the program and a bare window hold: the memory
// that is theirs alone, and their share of what they have in common with
// others.
func BenchmarkMemory(b *testing.B) {
	e, p := newEye(b), build(b)
	b.Run("hello", func(b *testing.B) {
		for b.Loop() {
			s := sit(b, e, b.TempDir(), p.bare)
			tellMemory(b, s.cmd.Process.Pid, "")
			s.leave(b)
		}
		b.ReportMetric(0, "ns/op")
	})
	b.Run("songs=0", func(b *testing.B) {
		for b.Loop() {
			s := sit(b, e, b.TempDir(), p.ours, "--library", b.TempDir())
			tellMemory(b, s.cmd.Process.Pid, "")
			s.leave(b)
		}
		b.ReportMetric(0, "ns/op")
	})
	b.Run("songs=10000", func(b *testing.B) {
		library := fill(b, 10_000)
		for b.Loop() {
			s := sit(b, e, b.TempDir(), p.ours, "--library", library)
			tellMemory(b, s.cmd.Process.Pid, "")
			s.press(b, e, "ctrl+h")
			for range 10 {
				s.press(b, e, strings.Fields(strings.Repeat("Down ", 40))...)
			}
			tellMemory(b, s.cmd.Process.Pid, "scrolled-")
			s.press(b, e, "Home", "Return")
			s.press(b, e, "ctrl+l")
			tellMemory(b, s.cmd.Process.Pid, "20k-notes-")
			s.leave(b)
		}
		b.ReportMetric(0, "ns/op")
	})
}

// BenchmarkSize tells how large the programs are.
func BenchmarkSize(b *testing.B) {
	p, dir := build(b), b.TempDir()
	lift, relayd := filepath.Join(dir, "lift"), filepath.Join(dir, "relayd")
	compile(b, lift, false, "./backend/cmd/lift")
	compile(b, relayd, false, "./backend/cmd/relayd")
	for b.Loop() {
		for name, path := range map[string]string{"partlift": p.ours, "hello": p.bare, "lift": lift, "relayd": relayd} {
			info, err := os.Stat(path)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(info.Size())/1e6, name+"-MB")
		}
	}
	b.ReportMetric(0, "ns/op")
}

// load returns how long the threads of a process have run, and how often they
// were woken.
func load(b *testing.B, pid int) (busy time.Duration, woken int) {
	b.Helper()
	tasks, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*"))
	if err != nil || len(tasks) == 0 {
		b.Fatal("the program is gone: ", err)
	}
	for _, t := range tasks {
		if run := fields(filepath.Join(t, "schedstat")); len(run) > 0 {
			ns, _ := strconv.Atoi(run[0]) // a thread that ended counts nothing
			busy += time.Duration(ns)
		}
		woken += value(filepath.Join(t, "status"), "voluntary_ctxt_switches:")
	}
	return busy, woken
}

func tellMemory(b *testing.B, pid int, when string) {
	b.Helper()
	file := filepath.Join("/proc", strconv.Itoa(pid), "smaps_rollup")
	pss := value(file, "Pss:")
	if pss == 0 {
		b.Skip("this system does not tell")
	}
	b.ReportMetric(float64(pss)/1000, when+"pss-MB")
	b.ReportMetric(float64(value(file, "Private_Dirty:"))/1000, when+"private-MB")
}

// value returns the number after a name in a file of the system's, 0 for none.
func value(path, name string) int {
	words := fields(path)
	for i, w := range words[:max(len(words)-1, 0)] {
		if w == name {
			n, _ := strconv.Atoi(words[i+1]) // it is a number
			return n
		}
	}
	return 0
}

// fields returns the words of a file, none of one that is gone.
func fields(path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return strings.Fields(string(text))
}
