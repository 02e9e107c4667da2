package history

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/words"
)

// Songs is the list of songs.
type Songs struct {
	m     *app.Model
	host  Host
	List  *kit.RowList
	empty *fyne.Container
	hint  *kit.Text
	aged  time.Time // when the ages of the rows were looked at last
}

func newSongs(m *app.Model, h Host) *Songs {
	v := &Songs{m: m, host: h}
	v.List = kit.NewRowList(words.L("History"), func() int { return len(m.Rows.Now()) }, v.create, v.update)
	v.List.OnKey = v.key
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
	v.List.Refresh()
}

func (v *Songs) create() fyne.CanvasObject { return newSongRow(v.host.Window) }

func (v *Songs) update(i int, o fyne.CanvasObject) {
	rows := v.m.Rows.Now()
	if i >= len(rows) {
		return
	}
	row, r := rows[i], o.(*songRow)
	r.tapped = func() {
		v.List.Take(i)
		v.open(row)
	}
	r.menu = func() { v.host.Menu(v.menu(row), r.more) }
	page := v.m.Page.Now()
	r.set(row, v.host.Now(), page != nil && page.ID == row.ID, v.List.Has(i))
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

// menu lists the verbs that a song's state allows.
func (v *Songs) menu(r studio.Row) *fyne.Menu {
	var items []*fyne.MenuItem
	offer := func(allowed bool, label string, icon fyne.Resource, verb func(string)) {
		if allowed {
			items = append(items, &fyne.MenuItem{Label: label, Icon: icon, Action: func() { verb(r.ID) }})
		}
	}
	offer(r.CanOpen(), words.L("Open"), theme.FolderOpenIcon(), func(string) { v.open(r) })
	offer(r.State == studio.RowAsking, words.L("Answer…"), theme.QuestionIcon(), v.m.Resolve)
	offer(r.State == studio.RowWaiting, words.L("Check now"), theme.ViewRefreshIcon(), v.m.CheckNow)
	offer(!r.CanOpen(), words.L("How it stands"), theme.InfoIcon(), v.m.OpenJob)
	offer(r.StemsMissing, words.L("Fetch missing stems (free)"), theme.DownloadIcon(), v.m.FetchStems)
	offer(r.CanRetry(), words.L("Retry from where it stopped"), theme.MediaReplayIcon(), v.m.Retry)
	offer(r.CanCancel(), words.L("Cancel"), theme.CancelIcon(), v.m.Cancel)
	offer(true, words.L("Remove from library…"), theme.DeleteIcon(), v.m.Delete)
	return fyne.NewMenu("", items...)
}

func (v *Songs) key(name fyne.KeyName) bool {
	rows := v.m.Rows.Now()
	if name == fyne.KeyEscape {
		v.host.Back()
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
		v.m.Delete(r.ID)
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
