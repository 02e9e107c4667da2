package history

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/words"
)

// Songs is the list of songs, of which one is open and several may be chosen.
type Songs struct {
	m      *app.Model
	host   Host
	List   *kit.RowList
	picks  kit.Picks[string] // by the ids of songs
	every  bool              // all of the list are chosen, also those not read yet
	onPick func()            // told when the choice has changed
	empty  *fyne.Container
	hint   *kit.Text
	aged   time.Time // when the ages of the rows were looked at last
}

func newSongs(m *app.Model, h Host) *Songs {
	v := &Songs{m: m, host: h, onPick: func() {}}
	v.picks.Key = func(i int) string { return m.Rows.Now()[i].ID }
	v.List = kit.NewRowList(words.L("History"), func() int { return len(m.Rows.Now()) }, v.create, v.update)
	v.List.OnKey, v.List.OnMove, v.List.OnAll = v.key, v.move, v.all
	v.List.OnMenu = func(at fyne.Position) { h.MenuAt(v.menu(m.Rows.Now()[v.List.Cursor]), at) }
	v.List.Say = func(i int) string { r := m.Rows.Now()[i]; return r.Title + ", " + r.Detail }
	v.hint = kit.NewSmall("")
	v.hint.Align = fyne.TextAlignCenter
	v.empty = kit.Margins(28, 0, 8, 8, kit.Stacked(6, v.hint))
	m.Rows.Watch(v.rows)
	m.Page.Watch(func(*edit.Page) { v.List.Refresh() })
	return v
}

// Age says again how long ago things were, where a minute has made a difference.
func (v *Songs) Age() {
	was, now := v.aged, v.host.Now()
	v.aged = now
	for _, r := range v.m.Rows.Now() {
		if words.Ago(was, r.Updated) != words.Ago(now, r.Updated) {
			v.List.Refresh()
			return
		}
	}
}

// Content returns what the sidebar shows.
func (v *Songs) Content() fyne.CanvasObject { return container.NewStack(v.List, v.empty) }

// say sets the sentence that stands where there are no songs.
func (v *Songs) say(s string) { v.hint.Set(s) }

func (v *Songs) rows(rows []studio.Row) {
	kit.Show(len(rows) == 0, v.empty)
	v.List.Clamp()
	there := map[string]bool{}
	for _, r := range rows {
		there[r.ID] = true
	}
	v.picks.Keep(func(id string) bool { return there[id] })
	if v.every {
		v.readOn()
	}
	v.picked()
}

func (v *Songs) create() fyne.CanvasObject { return newSongRow(v.host.Window) }

func (v *Songs) update(i int, o fyne.CanvasObject) {
	rows := v.m.Rows.Now()
	if i >= len(rows) {
		return
	}
	row, r := rows[i], o.(*songRow)
	r.tapped = func(mods fyne.KeyModifier) { v.click(i, mods) }
	r.menu = func() { v.host.Menu(v.menu(row), r.more) }
	page := v.m.Page.Now()
	open := page != nil && page.ID == row.ID && v.picks.Len() == 0
	r.set(row, v.host.Now(), open || v.picks.Has(row.ID), v.List.Has(i))
	if i == len(rows)-1 && len(rows) < v.m.Total.Now() {
		v.m.More()
	}
}

// open does what a person most likely wants with a song in its state.
func (v *Songs) open(r studio.Row) {
	switch {
	case r.CanOpen():
		v.host.Settings(false)
		v.m.OpenSong(r.ID)
	case r.State == studio.RowAsking:
		v.m.Resolve(r.ID)
	case r.State == studio.RowWaiting:
		v.m.CheckNow(r.ID)
	default:
		v.host.Settings(false)
		v.m.OpenJob(r.ID)
	}
}

func (v *Songs) key(name fyne.KeyName) bool {
	rows := v.m.Rows.Now()
	if name == fyne.KeyEscape {
		if v.picks.Len() > 0 {
			v.unpick()
		} else {
			v.host.Back()
		}
		return true
	}
	if v.List.Cursor >= len(rows) {
		return false
	}
	r := rows[v.List.Cursor]
	switch name {
	case fyne.KeyReturn, fyne.KeyEnter:
		v.open(r)
	case fyne.KeyDelete, fyne.KeyBackspace:
		v.remove(v.taken(r))
	case fyne.KeyR:
		if r.CanRetry() {
			v.m.Retry(r.ID)
		}
	case fyne.KeyC:
		if r.CanCancel() {
			v.m.Cancel(r.ID)
		}
	default:
		return v.host.Play(name)
	}
	return true
}

// remove takes songs out of the history; those that are removed already are
// deleted.
func (v *Songs) remove(ids []string) {
	if v.m.Listing.Now().Removed {
		v.m.Delete(ids...)
	} else {
		v.m.Remove(ids...)
	}
}
