package views

import (
	"runtime/debug"
	"time"
)

// While the window comes up, the heap may grow by this percentage between two
// collections: there is little to collect, and the first frame waits for it.
const (
	startGarbage = 400
	startTime    = time.Second
)

// Ease lets the first frame come sooner; it is called when the program starts.
func Ease() {
	usual := debug.SetGCPercent(startGarbage)
	time.AfterFunc(startTime, func() { debug.SetGCPercent(usual) })
}
