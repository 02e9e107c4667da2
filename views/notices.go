package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/look"
	"partlift/views/words"
)

// notices stacks what the user should know over the lower right corner.
type notices struct {
	m      *app.Model
	host   *host
	stack  *fyne.Container
	corner *fyne.Container
	cards  []*noticeCard
}

// noticesShown is how many cards are on screen at once, the newest.
const noticesShown = 4

// noticeTime is how long good news stays. Warnings and failures stay until
// they are closed or replaced.
const noticeTime = 10 * time.Second

func newNotices(m *app.Model, h *host) *notices {
	v := &notices{m: m, host: h, stack: stacked(8)}
	v.corner = container.New(cornerLayout{width: 400, right: true}, v.stack)
	m.Notices.Watch(v.show)
	return v
}

func (v *notices) content() fyne.CanvasObject { return v.corner }

func (v *notices) show(all []app.Notice) {
	all = all[max(len(all)-noticesShown, 0):]
	var cards []*noticeCard
	var objects []fyne.CanvasObject
	for _, n := range all {
		c := v.card(n)
		cards = append(cards, c)
		objects = append(objects, c.box)
	}
	for _, old := range v.cards {
		old.retire(cards)
	}
	v.cards, v.stack.Objects = cards, objects
	v.corner.Refresh()
}

// card returns the card of a notice that is on screen already, or a new one.
func (v *notices) card(n app.Notice) *noticeCard {
	for _, c := range v.cards {
		if c.notice == n {
			return c
		}
	}
	c := newNoticeCard(n, v.host, func() { v.m.Dismiss(n.Name) })
	if n.Level == app.Info || n.Level == app.Success {
		c.fade(func() { v.m.Dismiss(n.Name) })
	}
	return c
}

// noticeCard is one notice.
type noticeCard struct {
	notice app.Notice
	box    *fyne.Container
	close  *button
	timer  *fyne.Animation
}

func newNoticeCard(n app.Notice, h *host, close func()) *noticeCard {
	c := &noticeCard{notice: n}
	icon, color := levelIcon(n.Level)
	c.close = newIcon(h, theme.CancelIcon(), words.L("Close"), close)
	what := paragraph(n.Text)
	what.TextStyle = fyne.TextStyle{Bold: true}
	lines := container.New(layout.NewCustomPaddedVBoxLayout(-10), what)
	if n.Hint != "" {
		hint := paragraph(n.Hint)
		hint.SizeName = look.SizeSmallText
		lines.Add(hint)
	}
	if n.Path != "" {
		lines.Add(margins(10, 6, 0, 0, container.NewHBox(newButton(words.L("Show in folder"), theme.FolderOpenIcon(), func() { h.show(n.Path) }, h.back))))
	}
	sign := container.NewVBox(margins(8, 0, 12, 0, container.NewGridWrap(fyne.NewSquareSize(20), widget.NewIcon(theme.NewColoredResource(icon, color)))))
	ground := newPlate(look.ColorCard, color, 10)
	c.box = container.NewStack(ground, margins(3, 5, 0, 4, edged(nil, nil, sign, container.NewVBox(c.close), lines)))
	return c
}

// fade calls gone after the time of a notice. The animation is the toolkit's
// own one-shot timer: it ticks on the screen's goroutine and draws nothing.
func (c *noticeCard) fade(gone func()) {
	c.timer = fyne.NewAnimation(noticeTime, func(done float32) {
		if done == 1 {
			gone()
		}
	})
	c.timer.Start()
}

// retire stops the timer of a card that is not among the ones on screen.
func (c *noticeCard) retire(now []*noticeCard) {
	for _, keep := range now {
		if keep == c {
			return
		}
	}
	if c.timer != nil {
		c.timer.Stop()
	}
}

func levelIcon(l app.Level) (fyne.Resource, fyne.ThemeColorName) {
	switch l {
	case app.Success:
		return theme.ConfirmIcon(), look.ColorGood
	case app.Warning:
		return theme.WarningIcon(), look.ColorWarn
	case app.Failure:
		return theme.ErrorIcon(), look.ColorBad
	}
	return theme.InfoIcon(), look.ColorAccent
}

// busyPill says what slow work is under way, in the lower left corner.
func busyPill(m *app.Model) fyne.CanvasObject {
	activity, line := widget.NewActivity(), newText("")
	stop := newButton(words.L("Stop"), nil, m.StopBusy, nil).as(widget.LowImportance)
	pill := container.NewStack(newPlate(look.ColorCard, look.ColorLine, 16),
		margins(6, 6, 12, 16, inline(10, container.NewGridWrap(fyne.NewSquareSize(20), activity), line, stop)))
	pill.Hide()
	m.Busy.Watch(func(b app.Busy) {
		line.set(b.Text)
		show(b.CanStop, stop)
		if show(b.Text != "", pill); b.Text != "" {
			activity.Start()
		} else {
			activity.Stop()
		}
		pill.Refresh()
	})
	return container.New(cornerLayout{}, pill)
}
