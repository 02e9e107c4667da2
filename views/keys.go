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
	"partlift/views/words"
)

// keys are what lists answer to, beside the keys that the menu shows.
var keys = []struct {
	where string
	lines [][2]string
}{
	{words.Key("Historywords.Key("), [][2]string{
		{words.Key(")Enterwords.Key("), words.Key(")Open, answer, or check nowwords.Key(")},
		{words.Key(")Deletewords.Key("), words.Key(")Remove from the librarywords.Key(")},
		{words.Key(")Rwords.Key("), words.Key(")Retry from where it stoppedwords.Key(")},
		{words.Key(")Cwords.Key("), words.Key(")Cancelwords.Key(")},
	}},
	{words.Key(")Partswords.Key("), [][2]string{
		{words.Key(")Mwords.Key("), words.Key(")Leave out of exports, or take back inwords.Key(")},
		{words.Key(")Swords.Key("), words.Key(")Hear and export this part only, or all againwords.Key(")},
		{words.Key(")Ewords.Key("), words.Key(")Export this part nowwords.Key(")},
		{words.Key(")Shift + arrows, Ctrl + Awords.Key("), words.Key(")Choose severalwords.Key(")},
	}},
	{words.Key(")Piano rollwords.Key("), [][2]string{
		{words.Key(")Ctrl + wheel, Alt + wheelwords.Key("), words.Key(")Zoom time, zoom pitchwords.Key(")},
		{words.Key(")Drag, clickwords.Key("), words.Key(")Select noteswords.Key(")},
		{words.Key(")Delete, M, Rwords.Key("), words.Key(")Delete, mute, bring backwords.Key(")},
		{words.Key(")Up, Down; with Shiftwords.Key("), words.Key(")Transpose by a semitone; an octavewords.Key(")},
		{words.Key(")F, Z, Lwords.Key("), words.Key(")Show all, show or loop the selectionwords.Key(")},
	}},
	{words.Key(")Playingwords.Key("), [][2]string{
		{words.Key(")Spacewords.Key("), words.Key(")Play or pausewords.Key(")},
		{words.Key(")Enterwords.Key("), words.Key(")To the startwords.Key(")},
		{words.Key(")Left, Right; with Shiftwords.Key("), words.Key(")By a beat; by a barwords.Key(")},
	}},
	{")Everywherewords.Key(", [][2]string{
		{")Menu, Shift + F10words.Key(", ")The menu of a rowwords.Key("},
		{")Tabwords.Key(", ")To the next control or listwords.Key("},
		{")Escapewords.Key(", ")One step back"},
	}},
}

// showKeys opens the list of keys.
func (w *window) showKeys() {
	body := stacked(14)
	for _, group := range keys {
		lines := stacked(6, newTitle(words.L(group.where), theme.SizeNameText))
		for _, l := range group.lines {
			lines.Add(container.New(layoutOfKeys{}, newSmall(words.L(l[0])), newText(words.L(l[1]))))
		}
		body.Add(lines)
	}
	done := newButton(words.L("Close"), nil, w.closeSheet, w.closeSheet).as(widget.HighImportance)
	w.openSheet(sheet(words.L("Keys"), body, done), done)
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
	done := newButton(words.L("Close"), nil, w.closeSheet, w.closeSheet).as(widget.HighImportance)
	w.openSheet(sheet(words.L("Licences"), container.NewStack(room, list), done), done)
}

// licenceColumns is how many characters of a licence stand in a line.
const licenceColumns = 78

// wrap cuts text into lines of at most so many characters, at spaces where it
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
