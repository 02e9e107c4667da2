package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Tick is a stock check box that passes Escape on.
type Tick struct {
	widget.Check
	back   func()
	Reveal func(fyne.CanvasObject)
	space  func() bool
}

// NewTick returns a box with words beside it; back is what Escape does.
func NewTick(label string, changed func(bool), back func()) *Tick {
	t := &Tick{back: back}
	t.Text, t.OnChanged = label, changed
	t.ExtendBaseWidget(t)
	return t
}

// FocusGained shows the focus and scrolls to it.
func (t *Tick) FocusGained() {
	t.Check.FocusGained()
	if t.Reveal != nil {
		t.Reveal(t)
	}
}

// TypedKey handles Escape.
func (t *Tick) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		t.back()
		return
	}
	if !taken(e, t.space) {
		t.Check.TypedKey(e)
	}
}

// Slider is a stock slider from 0 to 100 that passes Escape on.
type Slider struct {
	widget.Slider
	name  string
	back  func()
	space func() bool
}

// NewSlider returns a slider; moved is told of every step, ended where it is
// left.
func NewSlider(moved, ended func(float64), back func()) *Slider {
	s := &Slider{back: back}
	s.Min, s.Max, s.Step, s.Orientation = 0, 100, 1, widget.Horizontal
	s.OnChanged, s.OnChangeEnded = moved, ended
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey handles Escape.
func (s *Slider) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.back()
		return
	}
	if !taken(e, s.space) {
		s.Slider.TypedKey(e)
	}
}

// Option is one value of a choice and its words.
type Option struct{ Value, Words string }

// Choice is a stock select over values that have words.
type Choice struct {
	widget.Select
	name    string
	options []Option
	back    func()
	Reveal  func(fyne.CanvasObject)
	space   func() bool
}

// NewChoice returns a select of options, of which there must be one; changed is told
// of every choice, and back is what Escape does.
func NewChoice(options []Option, changed, back func()) *Choice {
	c := &Choice{options: options, back: back}
	for _, o := range options {
		c.Options = append(c.Options, o.Words)
	}
	c.OnChanged = func(string) { changed() }
	c.ExtendBaseWidget(c)
	return c
}

// Offer replaces the options; nothing is chosen then. The same options again
// change nothing.
func (c *Choice) Offer(options []Option) {
	if slices.Equal(c.options, options) {
		return
	}
	c.options = options
	words := make([]string, len(options))
	for i, o := range options {
		words[i] = o.Words
	}
	c.ClearSelected()
	c.SetOptions(words)
}

// Value returns what is chosen, the first option before anything is.
func (c *Choice) Value() string {
	if i := c.SelectedIndex(); i >= 0 {
		return c.options[i].Value
	}
	return c.options[0].Value
}

// Set chooses a value; one that is not offered changes nothing.
func (c *Choice) Set(value string) {
	for i, o := range c.options {
		if o.Value == value && c.SelectedIndex() != i {
			c.SetSelectedIndex(i)
		}
	}
}

// FocusGained shows the focus and scrolls to it.
func (c *Choice) FocusGained() {
	c.Select.FocusGained()
	if c.Reveal != nil {
		c.Reveal(c)
	}
}

// TypedKey handles Escape.
func (c *Choice) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		c.back()
		return
	}
	if !taken(e, c.space) {
		c.Select.TypedKey(e)
	}
}
