package parts

import (
	"fyne.io/fyne/v2"

	"partlift/app"
	"partlift/app/edit"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/words"
)

// TracksWidth is the width of the list beside the roll.
const TracksWidth = 232

// Tracks is the list of tracks beside the roll: which one is in front, what
// is silent, how loud each is.
type Tracks struct {
	m     *app.Model
	host  Host
	front func() int     // which part is before the others, -1 for none
	bring func(part int) // put it there
	head  *kit.Text
	Rows  *kit.RowList
	rows  map[*trackRow]int // by part, to move their meters
}

// NewTracks returns the list of tracks; front and bring ask and say which part is
// before the others.
func NewTracks(m *app.Model, h Host, front func() int, bring func(part int)) *Tracks {
	v := &Tracks{m: m, host: h, front: front, bring: bring, head: kit.NewSmall(words.L("Click a track to bring it to the front")), rows: map[*trackRow]int{}}
	v.Rows = kit.NewRowList(words.L("Tracks"), func() int { return len(v.parts()) }, func() fyne.CanvasObject { return newTrackRow(h.Window) }, v.update)
	v.Rows.OnKey, v.Rows.Say = v.key, v.say
	v.Rows.OnMenu = func(at fyne.Position) {
		if parts := v.parts(); v.Rows.Cursor < len(parts) {
			i := parts[v.Rows.Cursor].Index
			v.host.MenuAt(menuOf(m, h, i, []int{i}), at)
		}
	}
	return v
}

// parts are those of the rows.
func (v *Tracks) parts() []edit.Part {
	if p := v.m.Page.Now(); p != nil {
		return p.Shown()
	}
	return nil
}

// Content returns the list under its heading.
func (v *Tracks) Content() fyne.CanvasObject {
	return kit.Edged(kit.Margins(2, 4, 4, 0, v.head.Shrinking()), nil, nil, nil, v.Rows)
}

func (v *Tracks) update(row int, o fyne.CanvasObject) {
	p, parts := v.m.Page.Now(), v.parts()
	if row >= len(parts) {
		return
	}
	r, part := o.(*trackRow), parts[row]
	i := part.Index
	v.rows[r] = i
	r.mute.OnTapped = func() { v.m.Mute(part.Index, !part.Muted) }
	r.solo.OnTapped = func() { v.m.Solo(part.Index, !part.Solo) }
	r.more.OnTapped = func() { Ask(v.m, v.host.Window, i) }
	r.Out, r.Prepare = v.host.Out, func() (dragsource.Load, error) { return load(v.m, v.Rows, []int{i}) }
	r.menu = func(at fyne.Position) { v.host.MenuAt(menuOf(v.m, v.host, i, []int{i}), at) }
	r.tapped = func() {
		v.Rows.Take(row)
		v.bring(i)
	}
	r.set(part, p.All(i), p.Left(i), v.front() == i, v.Rows.Has(row))
}

// key runs a verb on the track under the cursor.
func (v *Tracks) key(name fyne.KeyName) bool {
	parts := v.parts()
	if v.Rows.Cursor >= len(parts) {
		return false
	}
	switch part := parts[v.Rows.Cursor]; name {
	case fyne.KeyM:
		v.m.Mute(part.Index, !part.Muted)
	case fyne.KeyS:
		v.m.Solo(part.Index, !part.Solo)
	case fyne.KeyF:
		v.bring(part.Index)
	case fyne.KeyE:
		Ask(v.m, v.host.Window, part.Index)
	case fyne.KeyEscape:
		v.host.Back()
	default:
		return v.host.Play(name)
	}
	return true
}

// say tells a row to those who hear it.
func (v *Tracks) say(i int) string {
	p := v.parts()[i]
	return p.Name + ", " + words.Notes(p.Notes)
}

// Meters shows how loud the tracks are, or that nothing sounds.
func (v *Tracks) Meters(moving bool) {
	for r, i := range v.rows {
		if !moving {
			r.loud = 0
			r.placeMeter()
			continue
		}
		peak, _ := v.m.Meter(i)
		r.level(peak)
	}
}

// What M and S do with a part.
var (
	muteName = words.Key("Mute (M)")
	soloName = words.Key("Solo: hear the soloed parts only (S)")
)
