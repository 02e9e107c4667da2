// Package parts shows the parts of the open song: as rows to be heard, chosen,
// dragged and exported, as tracks beside the piano roll, and each in a dialog that
// changes it.
package parts

import (
	"sort"
	"time"

	"fyne.io/fyne/v2"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/views/dragsource"
	"partlift/views/handout"
	"partlift/views/kit"
	"partlift/views/words"
)

// Host is what lists of parts ask of the window they stand in.
type Host struct {
	*handout.Desk
	Export func(what studio.What)      // export to the folder that is set, or choose one first
	Play   func(key fyne.KeyName) bool // a key of the transport; reports whether it was one
	Roll   func(part int)              // open a part in the piano roll below; may be nil
	Now    func() time.Time            // the clock that tells a double click from two
}

// List is the list of instruments of the open song, with the ones chosen for
// an export.
type List struct {
	m      *app.Model
	host   Host
	Rows   *kit.RowList
	picks  kit.Picks[int] // by position in the list
	lanes  *lanes
	page   *edit.Page  // that what follows is of
	shown  []edit.Part // the parts in the order of the rows
	others []edit.Stem // the sounds below them
	Bar    *handout.DragBar
	last   click  // on a row, to tell a double click
	onPick func() // told when the choice has changed
}

// New returns the list; onPick is told when the choice has changed.
func New(m *app.Model, h Host, onPick func()) *List {
	v := &List{m: m, host: h, onPick: onPick}
	v.picks.Key = func(i int) int { return i }
	v.lanes = newLanes(m, h.Play)
	v.Rows = kit.NewRowList(words.L("Parts"), func() int { return len(v.parts()) + len(v.sounds()) }, func() fyne.CanvasObject { return newRow(h.Window, &v.lanes.height) }, v.update)
	v.lanes.rows = v.Rows
	v.Bar = handout.NewDragBar(h.Desk, func() (dragsource.Load, error) { return load(v.m, v.Rows, nil) })
	v.Rows.OnKey, v.Rows.OnMove, v.Rows.OnAll = v.key, v.move, v.all
	v.Rows.OnMenu, v.Rows.Say = v.menu, v.say
	return v
}

func (v *List) parts() []edit.Part {
	v.look()
	return v.shown
}

// look works out once for a page which rows there are: the toolkit asks for their
// number again and again, and the playhead in every frame.
func (v *List) look() {
	p := v.m.Page.Now()
	if p == v.page {
		return
	}
	v.page, v.shown, v.others = p, nil, nil
	if p != nil {
		v.shown = p.Shown()
		v.others = soundsBeside(p, v.shown)
	}
}

// Content returns the list under its ruler.
func (v *List) Content() fyne.CanvasObject { return v.lanes.content() }

// Show brings the list in step with a page.
func (v *List) Show(p *edit.Page) {
	v.lanes.show(p)
	v.Rows.Refresh()
}

// SetPlayhead moves the playhead to a second; it is cheap enough for every frame.
func (v *List) SetPlayhead(second float64) { v.lanes.SetPlayhead(second) }

// Reset forgets the choice, for another song.
func (v *List) Reset() {
	v.picks.Clear()
	v.picks.From(0)
	v.Rows.Cursor = 0
	v.Rows.ScrollToOffset(0)
	v.onPick()
}

func (v *List) update(i int, o fyne.CanvasObject) {
	page, parts := v.m.Page.Now(), v.parts()
	r := o.(*Row)
	if i >= len(parts) {
		v.updateSound(i, r)
		return
	}
	p := parts[i]
	p.Notes = page.All(p.Index) // with those that were drawn
	r.mute.OnTapped = func() { v.m.Mute(p.Index, !p.Muted) }
	r.solo.OnTapped = func() { v.m.Solo(p.Index, !p.Solo) }
	r.out.OnTapped = func() { v.m.LeaveOut(p.Index, !p.Left) }
	r.Out, r.Prepare = v.host.Out, func() (dragsource.Load, error) { return load(v.m, v.Rows, v.taken(i)) }
	r.menu = func(at fyne.Position) { v.host.MenuAt(menuOf(v.m, v.host, v.parts()[i].Index, v.taken(i)), at) }
	r.tapped = func(mods fyne.KeyModifier) { v.Click(i, mods) }
	r.sought = v.seek
	look := rowLook{chosen: v.picks.Has(i), cursor: v.Rows.Has(i)}
	r.set(p, page.Left(p.Index), page.Going(p.Index), v.lanes.stretch(columnsOf(v.Rows.Size().Width).laneWidth), v.lanes.ground(page, p), look)
}

// seek plays from a place on a lane.
func (v *List) seek(x, width float32) {
	t := v.lanes.stretch(width)
	v.m.Seek(t.from + t.seconds*float64(x/width))
}

// open opens a part in the roll.
func (v *List) open(i int) {
	if v.host.Roll != nil {
		v.host.Roll(v.parts()[i].Index)
	}
}

// save exports one part by itself.
func (v *List) save(i int) {
	v.host.Export(studio.What{Each: true, Parts: []int{v.parts()[i].Index}})
}

// click is when and where a row was clicked.
type click struct {
	row int
	at  time.Time
}

// doubleClick is how long after a click another one makes it a double click. The
// toolkit's own would make every single click wait for as long.
const doubleClick = 400 * time.Millisecond

// Click chooses a part; Ctrl or Cmd adds or removes it, Shift chooses up to it,
// and a double click opens it in the roll.
func (v *List) Click(i int, mods fyne.KeyModifier) {
	now, was := click{i, v.host.Now()}, v.last
	if v.last = now; mods == 0 && was.row == i && now.at.Sub(was.at) < doubleClick && i < len(v.parts()) {
		v.last = click{row: -1}
		v.open(i)
		return
	}
	v.Rows.Take(i)
	v.picks.Click(i, mods)
	v.picked()
}

// move follows the keyboard's cursor.
func (v *List) move(to int, extend bool) {
	v.picks.Move(to, extend)
	v.picked()
}

func (v *List) all() {
	v.picks.Add(0, len(v.parts()))
	v.picked()
}

func (v *List) picked() {
	v.Rows.Refresh()
	v.onPick()
}

// Selection returns the chosen parts as indexes of the song's tracks.
func (v *List) Selection() []int {
	var out []int
	for i, p := range v.parts() {
		if v.picks.Has(i) {
			out = append(out, p.Index)
		}
	}
	sort.Ints(out)
	return out
}

// key runs a verb on the part under the cursor. Space is kept free for playing.
func (v *List) key(name fyne.KeyName) bool {
	if name == fyne.KeyEscape {
		v.leave()
		return true
	}
	i, parts := v.Rows.Cursor, v.parts()
	if i >= len(parts) {
		return v.soundKey(name)
	}
	switch name {
	case fyne.KeyM:
		v.m.Mute(parts[i].Index, !parts[i].Muted)
	case fyne.KeyS:
		v.m.Solo(parts[i].Index, !parts[i].Solo)
	case fyne.KeyX:
		v.m.LeaveOut(parts[i].Index, !parts[i].Left)
	case fyne.KeyE:
		v.save(i)
	case fyne.KeyReturn, fyne.KeyEnter:
		v.open(i)
	default:
		return v.host.Play(name)
	}
	return true
}

// leave takes the selection back, or goes back where there is none.
func (v *List) leave() {
	if v.picks.Len() == 0 {
		v.host.Back()
		return
	}
	v.picks.Clear()
	v.picked()
}

// menu opens the menu of the part under the cursor.
func (v *List) menu(at fyne.Position) {
	i, parts := v.Rows.Cursor, v.parts()
	if i < len(parts) {
		v.host.MenuAt(menuOf(v.m, v.host, parts[i].Index, v.taken(i)), at)
	} else if sounds := v.sounds(); i-len(parts) < len(sounds) {
		v.host.MenuAt(v.soundMenu(sounds[i-len(parts)]), at)
	}
}

// say tells a row to those who hear it.
func (v *List) say(i int) string {
	parts := v.parts()
	if i >= len(parts) {
		return v.sounds()[i-len(parts)].Name
	}
	return parts[i].Name + ", " + instrument(parts[i], v.m.Page.Now().Left(parts[i].Index))
}
