package dragout

import (
	"encoding/binary"
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	procEnumFormats    = shell32.NewProc("SHCreateStdEnumFmtEtc")
	procRegisterFormat = user32.NewProc("RegisterClipboardFormatW")
	procGlobalAlloc    = kernel32.NewProc("GlobalAlloc")
	procGlobalFree     = kernel32.NewProc("GlobalFree")
	procGlobalLock     = kernel32.NewProc("GlobalLock")
	procGlobalUnlock   = kernel32.NewProc("GlobalUnlock")
	procMoveMemory     = kernel32.NewProc("RtlMoveMemory")
)

const (
	sOK               = 0
	sSameFormat       = 0x00040130
	sDefaultCursors   = 0x00040102
	eNotImplemented   = 0x80004001
	eNoInterface      = 0x80004002
	ePointer          = 0x80004003
	eOutOfMemory      = 0x8007000E
	eFormat           = 0x80040064
	eNoAdvice         = 0x80040003
	formatHDROP       = 15
	aspectContent     = 1
	mediumGlobal      = 1
	directionGet      = 1
	keyLeftButton     = 1
	keyRightButton    = 2
	memoryMoveable    = 2
	dataObjectMethods = 12
	dropSourceMethods = 5
	preferredEffect   = "Preferred DropEffect"
)

// formatEtc is FORMATETC, stgMedium is STGMEDIUM: Go aligns fields as C does
// here, on 386, amd64 and arm64.
type formatEtc struct {
	format  uint16
	device  uintptr
	aspect  uint32
	index   int32
	mediums uint32
}

type stgMedium struct {
	medium uint32
	handle uintptr
	_      uintptr // pUnkForRelease: nil, so the receiver frees the handle
}

var (
	iidUnknown    = windows.GUID{Data4: [8]byte{0xC0, 7: 0x46}}
	iidDataObject = windows.GUID{Data1: 0x10E, Data4: [8]byte{0xC0, 7: 0x46}}
	iidDropSource = windows.GUID{Data1: 0x121, Data4: [8]byte{0xC0, 7: 0x46}}
)

// A COM object is a Go value whose first word points to its methods. It is kept
// reachable until its count of references falls to zero; Go's heap does not
// move, so the pointer that COM holds stays good.
type dataObject struct {
	methods *[dataObjectMethods]uintptr
	refs    atomic.Int32
	data    [2][]byte
	formats [2]formatEtc
}

type dropSource struct {
	methods *[dropSourceMethods]uintptr
	refs    atomic.Int32
}

var (
	liveLock sync.Mutex
	live     = map[any]struct{}{}
)

func keep(o any) {
	liveLock.Lock()
	defer liveLock.Unlock()
	live[o] = struct{}{}
}

// letGo takes a reference back and returns how many are left.
func letGo(o any, refs *atomic.Int32) uintptr {
	n := refs.Add(-1)
	if n == 0 {
		liveLock.Lock()
		defer liveLock.Unlock()
		delete(live, o)
	}
	return uintptr(n)
}

func newDataObject(files []string) *dataObject {
	name, err := syscall.UTF16PtrFromString(preferredEffect)
	if err != nil {
		panic(err) // the name holds no zero
	}
	effect, _, _ := procRegisterFormat.Call(uintptr(unsafe.Pointer(name)))
	o := &dataObject{methods: dataObjectTable(), data: [2][]byte{dropFiles(files), binary.LittleEndian.AppendUint32(nil, dropEffectCopy)}}
	for i, f := range []uint16{formatHDROP, uint16(effect)} {
		o.formats[i] = formatEtc{format: f, aspect: aspectContent, index: -1, mediums: mediumGlobal}
	}
	o.refs.Store(1)
	keep(o)
	return o
}

func newDropSource() *dropSource {
	s := &dropSource{methods: dropSourceTable()}
	s.refs.Store(1)
	keep(s)
	return s
}

func (o *dataObject) release() uintptr { return letGo(o, &o.refs) }
func (s *dropSource) release() uintptr { return letGo(s, &s.refs) }

// Slots for callbacks are never given back, so the tables are made once. Their
// parameters are typed pointers: no number is ever turned into a pointer.
var dataObjectTable = sync.OnceValue(func() *[dataObjectMethods]uintptr {
	return &[dataObjectMethods]uintptr{
		windows.NewCallback((*dataObject).query),
		windows.NewCallback(func(o *dataObject) uintptr { return uintptr(o.refs.Add(1)) }),
		windows.NewCallback(func(o *dataObject) uintptr { return o.release() }),
		windows.NewCallback((*dataObject).get),
		windows.NewCallback(func(*dataObject, *formatEtc, *stgMedium) uintptr { return eFormat }), // GetDataHere
		windows.NewCallback((*dataObject).has),
		windows.NewCallback((*dataObject).canonical),
		windows.NewCallback(func(*dataObject, *formatEtc, *stgMedium, uintptr) uintptr { return eNotImplemented }), // SetData
		windows.NewCallback((*dataObject).enumerate),
		windows.NewCallback(func(*dataObject, *formatEtc, uintptr, uintptr, *uint32) uintptr { return eNoAdvice }), // DAdvise
		windows.NewCallback(func(*dataObject, uintptr) uintptr { return eNoAdvice }),                               // DUnadvise
		windows.NewCallback(func(*dataObject, *uintptr) uintptr { return eNoAdvice }),                              // EnumDAdvise
	}
})

var dropSourceTable = sync.OnceValue(func() *[dropSourceMethods]uintptr {
	return &[dropSourceMethods]uintptr{
		windows.NewCallback((*dropSource).query),
		windows.NewCallback(func(s *dropSource) uintptr { return uintptr(s.refs.Add(1)) }),
		windows.NewCallback(func(s *dropSource) uintptr { return s.release() }),
		windows.NewCallback((*dropSource).proceed),
		windows.NewCallback(func(*dropSource, uintptr) uintptr { return sDefaultCursors }), // GiveFeedback
	}
})

// query is QueryInterface.
func (o *dataObject) query(iid *windows.GUID, out **dataObject) uintptr {
	if out == nil || iid == nil {
		return ePointer
	}
	*out = nil
	if *iid != iidUnknown && *iid != iidDataObject {
		return eNoInterface
	}
	o.refs.Add(1)
	*out = o
	return sOK
}

// query is QueryInterface.
func (s *dropSource) query(iid *windows.GUID, out **dropSource) uintptr {
	if out == nil || iid == nil {
		return ePointer
	}
	*out = nil
	if *iid != iidUnknown && *iid != iidDropSource {
		return eNoInterface
	}
	s.refs.Add(1)
	*out = s
	return sOK
}

// proceed is QueryContinueDrag: Escape or the other button cancel, and the
// release of the left one drops.
func (s *dropSource) proceed(escape, keys uintptr) uintptr {
	switch {
	case uint32(escape) != 0, keys&keyRightButton != 0:
		return sDragCancel
	case keys&keyLeftButton == 0:
		return sDragDrop
	}
	return sOK
}

// match finds a format among ours, or returns -1.
func (o *dataObject) match(f *formatEtc) int {
	for i, g := range o.formats {
		if f.format == g.format && f.aspect == g.aspect && f.mediums&g.mediums != 0 {
			return i
		}
	}
	return -1
}

// has is QueryGetData.
func (o *dataObject) has(f *formatEtc) uintptr {
	switch {
	case f == nil:
		return ePointer
	case o.match(f) < 0:
		return eFormat
	}
	return sOK
}

// get is GetData. The receiver frees what it gets.
func (o *dataObject) get(f *formatEtc, m *stgMedium) uintptr {
	if f == nil || m == nil {
		return ePointer
	}
	*m = stgMedium{}
	i := o.match(f)
	if i < 0 {
		return eFormat
	}
	h := globalBytes(o.data[i])
	if h == 0 {
		return eOutOfMemory
	}
	m.medium, m.handle = mediumGlobal, h
	return sOK
}

// canonical is GetCanonicalFormatEtc: the device does not matter.
func (o *dataObject) canonical(in, out *formatEtc) uintptr {
	if out == nil {
		return ePointer
	}
	if in != nil {
		*out = *in
	}
	out.device = 0
	return sSameFormat
}

// enumerate is EnumFormatEtc. The shell's own list copies ours.
func (o *dataObject) enumerate(direction uintptr, out *uintptr) uintptr {
	if out == nil {
		return ePointer
	}
	*out = 0
	if uint32(direction) != directionGet {
		return eNotImplemented
	}
	hr, _, _ := procEnumFormats.Call(uintptr(len(o.formats)), uintptr(unsafe.Pointer(&o.formats[0])), uintptr(unsafe.Pointer(out)))
	return hr
}

// globalBytes copies bytes into memory that other programs may read; 0 when
// there is not enough of it.
func globalBytes(b []byte) uintptr {
	h, _, _ := procGlobalAlloc.Call(memoryMoveable, uintptr(len(b)))
	if h == 0 {
		return 0
	}
	p, _, _ := procGlobalLock.Call(h)
	if p == 0 {
		procGlobalFree.Call(h)
		return 0
	}
	procMoveMemory.Call(p, uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)))
	procGlobalUnlock.Call(h)
	return h
}
