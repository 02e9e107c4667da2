package history

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// songRow is one song in the history: what it is, how far it is, and a
// button for its verbs.
type songRow struct {
	widget.BaseWidget
	row          studio.Row
	ground       *kit.Plate
	state        *widget.Icon
	title        *kit.Text
	when, detail *kit.Text
	demo         *kit.Text
	demoBack     *kit.Plate
	track, bar   *kit.Plate
	more         *kit.Chip
	menu         func()
	tapped       func(mods fyne.KeyModifier)
	mods         fyne.KeyModifier
}

func newSongRow(h *kit.Window) *songRow {
	r := &songRow{
		ground: kit.NewPlate("", "", 8), state: widget.NewIcon(nil),
		title: kit.NewText("").Shrinking(), when: kit.NewSmall(""), detail: kit.NewSmall("").Shrinking(),
		demo: kit.NewSmall(words.L("DEMO")), demoBack: kit.NewPlate("", look.ColorFaint, 4),
		track: kit.NewPlate(look.ColorTrack, "", 1.5), bar: kit.NewPlate(theme.ColorNamePrimary, "", 1.5),
	}
	r.demo.TextSize, r.demo.Align = theme.SizeNameCaptionText, fyne.TextAlignCenter
	r.title.Style = fyne.TextStyle{Bold: true}
	r.more = kit.NewChip(h, theme.MoreVerticalIcon(), "", words.L("What can be done with it"), func() { r.menu() })
	r.ExtendBaseWidget(r)
	return r
}

// set shows a song. marked are the one on the page and those that are chosen,
// cursor is the keyboard's.
func (r *songRow) set(row studio.Row, now time.Time, marked, cursor bool) {
	r.row = row
	r.title.Set(row.Title)
	at := row.Updated
	if !row.Removed.IsZero() {
		at = row.Removed
	}
	r.when.Set(words.Ago(now, at))
	r.detail.Set(row.Detail)
	r.detail.SetColor(detailColor(row.State))
	icon, color := stateIcon(row.State)
	r.state.SetResource(theme.NewColoredResource(icon, color))
	r.ground.Mark(marked, cursor)
	kit.Show(row.Demo, r.demo, r.demoBack)
	kit.Show(moving(row), r.track, r.bar)
	r.Refresh()
}

// moving reports whether a row has a progress bar.
func moving(r studio.Row) bool {
	return (r.State == studio.RowRunning || r.State == studio.RowWaiting) && r.Progress >= 0
}

func detailColor(s studio.RowState) fyne.ThemeColorName {
	switch s {
	case studio.RowFailed:
		return look.ColorBad
	case studio.RowAsking, studio.RowWaiting, studio.RowEmpty:
		return look.ColorWarn
	}
	return look.ColorMuted
}

func stateIcon(s studio.RowState) (fyne.Resource, fyne.ThemeColorName) {
	switch s {
	case studio.RowRunning:
		return theme.ViewRefreshIcon(), look.ColorAccent
	case studio.RowWaiting:
		return theme.HistoryIcon(), look.ColorWarn
	case studio.RowAsking:
		return theme.QuestionIcon(), look.ColorWarn
	case studio.RowEmpty:
		return theme.WarningIcon(), look.ColorWarn
	case studio.RowFailed:
		return theme.ErrorIcon(), look.ColorBad
	case studio.RowCancelled:
		return theme.CancelIcon(), look.ColorMuted
	}
	return theme.ConfirmIcon(), look.ColorGood
}

// MouseDown remembers the modifiers, which Tapped does not carry.
func (r *songRow) MouseDown(e *desktop.MouseEvent) { r.mods = e.Modifier }

// MouseUp is part of desktop.Mouseable.
func (r *songRow) MouseUp(*desktop.MouseEvent) {}

// Tapped opens the song, or with a modifier chooses it.
func (r *songRow) Tapped(*fyne.PointEvent) { r.tapped(r.mods) }

// TappedSecondary opens the row's menu.
func (r *songRow) TappedSecondary(*fyne.PointEvent) { r.menu() }

// CreateRenderer builds the row.
func (r *songRow) CreateRenderer() fyne.WidgetRenderer { return &songRowRenderer{r} }

type songRowRenderer struct{ r *songRow }

// songRowHeight is the height of a row in points.
const songRowHeight = 60

func (h *songRowRenderer) MinSize() fyne.Size { return fyne.NewSize(160, songRowHeight) }

func (h *songRowRenderer) Layout(size fyne.Size) {
	r := h.r
	kit.Place(r.ground, 0, 0, size.Width, size.Height)
	const left, right, iconSide = 10, 6, 16
	kit.Place(r.state, left, 11, iconSide, iconSide)
	x := float32(left + iconSide + 9)
	edge := size.Width - right - kit.ChipSide
	kit.Place(r.more, edge, 6, kit.ChipSide, kit.ChipSide)
	when := r.when.MinSize()
	kit.Place(r.when, edge-2-when.Width, 11, when.Width, when.Height)
	kit.Place(r.title, x, 9, edge-when.Width-10-x, r.title.MinSize().Height)
	end := size.Width - right - 4
	if r.demo.Visible() {
		tag := r.demo.MinSize().AddWidthHeight(10, 2)
		kit.Place(r.demoBack, end-tag.Width, 32, tag.Width, tag.Height)
		kit.Place(r.demo, end-tag.Width, 33, tag.Width, tag.Height-2)
		end -= tag.Width + 8
	}
	kit.Place(r.detail, x, 32, end-x, r.detail.MinSize().Height)
	full := size.Width - right - 4 - x
	kit.Place(r.track, x, size.Height-7, full, 3)
	kit.Place(r.bar, x, size.Height-7, full*float32(min(max(r.row.Progress, 0), 1)), 3)
}

func (h *songRowRenderer) Refresh() { h.Layout(h.r.Size()) }

func (h *songRowRenderer) Objects() []fyne.CanvasObject {
	r := h.r
	return []fyne.CanvasObject{r.ground, r.state, r.title, r.when, r.detail, r.demoBack, r.demo, r.track, r.bar, r.more}
}

func (h *songRowRenderer) Destroy() {}
