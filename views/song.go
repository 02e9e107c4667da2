package views

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/say"
	"partlift/views/handout"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/parts"
	"partlift/views/pianoroll"
	"partlift/views/words"
)

// song is the page of the open song.
type song struct {
	m       *app.Model
	host    *host
	id      string
	title   *kit.Title
	facts   *kit.Text
	under   *fyne.Container
	head    *fyne.Container
	row     *fyne.Container // the tabs, and what opens the inspector
	page    *fyne.Container
	demo    fyne.CanvasObject
	sketch  fyne.CanvasObject
	fold    *kit.Button   // hides the sidebar, or shows it
	busy    *kit.BusyLine // slow work while the sidebar is away
	lonely  bool          // it is
	all     *kit.Button   // brings every part of a sketch
	warn    *warnings
	bar     *exportBar
	tabs    *kit.Tabs
	roll    *rollPage
	below   *below
	playbar *playbar
	parts   *parts.List
	hear    *hearing
	inspect *inspector
	body    *fyne.Container // what the tabs show, with the inspector beside it
	stems   *handout.List
	written *handout.List
}

func newSong(m *app.Model, h *host) *song {
	v := &song{m: m, host: h, title: kit.NewTitle(m.Rename, h.Window), facts: kit.NewSmall("").Shrinking(), demo: kit.NewTag(words.L("DEMO")), sketch: kit.NewTag(words.L("SKETCH")), warn: newWarnings(h)}
	v.under = kit.Inline(8, v.demo, v.sketch, v.facts)
	v.fold = kit.NewIcon(h.Window, look.SidebarIcon, words.L("Hide or show the history"), h.fold)
	v.busy = kit.NewBusyLine(m.StopBusy, h.Back)
	m.Busy.Watch(func(app.Busy) { v.showBusy() })
	v.all = kit.NewButton(words.L("Get every part…"), theme.DownloadIcon(), m.Complete, h.Back)
	v.bar = newExportBar(m, h, func() []int { return v.parts.Selection() })
	host := h.parts()
	host.Roll = func(part int) { v.below.show(part) }
	v.parts = parts.New(m, host, v.picked)
	v.stems = handout.NewList(m, h.Desk, words.L("Stems"), words.L("There is no audio with this song: it was opened from notes alone."))
	v.written = handout.NewList(m, h.Desk, words.L("Exports"), words.L("Nothing was exported yet."))
	v.playbar = newPlaybar(m, h)
	v.roll = newRollPage(m, h, v.playbar.key)
	v.listen()
	v.hear, v.inspect = newHearing(m, h), v.bar.inspect
	v.below = newBelow(v, v.hear.above(v.parts.Content()))
	v.tabs = kit.NewTabs(h.Window, []string{words.L("Parts"), words.L("Piano roll"), words.L("Stems"), words.L("Exports")}, []fyne.CanvasObject{v.below.split.Box, v.below.tab, v.stems.Content(), v.written.Content()})
	v.tabs.Turned = v.below.place
	v.tabs.Chosen = func(at int) {
		if at != partsTab && at != rollTab {
			m.EndTrial() // there are no bar lines to be seen
		}
	}
	m.Page.Watch(v.show)
	m.Settings.Watch(func(studio.Settings) { v.sayDrag() })
	return v
}

// picked follows the choice of parts.
func (v *song) picked() {
	v.bar.refresh()
	v.below.follow()
}

// sayDrag names the program that parts are dragged to.
func (v *song) sayDrag() {
	name := words.L("Drag to your DAW")
	if daw := dawOf(v.m); daw != "" {
		name = words.L("Drag to {{.Name}}", words.With{"Name": daw})
	}
	v.parts.Bar.Say(name)
	if v.head != nil {
		v.head.Refresh()
	}
}

// compare turns to where bar lines are seen while they are compared.
func (v *song) compare(p *edit.Page) {
	if p.Trial != nil && v.tabs.At != rollTab {
		v.tabs.Pick(partsTab)
	}
}

// The places of tabs.
const (
	partsTab = iota
	rollTab
)

// listen ties the transport to the roll.
func (v *song) listen() {
	r := v.roll.roll
	v.playbar.onTick = func(second float64) {
		r.SetPlayhead(second)
		v.parts.SetPlayhead(second)
		v.roll.list.Meters(v.m.Playback.Now().Playing)
	}
	v.playbar.onFollow = func(on bool) {
		r.SetFollow(pianoroll.Stay)
		if on {
			r.SetFollow(pianoroll.Pages)
		}
	}
	r.OnFollow = v.playbar.follows
	v.playbar.onLoop = v.toggleLoop
	v.playbar.onRest = v.note
}

// note writes down how much of each frame was the program's own work.
func (v *song) note() {
	if v.host.about.Note == nil {
		return
	}
	s, w := v.roll.roll.Stats(), v.playbar.work
	v.host.about.Note("frames", "ticks", w.Ticks, "slow_ticks", w.Slow, "slowest_tick_us", w.Slowest.Microseconds(),
		"frames", s.Frames, "paints", s.Paints, "paint_p99_us", s.Within(0.99).Microseconds(), "slowest_paint_us", s.Slowest.Microseconds())
}

// toggleLoop repeats the bar under the playhead, or ends repeating.
func (v *song) toggleLoop() {
	p := v.m.Page.Now()
	if p == nil {
		return
	}
	if l := v.m.Playback.Now().Loop; l[1] > l[0] {
		v.m.SetLoop(0, 0)
		return
	}
	at, _ := v.m.Tick()
	end := p.Step(at, true, 1)
	v.m.SetLoop(p.Step(end, true, -1), end)
}

func (v *song) content() fyne.CanvasObject {
	back := kit.NewIcon(v.host.Window, theme.NavigateBackIcon(), words.L("Back (Escape)"), v.m.CloseSong)
	out := kit.Inline(8, v.all, newSessionChip(v.m, v.host, v.bar.session), v.bar.content(), v.parts.Bar)
	v.head = container.New(&kit.HeadLayout{}, kit.Inline(0, v.fold, back), kit.Stacked(0, v.title, kit.Margins(0, 0, 8, 0, v.under)), out)
	v.row = container.New(&kit.HeadLayout{Least: -1}, kit.Stacked(0), v.tabs.Bar, kit.Inline(8, v.inspect.bars.button, v.inspect.timing.button))
	top := kit.Stacked(12, v.head, v.warn.content(), v.row)
	v.body = container.New(besideLayout{}, v.tabs.Body, v.inspect.box)
	v.inspect.changed = func() { v.body.Refresh() }
	v.playbar.offset.changed = func() { v.page.Refresh() }
	v.page = kit.Edged(kit.Margins(0, 10, 0, 0, top), kit.Margins(8, 0, 0, 0, kit.Stacked(0, v.busy.Box, v.playbar.content())), nil, nil, v.body)
	return kit.Margins(16, 12, 20, 20, v.page)
}

func (v *song) show(p *edit.Page) {
	if p == nil {
		v.id = ""
		return
	}
	v.title.Set(p.Title)
	v.facts.Set(facts(p))
	kit.Show(p.Demo, v.demo)
	kit.Show(p.Sketched(), v.sketch)
	kit.Show(p.Sketched() && p.Audio != nil, v.all)
	v.under.Refresh()
	v.warn.set(p.Warnings)
	v.hear.show(p)
	v.stems.Set(handout.Stems(p))
	v.written.Set(handout.Exports(p, v.host.about.Now()))
	v.tabs.Name(0, counted(words.L("Parts"), len(p.Shown())))
	v.tabs.Name(2, counted(words.L("Stems"), len(v.stems.Files)))
	v.tabs.Name(3, counted(words.L("Exports"), len(p.Exports)))
	v.roll.show(p)
	if v.id != p.ID {
		v.id = p.ID
		v.below.open = false
		v.parts.Reset()
		v.tabs.Pick(partsTab)
		v.inspect.open(noPane)
	}
	v.compare(p)
	v.parts.Show(p)
	v.bar.refresh()
	v.playbar.offset.show(p)
	v.playbar.tick() // the place has another name in other bars
	v.head.Refresh()
	v.row.Refresh()
}

// alone tells the page whether the sidebar is away.
func (v *song) alone(on bool) {
	if v.lonely != on {
		v.lonely = on
		v.showBusy()
	}
}

// showBusy tells of slow work where the sidebar does not.
func (v *song) showBusy() {
	b := v.m.Busy.Now()
	if !v.lonely {
		b = app.Busy{}
	}
	if v.busy.Show(b.Text, b.Percent, b.CanStop) && v.page != nil {
		v.page.Refresh() // the song makes room
	}
}

// unread marks the way to the sidebar while there are messages to read in it.
func (v *song) unread(n int) {
	icon := look.SidebarIcon
	if n > 0 {
		icon = theme.NewColoredResource(look.SidebarIcon, look.ColorBad)
	}
	v.fold.SetIcon(icon)
}

// age says again how long ago files were written.
func (v *song) age() {
	if p := v.m.Page.Now(); p != nil {
		if files := handout.Exports(p, v.host.about.Now()); !slices.Equal(files, v.written.Files) {
			v.written.Set(files)
		}
	}
}

// counted is the label of a tab with how much is behind it.
func counted(label string, n int) string {
	if n > 0 {
		label += "  " + say.Thousands(n)
	}
	return label
}

// facts is the line under the title.
func facts(p *edit.Page) string {
	out := []string{}
	if p.Tempo != "" {
		out = append(out, p.Tempo)
	}
	if p.Seconds > 0 {
		out = append(out, say.Clock(p.Seconds))
	}
	return strings.Join(append(out, words.Parts(len(p.Shown())), words.Notes(p.Song.NoteCount())), "  ·  ")
}

// exportBar starts exports and says where they go.
type exportBar struct {
	m         *app.Model
	host      *host
	selection func() []int
	all, more *kit.Button
	session   *kit.Button
	cut       string // how files are cut: one of cuts
	inspect   *inspector
}

// cuts are the ways to cut an export into files.
func cuts() []kit.Option {
	return []kit.Option{{Value: "both", Words: words.L("One file + each part")}, {Value: "one", Words: words.L("One file with all parts")}, {Value: "each", Words: words.L("A file for each part")}}
}

func newExportBar(m *app.Model, h *host, selection func() []int) *exportBar {
	b := &exportBar{m: m, host: h, selection: selection, cut: cuts()[0].Value}
	b.all = kit.NewButton(words.L("Export all"), theme.DownloadIcon(), func() { b.export(nil) }, h.Back)
	b.more = kit.NewIcon(h.Window, theme.MenuDropDownIcon(), words.L("How and where to export"), func() { h.Menu(b.menu(), b.more) }).As(widget.MediumImportance)
	b.inspect = newInspector(m, h)
	b.session = newSessionButton(m, h)
	return b
}

func (b *exportBar) content() fyne.CanvasObject { return kit.Inline(2, b.all, b.more) }

func (b *exportBar) export(parts []int) { b.host.export(b.what(parts)) }

// what is to be written of a song: some parts or all, in files as they are cut.
func (b *exportBar) what(parts []int) studio.What {
	return studio.What{Combined: b.cut != "each", Each: b.cut != "one", Parts: parts}
}

func (b *exportBar) refresh() {
	p := b.m.Page.Now()
	if p == nil {
		return
	}
	b.inspect.show(p)
	open := 0
	for _, part := range p.Shown() {
		if !part.Left {
			open++
		}
	}
	label := words.L("Export all")
	if open < len(p.Shown()) {
		label = words.N(open, "Export {{.Count}} part", "Export {{.Count}} parts")
	}
	if b.all.Text != label {
		b.all.SetText(label)
	}
	kit.Enable(open > 0, b.all)
	kit.Enable(len(p.Parts) > 0, b.session)
}

// menu says what else there is to export, how it is cut into files, and where
// they go.
func (b *exportBar) menu() *fyne.Menu {
	n := len(b.selection())
	selected := fyne.NewMenuItem(words.L("Export selected"), func() { b.export(b.selection()) })
	if n > 0 {
		selected.Label = words.L("Export selected ({{.Count}})", words.With{"Count": say.Thousands(n)})
	}
	selected.Disabled = n == 0
	receipt := fyne.NewMenuItem(words.L("Receipt of the last export"), b.host.receipt)
	receipt.Disabled = b.m.Report.Now() == nil
	sheets := fyne.NewMenuItem(words.L("Sheet music (MusicXML)"), nil)
	sheets.ChildMenu = fyne.NewMenu("",
		fyne.NewMenuItem(words.L("Score"), func() { b.host.sheet(studio.SheetScore) }),
		fyne.NewMenuItem(words.L("A file for each part"), func() { b.host.sheet(studio.SheetParts) }),
		fyne.NewMenuItem(words.L("Lead sheet: melody and chords"), func() { b.host.sheet(studio.SheetLead) }))
	items := []*fyne.MenuItem{selected, sheets, receipt, fyne.NewMenuItemSeparator()}
	for _, c := range cuts() {
		i := fyne.NewMenuItem(c.Words, func() { b.cut = c.Value })
		i.Checked = c.Value == b.cut
		items = append(items, i)
	}
	return fyne.NewMenu("", append(append(items, fyne.NewMenuItemSeparator()), b.folders()...)...)
}

// folders lists where exports went lately, and how to send them elsewhere.
func (b *exportBar) folders() (items []*fyne.MenuItem) {
	s := b.m.Settings.Now()
	for _, dir := range s.Recent {
		if isFolder(dir) {
			i := kit.IconItem(words.L("To {{.Folder}}", words.With{"Folder": shortPath(dir)}), theme.FolderIcon(), func() { b.m.SaveSettings(s.ExportTo(dir)) })
			i.Checked = dir == s.ExportDir
			items = append(items, i)
		}
	}
	items = append(items, kit.IconItem(words.L("Another folder…"), theme.FolderOpenIcon(), b.host.folder))
	ask := fyne.NewMenuItem(words.L("Ask each time"), func() {
		s.ExportDir = ""
		b.m.SaveSettings(s)
	})
	ask.Checked = s.ExportDir == ""
	return append(items, ask)
}
