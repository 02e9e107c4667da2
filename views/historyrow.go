package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/look"
	"partlift/views/words"
)

// historyRow is one song in the history: what it is, how far it is, and a
// button for its verbs.
type historyRow struct {
	widget.BaseWidget
	row          app.Row
	ground       *plate
	state        *widget.Icon
	title        *text
	when, detail *text
	demo         *text
	demoBack     *plate
	track, bar   *plate
	more         *chip
	tapped, menu func()
}

func newHistoryRow(h *host) *historyRow {
	r := &historyRow{
		ground: newPlate("", "", 8), state: widget.NewIcon(nil),
		title: newText("").shrinking(), when: newSmall(""), detail: newSmall("").shrinking(),
		demo: newSmall(words.L("DEMO")), demoBack: newPlate("", look.ColorFaint, 4),
		track: newPlate(look.ColorTrack, "", 1.5), bar: newPlate(theme.ColorNamePrimary, "", 1.5),
	}
	r.demo.size, r.demo.align = theme.SizeNameCaptionText, fyne.TextAlignCenter
	r.title.style = fyne.TextStyle{Bold: true}
	r.more = newChip(h.surroundings, theme.MoreVerticalIcon(), "", words.L("What can be done with it"), func() { r.menu() })
	r.ExtendBaseWidget(r)
	return r
}

// set shows a song. open marks the one on the page, cursor the keyboard's.
func (r *historyRow) set(row app.Row, now time.Time, open, cursor bool) {
	r.row = row
	r.title.set(row.Title)
	r.when.set(ago(now, row.Updated))
	r.detail.set(row.Detail)
	r.detail.setColor(detailColor(row.State))
	icon, color := stateIcon(row.State)
	r.state.SetResource(theme.NewColoredResource(icon, color))
	fill, line := fyne.ThemeColorName(""), fyne.ThemeColorName("")
	if open {
		fill = look.ColorChosen
	}
	if cursor {
		line = theme.ColorNamePrimary
	}
	r.ground.paint(fill, line)
	show(row.Demo, r.demo, r.demoBack)
	show(moving(row), r.track, r.bar)
	r.Refresh()
}

// moving reports whether a row has a progress bar.
func moving(r app.Row) bool {
	return (r.State == app.RowRunning || r.State == app.RowWaiting) && r.Progress >= 0
}

func detailColor(s app.RowState) fyne.ThemeColorName {
	switch s {
	case app.RowFailed:
		return look.ColorBad
	case app.RowAsking, app.RowWaiting, app.RowEmpty:
		return look.ColorWarn
	}
	return look.ColorMuted
}

func stateIcon(s app.RowState) (fyne.Resource, fyne.ThemeColorName) {
	switch s {
	case app.RowRunning:
		return theme.ViewRefreshIcon(), look.ColorAccent
	case app.RowWaiting:
		return theme.HistoryIcon(), look.ColorWarn
	case app.RowAsking:
		return theme.QuestionIcon(), look.ColorWarn
	case app.RowEmpty:
		return theme.WarningIcon(), look.ColorWarn
	case app.RowFailed:
		return theme.ErrorIcon(), look.ColorBad
	case app.RowCancelled:
		return theme.CancelIcon(), look.ColorMuted
	}
	return theme.ConfirmIcon(), look.ColorGood
}

// Tapped opens the song.
func (r *historyRow) Tapped(*fyne.PointEvent) { r.tapped() }

// TappedSecondary opens the row's menu.
func (r *historyRow) TappedSecondary(*fyne.PointEvent) { r.menu() }

// CreateRenderer builds the row.
func (r *historyRow) CreateRenderer() fyne.WidgetRenderer { return &historyRowRenderer{r} }

type historyRowRenderer struct{ r *historyRow }

// historyRowHeight is the height of a row in points.
const historyRowHeight = 60

func (h *historyRowRenderer) MinSize() fyne.Size { return fyne.NewSize(160, historyRowHeight) }

func (h *historyRowRenderer) Layout(size fyne.Size) {
	r := h.r
	place(r.ground, 0, 0, size.Width, size.Height)
	const left, right, iconSide = 10, 6, 16
	place(r.state, left, 11, iconSide, iconSide)
	x := float32(left + iconSide + 9)
	edge := size.Width - right - chipSide
	place(r.more, edge, 6, chipSide, chipSide)
	when := r.when.MinSize()
	place(r.when, edge-2-when.Width, 11, when.Width, when.Height)
	place(r.title, x, 9, edge-when.Width-10-x, r.title.MinSize().Height)
	end := size.Width - right - 4
	if r.demo.Visible() {
		tag := r.demo.MinSize().AddWidthHeight(10, 2)
		place(r.demoBack, end-tag.Width, 32, tag.Width, tag.Height)
		place(r.demo, end-tag.Width, 33, tag.Width, tag.Height-2)
		end -= tag.Width + 8
	}
	place(r.detail, x, 32, end-x, r.detail.MinSize().Height)
	full := size.Width - right - 4 - x
	place(r.track, x, size.Height-7, full, 3)
	place(r.bar, x, size.Height-7, full*float32(min(max(r.row.Progress, 0), 1)), 3)
}

func (h *historyRowRenderer) Refresh() { h.Layout(h.r.Size()) }

func (h *historyRowRenderer) Objects() []fyne.CanvasObject {
	r := h.r
	return []fyne.CanvasObject{r.ground, r.state, r.title, r.when, r.detail, r.demoBack, r.demo, r.track, r.bar, r.more}
}

func (h *historyRowRenderer) Destroy() {}
