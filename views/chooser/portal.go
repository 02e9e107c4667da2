//go:build linux || freebsd || netbsd || openbsd || dragonfly

package chooser

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	portalName   = "org.freedesktop.portal.Desktop"
	portalPath   = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	chooserFace  = "org.freedesktop.portal.FileChooser"
	requestFace  = "org.freedesktop.portal.Request"
	foldersSince = 3 // the version of the interface that can ask for folders

	// answerLimit is how long the portal may take to say that it is there. It
	// may have to be started first.
	answerLimit = 5 * time.Second

	closeLimit = time.Second
)

// request is one question to the portal, on a connection of its own, so that
// nothing of it is left when it is over.
type request struct {
	conn    *dbus.Conn
	signals chan *dbus.Signal
	handle  dbus.ObjectPath
}

func choose(ctx context.Context, bus string, kind Kind, q Question) ([]string, error) {
	conn, err := dbus.Connect(bus)
	if err != nil {
		return nil, ErrNone
	}
	defer conn.Close()
	r := &request{conn: conn, signals: make(chan *dbus.Signal, 16)}
	conn.Signal(r.signals)
	if err := r.ask(ctx, kind, q); err != nil {
		if ctx.Err() != nil {
			r.close(context.WithoutCancel(ctx)) // it may have been asked already
			return nil, ctx.Err()
		}
		return nil, ErrNone // whatever the reason, the toolkit's dialog serves
	}
	return r.answer(ctx)
}

// ask has the portal show the dialog.
func (r *request) ask(ctx context.Context, kind Kind, q Question) error {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	portal := r.conn.Object(portalName, portalPath)
	var version uint32
	if err := portal.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, chooserFace, "version").Store(&version); err != nil {
		return err
	}
	if kind == Folder && version < foldersSince {
		return fmt.Errorf("version %d asks for no folders", version)
	}
	token := "partlift_" + strings.ToLower(rand.Text())
	sender := strings.ReplaceAll(strings.TrimPrefix(r.conn.Names()[0], ":"), ".", "_")
	r.handle = portalPath + dbus.ObjectPath("/request/"+sender+"/"+token)
	// Listening begins before asking: the answer may come at once.
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(portalName), dbus.WithMatchInterface(requestFace), dbus.WithMatchMember("Response")},
		{dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, portalName)},
	} {
		if err := r.conn.AddMatchSignalContext(ctx, match...); err != nil {
			return err
		}
	}
	method := ".OpenFile"
	if kind == Save {
		method = ".SaveFile"
	}
	return portal.CallWithContext(ctx, chooserFace+method, 0, q.Parent, q.Title, options(kind, q, token)).Store(&r.handle)
}

// options says the question in the portal's words.
func options(kind Kind, q Question, token string) map[string]dbus.Variant {
	o := map[string]dbus.Variant{"handle_token": dbus.MakeVariant(token), "modal": dbus.MakeVariant(true)}
	if kind != Save {
		o["multiple"], o["directory"] = dbus.MakeVariant(kind == Files), dbus.MakeVariant(kind == Folder)
	}
	if q.Accept != "" {
		o["accept_label"] = dbus.MakeVariant(strings.ReplaceAll(q.Accept, "_", "__")) // one would underline a letter
	}
	if q.Folder != "" {
		o["current_folder"] = dbus.MakeVariant(append([]byte(q.Folder), 0))
	}
	if q.Name != "" && kind == Save {
		o["current_name"] = dbus.MakeVariant(q.Name)
	}
	if len(q.Kinds) > 0 && kind != Folder {
		type rule struct {
			Type    uint32 // 0 is a pattern
			Pattern string
		}
		type filter struct {
			Label string
			Rules []rule
		}
		f := filter{Label: q.Label}
		for _, k := range q.Kinds {
			f.Rules = append(f.Rules, rule{0, pattern(k)})
		}
		o["filters"] = dbus.MakeVariant([]filter{f})
	}
	return o
}

// answer waits for what the user says.
func (r *request) answer(ctx context.Context) ([]string, error) {
	for {
		select {
		case <-ctx.Done():
			r.close(context.WithoutCancel(ctx))
			return nil, ctx.Err()
		case s, ok := <-r.signals:
			switch {
			case !ok:
				return nil, errors.New("the connection to the desktop was lost while its file dialog was open")
			case s.Name == requestFace+".Response" && s.Path == r.handle:
				return read(s.Body)
			case s.Name == "org.freedesktop.DBus.NameOwnerChanged" && left(s.Body):
				return nil, errors.New("the desktop's file dialog has ended")
			}
		}
	}
}

// close takes the dialog away. A portal that does not take the word does it
// when the connection ends.
func (r *request) close(ctx context.Context) {
	if r.handle == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, closeLimit)
	defer cancel()
	_ = r.conn.Object(portalName, r.handle).CallWithContext(ctx, requestFace+".Close", 0).Err
}

// left reports whether a change of owner leaves the portal without one.
func left(body []any) bool {
	var name, before, now string
	return dbus.Store(body, &name, &before, &now) == nil && name == portalName && now == ""
}

// read takes the paths from the portal's response.
func read(body []any) ([]string, error) {
	const chosen, cancelled = 0, 1
	var code uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(body, &code, &results); err != nil {
		return nil, fmt.Errorf("read the answer of the desktop's file dialog: %w", err)
	}
	switch code {
	case chosen:
	case cancelled:
		return nil, nil
	default:
		return nil, ErrNone // nobody showed it
	}
	uris, _ := results["uris"].Value().([]string)
	var paths []string
	for _, u := range uris {
		p, err := url.Parse(u)
		if err != nil || p.Scheme != "file" || p.Path == "" {
			return nil, fmt.Errorf("%q is not a file of this computer", u)
		}
		paths = append(paths, p.Path)
	}
	if len(paths) == 0 {
		return nil, errors.New("the desktop's file dialog named no file")
	}
	return paths, nil
}
