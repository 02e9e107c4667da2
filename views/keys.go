package views

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/licences"
)

// keys are what lists answer to, beside the keys that the menu shows.
var keys = []struct {
	where string
	lines [][2]string
}{
	{"History", [][2]string{
		{"Enter", "Open, answer, or check now"},
		{"Delete", "Remove from the library"},
		{"R", "Retry from where it stopped"},
		{"C", "Cancel"},
	}},
	{"Parts", [][2]string{
		{"M", "Leave out of exports, or take back in"},
		{"S", "Hear and export this part only, or all again"},
		{"E", "Export this part now"},
		{"Shift + arrows, Ctrl + A", "Choose several"},
	}},
	{"Piano roll", [][2]string{
		{"Ctrl + wheel, Alt + wheel", "Zoom time, zoom pitch"},
		{"Drag, click", "Select notes"},
		{"Delete, M, R", "Delete, mute, bring back"},
		{"Up, Down; with Shift", "Transpose by a semitone; an octave"},
		{"F, Z, L", "Show all, show or loop the selection"},
	}},
	{"Playing", [][2]string{
		{"Space", "Play or pause"},
		{"Enter", "To the start"},
		{"Left, Right; with Shift", "By a beat; by a bar"},
	}},
	{"Everywhere", [][2]string{
		{"Menu, Shift + F10", "The menu of a row"},
		{"Tab", "To the next control or list"},
		{"Escape", "One step back"},
	}},
}

// showKeys opens the list of keys.
func (w *window) showKeys() {
	body := stacked(14)
	for _, group := range keys {
		lines := stacked(6, newTitle(group.where, theme.SizeNameText))
		for _, l := range group.lines {
			lines.Add(container.New(layoutOfKeys{}, newSmall(l[0]), newText(l[1])))
		}
		body.Add(lines)
	}
	done := newButton("Close", nil, w.closeSheet, w.closeSheet).as(widget.HighImportance)
	w.openSheet(sheet("Keys", body, done), done)
}

// showLicences shows the notices of what others made, line by line: thousands of
// them are too many for one text.
func (w *window) showLicences() {
	lines := wrap(app.Notices()+"\n\n"+licences.ThirdParty(), licenceColumns)
	list := widget.NewList(func() int { return len(lines) },
		func() fyne.CanvasObject { return newSmall("") },
		func(i widget.ListItemID, o fyne.CanvasObject) { o.(*text).set(lines[i]) })
	list.HideSeparators = true
	room := canvas.NewRectangle(color.Transparent) // a list asks for a line of height
	room.SetMinSize(fyne.NewSize(0, 400))
	done := newButton("Close", nil, w.closeSheet, w.closeSheet).as(widget.HighImportance)
	w.openSheet(sheet("Licences", container.NewStack(room, list), done), done)
}

// licenceColumns is how many characters of a licence stand in a line.
const licenceColumns = 78

// wrap cuts text into lines of at most so many characters, at spaces where it
// has some.
func wrap(words string, columns int) (out []string) {
	for line := range strings.Lines(words) {
		rest := []rune(strings.TrimRight(line, "\n"))
		for len(rest) > columns {
			cut := columns
			for cut > 0 && rest[cut] != ' ' {
				cut--
			}
			if cut == 0 {
				cut = columns
			}
			out = append(out, string(rest[:cut]))
			rest = []rune(strings.TrimLeft(string(rest[cut:]), " "))
		}
		out = append(out, string(rest))
	}
	return out
}

// layoutOfKeys puts what a key does beside it.
type layoutOfKeys struct{}

const keyWidth = 170

func (layoutOfKeys) MinSize(objects []fyne.CanvasObject) fyne.Size {
	does := objects[1].MinSize()
	return fyne.NewSize(keyWidth+does.Width, does.Height)
}

func (layoutOfKeys) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h := objects[0].MinSize().Height
	place(objects[0], 0, (size.Height-h)/2, keyWidth, h)
	place(objects[1], keyWidth, 0, size.Width-keyWidth, size.Height)
}
