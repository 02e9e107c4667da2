package views

import (
	"net"
	"path/filepath"
	"reflect"
	"testing"
)

func TestDisplayAddresses(t *testing.T) {
	for display, want := range map[string][][2]string{
		"":               nil,
		"nonsense":       nil,
		":x":             nil,
		":0":             {{"unix", "/tmp/.X11-unix/X0"}, {"unix", "@/tmp/.X11-unix/X0"}},
		"unix:2.1":       {{"unix", "/tmp/.X11-unix/X2"}, {"unix", "@/tmp/.X11-unix/X2"}},
		"localhost:10.0": {{"tcp", "localhost:6010"}},
		"[::1]:3":        {{"tcp", "[::1]:6003"}},
		"/run/x:0":       {{"unix", "/run/x:0"}},
	} {
		if got := displayAddresses(display); !reflect.DeepEqual(got, want) {
			t.Errorf("%q is at %q, want %q", display, got, want)
		}
	}
}

func TestReachable(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "x:0")
	if Reachable(socket, "") {
		t.Error("a display that nobody serves is reachable")
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip(err) // no such sockets on this system
	}
	defer l.Close()
	if !Reachable(socket, "") {
		t.Error("a display that is served is not reachable")
	}
	if Reachable("", "") {
		t.Error("no display is reachable")
	}
}
