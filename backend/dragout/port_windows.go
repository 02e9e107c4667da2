package dragout

import (
	"fmt"
	"image"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

// own is the system whose windows this build can drag files out of.
const own = Windows

var (
	ole32    = windows.NewLazySystemDLL("ole32.dll")
	shell32  = windows.NewLazySystemDLL("shell32.dll")
	user32   = windows.NewLazySystemDLL("user32.dll")
	kernel32 = windows.NewLazySystemDLL("kernel32.dll")

	procOleInitialize     = ole32.NewProc("OleInitialize")
	procOleUninitialize   = ole32.NewProc("OleUninitialize")
	procDoDragDrop        = ole32.NewProc("DoDragDrop")
	procOleSetClipboard   = ole32.NewProc("OleSetClipboard")
	procOleFlushClipboard = ole32.NewProc("OleFlushClipboard")
	procSetCapture        = user32.NewProc("SetCapture")
	procReleaseCapture    = user32.NewProc("ReleaseCapture")
	procKeyState          = user32.NewProc("GetKeyState")
	procPostMessage       = user32.NewProc("PostMessageW")
	procCursorPos         = user32.NewProc("GetCursorPos")
	procScreenToClient    = user32.NewProc("ScreenToClient")
)

const (
	vkLeftButton    = 1
	wmLeftButtonUp  = 0x0202
	dropEffectCopy  = 1
	sDragDrop       = 0x00040100
	sDragCancel     = 0x00040101
	eChangedMode    = 0x80010106
	eClipboardInUse = 0x800401D0
	keyDown         = 0x8000
)

// system holds nothing between two drags.
type system struct{}

func failed(hr uintptr) bool { return int32(uint32(hr)) < 0 }

// withOLE calls f with OLE ready on this thread. Where the thread was made a
// multithreaded apartment, as some sound libraries do, OLE cannot be had.
func withOLE(f func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	hr, _, _ := procOleInitialize.Call(0)
	switch {
	case uint32(hr) == eChangedMode:
		return unsupported("Files cannot be dragged or copied because other code has taken this thread; save them instead.")
	case failed(hr):
		return fmt.Errorf("OleInitialize: 0x%08X", uint32(hr))
	}
	defer procOleUninitialize.Call()
	return f()
}

// start drags on the calling thread until the gesture is over. OLE handles the
// window's messages meanwhile. The picture is not shown: Windows draws its own
// pointer.
func (system) start(handle uintptr, files []string, _ image.Image) (<-chan Result, error) {
	if !buttonDown() {
		return over(Result{Outcome: Cancelled}), nil
	}
	var r Result
	err := withOLE(func() error {
		procReleaseCapture.Call() // the toolkit took the mouse at the press; OLE wants it
		r = drag(files)
		releaseButton(handle)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return over(r), nil
}

func drag(files []string) Result {
	data := newDataObject(files)
	defer data.release()
	source := newDropSource()
	defer source.release()
	effect := new(uint32)
	hr, _, _ := procDoDragDrop.Call(uintptr(unsafe.Pointer(data)), uintptr(unsafe.Pointer(source)), dropEffectCopy, uintptr(unsafe.Pointer(effect)))
	switch {
	case uint32(hr) == sDragDrop && *effect&dropEffectCopy != 0:
		return Result{Outcome: Delivered}
	case uint32(hr) == sDragDrop, uint32(hr) == sDragCancel:
		return Result{Outcome: Cancelled}
	}
	return Result{Outcome: Failed, Err: fmt.Errorf("DoDragDrop: 0x%08X", uint32(hr))}
}

// copy puts the files on the clipboard and lets OLE render them at once, so
// that they outlive the program.
func (system) copy(files []string) error {
	return withOLE(func() error {
		data := newDataObject(files)
		defer data.release()
		hr, _, _ := procOleSetClipboard.Call(uintptr(unsafe.Pointer(data)))
		if !failed(hr) {
			hr, _, _ = procOleFlushClipboard.Call()
		}
		switch {
		case uint32(hr) == eClipboardInUse:
			return fmt.Errorf("another program is using the clipboard; try again")
		case failed(hr):
			return fmt.Errorf("copy files to the clipboard: 0x%08X", uint32(hr))
		}
		return nil
	})
}

func (system) close() error { return nil }

func buttonDown() bool {
	st, _, _ := procKeyState.Call(vkLeftButton)
	return st&keyDown != 0
}

// releaseButton brings the toolkit's idea of the button in line with the truth.
// OLE swallowed the release that ended the drag, and the toolkit would go on
// believing in the press. After Escape the button is still down, and its
// release is yet to come: capturing the mouse makes sure that it comes here.
func releaseButton(hwnd uintptr) {
	if hwnd == 0 {
		return
	}
	if buttonDown() {
		procSetCapture.Call(hwnd)
		return
	}
	var p struct{ x, y int32 }
	procCursorPos.Call(uintptr(unsafe.Pointer(&p)))
	procScreenToClient.Call(hwnd, uintptr(unsafe.Pointer(&p)))
	at := uint32(uint16(int16(p.y)))<<16 | uint32(uint16(int16(p.x)))
	procPostMessage.Call(hwnd, wmLeftButtonUp, 0, uintptr(at))
}
