// Package history is the side of the window: the songs of the library, the search
// among them, and the ways to everything else.
package history

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/studio"
	"partlift/backend/say"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// Host is what the sidebar asks of the window it stands in.
type Host struct {
	*kit.Window
	Now      func() time.Time
	Add      func()                      // choose files to add
	Settings func(open bool)             // open or close the settings
	Unread   func()                      // show the notices that were not read
	Play     func(key fyne.KeyName) bool // a key of the transport; reports whether it was one
	Export   func(ids []string)          // export songs to the folder that is set, or choose one first
	Sessions func(ids []string)          // the same for sessions
}

// Sidebar holds the history and the way to everything else.
type Sidebar struct {
	m       *app.Model
	host    Host
	Songs   *Songs
	Search  *kit.Field
	account *kit.Button
	add     *kit.Button
	Gear    *kit.Button
	link    *widget.Icon // how the relay stands; hidden without one
	Busy    *kit.BusyLine
	Unread  *kit.Button // notices that were shown and not read
	Panel   *fyne.Container

	order   *kit.Button // which songs are listed, and in which order
	wayBack *kit.Button // from the removed songs
	top     *fyne.Container

	count     *kit.Text // of the songs that are chosen
	pickBar   *fyne.Container
	pickVerbs struct{ export, session, back, remove, none *kit.Button }
}

// New returns the sidebar over a model.
func New(m *app.Model, h Host) *Sidebar {
	s := &Sidebar{m: m, host: h, Songs: newSongs(m, h)}
	s.Search = kit.NewField(words.L("Search songs and instruments"), s.leaveSearch)
	s.Search.Icon = theme.SearchIcon()
	s.Search.OnChanged = func(text string) {
		m.Search(text)
		s.sayEmpty()
	}
	s.Search.OnDown = func() { h.Focus(s.Songs.List) }
	s.Search.OnSubmitted = func(string) { h.Focus(s.Songs.List) }
	s.account = kit.NewButton("", theme.AccountIcon(), func() { h.Settings(true) }, h.Back).As(widget.LowImportance)
	s.account.Alignment = widget.ButtonAlignLeading
	s.Gear = kit.NewIcon(h.Window, theme.SettingsIcon(), words.L("Settings"), func() { h.Settings(true) })
	s.link = widget.NewIcon(nil)
	s.Busy = kit.NewBusyLine(m.StopBusy, h.Back)
	s.Unread = kit.NewButton("", theme.NewColoredResource(theme.ErrorIcon(), look.ColorBad), h.Unread, h.Back).As(widget.LowImportance)
	s.Unread.Alignment = widget.ButtonAlignLeading
	s.Unread.Hide()
	m.Account.Watch(s.showAccount)
	m.Relay.Watch(s.showRelay)
	s.sayEmpty()
	return s
}

// Content returns what the window shows; call it once.
func (s *Sidebar) Content() fyne.CanvasObject {
	mark := canvas.NewImageFromResource(look.Small)
	mark.FillMode = canvas.ImageFillContain
	mark.SetMinSize(fyne.NewSquareSize(30))
	head := kit.Inline(10, mark, kit.NewHeading("Partlift", theme.SizeNameSubHeadingText))
	s.add = kit.NewButton(words.L("Add song"), theme.ContentAddIcon(), s.host.Add, s.host.Back).As(widget.HighImportance)
	s.order = s.newOrder()
	s.wayBack = kit.NewIcon(s.host.Window, theme.NavigateBackIcon(), words.L("Back"), func() { s.m.ShowRemoved(false) })
	listing := kit.Edged(nil, nil, s.wayBack, nil, s.order)
	s.top = kit.Margins(16, 2, 16, 16, kit.Stacked(4, kit.Stacked(12, head, s.add, s.Search), listing))
	account := kit.Edged(nil, nil, nil, kit.Inline(6, s.link, s.Gear), s.account)
	foot := kit.Stacked(0, kit.NewRule(), s.Busy.Box, kit.Margins(6, 6, 8, 8, kit.Stacked(2, s.newPickBar(), s.Unread, account)))
	list := kit.Margins(0, 0, 8, 8, s.Songs.Content())
	s.Panel = kit.Edged(s.top, foot, nil, nil, list)
	s.m.Listing.Watch(s.showListing)
	s.m.Busy.Watch(func(b app.Busy) {
		if s.Busy.Show(b.Text, b.Percent, b.CanStop) {
			s.Panel.Refresh() // the songs make room
		}
	})
	return container.NewStack(kit.NewPlate(look.ColorSidebar, "", 0), s.Panel, container.New(edgeLayout{}, kit.NewRule()))
}

// Has reports whether the keyboard is in the sidebar.
func (s *Sidebar) Has(f fyne.Focusable) bool {
	p := s.pickVerbs
	return slices.Contains([]fyne.Focusable{s.add, s.Search, s.wayBack, s.order, s.Songs.List, s.Busy.Stop, p.export, p.session, p.back, p.remove, p.none, s.Unread, s.account, s.Gear}, f)
}

// ShowUnread says how many notices wait to be read.
func (s *Sidebar) ShowUnread(n int) {
	s.Unread.SetText(words.N(n, "{{.Count}} message to read", "{{.Count}} messages to read"))
	if was := s.Unread.Visible(); was != (n > 0) {
		kit.Show(n > 0, s.Unread)
		s.Panel.Refresh()
	}
}

// leaveSearch shows all songs again.
func (s *Sidebar) leaveSearch() {
	if s.Search.Text == "" {
		s.host.Back()
		return
	}
	s.Search.SetText("")
}

func (s *Sidebar) sayEmpty() {
	switch {
	case s.Search.Text != "":
		s.Songs.say(words.L("No song matches."))
	case s.m.Listing.Now().Removed:
		s.Songs.say(words.L("Songs you remove are kept here for a while."))
	default:
		s.Songs.say(words.L("Songs you add appear here."))
	}
}

func (s *Sidebar) showAccount(a studio.Account) {
	label, icon := "", theme.AccountIcon()
	color := theme.ColorNameForeground
	switch a.Status {
	case studio.AccountMissing:
		label = words.L("Add API key")
	case studio.AccountReady:
		label = words.L("Key works")
		if a.Balance >= 0 {
			label = words.L("{{.Credits}} credits", words.With{"Credits": say.Credits(a.Balance)})
		}
	case studio.AccountRefused:
		label, icon, color = words.L("Key refused"), theme.WarningIcon(), look.ColorWarn
	case studio.AccountOffline:
		label, icon, color = words.L("Offline"), theme.WarningIcon(), look.ColorWarn
	default:
		label = words.L("Checking the key…")
	}
	s.account.SetText(label)
	s.account.SetIcon(theme.NewColoredResource(icon, color))
}

// showRelay marks how the relay stands.
func (s *Sidebar) showRelay(r studio.Relay) {
	kit.Show(r.Hub != "", s.link)
	color := look.ColorMuted
	if r.Connected {
		color = look.ColorGood
	}
	s.link.SetResource(theme.NewColoredResource(look.RelayIcon, color))
}

// edgeLayout puts a line at the right edge.
type edgeLayout struct{}

func (edgeLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (edgeLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	kit.Place(objects[0], size.Width-1, 0, 1, size.Height)
}
