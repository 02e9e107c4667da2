package receipt

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/backend/say"
	"partlift/backend/smf/verify"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// CheckList shows the lines of the checklist, failed ones first.
type CheckList struct {
	m       *app.Model
	Rows    *kit.RowList
	Results []verify.Result
}

func newCheckList(m *app.Model, h *kit.Window) *CheckList {
	v := &CheckList{m: m}
	v.Rows = kit.NewRowList(words.L("Checklist"), func() int { return len(v.Results) }, func() fyne.CanvasObject { return newCheckRow() }, v.update)
	v.Rows.Say = func(i int) string {
		return sentence(words.Say(v.Results[i].Name, nil)) + ". " + sentence(words.Say(v.Results[i].Detail, nil))
	}
	v.Rows.OnKey = func(name fyne.KeyName) bool {
		switch name {
		case fyne.KeyEscape:
			h.Back()
		case fyne.KeyReturn, fyne.KeyEnter:
			v.tell(v.Rows.Cursor)
		}
		return true
	}
	return v
}

// tell shows the whole of a detail that has no room in its row.
func (v *CheckList) tell(i int) {
	if i >= len(v.Results) || v.Results[i].Detail == "" {
		return
	}
	c, level := v.Results[i], say.Info
	if !c.OK {
		level = say.Failure
	}
	v.m.Notify(say.Notice{Name: "check", Level: level, Text: fmt.Sprintf("%d · %s", c.Rule, sentence(words.Say(c.Name, nil))), Hint: sentence(words.Say(c.Detail, nil))})
}

func (v *CheckList) set(checks []verify.Result) {
	for i := range v.Results {
		v.Rows.SetItemHeight(i, checkRowHeight)
	}
	v.Results = nil
	for _, failed := range []bool{true, false} {
		for _, c := range checks {
			if c.OK != failed {
				v.Results = append(v.Results, c)
			}
		}
	}
	for i, c := range v.Results {
		if c.Detail != "" {
			v.Rows.SetItemHeight(i, checkRowHeight+checkDetailHeight)
		}
	}
	v.Rows.Cursor = 0
	v.Rows.ScrollToOffset(0)
	v.Rows.Refresh()
}

func (v *CheckList) update(i int, o fyne.CanvasObject) {
	if i < len(v.Results) {
		r := o.(*checkRow)
		r.tapped = func() {
			v.Rows.Take(i)
			v.tell(i)
		}
		r.set(v.Results[i], v.Rows.Has(i))
	}
}

// checkRow is one line of the checklist.
type checkRow struct {
	widget.BaseWidget
	ground       *kit.Plate
	icon         *widget.Icon
	number, name *kit.Text
	detail       *kit.Text
	tapped       func()
}

// Heights of a row, in points: of its name, and of a detail under it.
const (
	checkRowHeight    = 32
	checkDetailHeight = 18
)

func newCheckRow() *checkRow {
	r := &checkRow{ground: kit.NewPlate("", "", 8), icon: widget.NewIcon(nil), number: kit.NewSmall(""), name: kit.NewText("").Shrinking(), detail: kit.NewSmall("").Shrinking()}
	r.number.Align = fyne.TextAlignTrailing
	r.ExtendBaseWidget(r)
	return r
}

func (r *checkRow) set(c verify.Result, cursor bool) {
	icon, color := theme.ConfirmIcon(), look.ColorGood
	fore := theme.ColorNameForeground
	switch {
	case c.Skipped:
		icon, color, fore = theme.ContentRemoveIcon(), look.ColorMuted, look.ColorMuted
	case !c.OK:
		icon, color, fore = theme.ErrorIcon(), look.ColorBad, look.ColorBad
	}
	r.icon.SetResource(theme.NewColoredResource(icon, color))
	r.number.Set(fmt.Sprint(c.Rule))
	r.name.Set(sentence(words.Say(c.Name, nil)))
	r.name.SetColor(fore)
	r.detail.Set(sentence(words.Say(c.Detail, nil)))
	r.ground.Mark(false, cursor)
	kit.Show(c.Detail != "", r.detail)
	r.Refresh()
}

// Tapped shows the whole detail.
func (r *checkRow) Tapped(*fyne.PointEvent) { r.tapped() }

// AccessibilityLabel returns the rule and what was found.
func (r *checkRow) AccessibilityLabel() string { return r.name.String() + ". " + r.detail.String() }

// AccessibilityRole is a button's.
func (r *checkRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer builds the row.
func (r *checkRow) CreateRenderer() fyne.WidgetRenderer { return &checkRowRenderer{r} }

type checkRowRenderer struct{ r *checkRow }

func (k *checkRowRenderer) MinSize() fyne.Size { return fyne.NewSize(160, checkRowHeight) }

func (k *checkRowRenderer) Layout(size fyne.Size) {
	r := k.r
	kit.Place(r.ground, 0, 0, size.Width, size.Height)
	kit.Place(r.icon, 10, (checkRowHeight-16)/2, 16, 16)
	h := r.number.MinSize().Height
	kit.Place(r.number, 30, (checkRowHeight-h)/2, 22, h)
	h = r.name.MinSize().Height
	kit.Place(r.name, 64, (checkRowHeight-h)/2, size.Width-72, h)
	kit.Place(r.detail, 64, checkRowHeight-5, size.Width-72, r.detail.MinSize().Height)
}

func (k *checkRowRenderer) Refresh() { k.Layout(k.r.Size()) }

func (k *checkRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{k.r.ground, k.r.icon, k.r.number, k.r.name, k.r.detail}
}

func (k *checkRowRenderer) Destroy() {}
