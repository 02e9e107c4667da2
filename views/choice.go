package views

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// tick is a stock check box that passes Escape on.
type tick struct {
	widget.Check
	back   func()
	reveal func(fyne.CanvasObject)
	space  func() bool
}

// newTick returns a box with words beside it; back is what Escape does.
func newTick(label string, changed func(bool), back func()) *tick {
	t := &tick{back: back}
	t.Text, t.OnChanged = label, changed
	t.ExtendBaseWidget(t)
	return t
}

// FocusGained shows the focus and scrolls to it.
func (t *tick) FocusGained() {
	t.Check.FocusGained()
	if t.reveal != nil {
		t.reveal(t)
	}
}

// TypedKey handles Escape.
func (t *tick) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		t.back()
		return
	}
	if !taken(e, t.space) {
		t.Check.TypedKey(e)
	}
}

// slider is a stock slider from 0 to 100 that passes Escape on.
type slider struct {
	widget.Slider
	name  string
	back  func()
	space func() bool
}

// newSlider returns a slider; moved is told of every step, ended where it is
// left.
func newSlider(moved, ended func(float64), back func()) *slider {
	s := &slider{back: back}
	s.Min, s.Max, s.Step, s.Orientation = 0, 100, 1, widget.Horizontal
	s.OnChanged, s.OnChangeEnded = moved, ended
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey handles Escape.
func (s *slider) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.back()
		return
	}
	if !taken(e, s.space) {
		s.Slider.TypedKey(e)
	}
}

// option is one value of a choice and its words.
type option struct{ value, words string }

// choice is a stock select over values that have words.
type choice struct {
	widget.Select
	name    string
	options []option
	back    func()
	reveal  func(fyne.CanvasObject)
	space   func() bool
}

// newChoice returns a select of options, of which there must be one; changed is told
// of every choice, and back is what Escape does.
func newChoice(options []option, changed, back func()) *choice {
	c := &choice{options: options, back: back}
	for _, o := range options {
		c.Options = append(c.Options, o.words)
	}
	c.OnChanged = func(string) { changed() }
	c.ExtendBaseWidget(c)
	return c
}

// offer replaces the options; nothing is chosen then. The same options again
// change nothing.
func (c *choice) offer(options []option) {
	if slices.Equal(c.options, options) {
		return
	}
	c.options = options
	words := make([]string, len(options))
	for i, o := range options {
		words[i] = o.words
	}
	c.ClearSelected()
	c.SetOptions(words)
}

// value returns what is chosen, the first option before anything is.
func (c *choice) value() string {
	if i := c.SelectedIndex(); i >= 0 {
		return c.options[i].value
	}
	return c.options[0].value
}

// set chooses a value; one that is not offered changes nothing.
func (c *choice) set(value string) {
	for i, o := range c.options {
		if o.value == value && c.SelectedIndex() != i {
			c.SetSelectedIndex(i)
		}
	}
}

// FocusGained shows the focus and scrolls to it.
func (c *choice) FocusGained() {
	c.Select.FocusGained()
	if c.reveal != nil {
		c.reveal(c)
	}
}

// TypedKey handles Escape.
func (c *choice) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		c.back()
		return
	}
	if !taken(e, c.space) {
		c.Select.TypedKey(e)
	}
}
