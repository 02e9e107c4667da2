package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// Inline puts objects beside each other, each in its own height and centered.
func Inline(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(inlineLayout{gap}, objects...)
}

// inlineLayout is a row. What is left of the width goes to layout.Spacer
// objects or, without one, to nobody. Text that may shrink gives way first.
type inlineLayout struct{ gap float32 }

func (l inlineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	n := 0
	for _, o := range objects {
		if o.Visible() {
			least := o.MinSize()
			size.Width += least.Width
			size.Height = max(size.Height, least.Height)
			n++
		}
	}
	size.Width += l.gap * float32(max(n-1, 0))
	return size
}

func (l inlineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	widths := make([]float32, len(objects))
	left, springs, wants := size.Width+l.gap, 0, float32(0) // what is left, and what the objects would like of it
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		widths[i] = o.MinSize().Width
		left -= widths[i] + l.gap
		if _, ok := o.(layout.SpacerObject); ok {
			springs++
		}
		wants += wanted(o) - widths[i]
	}
	spare := left >= wants
	if !spare { // what can be spared takes nothing from the rest
		for i, o := range objects {
			if t, ok := o.(*Text); ok && t.spare && o.Visible() {
				wants -= wanted(o) - widths[i]
			}
		}
	}
	if left > 0 && wants > 0 {
		share := min(left/wants, 1)
		for i, o := range objects {
			if t, ok := o.(*Text); ok && t.spare && !spare {
				continue
			}
			if o.Visible() {
				more := (wanted(o) - widths[i]) * share
				widths[i] += more
				left -= more
			}
		}
	}
	x := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		if _, ok := o.(layout.SpacerObject); ok {
			widths[i] += max(left, 0) / float32(springs)
		}
		h := min(o.MinSize().Height, size.Height)
		o.Resize(fyne.NewSize(widths[i], h))
		o.Move(fyne.NewPos(x, (size.Height-h)/2))
		x += widths[i] + l.gap
	}
}

// wanted is the width an object would like to have.
func wanted(o fyne.CanvasObject) float32 {
	switch o := o.(type) {
	case *Text:
		if o.shrink {
			return o.whole() + 1
		}
	case *fyne.Container:
		if l, ok := o.Layout.(elasticLayout); ok {
			return l.wide
		}
	}
	return o.MinSize().Width
}

// Elastic lets content be as narrow as least, whatever it asks for, and gives it
// up to a width in a row that has room.
func Elastic(least, wide float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(elasticLayout{least, wide}, content)
}

type elasticLayout struct{ least, wide float32 }

func (l elasticLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.least, objects[0].MinSize().Height)
}

func (l elasticLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }
