package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// button is a stock button that also answers to Enter, and passes Escape on.
type button struct {
	widget.Button
	name   string // of one without words
	back   func()
	reveal func(fyne.CanvasObject)                   // scroll there when the keyboard comes; may be nil
	space  func() bool                               // takes Space away from the button where it reports true; may be nil
	tip    func(over fyne.CanvasObject, name string) // may be nil
}

func newButton(label string, icon fyne.Resource, tapped, back func()) *button {
	b := &button{back: back}
	b.Text, b.Icon, b.OnTapped = label, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// as sets the importance and returns the button.
func (b *button) as(i widget.Importance) *button {
	b.Importance = i
	return b
}

// MouseIn has a button without words tell its name.
func (b *button) MouseIn(e *desktop.MouseEvent) {
	b.Button.MouseIn(e)
	if b.tip != nil && b.Text == "" {
		b.tip(b, b.name)
	}
}

// MouseOut ends that.
func (b *button) MouseOut() {
	b.Button.MouseOut()
	if b.tip != nil {
		b.tip(b, "")
	}
}

// Tapped does what the button is for; its name need not be told any more.
func (b *button) Tapped(e *fyne.PointEvent) {
	if b.tip != nil {
		b.tip(b, "")
	}
	b.Button.Tapped(e)
}

// FocusGained shows the focus and scrolls to it.
func (b *button) FocusGained() {
	b.Button.FocusGained()
	if b.reveal != nil {
		b.reveal(b)
	}
}

// TypedKey answers to Space, Enter and Escape. Unlike a tap, a key leaves the
// keyboard where it is.
func (b *button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if taken(e, b.space) {
			return
		}
		dangerous := b.Importance == widget.DangerImportance && e.Name != fyne.KeySpace
		if !b.Disabled() && !dangerous {
			b.OnTapped()
		}
	case fyne.KeyEscape:
		if b.back != nil {
			b.back()
		}
	}
}

// field is a stock entry that passes Escape on.
type field struct {
	widget.Entry
	name   string // "" where the placeholder says it
	back   func()
	onDown func()
	reveal func(fyne.CanvasObject)
}

func newField(placeholder string, back func()) *field {
	f := &field{back: back}
	f.PlaceHolder = placeholder
	f.ExtendBaseWidget(f)
	return f
}

// newSecret returns an entry that hides what is typed.
func newSecret(placeholder string, back func()) *field {
	f := newField(placeholder, back)
	f.Password = true
	return f
}

// FocusGained shows the focus and scrolls to it.
func (f *field) FocusGained() {
	f.Entry.FocusGained()
	if f.reveal != nil {
		f.reveal(f)
	}
}

// TypedKey handles Escape, and Down where something waits below the entry.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape && f.back != nil:
		f.back()
	case e.Name == fyne.KeyDown && f.onDown != nil:
		f.onDown()
	default:
		f.Entry.TypedKey(e)
	}
}

// tick is a stock check box that passes Escape on.
type tick struct {
	widget.Check
	back   func()
	reveal func(fyne.CanvasObject)
	space  func() bool
}

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

func newChoice(options []option, changed, back func()) *choice {
	c := &choice{options: options, back: back}
	for _, o := range options {
		c.Options = append(c.Options, o.words)
	}
	c.OnChanged = func(string) { changed() }
	c.ExtendBaseWidget(c)
	return c
}

// offer replaces the options; nothing is chosen then.
func (c *choice) offer(options []option) {
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

// taken reports whether a key is Space and somebody else's.
func taken(e *fyne.KeyEvent, space func() bool) bool {
	return e.Name == fyne.KeySpace && space != nil && space()
}
