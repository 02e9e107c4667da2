//go:build linux

package chooser_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/google/go-cmp/cmp"

	"partlift/views/chooser"
)

// patience is how long a test waits for what must happen.
const patience = 10 * time.Minute

// session starts a message bus and returns its address.
func session(t *testing.T) string {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil && os.Getenv("PARTLIFT_NEED_DBUS") != "" {
		t.Fatal("dbus-daemon is missing; .ci/deps test installs it")
	}
	if err != nil {
		t.Skip("dbus-daemon is not installed; PARTLIFT_NEED_DBUS=1 demands it")
	}
	cmd := exec.Command(daemon, "--session", "--nofork", "--nopidfile", "--print-address=1", "--address=unix:dir="+t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

// asked is a dialog that the portal was asked for.
type asked struct {
	method, parent, title string
	options               map[string]dbus.Variant
}

// portal answers as a desktop would.
type portal struct {
	t       *testing.T
	conn    *dbus.Conn
	asked   chan asked
	sent    chan map[string]dbus.Variant // options
	closed  chan struct{}
	code    uint32
	results map[string]dbus.Variant
	silent  bool            // the dialog stays open
	late    bool            // answers under another name than the one it was given, as old portals do
	handle  dbus.ObjectPath // of the last dialog
}

func newPortal(t *testing.T, bus string, version uint32) *portal {
	t.Helper()
	p := &portal{t: t, asked: make(chan asked, 8), sent: make(chan map[string]dbus.Variant, 8), closed: make(chan struct{}, 8)}
	conn, err := dbus.Connect(bus, dbus.WithIncomingInterceptor(p.note))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	p.conn = conn
	const face, path = "org.freedesktop.portal.FileChooser", "/org/freedesktop/portal/desktop"
	show := func(method string) any {
		return func(sender dbus.Sender, parent, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
			return p.show(asked{method, parent, title, options}, string(sender))
		}
	}
	for _, err := range []error{
		conn.ExportMethodTable(map[string]any{"OpenFile": show("OpenFile"), "SaveFile": show("SaveFile")}, path, face),
		conn.ExportMethodTable(map[string]any{"Get": func(face, property string) (dbus.Variant, *dbus.Error) {
			if version == 0 {
				return dbus.Variant{}, dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", []any{"No such interface"})
			}
			return dbus.MakeVariant(version), nil
		}}, path, "org.freedesktop.DBus.Properties"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if r, err := conn.RequestName("org.freedesktop.portal.Desktop", dbus.NameFlagDoNotQueue); err != nil || r != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(r, err)
	}
	return p
}

// note keeps the options of a question, as handlers see them without the types
// they were sent in.
func (p *portal) note(m *dbus.Message) {
	if len(m.Body) == 3 && m.Type == dbus.TypeMethodCall {
		if o, ok := m.Body[2].(map[string]dbus.Variant); ok {
			p.sent <- o
		}
	}
}

// show opens a dialog, and answers to it.
func (p *portal) show(a asked, sender string) (dbus.ObjectPath, *dbus.Error) {
	token, _ := a.options["handle_token"].Value().(string)
	if p.late {
		token = "t"
	}
	p.handle = dbus.ObjectPath("/org/freedesktop/portal/desktop/request/" + strings.ReplaceAll(sender[1:], ".", "_") + "/" + token)
	if err := p.conn.ExportMethodTable(map[string]any{"Close": func() *dbus.Error { p.closed <- struct{}{}; return nil }}, p.handle, "org.freedesktop.portal.Request"); err != nil {
		p.t.Error(err)
	}
	// An answer to another program, not to us.
	p.respond("/org/freedesktop/portal/desktop/request/0_0/t", 0, map[string]dbus.Variant{"uris": dbus.MakeVariant([]string{"file:///wrong"})})
	if !p.silent {
		p.respond(p.handle, p.code, p.results)
	}
	p.asked <- a
	return p.handle, nil
}

func (p *portal) respond(at dbus.ObjectPath, code uint32, results map[string]dbus.Variant) {
	if err := p.conn.Emit(at, "org.freedesktop.portal.Request.Response", code, results); err != nil {
		p.t.Error(err)
	}
}

func uris(u ...string) map[string]dbus.Variant {
	return map[string]dbus.Variant{"uris": dbus.MakeVariant(u)}
}

func TestWhatIsChosen(t *testing.T) {
	bus := session(t)
	p := newPortal(t, bus, 4)
	for name, c := range map[string]struct {
		code    uint32
		results map[string]dbus.Variant
		want    []string
		err     error // nil: whatever is in any
		any     bool  // some error
	}{
		"a file":                {results: uris("file:///music/A%20%23%C3%A9.mid"), want: []string{"/music/A #é.mid"}},
		"two files":             {results: uris("file:///a", "file:///b"), want: []string{"/a", "/b"}},
		"nothing":               {code: 1},
		"nobody showed it":      {code: 2, err: chooser.ErrNone},
		"a file elsewhere":      {results: uris("sftp://host/a"), any: true},
		"an answer of nonsense": {results: map[string]dbus.Variant{"uris": dbus.MakeVariant(7)}, any: true},
	} {
		t.Run(name, func(t *testing.T) {
			p.code, p.results = c.code, c.results
			if p.results == nil {
				p.results = map[string]dbus.Variant{}
			}
			got, err := chooser.Choose(t.Context(), bus, chooser.Files, chooser.Question{Title: "Add"})
			<-p.asked
			if !slices.Equal(got, c.want) || (err != nil) != (c.any || c.err != nil) || c.err != nil && !errors.Is(err, c.err) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestWhatTheDesktopIsAsked(t *testing.T) {
	bus := session(t)
	p := newPortal(t, bus, 4)
	p.results = uris("file:///x")
	ask := func(kind chooser.Kind, q chooser.Question) asked {
		t.Helper()
		if _, err := chooser.Choose(t.Context(), bus, kind, q); err != nil {
			t.Fatal(err)
		}
		a := <-p.asked
		a.options = <-p.sent
		return a
	}
	a := ask(chooser.Files, chooser.Question{Parent: chooser.X11(0x1a0), Title: "Add songs", Accept: "Add_it", Folder: "/home/é", Name: "no", Label: "Songs", Kinds: []string{".mid"}})
	if a.method != "OpenFile" || a.parent != "x11:1a0" || a.title != "Add songs" {
		t.Errorf("asked %+v", a)
	}
	delete(a.options, "handle_token")
	got := map[string]any{}
	for key, v := range a.options {
		got[key+" "+v.Signature().String()] = v.Value()
	}
	want := map[string]any{"multiple b": true, "directory b": false, "modal b": true, "accept_label s": "Add__it", "current_folder ay": []byte("/home/é\x00"),
		"filters a(sa(us))": [][]any{{"Songs", [][]any{{uint32(0), "*.[mM][iI][dD]"}}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
	a = ask(chooser.Save, chooser.Question{Name: "Bass.mid"})
	if a.method != "SaveFile" || a.options["current_name"].Value() != "Bass.mid" {
		t.Errorf("asked %+v", a)
	}
	if a = ask(chooser.Folder, chooser.Question{Kinds: []string{".mid"}}); a.options["directory"].Value() != true || a.options["filters"].Value() != nil {
		t.Errorf("asked %+v", a)
	}
	p.late = true
	ask(chooser.File, chooser.Question{})
}

func TestNoDialogIsThere(t *testing.T) {
	none := func(t *testing.T, bus string, kind chooser.Kind) {
		t.Helper()
		if got, err := chooser.Choose(t.Context(), bus, kind, chooser.Question{}); !errors.Is(err, chooser.ErrNone) {
			t.Errorf("got %q, %v", got, err)
		}
	}
	t.Run("no bus", func(t *testing.T) { none(t, "", chooser.File) })
	t.Run("a bus that is gone", func(t *testing.T) { none(t, "unix:path="+t.TempDir()+"/bus", chooser.File) })
	t.Run("no portal", func(t *testing.T) { none(t, session(t), chooser.File) })
	t.Run("a portal without file dialogs", func(t *testing.T) {
		bus := session(t)
		newPortal(t, bus, 0)
		none(t, bus, chooser.File)
	})
	t.Run("an old one without folders", func(t *testing.T) {
		bus := session(t)
		newPortal(t, bus, 2)
		none(t, bus, chooser.Folder)
	})
}

func TestADialogThatIsNotAnswered(t *testing.T) {
	bus := session(t)
	p := newPortal(t, bus, 4)
	p.silent = true
	begin := func(ctx context.Context) <-chan error {
		out := make(chan error, 1)
		go func() {
			_, err := chooser.Choose(ctx, bus, chooser.File, chooser.Question{})
			out <- err
		}()
		<-p.asked
		return out
	}
	wait := func(out <-chan error) error {
		t.Helper()
		select {
		case err := <-out:
			return err
		case <-time.After(patience):
			t.Fatal("the question does not end")
			return nil
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	out := begin(ctx)
	cancel()
	if err := wait(out); !errors.Is(err, context.Canceled) {
		t.Errorf("taken away: %v", err)
	}
	select {
	case <-p.closed:
	case <-time.After(patience):
		t.Error("the dialog is still there")
	}
	out = begin(t.Context())
	if _, err := p.conn.ReleaseName("org.freedesktop.portal.Desktop"); err != nil {
		t.Fatal(err)
	}
	if err := wait(out); err == nil || errors.Is(err, chooser.ErrNone) {
		t.Errorf("the portal has ended: %v", err)
	}
}
