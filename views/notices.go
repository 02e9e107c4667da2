package views

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/backend/say"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// notices stacks what the user should know over the lower right corner, for a
// while. Good news and warnings go by themselves; failures fold into a button
// in the sidebar and stay there until they are read. Nothing is covered for
// ever, and the transport never.
type notices struct {
	m      *app.Model
	host   *host
	stack  *fyne.Container
	corner *fyne.Container
	cards  []*noticeCard
	folded map[say.Notice]bool // shown long enough, and not read
	onFold func(folded int)
}

// noticesShown is how many cards are on screen at once, the newest.
const noticesShown = 3

// How long a notice is on screen.
const (
	newsTime    = 10 * time.Second // good news, which then goes
	warningTime = 30 * time.Second // warnings, which then go
	failureTime = 30 * time.Second // failures, which then fold
)

// newNotices returns the notices; foot is the height at the lower edge that
// they keep free.
func newNotices(m *app.Model, h *host, foot func() float32) *notices {
	v := &notices{m: m, host: h, stack: kit.Stacked(8), folded: map[say.Notice]bool{}}
	v.corner = container.New(kit.CornerLayout{Width: 400, Right: true, Foot: foot}, v.stack)
	return v
}

// watch follows the model; onFold is told how many notices are folded.
func (v *notices) watch(onFold func(folded int)) {
	v.onFold = onFold
	v.m.Notices.Watch(func([]say.Notice) { v.show() })
}

func (v *notices) content() fyne.CanvasObject { return v.corner }

// show brings the cards in step with the model.
func (v *notices) show() {
	all := v.m.Gathered()
	folded := map[say.Notice]bool{}
	var open []say.Notice
	for _, n := range all {
		if v.folded[n] {
			folded[n] = true
		} else {
			open = append(open, n)
		}
	}
	for len(open) > noticesShown { // the older ones wait where they are not in the way
		folded[open[0]] = true
		open = open[1:]
	}
	v.folded = folded
	var cards []*noticeCard
	var objects []fyne.CanvasObject
	for _, n := range open {
		c := v.card(n)
		cards, objects = append(cards, c), append(objects, c.box)
	}
	for _, old := range v.cards {
		if !slices.Contains(cards, old) {
			old.retire()
		}
	}
	v.cards, v.stack.Objects = cards, objects
	v.corner.Refresh()
	v.onFold(len(folded))
}

// unfold shows the cards of what is folded again.
func (v *notices) unfold() {
	v.folded = map[say.Notice]bool{}
	v.show()
}

// card returns the card of a notice that is on screen already, or a new one.
func (v *notices) card(n say.Notice) *noticeCard {
	for _, c := range v.cards {
		if c.notice == n {
			return c
		}
	}
	c := newNoticeCard(n, v.host, func() { v.m.Dismiss(n.Name) })
	goes := func() { v.m.Dismiss(n.Name) }
	switch n.Level {
	case say.Failure:
		c.last(v.host.After(failureTime, func() {
			v.folded[n] = true
			v.show()
		}))
	case say.Warning:
		c.last(v.host.After(warningTime, goes))
	default:
		c.last(v.host.After(newsTime, goes))
	}
	return c
}

// noticeCard is one notice.
type noticeCard struct {
	notice say.Notice
	box    *fyne.Container
	close  *kit.Button
	stop   func() // ends the wait for its end
}

func newNoticeCard(n say.Notice, h *host, close func()) *noticeCard {
	c := &noticeCard{notice: n}
	icon, color := levelIcon(n.Level)
	c.close = kit.NewIcon(h.Window, theme.CancelIcon(), words.L("Close"), close)
	what := kit.Paragraph(shortened(n.Text))
	what.TextStyle = fyne.TextStyle{Bold: true}
	lines := container.New(layout.NewCustomPaddedVBoxLayout(-10), what)
	if n.Hint != "" {
		hint := kit.Paragraph(n.Hint)
		hint.SizeName = look.SizeSmallText
		lines.Add(hint)
	}
	if verbs := noticeVerbs(n, h); len(verbs) > 0 {
		lines.Add(kit.Margins(10, 6, 0, 0, container.NewHBox(verbs...)))
	}
	sign := container.NewVBox(kit.Margins(8, 0, 12, 0, container.NewGridWrap(fyne.NewSquareSize(20), widget.NewIcon(theme.NewColoredResource(icon, color)))))
	ground := kit.NewPlate(look.ColorCard, color, 10)
	c.box = container.NewStack(ground, kit.Margins(3, 5, 0, 4, kit.Edged(nil, nil, sign, container.NewVBox(c.close), lines)))
	return c
}

// noticeVerbs are the buttons of a notice.
func noticeVerbs(n say.Notice, h *host) (verbs []fyne.CanvasObject) {
	if n.Name == app.Exported {
		verbs = append(verbs, kit.NewButton(words.L("Receipt"), look.ReceiptIcon, h.receipt, h.Back))
	}
	if n.Name == app.Removed {
		verbs = append(verbs, kit.NewButton(words.L("Undo"), theme.ContentUndoIcon(), h.putBack, h.Back))
	}
	if n.Path != "" {
		verbs = append(verbs, kit.NewButton(words.L("Show in folder"), theme.FolderOpenIcon(), func() { h.Show(n.Path) }, h.Back))
	}
	if n.Copy != "" {
		verbs = append(verbs, kit.NewButton(words.L("Copy"), theme.ContentCopyIcon(), func() { h.Copy(n.Copy) }, h.Back))
	}
	return verbs
}

// last takes what ends the wait for the card's end.
func (c *noticeCard) last(stop func()) { c.stop = stop }

// retire ends a card that is on screen no more.
func (c *noticeCard) retire() { c.stop() }

// shortened leaves out the middle of a text that is longer than a card is for,
// as with the name of a file that goes on and on.
func shortened(s string) string {
	const most, head = 150, 70
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:head]) + "…" + string(r[len(r)-(most-head-1):])
}

func levelIcon(l say.Level) (fyne.Resource, fyne.ThemeColorName) {
	switch l {
	case say.Success:
		return theme.ConfirmIcon(), look.ColorGood
	case say.Warning:
		return theme.WarningIcon(), look.ColorWarn
	case say.Failure:
		return theme.ErrorIcon(), look.ColorBad
	}
	return theme.InfoIcon(), look.ColorAccent
}
