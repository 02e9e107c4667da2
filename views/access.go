package views

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
	_ named = (*field)(nil)
	_ named = (*choice)(nil)
	_ named = (*slider)(nil)

	_ fyne.Accessible = (*button)(nil)
	_ fyne.Accessible = (*chip)(nil)
	_ fyne.Accessible = (*field)(nil)
	_ fyne.Accessible = (*tick)(nil)
	_ fyne.Accessible = (*choice)(nil)
	_ fyne.Accessible = (*slider)(nil)
	_ fyne.Accessible = (*text)(nil)
	_ fyne.Accessible = (*rowList)(nil)
)

// called names a control and returns it.
func called[T named](name string, control T) T {
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

func (f *field) call(name string)  { f.name = cmp.Or(f.name, name) }
func (c *choice) call(name string) { c.name = cmp.Or(c.name, name) }
func (s *slider) call(name string) { s.name = cmp.Or(s.name, name) }

// AccessibilityLabel returns the words on the button, else what it is called.
func (b *button) AccessibilityLabel() string { return cmp.Or(b.Text, b.name) }

// AccessibilityLabel returns what the chip does.
func (c *chip) AccessibilityLabel() string {
	if c.on {
		return words.L("{{.Name}}, on", words.With{"Name": c.name})
	}
	return c.name
}

// AccessibilityRole is a button's.
func (c *chip) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel returns what is asked for and what was typed, unless that
// is secret.
func (f *field) AccessibilityLabel() string {
	if f.Password || f.Text == "" {
		return cmp.Or(f.name, f.PlaceHolder)
	}
	return cmp.Or(f.name, f.PlaceHolder) + ": " + f.Text
}

// AccessibilityRole is a text's.
func (f *field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel returns the words beside the box and whether it is ticked.
func (t *tick) AccessibilityLabel() string {
	if t.Checked {
		return words.L("{{.Name}}, on", words.With{"Name": t.Text})
	}
	return words.L("{{.Name}}, off", words.With{"Name": t.Text})
}

// AccessibilityRole is a button's.
func (t *tick) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel returns what is chosen, and of what.
func (c *choice) AccessibilityLabel() string { return c.name + ": " + c.Selected }

// AccessibilityRole is a button's.
func (c *choice) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel returns what the slider sets and where it stands.
func (s *slider) AccessibilityLabel() string { return fmt.Sprintf("%s: %.0f %%", s.name, s.Value) }

// AccessibilityRole is a text's, because the toolkit has none for sliders.
func (s *slider) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel returns the whole line, also where an ellipsis is shown.
func (t *text) AccessibilityLabel() string { return t.str }

// AccessibilityRole is a text's.
func (t *text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel returns what is listed and the row under the cursor: the
// toolkit leads readers to the list and not into its rows.
func (l *rowList) AccessibilityLabel() string {
	n := l.Length()
	if l.say == nil || l.cursor >= n {
		return l.name
	}
	return fmt.Sprintf("%s, %d/%d: %s", l.name, l.cursor+1, n, l.say(l.cursor))
}

// AccessibilityRole is a text's.
func (l *rowList) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// newIcon returns a button without words; its name is told where the pointer
// rests on it.
func newIcon(h *surroundings, icon fyne.Resource, name string, tapped func()) *button {
	b := newButton("", icon, tapped, h.back).as(widget.LowImportance)
	b.name, b.tip = name, h.tip
	return b
}
