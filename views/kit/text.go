package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/look"
)

// Text is one line without padding of its own, so that rows can be laid out to
// the pixel. One that may shrink ends in an ellipsis when room is short.
type Text struct {
	widget.BaseWidget
	str      string
	color    fyne.ThemeColorName
	TextSize fyne.ThemeSizeName
	Style    fyne.TextStyle
	Align    fyne.TextAlign
	shrink   bool
	Tail     bool // of a line that shrinks, keep the end
	spare    bool // of a line that shrinks: shown whole or not at all
}

// NewText returns a line of the usual size and color.
func NewText(s string) *Text {
	t := &Text{str: s, color: theme.ColorNameForeground, TextSize: theme.SizeNameText}
	t.ExtendBaseWidget(t)
	return t
}

// NewSmall returns secondary text.
func NewSmall(s string) *Text {
	t := NewText(s)
	t.color, t.TextSize = look.ColorMuted, look.SizeSmallText
	return t
}

// NewHeading returns a heading.
func NewHeading(s string, size fyne.ThemeSizeName) *Text {
	t := NewText(s)
	t.TextSize, t.Style = size, fyne.TextStyle{Bold: true}
	return t
}

// Shrinking lets the text end in an ellipsis and returns it.
func (t *Text) Shrinking() *Text {
	t.shrink = true
	return t
}

// Sparing lets the text go where room is short and returns it.
func (t *Text) Sparing() *Text {
	t.shrink, t.spare = true, true
	return t
}

// whole is the width of the text without an ellipsis.
func (t *Text) whole() float32 {
	return fyne.MeasureText(t.str, t.Theme().Size(t.TextSize), t.Style).Width
}

// String returns the whole text.
func (t *Text) String() string { return t.str }

// Set shows another text.
func (t *Text) Set(s string) {
	if t.str != s {
		t.str = s
		t.Refresh()
	}
}

// SetColor draws the text in another color of the theme.
func (t *Text) SetColor(name fyne.ThemeColorName) {
	if t.color != name {
		t.color = name
		t.Refresh()
	}
}

// CreateRenderer builds the line.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{t: t, line: canvas.NewText("", nil)}
	r.apply()
	return r
}

type textRenderer struct {
	t    *Text
	line *canvas.Text
}

func (r *textRenderer) apply() {
	th, v := ThemeOf(r.t)
	r.line.Color, r.line.TextSize = th.Color(r.t.color, v), th.Size(r.t.TextSize)
	r.line.TextStyle, r.line.Alignment = r.t.Style, r.t.Align
	r.line.Text = r.t.str
	switch {
	case r.t.spare && r.t.Size().Width < r.t.whole():
		r.line.Text = ""
	case r.t.shrink:
		r.line.Text = ellipsis(r.t.str, r.t.Tail, r.t.Size().Width, func(s string) float32 {
			return fyne.MeasureText(s, r.line.TextSize, r.t.Style).Width
		})
	}
}

func (r *textRenderer) Layout(size fyne.Size) {
	r.apply()
	r.line.Resize(size)
	r.line.Refresh()
}

func (r *textRenderer) MinSize() fyne.Size {
	th, _ := ThemeOf(r.t)
	size := fyne.MeasureText(r.t.str, th.Size(r.t.TextSize), r.t.Style)
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

// Fitted cuts words to a width in points, for controls that cannot do so
// themselves.
func Fitted(s string, width float32) string {
	size := theme.TextSize()
	return ellipsis(s, false, width, func(s string) float32 { return fyne.MeasureText(s, size, fyne.TextStyle{}).Width })
}

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

// ThemeOf returns the theme and variant that a widget is drawn with.
func ThemeOf(w interface{ Theme() fyne.Theme }) (fyne.Theme, fyne.ThemeVariant) {
	return w.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
}
