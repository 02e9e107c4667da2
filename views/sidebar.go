package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/look"
	"partlift/views/words"
)

// sidebar holds the history and the way to everything else.
type sidebar struct {
	m       *app.Model
	host    *host
	history *history
	search  *field
	account *button
	add     *button
	gear    *button
	link    *widget.Icon // how the relay stands; hidden without one
}

func newSidebar(m *app.Model, h *host) *sidebar {
	s := &sidebar{m: m, host: h, history: newHistory(m, h)}
	s.search = newField(words.L("Search songs and instruments"), s.leaveSearch)
	s.search.Icon = theme.SearchIcon()
	s.search.OnChanged = func(text string) {
		m.Search(text)
		s.sayEmpty()
	}
	s.search.onDown = func() { h.focus(s.history.list) }
	s.search.OnSubmitted = func(string) { h.focus(s.history.list) }
	s.account = newButton("", theme.AccountIcon(), func() { h.settings(true) }, h.back).as(widget.LowImportance)
	s.account.Alignment = widget.ButtonAlignLeading
	s.gear = newIcon(h, theme.SettingsIcon(), words.L("Settings"), func() { h.settings(true) })
	s.link = widget.NewIcon(nil)
	m.Account.Watch(s.showAccount)
	m.Relay.Watch(s.showRelay)
	s.sayEmpty()
	return s
}

func (s *sidebar) content() fyne.CanvasObject {
	mark := canvas.NewImageFromResource(look.Small)
	mark.FillMode = canvas.ImageFillContain
	mark.SetMinSize(fyne.NewSquareSize(30))
	head := inline(10, mark, newTitle("Partlift", theme.SizeNameSubHeadingText))
	s.add = newButton(words.L("Add song"), theme.ContentAddIcon(), s.host.add, s.host.back).as(widget.HighImportance)
	top := margins(16, 10, 16, 16, stacked(12, head, s.add, s.search))
	foot := stacked(0, newRule(), margins(6, 6, 8, 8, edged(nil, nil, nil, inline(6, s.link, s.gear), s.account)))
	list := margins(0, 0, 8, 8, s.history.content())
	panel := edged(top, foot, nil, nil, list)
	return container.NewStack(newPlate(look.ColorSidebar, "", 0), panel, container.New(edgeLayout{}, newRule()))
}

// has reports whether the keyboard is in the sidebar.
func (s *sidebar) has(f fyne.Focusable) bool {
	return f == fyne.Focusable(s.add) || f == fyne.Focusable(s.search) || f == fyne.Focusable(s.history.list) || f == fyne.Focusable(s.account) || f == fyne.Focusable(s.gear)
}

// leaveSearch shows all songs again.
func (s *sidebar) leaveSearch() {
	if s.search.Text == "" {
		s.host.back()
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
	show(r.Hub != "", s.link)
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
	place(objects[0], size.Width-1, 0, 1, size.Height)
}

// frameLayout gives the sidebar a share of the window within limits and the
// rest to the content.
type frameLayout struct{}

// sideWidth is how wide the sidebar is in a window of a width.
func sideWidth(window float32) float32 { return min(max(window*0.25, 280), 400) }

func (frameLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	side, main := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(side.Width, 280)+main.Width, max(side.Height, main.Height))
}

func (frameLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := sideWidth(size.Width)
	place(objects[0], 0, 0, w, size.Height)
	place(objects[1], w, 0, size.Width-w, size.Height)
}

var _ fyne.Layout = frameLayout{}
