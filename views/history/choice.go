package history

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// newOrder is the button over the songs that says which are listed, in which
// order, and changes that.
func (s *Sidebar) newOrder() *kit.Button {
	var b *kit.Button
	b = kit.NewButton("", theme.MenuDropDownIcon(), func() { s.host.Menu(s.orderMenu(), b) }, s.host.Back).As(widget.LowImportance)
	b.Alignment, b.IconPlacement = widget.ButtonAlignLeading, widget.ButtonIconTrailingText
	return b
}

// orders are the orders of the list, in words.
func orders() []kit.Option {
	return []kit.Option{{Value: string(studio.SortNewest), Words: words.L("Newest first")}, {Value: string(studio.SortTitle), Words: words.L("By title")}, {Value: string(studio.SortLength), Words: words.L("Longest first")}}
}

func (s *Sidebar) orderMenu() *fyne.Menu {
	l := s.m.Listing.Now()
	var items []*fyne.MenuItem
	for _, o := range orders() {
		i := fyne.NewMenuItem(o.Words, func() { s.m.SortBy(studio.Sort(o.Value)) })
		i.Checked = studio.Sort(o.Value) == l.Sort
		items = append(items, i)
	}
	removed := fyne.NewMenuItem(words.L("Removed songs"), func() { s.m.ShowRemoved(!l.Removed) })
	removed.Checked = l.Removed
	items = append(items, fyne.NewMenuItemSeparator(), removed)
	if l.Removed {
		empty := fyne.NewMenuItem(words.L("Delete all…"), s.m.DeleteRemoved)
		empty.Disabled = s.m.Total.Now() == 0
		items = append(items, empty)
	}
	return fyne.NewMenu("", items...)
}

// showListing says which songs are listed.
func (s *Sidebar) showListing(l studio.List) {
	label := words.L("Removed songs")
	for _, o := range orders() {
		if !l.Removed && studio.Sort(o.Value) == l.Sort {
			label = o.Words
		}
	}
	s.order.SetText(label)
	kit.Show(l.Removed, s.wayBack)
	s.Songs.unpick()
	s.sayEmpty()
	s.top.Refresh()
}

// newPickBar is the line with what can be done with the chosen songs.
func (s *Sidebar) newPickBar() fyne.CanvasObject {
	h, v := s.host.Window, s.Songs
	s.count = kit.NewText("")
	s.pickVerbs.export = kit.NewIcon(h, theme.DownloadIcon(), words.L("Export the chosen songs"), func() { s.host.Export(opened(v.Picked())) })
	s.pickVerbs.session = kit.NewIcon(h, look.SessionIcon, words.L("Write a session of each of the chosen songs"), func() { s.host.Sessions(opened(v.Picked())) })
	s.pickVerbs.back = kit.NewIcon(h, theme.ContentUndoIcon(), words.L("Put the chosen songs back"), func() { s.m.PutBack(idsOf(v.Picked())...) })
	s.pickVerbs.remove = kit.NewIcon(h, theme.DeleteIcon(), words.L("Remove the chosen songs"), func() { v.remove(idsOf(v.Picked())) })
	s.pickVerbs.none = kit.NewIcon(h, theme.CancelIcon(), words.L("Choose none"), v.unpick)
	p := s.pickVerbs
	line := kit.Edged(nil, nil, nil, kit.Inline(0, p.export, p.session, p.back, p.remove, p.none), kit.Margins(0, 0, 8, 0, s.count))
	s.pickBar = kit.Margins(4, 4, 4, 4, line)
	v.onPick = s.showPicked
	s.showPicked()
	return s.pickBar
}

// showPicked says how many songs are chosen.
func (s *Sidebar) showPicked() {
	rows := s.Songs.Picked()
	removed := s.m.Listing.Now().Removed
	s.count.Set(words.N(len(rows), "{{.Count}} song", "{{.Count}} songs"))
	kit.Show(!removed, s.pickVerbs.export, s.pickVerbs.session)
	kit.Show(removed, s.pickVerbs.back)
	kit.Enable(len(opened(rows)) > 0, s.pickVerbs.export)
	kit.Enable(len(opened(rows)) > 0, s.pickVerbs.session)
	if was := s.pickBar.Visible(); was != (len(rows) > 0) {
		kit.Show(len(rows) > 0, s.pickBar)
		if s.Panel != nil {
			s.Panel.Refresh() // the songs make room
		}
	}
}
