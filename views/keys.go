package views

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/licenses"
	"partlift/views/words"
)

// keys are what lists answer to, beside the keys that the menu shows.
var keys = []struct {
	where string
	lines [][2]string
}{
	{words.Key("History"), [][2]string{
		{words.Key("Enter"), words.Key("Open, answer, or check now")},
		{words.Key("Delete, Backspace"), words.Key("Remove from the library")},
		{words.Key("R"), words.Key("Retry from where it stopped")},
		{words.Key("C"), words.Key("Cancel")},
	}},
	{words.Key("Parts"), [][2]string{
		{words.Key("M"), words.Key("Mute, or hear again")},
		{words.Key("S"), words.Key("Solo: hear the soloed parts only")},
		{words.Key("X; E"), words.Key("Leave out of exports; export now")},
		{words.Key("Shift + arrows, Ctrl + A"), words.Key("Choose several")},
	}},
	{words.Key("Piano roll"), [][2]string{
		{words.Key("Ctrl + wheel; with Shift"), words.Key("Zoom time; pitch")},
		{words.Key("Double click; B, N, V"), words.Key("Draw or delete; draw by dragging, snap, velocities")},
		{words.Key("Drag; with Ctrl"), words.Key("Move notes, or their ends; copy them")},
		{words.Key("Arrows; with Shift; with Alt"), words.Key("Move; an octave, the length; finely, the velocity")},
		{words.Key("Delete, M, R"), words.Key("Delete, mute, bring back")},
		{words.Key("Ctrl + C, X, V, D"), words.Key("Copy, cut, paste, duplicate")},
		{words.Key("Comma, period; Insert"), words.Key("The note before, the next; a new note")},
		{words.Key("F, Z, L"), words.Key("Show all, show or loop the selection")},
	}},
	{words.Key("Playing"), [][2]string{
		{words.Key("Space"), words.Key("Play or pause")},
		{words.Key("Enter"), words.Key("To the start")},
		{words.Key("Left, Right; with Shift"), words.Key("By a beat; by a bar")},
	}},
	{words.Key("Everywhere"), [][2]string{
		{words.Key("Menu, Shift + F10"), words.Key("The menu of a row")},
		{words.Key("Tab"), words.Key("To the next control or list")},
		{words.Key("Escape"), words.Key("One step back")},
	}},
}

// showKeys opens the list of keys.
func (w *window) showKeys() {
	body := kit.Stacked(8)
	for _, group := range keys {
		lines := kit.Stacked(2, kit.NewHeading(words.L(group.where), theme.SizeNameText))
		for _, l := range group.lines {
			lines.Add(container.New(layoutOfKeys{}, kit.NewSmall(words.L(l[0])), kit.NewText(words.L(l[1]))))
		}
		body.Add(lines)
	}
	done := kit.NewButton(words.L("Close"), nil, w.closeSheet, w.closeSheet).As(widget.HighImportance)
	w.openSheet(kit.Sheet(words.L("Keys"), body, done), done)
}

// showLicenses shows the notices of what others made, line by line: thousands of
// them are too many for one text.
func (w *window) showLicenses() {
	lines := wrap(studio.Notices()+"\n\n"+licenses.ThirdParty(), licenseColumns)
	list := widget.NewList(func() int { return len(lines) },
		func() fyne.CanvasObject { return kit.NewSmall("") },
		func(i widget.ListItemID, o fyne.CanvasObject) { o.(*kit.Text).Set(lines[i]) })
	list.HideSeparators = true
	room := canvas.NewRectangle(color.Transparent) // a list asks for a line of height
	room.SetMinSize(fyne.NewSize(0, 400))
	done := kit.NewButton(words.L("Close"), nil, w.closeSheet, w.closeSheet).As(widget.HighImportance)
	w.openSheet(kit.ListSheet(words.L("Licenses"), container.NewStack(room, list), done), done)
}

// licenseColumns is how many characters of a license stand in a line.
const licenseColumns = 78

// wrap cuts text into lines of at most that many characters, at spaces where it
// has some.
func wrap(text string, columns int) (out []string) {
	for line := range strings.Lines(text) {
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

const keyWidth = 190

func (layoutOfKeys) MinSize(objects []fyne.CanvasObject) fyne.Size {
	does := objects[1].MinSize()
	return fyne.NewSize(keyWidth+does.Width, does.Height)
}

func (layoutOfKeys) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h := objects[0].MinSize().Height
	kit.Place(objects[0], 0, (size.Height-h)/2, keyWidth, h)
	kit.Place(objects[1], keyWidth, 0, size.Width-keyWidth, size.Height)
}
