// Package dragout hands files to other programs: it starts the system's own
// drag of files out of one of our windows, and copies files to the clipboard.
//
// There is one back end for each system: X11 in pure Go, OLE on Windows, AppKit
// on macOS. All keep to the same contract. Start is called on the goroutine of
// the user interface, from inside the handler of a pointer drag and while the
// primary button is down; macOS needs the event that is being handled. It is
// called once a gesture. On X11 and macOS it returns at once; on Windows it
// returns when the drag is over, and the window stands still meanwhile, as that
// system's own programs do. The files are complete before the drag begins and
// stay where they are afterwards, because programs read them late or keep
// referring to them. Only copies are offered, so that nobody moves them away.
package dragout

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Outcome says how a drag ended.
type Outcome int

const (
	// Cancelled is a drag that was ended by Escape, or whose button was up
	// already.
	Cancelled Outcome = iota
	// NoTarget is a release over nothing that takes files, or over our own
	// window. Windows and macOS do not tell it from Cancelled or Refused and
	// report Cancelled.
	NoTarget
	// Refused is a release over a program that did not want the files.
	Refused
	// Delivered means that a program took the names of the files.
	Delivered
	// Failed is a drag that broke off; Result.Err says why.
	Failed
)

// String is a word for logs.
func (o Outcome) String() string {
	if o < Cancelled || o > Failed {
		return fmt.Sprintf("outcome %d", int(o))
	}
	return [...]string{"cancelled", "no target", "refused", "delivered", "failed"}[o]
}

// Result is how a drag ended.
type Result struct {
	Outcome Outcome
	Target  string // the other program, where the system tells: for logs
	Err     error  // of Failed
}

// System is the kind of a window.
type System string

// The systems windows belong to.
const (
	X11     System = "x11"
	Wayland System = "wayland"
	Windows System = "windows"
	Mac     System = "mac"
)

// Window is one of our windows.
type Window struct {
	System System
	Handle uintptr // X11's window id, HWND or NSWindow*
}

var (
	// ErrUnsupported is what errors about a system without drags are.
	ErrUnsupported = errors.New("Files cannot be dragged out of this window here. Save them, and open them in the other program.")
	// ErrBusy is returned by Start while another drag is under way. On X11 the
	// new one ends the other instead, as its press must be over.
	ErrBusy = errors.New("another drag is under way")
)

// unsupported says why files cannot be dragged.
type unsupported string

func (u unsupported) Error() string        { return string(u) }
func (u unsupported) Is(target error) bool { return target == ErrUnsupported }

// maxFiles bounds one drag, so that the list fits into one message of X11.
const maxFiles = 256

// Port is the way out of the program for files. The zero value is ready; it
// takes nothing from the system before it is used.
type Port struct {
	mu  sync.Mutex
	sys system
}

// Supported says why files cannot be dragged out of windows of a system, in a
// sentence for the user; nil if they can. The error is an ErrUnsupported.
func (p *Port) Supported(s System) error {
	switch {
	case s == own:
		return nil
	case s == Wayland:
		return unsupported("Under Wayland, files cannot be dragged out of this window. Start the program with FYNE_PLATFORM=x11, or save the file and open it in the other program.")
	}
	return ErrUnsupported
}

// Start begins to drag files out of a window. The picture is shown beside the
// pointer where the system allows it; nil means none. The channel receives one
// Result when the gesture is over and is then closed; nobody has to listen. An
// error means that no drag has begun.
func (p *Port) Start(w Window, files []string, picture image.Image) (<-chan Result, error) {
	if err := p.Supported(w.System); err != nil {
		return nil, err
	}
	if err := check(files); err != nil {
		return nil, err
	}
	if !p.mu.TryLock() { // on Windows the caller may be inside Start, further up
		return nil, ErrBusy
	}
	defer p.mu.Unlock()
	return p.sys.start(w.Handle, files, picture)
}

// Copy puts files on the clipboard, to be pasted in a file manager or a DAW. On
// Windows and macOS they stay there after the program has ended; on X11 they
// stay as long as the program runs, and longer where a clipboard manager takes
// them over at Close. It is called on the goroutine of the user interface.
func (p *Port) Copy(files []string) error {
	if err := check(files); err != nil {
		return err
	}
	if !p.mu.TryLock() {
		return ErrBusy
	}
	defer p.mu.Unlock()
	return p.sys.copy(files)
}

// Close ends a drag that is under way and gives back what was taken from the
// system. It waits for the Port's goroutines.
func (p *Port) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sys.close()
}

// check refuses files another program could not open.
func check(files []string) error {
	switch {
	case len(files) == 0:
		return errors.New("there is no file to hand over")
	case len(files) > maxFiles:
		return fmt.Errorf("%d files are too many at once; take at most %d", len(files), maxFiles)
	}
	for _, f := range files {
		if !filepath.IsAbs(f) || strings.ContainsRune(f, 0) {
			return fmt.Errorf("%q is not a full path", f)
		}
		if _, err := os.Stat(f); err != nil {
			return fmt.Errorf("hand over a file: %w", err)
		}
	}
	return nil
}

// over is the outcome of a drag that has ended already.
func over(r Result) <-chan Result {
	c := make(chan Result, 1)
	c <- r
	close(c)
	return c
}
