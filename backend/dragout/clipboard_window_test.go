//go:build window && linux

package dragout_test

import (
	"encoding/binary"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"partlift/backend/dragout"
)

func TestCopyToTheClipboard(t *testing.T) {
	x := connect(t)
	port := new(dragout.Port)
	defer port.Close()
	a, b := midi(t, "Bass # 1 é.mid"), midi(t, "Drums.mid")
	if err := port.Copy([]string{a, b}); err != nil {
		t.Fatal(err)
	}
	for as, want := range map[string]string{
		"text/uri-list":                uri(a) + uri(b),
		"x-special/gnome-copied-files": "copy\n" + strings.TrimSuffix(uri(a), "\r\n") + "\n" + strings.TrimSuffix(uri(b), "\r\n"),
		"UTF8_STRING":                  a + "\n" + b,
	} {
		if got, ok := x.take("CLIPBOARD", as); !ok || got != want {
			t.Errorf("%s is %q, want %q", as, got, want)
		}
	}
	if _, ok := x.take("CLIPBOARD", "image/png"); ok {
		t.Error("files were given as a picture")
	}
	if _, ok := x.take("CLIPBOARD", "TIMESTAMP"); !ok {
		t.Error("the time of the copy is not told")
	}
	got, _ := x.take("CLIPBOARD", "TARGETS")
	want := []string{"MULTIPLE", "TARGETS", "TIMESTAMP", "UTF8_STRING", "text/uri-list", "x-special/gnome-copied-files"}
	if names := x.names(got); !slices.Equal(names, want) {
		t.Errorf("offered as %q", names)
	}
	if err := port.Copy([]string{b}); err != nil {
		t.Fatal(err)
	}
	if got, _ := x.take("CLIPBOARD", "text/uri-list"); got != uri(b) {
		t.Errorf("after another copy there is %q", got)
	}
}

func TestTheClipboardCanBeTakenOver(t *testing.T) {
	x := connect(t)
	port := new(dragout.Port)
	defer port.Close()
	if err := port.Copy([]string{midi(t, "Bass.mid")}); err != nil {
		t.Fatal(err)
	}
	w, err := xproto.NewWindowId(x.c)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateWindow(x.c, 0, w, x.root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	if err := xproto.SetSelectionOwnerChecked(x.c, w, x.atom("CLIPBOARD"), xproto.TimeCurrentTime).Check(); err != nil {
		t.Fatal(err)
	}
	if err := port.Copy([]string{midi(t, "Drums.mid")}); err != nil {
		t.Errorf("copying again: %v", err)
	}
}

// A clipboard manager keeps the files after the program has ended.
func TestAManagerKeepsWhatWasCopied(t *testing.T) {
	x := connect(t)
	w, err := xproto.NewWindowId(x.c)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateWindow(x.c, 0, w, x.root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	manager := x.atom("CLIPBOARD_MANAGER")
	if err := xproto.SetSelectionOwnerChecked(x.c, w, manager, xproto.TimeCurrentTime).Check(); err != nil {
		t.Fatal(err)
	}
	port := new(dragout.Port)
	file := midi(t, "Bass.mid")
	if err := port.Copy([]string{file}); err != nil {
		t.Fatal(err)
	}
	closed := make(chan error, 1)
	go func() { closed <- port.Close() }()
	var asked xproto.SelectionRequestEvent
	x.expect("the manager is asked to save", func(ev xgb.Event) bool {
		e, ok := ev.(xproto.SelectionRequestEvent)
		asked = e
		return ok && e.Selection == manager
	})
	if asked.Target != x.atom("SAVE_TARGETS") {
		t.Error("the manager is asked for something else")
	}
	if kept := takeMany(t, x, w, "text/uri-list", "image/png"); !slices.Equal(kept, []string{uri(file), ""}) {
		t.Errorf("the manager got %q", kept)
	}
	n := xproto.SelectionNotifyEvent{Time: asked.Time, Requestor: asked.Requestor, Selection: manager, Target: asked.Target, Property: asked.Property}
	xproto.SendEvent(x.c, false, asked.Requestor, 0, string(n.Bytes()))
	select {
	case err := <-closed:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(patience):
		t.Fatal("Close waits for ever")
	}
}

// takeMany asks the clipboard for several types at once; "" is what it does not
// have.
func takeMany(t *testing.T, x *client, w xproto.Window, types ...string) []string {
	t.Helper()
	var pairs []byte
	for _, s := range types {
		pairs = binary.LittleEndian.AppendUint32(pairs, uint32(x.atom(s)))
		pairs = binary.LittleEndian.AppendUint32(pairs, uint32(x.atom("GOT "+s)))
	}
	at := x.atom("PAIRS")
	xproto.ChangeProperty(x.c, xproto.PropModeReplace, w, at, x.atom("ATOM_PAIR"), 32, uint32(len(pairs)/4), pairs)
	xproto.ConvertSelection(x.c, w, x.atom("CLIPBOARD"), x.atom("MULTIPLE"), at, xproto.TimeCurrentTime)
	x.expect("many types", func(ev xgb.Event) bool {
		e, ok := ev.(xproto.SelectionNotifyEvent)
		return ok && e.Requestor == w && e.Property == at
	})
	answer, err := xproto.GetProperty(x.c, false, w, at, xproto.GetPropertyTypeAny, 0, 64).Reply()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for b := answer.Value; len(b) >= 8; b = b[8:] {
		property := xproto.Atom(binary.LittleEndian.Uint32(b[4:]))
		if property == 0 {
			out = append(out, "")
			continue
		}
		p, err := xproto.GetProperty(x.c, false, w, property, xproto.GetPropertyTypeAny, 0, 1024).Reply()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(p.Value))
	}
	return out
}

func TestWithoutADisplay(t *testing.T) {
	t.Setenv("DISPLAY", ":4242")
	port := new(dragout.Port)
	defer port.Close()
	file := midi(t, "Bass.mid")
	if err := port.Copy([]string{file}); err == nil {
		t.Error("copied to no display")
	}
	if _, err := port.Start(dragout.Window{System: dragout.X11, Handle: 1}, []string{file}, nil); err == nil {
		t.Error("dragged on no display")
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
}
