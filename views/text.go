package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/look"
)

// text is one line without padding of its own, so that rows can be laid out to
// the pixel. One that may shrink ends in an ellipsis when room is short.
type text struct {
	widget.BaseWidget
	str    string
	color  fyne.ThemeColorName
	size   fyne.ThemeSizeName
	style  fyne.TextStyle
	align  fyne.TextAlign
	shrink bool
	tail   bool // of a line that shrinks, keep the end
	spare  bool // of a line that shrinks: shown whole or not at all
}

// newText returns a line of the usual size and colour.
func newText(s string) *text {
	t := &text{str: s, color: theme.ColorNameForeground, size: theme.SizeNameText}
	t.ExtendBaseWidget(t)
	return t
}

// newSmall returns secondary text.
func newSmall(s string) *text {
	t := newText(s)
	t.color, t.size = look.ColorMuted, look.SizeSmallText
	return t
}

// trailing returns secondary text at the right edge of its column.
func trailing(s string) *text {
	t := newSmall(s)
	t.align = fyne.TextAlignTrailing
	return t
}

// newTitle returns a heading.
func newTitle(s string, size fyne.ThemeSizeName) *text {
	t := newText(s)
	t.size, t.style = size, fyne.TextStyle{Bold: true}
	return t
}

// shrinking lets the text end in an ellipsis and returns it.
func (t *text) shrinking() *text {
	t.shrink = true
	return t
}

// sparing lets the text go where room is short and returns it.
func (t *text) sparing() *text {
	t.shrink, t.spare = true, true
	return t
}

// whole is the width of the text without an ellipsis.
func (t *text) whole() float32 {
	return fyne.MeasureText(t.str, t.Theme().Size(t.size), t.style).Width
}

// String returns the whole text.
func (t *text) String() string { return t.str }

// set shows another text.
func (t *text) set(s string) {
	if t.str != s {
		t.str = s
		t.Refresh()
	}
}

// setColor draws the text in another colour of the theme.
func (t *text) setColor(name fyne.ThemeColorName) {
	if t.color != name {
		t.color = name
		t.Refresh()
	}
}

// CreateRenderer builds the line.
func (t *text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{t: t, line: canvas.NewText("", nil)}
	r.apply()
	return r
}

type textRenderer struct {
	t    *text
	line *canvas.Text
}

func (r *textRenderer) apply() {
	th, v := themeOf(r.t)
	r.line.Color, r.line.TextSize = th.Color(r.t.color, v), th.Size(r.t.size)
	r.line.TextStyle, r.line.Alignment = r.t.style, r.t.align
	r.line.Text = r.t.str
	switch {
	case r.t.spare && r.t.Size().Width < r.t.whole():
		r.line.Text = ""
	case r.t.shrink:
		r.line.Text = ellipsis(r.t.str, r.t.tail, r.t.Size().Width, func(s string) float32 {
			return fyne.MeasureText(s, r.line.TextSize, r.t.style).Width
		})
	}
}

func (r *textRenderer) Layout(size fyne.Size) {
	r.apply()
	r.line.Resize(size)
	r.line.Refresh()
}

func (r *textRenderer) MinSize() fyne.Size {
	th, _ := themeOf(r.t)
	size := fyne.MeasureText(r.t.str, th.Size(r.t.size), r.t.style)
	switch {
	case r.t.spare:
		size.Width = 0
	case r.t.shrink:
		size.Width = min(size.Width, shrunkWidth)
	}
	return size
}

func (r *textRenderer) Refresh() {
	r.apply()
	r.line.Refresh()
}

func (r *textRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }
func (r *textRenderer) Destroy()                     {}

// shrunkWidth is the least room of a line that may shrink.
const shrunkWidth = 24

// ellipsis cuts s to a width, with an ellipsis at the end or, to keep the
// tail, at the start.
func ellipsis(s string, tail bool, width float32, measure func(string) float32) string {
	if s == "" || width <= 0 || measure(s) <= width {
		return s
	}
	runes := []rune(s)
	cut := func(n int) string {
		if tail {
			return "…" + string(runes[len(runes)-n:])
		}
		return string(runes[:n]) + "…"
	}
	low, high := 0, len(runes)
	for low < high {
		mid := (low + high + 1) / 2
		if measure(cut(mid)) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return cut(low)
}

// themeOf returns the theme and variant that a widget is drawn with.
func themeOf(w interface{ Theme() fyne.Theme }) (fyne.Theme, fyne.ThemeVariant) {
	return w.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
}
