package kit

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"partlift/views/words"
)

// BusyLine says what slow work is under way, in the sidebar: it covers nothing,
// and however long its words are, how far the work is and its end stay in sight.
type BusyLine struct {
	activity      *widget.Activity
	what, percent *Text
	Stop          *Button
	line, Box     *fyne.Container
}

// NewBusyLine returns a line that shows nothing; stop ends the work, and back is
// what Escape does.
func NewBusyLine(stop, back func()) *BusyLine {
	l := &BusyLine{activity: widget.NewActivity(), what: NewText("").Shrinking(), percent: NewSmall("")}
	l.Stop = NewButton(words.L("Stop"), nil, stop, back).As(widget.LowImportance)
	l.line = Inline(8, container.NewGridWrap(fyne.NewSquareSize(20), l.activity), l.what, layout.NewSpacer(), l.percent, l.Stop)
	l.Box = Margins(4, 4, 16, 8, l.line)
	l.Box.Hide()
	return l
}

// Show tells of work, "" for none, how far it is in percent, 0 where that is not
// known, and whether it can be stopped. It reports whether the line came or went.
func (l *BusyLine) Show(what string, percent int, canStop bool) (turned bool) {
	turned = (what != "") != l.Box.Visible()
	l.what.Set(what)
	l.percent.Set("")
	if percent > 0 {
		l.percent.Set(fmt.Sprintf("%d %%", percent))
	}
	Show(percent > 0, l.percent)
	Show(canStop, l.Stop)
	if Show(what != "", l.Box); what != "" {
		l.activity.Start()
	} else {
		l.activity.Stop()
	}
	l.line.Refresh()
	return turned
}
