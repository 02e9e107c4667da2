package dragout

import (
	"errors"
	"fmt"
	"image"

	"github.com/ebitengine/purego/objc"
)

// own is the system whose windows this build can drag files out of.
const own = Mac

const (
	iconSide  = 32 // points
	iconShift = 4  // between the icons of several files
)

// session is the drag under way. AppKit and the toolkit both live on the main
// thread, so nothing guards it.
var session run

// run is one dragging session.
type run struct {
	kit    *kit
	view   objc.ID
	event  objc.ID // kept for the end
	result chan Result
}

// system holds nothing: AppKit has one drag at a time.
type system struct{}

// start hands the files to AppKit and returns; the drag goes on in the run
// loop. AppKit shows the files' icons in place of the picture.
func (system) start(handle uintptr, files []string, _ image.Image) (<-chan Result, error) {
	if session.result != nil {
		return nil, ErrBusy
	}
	k, err := appKit()
	if err != nil {
		return nil, err
	}
	var out <-chan Result
	err = k.pooled(func() error {
		if objc.Send[uint](objc.ID(k.class["NSEvent"]), k.sel["pressedMouseButtons"])&1 == 0 {
			out = over(Result{Outcome: Cancelled})
			return nil
		}
		view, event, err := k.gesture(objc.ID(handle))
		if err != nil {
			return err
		}
		items, err := k.items(view, event, files)
		if err != nil {
			return err
		}
		result := make(chan Result, 1)
		session = run{kit: k, view: view, event: k.to(event, "retain"), result: result}
		s := k.to(view, "beginDraggingSessionWithItems:event:source:", items, event, k.source)
		if s == 0 {
			k.to(event, "release")
			session = run{}
			return errors.New("macOS did not start to drag; try again, or save the file")
		}
		k.to(s, "setAnimatesToStartingPositionsOnCancelOrFail:", true)
		out = result
		return nil
	})
	return out, err
}

// gesture finds the view of a window and the event that is being handled, which
// must be a press or a drag in it.
func (k *kit) gesture(window objc.ID) (view, event objc.ID, err error) {
	if window == 0 {
		return 0, 0, errors.New("the window is not there yet")
	}
	event = k.to(k.on("NSApplication", "sharedApplication"), "currentEvent")
	if event == 0 {
		return 0, 0, errors.New("no event is being handled")
	}
	if t := objc.Send[uint](event, k.sel["type"]); t != eventLeftDragged && t != eventLeftDown {
		return 0, 0, fmt.Errorf("the event is of type %d, no press or drag", t)
	}
	if k.to(event, "window") != window {
		return 0, 0, errors.New("the event belongs to another window")
	}
	if view = k.to(window, "contentView"); view == 0 {
		return 0, 0, errors.New("the window has no view")
	}
	return view, event, nil
}

// items makes what is dragged: a URL of each file, with its icon under the
// pointer.
func (k *kit) items(view, event objc.ID, files []string) (objc.ID, error) {
	at := objc.Send[point](event, k.sel["locationInWindow"])
	at = objc.Send[point](view, k.sel["convertPoint:fromView:"], at, objc.ID(0))
	items := k.on("NSMutableArray", "array")
	for i, f := range files {
		url, path, err := k.url(f)
		if err != nil {
			return 0, err
		}
		icon := k.to(k.on("NSWorkspace", "sharedWorkspace"), "iconForFile:", path)
		item := k.to(k.on("NSDraggingItem", "alloc"), "initWithPasteboardWriter:", url)
		shift := float64(iconShift * i)
		where := frame{origin: point{x: at.x - iconSide/2 + shift, y: at.y - iconSide/2 - shift}, size: extent{width: iconSide, height: iconSide}}
		k.to(item, "setDraggingFrame:contents:", where, icon)
		k.to(items, "addObject:", item)
		k.to(item, "release")
	}
	return items, nil
}

// ended is called by AppKit.
func (s *run) ended(operation uint) {
	r := *s
	*s = run{}
	if r.result == nil {
		return
	}
	// The view hears no mouseUp: of a press that became a drag, and the toolkit
	// would go on believing in it. It reads only the modifiers of the event.
	r.kit.to(r.view, "mouseUp:", r.event)
	r.kit.to(r.event, "release")
	out := Result{Outcome: Cancelled}
	if operation&operationCopy != 0 {
		out.Outcome = Delivered
	}
	r.result <- out
	close(r.result)
}

// copy writes the files' URLs to the pasteboard, which outlives the program.
func (system) copy(files []string) error {
	k, err := appKit()
	if err != nil {
		return err
	}
	return k.pooled(func() error {
		urls := k.on("NSMutableArray", "array")
		for _, f := range files {
			url, _, err := k.url(f)
			if err != nil {
				return err
			}
			k.to(urls, "addObject:", url)
		}
		board := k.on("NSPasteboard", "generalPasteboard")
		k.to(board, "clearContents")
		if !objc.Send[bool](board, k.sel["writeObjects:"], urls) {
			return errors.New("the pasteboard did not take the files")
		}
		return nil
	})
}

// close reports a drag that AppKit still holds as cancelled.
func (system) close() error {
	if r := session; r.result != nil {
		session = run{}
		r.kit.to(r.event, "release")
		r.result <- Result{Outcome: Cancelled}
		close(r.result)
	}
	return nil
}
