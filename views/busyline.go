package views

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
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

func newBusyLine(m *app.Model, h *host) *busyLine {
	l := &busyLine{activity: widget.NewActivity(), what: newText("").shrinking(), percent: newSmall("")}
	l.stop = newButton(words.L("Stop"), nil, m.StopBusy, h.back).as(widget.LowImportance)
	l.line = inline(8, container.NewGridWrap(fyne.NewSquareSize(20), l.activity), l.what, layout.NewSpacer(), l.percent, l.stop)
	l.box = margins(4, 4, 16, 8, l.line)
	l.box.Hide()
	return l
}

func (l *busyLine) show(b app.Busy) {
	l.what.set(b.Text)
	l.percent.set("")
	if b.Percent > 0 {
		l.percent.set(fmt.Sprintf("%d %%", b.Percent))
	}
	show(b.Percent > 0, l.percent)
	show(b.CanStop, l.stop)
	if show(b.Text != "", l.box); b.Text != "" {
		l.activity.Start()
	} else {
		l.activity.Stop()
	}
	l.line.Refresh()
}
