package dragout

import (
	"os"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
)

// In the package, because COM sees the objects from below.

const (
	methodAddRef  = 1
	methodRelease = 2
	methodGet     = 3
	methodHas     = 5
	methodEnum    = 8
	methodProceed = 3
)

// onThread keeps a test on one thread, with OLE ready there.
func onThread(t *testing.T) {
	t.Helper()
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	if hr, _, _ := procOleInitialize.Call(0); failed(hr) {
		t.Fatalf("OleInitialize: 0x%08X", uint32(hr))
	}
	t.Cleanup(func() { procOleUninitialize.Call() })
}

func alive() int {
	liveLock.Lock()
	defer liveLock.Unlock()
	return len(live)
}

// clipboardFiles reads CF_HDROP as any program would.
func clipboardFiles(t *testing.T) []string {
	t.Helper()
	if ok, _, err := user32.NewProc("OpenClipboard").Call(0); ok == 0 {
		t.Fatal(err)
	}
	defer user32.NewProc("CloseClipboard").Call()
	h, _, _ := user32.NewProc("GetClipboardData").Call(formatHDROP)
	return droppedFiles(h)
}

// droppedFiles reads an HDROP.
func droppedFiles(h uintptr) []string {
	query := shell32.NewProc("DragQueryFileW")
	n, _, _ := query.Call(h, 0xFFFFFFFF, 0, 0)
	var out []string
	for i := range n {
		var b [300]uint16
		query.Call(h, i, uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)))
		out = append(out, windows.UTF16ToString(b[:]))
	}
	return out
}

// The data object as OLE's own clipboard sees it, which lists and renders every
// format.
func TestDataObject(t *testing.T) {
	onThread(t)
	files := []string{`C:\tracks\Bass – Spür # 03.mid`, `C:\tracks\Drums.mid`}
	o := newDataObject(files)
	p := uintptr(unsafe.Pointer(o))
	call := func(i int, a ...uintptr) uint32 {
		r, _, _ := syscall.SyscallN(o.methods[i], append([]uintptr{p}, a...)...)
		return uint32(r)
	}
	if n := call(methodAddRef); n != 2 {
		t.Errorf("AddRef says %d", n)
	}
	if n := call(methodRelease); n != 1 {
		t.Errorf("Release says %d", n)
	}
	text := o.formats[0]
	text.format = 1 // CF_TEXT
	if hr := call(methodHas, uintptr(unsafe.Pointer(&text))); hr != eFormat {
		t.Errorf("QueryGetData for text says %08x", hr)
	}
	var m stgMedium
	if hr := call(methodGet, uintptr(unsafe.Pointer(&text)), uintptr(unsafe.Pointer(&m))); hr != eFormat || m.handle != 0 {
		t.Errorf("GetData for text says %08x", hr)
	}
	for _, i := range []int{methodHas, methodGet, methodEnum} {
		if hr := call(i, 0, 0); hr == sOK {
			t.Errorf("method %d takes nil", i)
		}
	}
	var list uintptr
	if hr := call(methodEnum, directionGet, uintptr(unsafe.Pointer(&list))); hr != sOK || list == 0 {
		t.Errorf("EnumFormatEtc says %08x", hr)
	}
	if hr, _, _ := procOleSetClipboard.Call(p); failed(hr) {
		t.Fatalf("OleSetClipboard: 0x%08X", uint32(hr))
	}
	if got := clipboardFiles(t); !slices.Equal(got, files) {
		t.Errorf("through the clipboard: %q", got)
	}
	procOleSetClipboard.Call(0)
	runtime.GC()
	if n := o.release(); n != 0 || alive() != 0 {
		t.Errorf("%d references and %d objects are left", n, alive())
	}
}

func TestQueryInterface(t *testing.T) {
	o, s := newDataObject([]string{`C:\a`}), newDropSource()
	var od *dataObject
	var sd *dropSource
	if hr := o.query(&iidDataObject, &od); hr != sOK || od != o {
		t.Errorf("IDataObject: %08x", hr)
	}
	if hr := s.query(&iidUnknown, &sd); hr != sOK || sd != s {
		t.Errorf("IUnknown of the source: %08x", hr)
	}
	if hr := o.query(&iidDropSource, &od); hr != eNoInterface || od != nil {
		t.Errorf("the data object is a drop source: %08x", hr)
	}
	if hr := s.query(&iidDataObject, &sd); hr != eNoInterface || sd != nil {
		t.Errorf("the drop source is a data object: %08x", hr)
	}
	for range 2 {
		o.release()
		s.release()
	}
	if n := alive(); n != 0 {
		t.Errorf("%d objects are left", n)
	}
}

func TestWhatEndsADrag(t *testing.T) {
	s := newDropSource()
	defer s.release()
	for name, c := range map[string]struct {
		escape, keys uintptr
		want         uint32
	}{
		"held":             {0, keyLeftButton, sOK},
		"released":         {0, 0, sDragDrop},
		"Escape":           {1, keyLeftButton, sDragCancel},
		"the other button": {0, keyLeftButton | keyRightButton, sDragCancel},
	} {
		hr, _, _ := syscall.SyscallN(s.methods[methodProceed], uintptr(unsafe.Pointer(s)), c.escape, c.keys)
		if uint32(hr) != c.want {
			t.Errorf("%s: %08x, want %08x", name, hr, c.want)
		}
	}
}

func TestCopyOutlivesThePort(t *testing.T) {
	file, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var port Port
	if err := port.Copy([]string{file}); err != nil {
		t.Fatal(err)
	}
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	if got := clipboardFiles(t); !slices.Equal(got, []string{file}) {
		t.Errorf("the clipboard holds %q", got)
	}
	if n := alive(); n != 0 {
		t.Errorf("%d objects are left", n)
	}
}

func TestStartWithoutAPress(t *testing.T) {
	file, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var port Port
	out, err := port.Start(Window{System: Windows, Handle: 1}, []string{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := <-out; r.Outcome != Cancelled {
		t.Errorf("outcome %v", r.Outcome)
	}
}
