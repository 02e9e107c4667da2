// Package chooser asks the desktop for its own file dialog, by the FileChooser
// portal that GNOME, KDE and others answer on the session's D-Bus. That dialog
// knows the user's bookmarks, shows previews and remembers where it was.
//
// Where nobody answers, as on a desktop without portals, on Windows or on a
// Mac, Choose returns ErrNone at once, and the toolkit's dialog is there.
package chooser

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Kind is what is asked for.
type Kind int

const (
	File   Kind = iota // one file that is there
	Files              // one or more
	Folder             // one folder that is there
	Save               // a file to be written; the dialog has asked before an old one is named
)

// Question is what a dialog says and begins with. The zero value of a field
// leaves it to the desktop.
type Question struct {
	Parent string   // the window the dialog belongs to, as X11 names it
	Title  string   // of the dialog
	Accept string   // on its button, such as "Export here"
	Folder string   // full path where it begins
	Name   string   // of the file, with Save
	Label  string   // of what can be chosen, such as "Songs and audio"; needed with Kinds
	Kinds  []string // endings of the files that can be chosen, such as ".mid", in any case
}

// ErrNone says that the desktop shows no file dialogs for others.
var ErrNone = errors.New("the desktop offers no file dialog")

// X11 names a window of the X server for Question.Parent.
func X11(handle uintptr) string { return fmt.Sprintf("x11:%x", handle) }

// Choose shows a dialog and waits for the answer. Paths are full; none and no
// error mean that the user thought better of it. The bus is the address of the
// session's D-Bus; "" if there is none. When ctx ends, the dialog is taken away. It may
// be called on any goroutine but that of the user interface, which it would
// keep waiting.
func Choose(ctx context.Context, bus string, kind Kind, q Question) ([]string, error) {
	if bus == "" {
		return nil, ErrNone
	}
	return choose(ctx, bus, kind, q)
}

// pattern is an ending as a pattern that is blind to case.
func pattern(ending string) string {
	var b strings.Builder
	b.WriteByte('*')
	for _, r := range ending {
		if lower, upper := unicode.ToLower(r), unicode.ToUpper(r); lower != upper {
			fmt.Fprintf(&b, "[%c%c]", lower, upper)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
