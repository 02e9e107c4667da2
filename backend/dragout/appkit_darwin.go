package dragout

import (
	"fmt"
	"sync"

	"github.com/ebitengine/purego"
	"github.com/ebitengine/purego/objc"
)

// This file and port_darwin.go have been compiled and checked against Apple's
// documentation; nobody has run them on a Mac yet. MACOS.md says what to try.

// point, extent and frame are NSPoint, NSSize and NSRect, whose CGFloat is a
// double on every Mac that is still supported.
type point struct {
	x, y float64
}

type extent struct {
	width, height float64
}

type frame struct {
	origin point
	size   extent
}

const (
	operationNone = 0 // NSDragOperationNone
	operationCopy = 1 // NSDragOperationCopy

	contextOutside = 0 // NSDraggingContextOutsideApplication

	eventLeftDown    = 1 // NSEventTypeLeftMouseDown
	eventLeftDragged = 6 // NSEventTypeLeftMouseDragged
)

// kit is what is needed of AppKit.
type kit struct {
	class  map[string]objc.Class
	sel    map[string]objc.SEL
	source objc.ID // for the life of the process: AppKit may call it late
}

var classNames = []string{"NSApplication", "NSAutoreleasePool", "NSDraggingItem", "NSEvent", "NSMutableArray", "NSObject",
	"NSPasteboard", "NSString", "NSURL", "NSWorkspace"}

var selectorNames = []string{
	"alloc", "init", "retain", "release", "drain", // NSObject, NSAutoreleasePool
	"sharedApplication", "currentEvent", // NSApplication
	"pressedMouseButtons", "type", "window", "locationInWindow", // NSEvent
	"contentView",                     // NSWindow
	"convertPoint:fromView:",          // NSView
	"mouseUp:",                        // NSResponder
	"stringWithUTF8String:",           // NSString
	"fileURLWithPath:",                // NSURL
	"sharedWorkspace", "iconForFile:", // NSWorkspace
	"initWithPasteboardWriter:", "setDraggingFrame:contents:", // NSDraggingItem
	"array", "addObject:", // NSMutableArray
	"beginDraggingSessionWithItems:event:source:",         // NSView
	"setAnimatesToStartingPositionsOnCancelOrFail:",       // NSDraggingSession
	"generalPasteboard", "clearContents", "writeObjects:", // NSPasteboard
	"draggingSession:sourceOperationMaskForDraggingContext:", // NSDraggingSource
	"ignoreModifierKeysForDraggingSession:",                  // NSDraggingSource
	"draggingSession:endedAtPoint:operation:",                // NSDraggingSource
}

// appKit loads the framework once.
var appKit = sync.OnceValues(func() (*kit, error) {
	// The toolkit has linked it already; this only makes sure.
	if _, err := purego.Dlopen("/System/Library/Frameworks/AppKit.framework/AppKit", purego.RTLD_GLOBAL|purego.RTLD_LAZY); err != nil {
		return nil, fmt.Errorf("load AppKit: %w", err)
	}
	k := &kit{class: map[string]objc.Class{}, sel: map[string]objc.SEL{}}
	for _, name := range classNames {
		if k.class[name] = objc.GetClass(name); k.class[name] == 0 {
			return nil, fmt.Errorf("AppKit has no class %s", name)
		}
	}
	for _, name := range selectorNames {
		k.sel[name] = objc.RegisterName(name)
	}
	return k, k.makeSource()
})

// makeSource makes the object that AppKit asks about a drag.
func (k *kit) makeSource() error {
	var protocols []*objc.Protocol
	if p := objc.GetProtocol("NSDraggingSource"); p != nil {
		protocols = append(protocols, p)
	}
	class, err := objc.RegisterClass("PartliftDraggingSource", k.class["NSObject"], protocols, nil, []objc.MethodDef{
		// - (NSDragOperation)draggingSession:(NSDraggingSession *)s
		//       sourceOperationMaskForDraggingContext:(NSDraggingContext)c;
		// NSDragOperation is an NSUInteger, NSDraggingContext an NSInteger.
		{Cmd: k.sel["draggingSession:sourceOperationMaskForDraggingContext:"], Fn: func(_ objc.ID, _ objc.SEL, _ objc.ID, context int) uint {
			if context == contextOutside {
				return operationCopy
			}
			return operationNone
		}},
		// - (BOOL)ignoreModifierKeysForDraggingSession:(NSDraggingSession *)s;
		{Cmd: k.sel["ignoreModifierKeysForDraggingSession:"], Fn: func(objc.ID, objc.SEL, objc.ID) bool { return true }},
		// - (void)draggingSession:(NSDraggingSession *)s
		//       endedAtPoint:(NSPoint)p operation:(NSDragOperation)o;
		{Cmd: k.sel["draggingSession:endedAtPoint:operation:"], Fn: func(_ objc.ID, _ objc.SEL, _ objc.ID, _ point, operation uint) {
			session.ended(operation)
		}},
	})
	if err != nil {
		return fmt.Errorf("make a dragging source: %w", err)
	}
	k.source = objc.ID(class).Send(k.sel["alloc"]).Send(k.sel["init"])
	return nil
}

// on sends a message to a class.
func (k *kit) on(class, selector string, args ...any) objc.ID {
	return objc.ID(k.class[class]).Send(k.sel[selector], args...)
}

// to sends a message to an object.
func (k *kit) to(id objc.ID, selector string, args ...any) objc.ID {
	return id.Send(k.sel[selector], args...)
}

// pooled calls f with a pool for the objects that are made on the way.
func (k *kit) pooled(f func() error) error {
	pool := k.to(k.on("NSAutoreleasePool", "alloc"), "init")
	defer k.to(pool, "drain")
	return f()
}

// url makes an NSURL, and the NSString it was made from.
func (k *kit) url(file string) (url, path objc.ID, err error) {
	path = k.on("NSString", "stringWithUTF8String:", file+"\x00")
	if path == 0 {
		return 0, 0, fmt.Errorf("%q is not UTF-8", file)
	}
	return k.on("NSURL", "fileURLWithPath:", path), path, nil
}
