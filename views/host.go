package views

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"partlift/app"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/words"
)

// About is what the window tells of the program itself.
type About struct {
	Version string
	Licence string                               // its short name
	Library string                               // folder of the library
	Bus     string                               // address of the session's D-Bus, "" for none
	Now     func() time.Time                     // the clock, for "5 min ago"
	After   func(time.Duration) <-chan time.Time // timers; nil: nothing goes by itself
	Note    func(what string, facts ...any)      // writes to the log; may be nil
}

// host is what panels may ask of the window they are in, so that none of them
// needs to hold it.
type host struct {
	*kit.Window
	about    About
	unread   func()                      // show the notices that were not read
	add      func()                      // choose files to add
	ids      func()                      // ask for ids
	export   func(what app.What)         // export to the folder that is set, or choose one first
	folder   func()                      // choose where exports go
	font     func()                      // choose a SoundFont to play by
	library  func()                      // choose another library folder
	show     func(path string)           // show a file or folder in the system's file manager
	copy     func(text string)           // to the clipboard
	settings func(open bool)             // open or close the settings
	tempo    func()                      // ask for the open song's tempo
	part     func(track int)             // change a part of the open song
	play     func(key fyne.KeyName) bool // a key of the transport; reports whether it was one
	out      *dragsource.Out             // the way out for dragged files
	saveAs   func(path string)           // copy a file to where the user says
}

// ago says how long something is past.
func ago(now, then time.Time) string {
	switch d := now.Sub(then); {
	case then.IsZero():
		return ""
	case d < time.Minute:
		return words.L("now")
	case d < time.Hour:
		return words.L("{{.Number}} min", words.With{"Number": int(d.Minutes())})
	case d < 24*time.Hour:
		return words.L("{{.Number}} h", words.With{"Number": int(d.Hours())})
	case d < 7*24*time.Hour:
		return words.L("{{.Number}} d", words.With{"Number": int(d.Hours() / 24)})
	case then.Year() == now.Year():
		return words.L("{{.Day}} {{.Month}}", words.With{"Day": then.Day(), "Month": month(then)})
	default:
		return words.L("{{.Day}} {{.Month}} {{.Year}}", words.With{"Day": then.Day(), "Month": month(then), "Year": then.Year()})
	}
}

// size writes a number of bytes for a person.
func size(n int64) string {
	switch {
	case n < 1000:
		return words.N(int(n), "{{.Count}} byte", "{{.Count}} bytes")
	case n < 1_000_000:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	default:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
}

// The counts of what a song consists of.
func partCount(n int) string { return words.N(n, "{{.Count}} part", "{{.Count}} parts") }
func noteCount(n int) string { return words.N(n, "{{.Count}} note", "{{.Count}} notes") }

// month writes a month in short; where months are numbers, the number.
func month(t time.Time) string {
	return words.L([...]string{
		words.Key("Jan"), words.Key("Feb"), words.Key("Mar"), words.Key("Apr"), words.Key("May"), words.Key("Jun"),
		words.Key("Jul"), words.Key("Aug"), words.Key("Sep"), words.Key("Oct"), words.Key("Nov"), words.Key("Dec"),
	}[t.Month()-1])
}
