package kit

import (
	"cmp"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"partlift/views/words"
)

// What a screen reader says of each control. The toolkit knows four roles; what
// it lacks, such as whether a box is ticked, is said in the label.

// named is a control that is given a name by what stands beside it; one that has
// a name keeps it.
type named interface{ call(name string) }

var (
	_ named = (*Field)(nil)
	_ named = (*Choice)(nil)
	_ named = (*Slider)(nil)

	_ fyne.Accessible = (*Button)(nil)
	_ fyne.Accessible = (*Chip)(nil)
	_ fyne.Accessible = (*Field)(nil)
	_ fyne.Accessible = (*Tick)(nil)
	_ fyne.Accessible = (*Choice)(nil)
	_ fyne.Accessible = (*Slider)(nil)
	_ fyne.Accessible = (*Text)(nil)
	_ fyne.Accessible = (*RowList)(nil)
)

// Called names a control and returns it.
func Called[T named](name string, control T) T {
	control.call(name)
	return control
}

// label names the controls in a line.
func label(o fyne.CanvasObject, name string) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			label(child, name)
		}
	case named:
		o.call(name)
	}
}

func (f *Field) call(name string)  { f.name = cmp.Or(f.name, name) }
func (c *Choice) call(name string) { c.name = cmp.Or(c.name, name) }
func (s *Slider) call(name string) { s.name = cmp.Or(s.name, name) }

// AccessibilityLabel returns the words on the button, else what it is called.
func (b *Button) AccessibilityLabel() string { return cmp.Or(b.name, b.Text) }

// AccessibilityLabel returns what the chip does.
func (c *Chip) AccessibilityLabel() string {
	if c.on {
		return words.L("{{.Name}}, on", words.With{"Name": c.name})
	}
	return c.name
}

// AccessibilityRole is a button's.
func (c *Chip) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel returns what is asked for and what was typed, unless that
// is secret.
func (f *Field) AccessibilityLabel() string {
	if f.Password || f.Text == "" {
		return cmp.Or(f.name, f.PlaceHolder)
	}
	return cmp.Or(f.name, f.PlaceHolder) + ": " + f.Text
}

// AccessibilityRole is a text's.
func (f *Field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel returns the words beside the box and whether it is ticked.
func (t *Tick) AccessibilityLabel() string {
	if t.Checked {
		return words.L("{{.Name}}, on", words.With{"Name": t.Text})
	}
	return words.L("{{.Name}}, off", words.With{"Name": t.Text})
}

// AccessibilityRole is a button's.
func (t *Tick) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel returns what is chosen, and of what.
func (c *Choice) AccessibilityLabel() string { return c.name + ": " + c.Selected }

// AccessibilityRole is a button's.
func (c *Choice) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel returns what the slider sets and where it stands.
func (s *Slider) AccessibilityLabel() string { return fmt.Sprintf("%s: %.0f %%", s.name, s.Value) }

// AccessibilityRole is a text's, because the toolkit has none for sliders.
func (s *Slider) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel returns the whole line, also where an ellipsis is shown.
func (t *Text) AccessibilityLabel() string { return t.str }

// AccessibilityRole is a text's.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel returns what is listed and the row under the cursor: the
// toolkit leads readers to the list and not into its rows.
func (l *RowList) AccessibilityLabel() string {
	n := l.Length()
	if l.Say == nil || l.Cursor >= n {
		return l.name
	}
	return fmt.Sprintf("%s, %d/%d: %s", l.name, l.Cursor+1, n, l.Say(l.Cursor))
}

// AccessibilityRole is a text's.
func (l *RowList) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// NewIcon returns a button without words; its name is told where the pointer
// rests on it.
func NewIcon(h *Window, icon fyne.Resource, name string, tapped func()) *Button {
	return NewShort(h, "", icon, name, tapped).As(widget.LowImportance)
}

// NewShort returns a button whose words are short; its name says them in full.
func NewShort(h *Window, label string, icon fyne.Resource, name string, tapped func()) *Button {
	b := NewButton(label, icon, tapped, h.Back)
	b.name, b.tip = name, h.Tip
	return b
}
