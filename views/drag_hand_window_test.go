//go:build window && linux

package views

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"partlift/app/edit"
	"partlift/app/studio"
)

// partAt is where one of the six parts of the open song lies in the window, which
// they fill: its name can be taken there.
func partAt(i int) (x, y int) { return 520, 210 + 93*i }

// hand drags and looks at what it does: it goes on when the drag's picture is
// there and is done when the picture is gone, however slow the machine is.
type hand struct {
	*seat
	c           *xgb.Conn
	kind, drags xproto.Atom
	dx, dy      int // where the window lies on the display
}

// hand moves the window into the display's corner and takes up the mouse.
func (s *seat) hand() *hand {
	s.t.Helper()
	s.place(0, 0, 0, 0)
	h := &hand{seat: s}
	h.dx, h.dy = s.origin()
	var err error
	if h.c, err = xgb.NewConn(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(h.c.Close)
	for name, a := range map[string]*xproto.Atom{"_NET_WM_WINDOW_TYPE": &h.kind, "_NET_WM_WINDOW_TYPE_DND": &h.drags} {
		r, err := xproto.InternAtom(h.c, false, uint16(len(name)), name).Reply()
		if err != nil {
			s.t.Fatal(err)
		}
		*a = r.Atom
	}
	return h
}

// dragging reports whether a drag's picture is on the display.
func (h *hand) dragging() bool {
	tree, err := xproto.QueryTree(h.c, xproto.Setup(h.c).DefaultScreen(h.c).Root).Reply()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, w := range tree.Children {
		p, err := xproto.GetProperty(h.c, false, w, h.kind, xproto.AtomAtom, 0, 1).Reply()
		if err == nil && p.ValueLen == 1 && xproto.Atom(xgb.Get32(p.Value)) == h.drags { // a window may have gone meanwhile
			return true
		}
	}
	return false
}

// take takes a part by its name and moves until it comes along.
func (h *hand) take(part int) {
	h.t.Helper()
	h.takeAt(partAt(part))
}

// takeAt takes what lies at a place of the window.
func (h *hand) takeAt(x, y int) {
	h.t.Helper()
	h.do("mousemove", "--window", h.window, fmt.Sprint(x), fmt.Sprint(y), "mousedown", "1")
	for range 4 {
		h.do("mousemove_relative", "7", "3", "sleep", "0.03")
	}
	h.until("the drag has begun", 2*time.Minute, h.dragging)
}

// carry moves to a place of the display, as somebody who aims.
func (h *hand) carry(x, y int) {
	h.t.Helper()
	const steps = 12
	for i := steps - 1; i >= 0; i-- {
		h.do("mousemove", fmt.Sprint(x-i*9), fmt.Sprint(y-i*7), "sleep", "0.03")
	}
	h.do("sleep", "0.2")
}

// release lets go and waits until the drag is over.
func (h *hand) release() {
	h.t.Helper()
	h.do("mouseup", "1")
	h.until("the drag is over", 2*time.Minute, func() bool { return !h.dragging() })
}

// drop drags a part to a place of the display.
func (h *hand) drop(part, x, y int) {
	h.t.Helper()
	h.take(part)
	h.carry(x, y)
	h.release()
}

// slip does the nth of the things that deliver nothing: a release over our own
// window, one over nothing, Escape above a place, a flick.
func (h *hand) slip(n, x, y int) {
	h.t.Helper()
	switch n {
	case 1:
		h.drop(1, h.dx+520, h.dy+600)
	case 2:
		h.drop(1, h.dx+200, h.dy+1000)
	case 3:
		h.take(1)
		h.carry(x, y)
		h.do("keydown", "Escape")
		h.until("Escape has ended the drag", 2*time.Minute, func() bool { return !h.dragging() })
		h.do("keyup", "Escape", "mousemove_relative", "10", "10", "mouseup", "1")
	case 4:
		px, py := partAt(1)
		h.do("mousemove", "--window", h.window, fmt.Sprint(px), fmt.Sprint(py), "mousedown", "1", "mousemove_relative", "30", "10", "mouseup", "1")
		h.until("the flick is over", 2*time.Minute, func() bool { return !h.dragging() })
	}
}

// place moves a window, and makes it another size if w is not 0.
func (s *seat) place(x, y, w, h int) {
	s.t.Helper()
	args := []string{"windowmove", "--sync", s.window, fmt.Sprint(x), fmt.Sprint(y)}
	if w != 0 {
		args = append([]string{"windowsize", s.window, fmt.Sprint(w), fmt.Sprint(h)}, args...)
	}
	s.do(args...)
	var at, before [2]int
	s.until("the window is in its place", 2*time.Minute, func() bool {
		before = at
		at[0], at[1] = s.origin()
		return at == before && at[0] >= x && at[0] < x+60 && at[1] >= y && at[1] < y+60
	})
}

// onlySong opens the song of a library that holds one.
func onlySong(t *testing.T, eyes *studio.Studio) *edit.Page {
	t.Helper()
	rows, _, err := eyes.History(t.Context(), "", 2, 0)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d songs, %v", len(rows), err)
	}
	page, err := eyes.Page(t.Context(), rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// fileOf is the file that is handed out for a part.
func fileOf(t *testing.T, library, part string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(library, "exports", "*", "* - "+part+".mid"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the files of %s are %v, %v", part, files, err)
	}
	return files[0]
}

// needed returns the path of another program. Without it the test is skipped,
// unless the variable demands it, as make test does where it is installed.
func needed(t *testing.T, variable, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil && os.Getenv(variable) != "" {
		t.Fatalf("%s is missing; .ci/deps test installs it", program)
	}
	if err != nil {
		t.Skipf("%s is not installed; %s=1 demands it", program, variable)
	}
	return path
}

// guest starts another program, with a home of its own and its children in a
// group, and waits for the window with a title.
func guest(t *testing.T, home, title, program string, args ...string) *seat {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	g := &seat{t: t, home: home, exited: make(chan error, 1), cmd: exec.Command(program, args...)}
	g.cmd.Dir, g.cmd.Stdout, g.cmd.Stderr = home, log, log
	g.cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home+"/.config", "XDG_DATA_HOME="+home+"/.local/share", "XDG_CACHE_HOME="+home+"/.cache",
		"XDG_RUNTIME_DIR="+home, "DBUS_SESSION_BUS_ADDRESS=disabled:", "LC_ALL=C.UTF-8", "WAYLAND_DISPLAY=")
	g.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := g.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { g.exited <- g.cmd.Wait() }()
	t.Cleanup(func() {
		end(g.cmd.Process.Pid)
		_ = log.Close()
		if said, err := os.ReadFile(log.Name()); t.Failed() {
			t.Logf("%s said (%v):\n%s", filepath.Base(program), err, said)
		}
	})
	g.until("the window of "+program+" is there", 2*time.Minute, func() bool {
		out, err := exec.Command("xdotool", "search", "--onlyvisible", "--name", title).Output()
		g.window = strings.TrimSpace(string(out))
		return err == nil && g.window != "" && !strings.Contains(g.window, "\n")
	})
	return g
}

// end asks a group of programs to end, then makes it, and gives it the time to
// go, so that nobody writes to its home any more.
func end(group int) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for _, way := range []struct {
		signal syscall.Signal
		ticks  int
	}{{syscall.SIGTERM, 100}, {syscall.SIGKILL, 40}} {
		_ = syscall.Kill(-group, way.signal) // it may have ended by itself
		for range way.ticks {
			<-tick.C
			if syscall.Kill(-group, 0) != nil {
				return
			}
		}
	}
}
