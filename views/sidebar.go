package views

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// sideHost is what the sidebar asks of the window it stands in.
type sideHost struct {
	*kit.Window
	now      func() time.Time
	add      func()                      // choose files to add
	settings func(open bool)             // open or close the settings
	unread   func()                      // show the notices that were not read
	play     func(key fyne.KeyName) bool // a key of the transport; reports whether it was one
}

// sidebar holds the history and the way to everything else.
type sidebar struct {
	m       *app.Model
	host    sideHost
	history *history
	search  *kit.Field
	account *kit.Button
	add     *kit.Button
	gear    *kit.Button
	link    *widget.Icon // how the relay stands; hidden without one
	busy    *kit.BusyLine
	unread  *kit.Button // notices that were shown and not read
	panel   *fyne.Container
}

// newSidebar returns the sidebar over a model.
func newSidebar(m *app.Model, h sideHost) *sidebar {
	s := &sidebar{m: m, host: h, history: newHistory(m, h)}
	s.search = kit.NewField(words.L("Search songs and instruments"), s.leaveSearch)
	s.search.Icon = theme.SearchIcon()
	s.search.OnChanged = func(text string) {
		m.Search(text)
		s.sayEmpty()
	}
	s.search.OnDown = func() { h.Focus(s.history.list) }
	s.search.OnSubmitted = func(string) { h.Focus(s.history.list) }
	s.account = kit.NewButton("", theme.AccountIcon(), func() { h.settings(true) }, h.Back).As(widget.LowImportance)
	s.account.Alignment = widget.ButtonAlignLeading
	s.gear = kit.NewIcon(h.Window, theme.SettingsIcon(), words.L("Settings"), func() { h.settings(true) })
	s.link = widget.NewIcon(nil)
	s.busy = kit.NewBusyLine(m.StopBusy, h.Back)
	s.unread = kit.NewButton("", theme.NewColoredResource(theme.ErrorIcon(), look.ColorBad), h.unread, h.Back).As(widget.LowImportance)
	s.unread.Alignment = widget.ButtonAlignLeading
	s.unread.Hide()
	m.Account.Watch(s.showAccount)
	m.Relay.Watch(s.showRelay)
	s.sayEmpty()
	return s
}

// content returns what the window shows; call it once.
func (s *sidebar) content() fyne.CanvasObject {
	mark := canvas.NewImageFromResource(look.Small)
	mark.FillMode = canvas.ImageFillContain
	mark.SetMinSize(fyne.NewSquareSize(30))
	head := kit.Inline(10, mark, kit.NewHeading("Partlift", theme.SizeNameSubHeadingText))
	s.add = kit.NewButton(words.L("Add song"), theme.ContentAddIcon(), s.host.add, s.host.Back).As(widget.HighImportance)
	top := kit.Margins(16, 10, 16, 16, kit.Stacked(12, head, s.add, s.search))
	account := kit.Edged(nil, nil, nil, kit.Inline(6, s.link, s.gear), s.account)
	foot := kit.Stacked(0, kit.NewRule(), s.busy.Box, kit.Margins(6, 6, 8, 8, kit.Stacked(2, s.unread, account)))
	list := kit.Margins(0, 0, 8, 8, s.history.content())
	s.panel = kit.Edged(top, foot, nil, nil, list)
	s.m.Busy.Watch(func(b app.Busy) {
		was := s.busy.Box.Visible()
		if s.busy.Show(b.Text, b.Percent, b.CanStop); s.busy.Box.Visible() != was {
			s.panel.Refresh() // the songs make room
		}
	})
	return container.NewStack(kit.NewPlate(look.ColorSidebar, "", 0), s.panel, container.New(edgeLayout{}, kit.NewRule()))
}

// has reports whether the keyboard is in the sidebar.
func (s *sidebar) has(f fyne.Focusable) bool {
	return slices.Contains([]fyne.Focusable{s.add, s.search, s.history.list, s.busy.Stop, s.unread, s.account, s.gear}, f)
}

// showUnread says how many notices wait to be read.
func (s *sidebar) showUnread(n int) {
	s.unread.SetText(words.N(n, "{{.Count}} message to read", "{{.Count}} messages to read"))
	if was := s.unread.Visible(); was != (n > 0) {
		kit.Show(n > 0, s.unread)
		s.panel.Refresh()
	}
}

// leaveSearch shows all songs again.
func (s *sidebar) leaveSearch() {
	if s.search.Text == "" {
		s.host.Back()
		return
	}
	s.search.SetText("")
}

func (s *sidebar) sayEmpty() {
	if s.search.Text == "" {
		s.history.say(words.L("Songs you add appear here."))
	} else {
		s.history.say(words.L("No song matches."))
	}
}

func (s *sidebar) showAccount(a app.Account) {
	label, icon := "", theme.AccountIcon()
	color := theme.ColorNameForeground
	switch a.Status {
	case app.AccountMissing:
		label = words.L("Add API key")
	case app.AccountReady:
		label = words.L("Key works")
		if a.Balance >= 0 {
			label = words.L("{{.Credits}} credits", words.With{"Credits": app.Credits(a.Balance)})
		}
	case app.AccountRefused:
		label, icon, color = words.L("Key refused"), theme.WarningIcon(), look.ColorWarn
	case app.AccountOffline:
		label, icon, color = words.L("Offline"), theme.WarningIcon(), look.ColorWarn
	default:
		label = words.L("Checking the key…")
	}
	s.account.SetText(label)
	s.account.SetIcon(theme.NewColoredResource(icon, color))
}

// showRelay marks how the relay stands.
func (s *sidebar) showRelay(r app.Relay) {
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
