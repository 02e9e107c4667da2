package views

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"partlift/app"
	"partlift/views/dragsource"
	"partlift/views/handout"
	"partlift/views/kit"
	"partlift/views/words"
)

// partsHost is what lists of parts ask of the window they stand in.
type partsHost struct {
	*handout.Desk
	export func(what app.What)         // export to the folder that is set, or choose one first
	play   func(key fyne.KeyName) bool // a key of the transport; reports whether it was one
}

// parts is the list of instruments of the open song, with the ones chosen for
// an export.
type parts struct {
	m      *app.Model
	host   partsHost
	list   *kit.RowList
	chosen map[int]bool // by position in the list
	anchor int          // where a choice with Shift starts
	bar    *dragsource.Handle
	onPick func() // told when the choice has changed
}

// newParts returns the list; onPick is told when the choice has changed.
func newParts(m *app.Model, h partsHost, onPick func()) *parts {
	v := &parts{m: m, host: h, onPick: onPick, chosen: map[int]bool{}}
	v.list = kit.NewRowList(words.L("Parts"), func() int { return len(v.parts()) }, func() fyne.CanvasObject { return newPartRow(h.Window) }, v.update)
	v.bar = handout.NewDragBar(h.Desk, func() (dragsource.Load, error) { return partLoad(v.m, v.list, nil) })
	v.list.OnKey, v.list.OnMove, v.list.OnAll = v.key, v.move, v.all
	v.list.OnMenu, v.list.Say = v.menu, v.say
	return v
}

func (v *parts) parts() []app.Part {
	if p := v.m.Page.Now(); p != nil {
		return p.Parts
	}
	return nil
}

// content returns the list under its headings.
func (v *parts) content() fyne.CanvasObject {
	return kit.Edged(container.New(partsHeadLayout{}, kit.NewSmall(words.L("Export")), kit.NewSmall(words.L("Part")), kit.NewSmall(words.L("Notes over time")), kit.NewTrailing(words.L("Notes")), kit.NewTrailing(words.L("Range"))), nil, nil, nil, v.list)
}

// partsHeadLayout puts the headings over the columns of the rows.
type partsHeadLayout struct{}

func (partsHeadLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, objects[0].MinSize().Height+8)
}

func (partsHeadLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c := columnsOf(size.Width)
	h := objects[0].MinSize().Height
	kit.Place(objects[0], 16, 0, 60, h)
	kit.Place(objects[1], c.name, 0, c.nameWidth, h)
	kit.Place(objects[2], c.lane, 0, c.laneWidth, h)
	kit.Place(objects[3], c.notes, 0, notesWidth, h)
	kit.Place(objects[4], c.pitch, 0, pitchWidth, h)
}

// reset forgets the choice, for another song.
func (v *parts) reset() {
	v.chosen, v.anchor, v.list.Cursor = map[int]bool{}, 0, 0
	v.list.ScrollToOffset(0)
	v.onPick()
}

func (v *parts) update(i int, o fyne.CanvasObject) {
	page := v.m.Page.Now()
	if page == nil || i >= len(page.Parts) {
		return
	}
	p, r := page.Parts[i], o.(*partRow)
	r.mute.OnTapped = func() { v.m.Mute(p.Index, !p.Muted) }
	r.solo.OnTapped = func() { v.m.Solo(p.Index, !p.Solo) }
	r.save.OnTapped = func() { v.save(i) }
	r.Out, r.Prepare = v.host.Out, func() (dragsource.Load, error) { return partLoad(v.m, v.list, v.taken(i)) }
	r.menu = func(at fyne.Position) { v.host.MenuAt(partMenu(v.m, v.host, i, v.taken(i)), at) }
	r.tapped = func(mods fyne.KeyModifier) { v.click(i, mods) }
	end := max(page.Seconds, page.Song.End())
	r.set(p, page.Song.Tracks[p.Index].Notes, end, rowLook{v.chosen[i], v.list.Has(i)})
}

// save exports one part by itself.
func (v *parts) save(i int) {
	v.host.export(app.What{Each: true, Parts: []int{v.parts()[i].Index}})
}

// click chooses a part; Ctrl or Cmd adds or removes it, Shift chooses up to it.
func (v *parts) click(i int, mods fyne.KeyModifier) {
	v.list.Take(i)
	switch {
	case mods&fyne.KeyModifierShift != 0:
		v.span(i)
	case mods&(fyne.KeyModifierControl|fyne.KeyModifierSuper) != 0:
		if v.chosen[i] {
			delete(v.chosen, i)
		} else {
			v.chosen[i] = true
		}
		v.anchor = i
	default:
		v.only(i)
	}
	v.picked()
}

// move follows the keyboard's cursor.
func (v *parts) move(to int, extend bool) {
	if extend {
		v.span(to)
	} else {
		v.only(to)
	}
	v.picked()
}

func (v *parts) only(i int) {
	v.chosen, v.anchor = map[int]bool{i: true}, i
}

func (v *parts) span(to int) {
	v.chosen = map[int]bool{}
	for i := min(v.anchor, to); i <= max(v.anchor, to); i++ {
		v.chosen[i] = true
	}
}

func (v *parts) all() {
	for i := range v.parts() {
		v.chosen[i] = true
	}
	v.picked()
}

func (v *parts) picked() {
	v.list.Refresh()
	v.onPick()
}

// selection returns the chosen parts as indexes of the song's tracks.
func (v *parts) selection() []int {
	var out []int
	for i, p := range v.parts() {
		if v.chosen[i] {
			out = append(out, p.Index)
		}
	}
	sort.Ints(out)
	return out
}

// key runs a verb on the part under the cursor. Space is kept free for playing.
func (v *parts) key(name fyne.KeyName) bool {
	if name == fyne.KeyEscape {
		if len(v.chosen) > 0 {
			v.chosen = map[int]bool{}
			v.picked()
		} else {
			v.host.Back()
		}
		return true
	}
	i, parts := v.list.Cursor, v.parts()
	if i >= len(parts) {
		return false
	}
	switch name {
	case fyne.KeyM:
		v.m.Mute(parts[i].Index, !parts[i].Muted)
	case fyne.KeyS:
		v.m.Solo(parts[i].Index, !parts[i].Solo)
	case fyne.KeyE:
		v.save(i)
	default:
		return v.host.play(name)
	}
	return true
}

// menu opens the menu of the part under the cursor.
func (v *parts) menu(at fyne.Position) {
	i := v.list.Cursor
	v.host.MenuAt(partMenu(v.m, v.host, i, v.taken(i)), at)
}

// say tells a row to those who hear it.
func (v *parts) say(i int) string {
	p := v.parts()[i]
	return p.Name + ", " + instrument(p) + ", " + words.Notes(p.Notes)
}
