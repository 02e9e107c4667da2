package views

import (
	"time"

	"fyne.io/fyne/v2"

	"partlift/app/studio"
	"partlift/views/handout"
	"partlift/views/parts"
)

// About is what the window tells of the program itself.
type About struct {
	Version string
	License string                               // its short name
	Library string                               // folder of the library
	Bus     string                               // address of the session's D-Bus, "" for none
	Now     func() time.Time                     // the clock, for "5 min ago"
	After   func(time.Duration) <-chan time.Time // timers; nil: nothing goes by itself
	Note    func(what string, facts ...any)      // writes to the log; may be nil
}

// host is what panels may ask of the window they are in, so that none of them
// needs to hold it.
type host struct {
	*handout.Desk
	about    About
	add      func()                      // choose files to add
	ids      func()                      // ask for ids
	export   func(what studio.What)      // export to the folder that is set, or choose one first
	sheet    func(kind string)           // write sheet music of the open song there
	session  func(kind string)           // write the open song as a session to the folder that is set, or choose one first
	folder   func()                      // choose where exports go
	settings func(open bool)             // open or close the settings
	log      func()                      // show the program's log
	fold     func()                      // hide the sidebar, or show it
	receipt  func()                      // open the receipt of the last export
	putBack  func()                      // undo the last removal of songs
	tempo    func()                      // ask for the open song's tempo
	play     func(key fyne.KeyName) bool // a key of the transport; reports whether it was one
}

// parts is what lists of parts may ask.
func (h *host) parts() parts.Host {
	return parts.Host{Desk: h.Desk, Export: h.export, Play: h.play, Now: h.about.Now}
}
