package views

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"partlift/views/words"
)

// busyLine says what slow work is under way, in the sidebar: it covers nothing,
// and however long its words are, how far the work is and its end stay in sight.
type busyLine struct {
	activity      *widget.Activity
	what, percent *text
	stop          *button
	line, box     *fyne.Container
}

// newBusyLine returns a line that shows nothing; stop ends the work, and back is
// what Escape does.
func newBusyLine(stop, back func()) *busyLine {
	l := &busyLine{activity: widget.NewActivity(), what: newText("").shrinking(), percent: newSmall("")}
	l.stop = newButton(words.L("Stop"), nil, stop, back).as(widget.LowImportance)
	l.line = inline(8, container.NewGridWrap(fyne.NewSquareSize(20), l.activity), l.what, layout.NewSpacer(), l.percent, l.stop)
	l.box = margins(4, 4, 16, 8, l.line)
	l.box.Hide()
	return l
}

// show tells of work, "" for none, how far it is in percent, 0 where that is not
// known, and whether it can be stopped.
func (l *busyLine) show(what string, percent int, canStop bool) {
	l.what.set(what)
	l.percent.set("")
	if percent > 0 {
		l.percent.set(fmt.Sprintf("%d %%", percent))
	}
	show(percent > 0, l.percent)
	show(canStop, l.stop)
	if show(what != "", l.box); what != "" {
		l.activity.Start()
	} else {
		l.activity.Stop()
	}
	l.line.Refresh()
}
