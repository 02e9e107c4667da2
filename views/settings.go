package views

import (
	"cmp"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/look"
	"partlift/views/words"
)

// settings is the page of the user's choices. Every change is kept at once.
type settings struct {
	m        *app.Model
	host     *host
	key      *keyForm
	relay    *relayForm
	account  *text
	clear    *button
	check    *button
	provider *choice
	sep      *choice
	drums    *choice
	daw      *choice
	dawHint  *widget.Label
	theme    *choice
	perStem  *tick
	market   *tick
	api, up  *field
	dir      *text // where exports go
	font     *text // what songs are played by
	own      *button
	scroll   *container.Scroll
	quiet    bool // widgets are being set, not used
}

func newSettings(m *app.Model, h *host) *settings {
	v := &settings{m: m, host: h, key: newKeyForm(m, h, false), relay: newRelayForm(m, h), account: newSmall("").shrinking(), dir: newText("").shrinking()}
	v.clear = newButton(words.L("Forget key"), theme.DeleteIcon(), m.ClearKey, h.back)
	v.check = newButton(words.L("Check again"), theme.ViewRefreshIcon(), m.CheckKey, h.back)
	v.provider = newChoice([]option{{"kie", "kie.ai"}, {"sunoapi", "sunoapi.org"}, {"apikley", "apikley.ru"}}, v.save, h.back)
	v.sep = newChoice(separations(), v.save, h.back)
	v.drums = newChoice([]option{{"gm", words.L("Move unknown sounds to the nearest in General MIDI")}, {app.DrumsMapped, words.L("Recognise the kit and move it to General MIDI")}, {"asis", words.L("Keep pitches as delivered")}}, v.save, h.back)
	v.daw, v.dawHint = newChoice(daws(), v.save, h.back), paragraph("")
	v.dawHint.SizeName = look.SizeSmallText
	v.theme = newChoice([]option{{"system", words.L("As the system")}, {"light", words.L("Light")}, {"dark", words.L("Dark")}}, v.save, h.back)
	v.perStem = newTick(words.L("Ask for the MIDI of every stem by itself"), func(bool) { v.save() }, h.back)
	v.market = newTick(words.L("Use the service's newer jobs API"), func(bool) { v.save() }, h.back)
	v.api, v.up = newField(words.L("The service's own"), h.back), newField(words.L("The service's own"), h.back)
	for _, f := range []*field{v.api, v.up} {
		f.OnSubmitted = func(string) { v.save() }
		f.reveal = v.reveal
	}
	for _, b := range []*button{v.relay.use, v.relay.leave} {
		b.reveal = v.reveal
	}
	v.relay.address.reveal, v.relay.invite.reveal, v.relay.file.reveal = v.reveal, v.reveal, v.reveal
	v.key.entry.reveal, v.key.button.reveal, v.key.file.reveal = v.reveal, v.reveal, v.reveal
	v.clear.reveal, v.check.reveal, v.perStem.reveal, v.market.reveal = v.reveal, v.reveal, v.reveal, v.reveal
	for _, c := range []*choice{v.provider, v.sep, v.drums, v.daw, v.theme} {
		c.reveal = v.reveal
	}
	m.Settings.Watch(v.show)
	m.Account.Watch(v.showAccount)
	return v
}

// daws are the programs that parts can be dragged to.
func daws() []option {
	var out []option
	for _, d := range app.DAWs() {
		out = append(out, option{d.ID, words.Say(d.Name, nil)})
	}
	return out
}

func separations() []option {
	return []option{
		{"split_stem", words.L("Up to 12 stems (about {{.Credits}} credits)", words.With{"Credits": app.Credits(app.SeparationPrice("split_stem"))})},
		{"separate_vocal", words.L("Vocals and backing (about {{.Credits}} credits)", words.With{"Credits": app.Credits(app.SeparationPrice("separate_vocal"))})},
	}
}

func (v *settings) content() fyne.CanvasObject {
	back := newIcon(v.host.surroundings, theme.NavigateBackIcon(), words.L("Back (Escape)"), func() { v.host.settings(false) })
	apply := newButton(words.L("Apply addresses"), nil, v.save, v.host.back)
	apply.reveal = v.reveal
	cards := stacked(14,
		section(words.L("Account"),
			line(words.L("Service"), v.provider),
			line(words.L("Key"), inline(8, v.account, layout.NewSpacer(), v.check, v.clear)),
			line(words.L("New key"), v.key.content()),
			line(words.L("API address"), v.api),
			line(words.L("Upload address"), v.up),
			line("", container.NewHBox(apply)),
			line("", ticked(v.market, words.L("Results may look different."))),
		),
		section(words.L("Transcription"), line(words.L("Separation"), v.sep), line("", ticked(v.perStem, words.L("Slower, often more parts.")))),
		section(words.L("Relay"), line(words.L("Address"), v.relay.content())),
		section(words.L("Export"), line(words.L("Folder"), v.exportTo()), line(words.L("Drums"), v.drums), line(words.L("Dragged to"), stacked(6, v.daw, flush(v.dawHint)))),
		section(words.L("Sound"), line(words.L("Instruments"), v.sounds())),
		section(words.L("Appearance"), line(words.L("Theme"), v.theme)),
		section(words.L("Library"), line(words.L("Folder"), v.library())),
		section(words.L("About"), v.aboutLines()),
	)
	head := inline(8, back, newTitle(words.L("Settings"), look.SizeTitleText))
	v.show(v.m.Settings.Now())
	v.scroll = scrolling(margins(4, 24, 24, 24, centred(760, cards)))
	return edged(margins(16, 12, 24, 24, centred(760, head)), nil, nil, nil, v.scroll)
}

func (v *settings) exportTo() fyne.CanvasObject {
	choose := newButton(words.L("Choose…"), theme.FolderOpenIcon(), v.host.folder, v.host.back)
	choose.reveal = v.reveal
	return inline(8, v.dir, layout.NewSpacer(), choose)
}

// sounds chooses what songs are played by.
func (v *settings) sounds() fyne.CanvasObject {
	v.font = newText("").shrinking()
	choose := newButton(words.L("Choose a SoundFont…"), theme.FileIcon(), v.host.font, v.host.back)
	v.own = newButton(words.L("Use Partlift's own"), nil, func() { v.m.UseFont("") }, v.host.back)
	choose.reveal, v.own.reveal = v.reveal, v.reveal
	return inline(8, v.font, layout.NewSpacer(), v.own, choose)
}

func (v *settings) library() fyne.CanvasObject {
	open := newButton(words.L("Show in folder"), theme.FolderOpenIcon(), func() { v.host.show(v.host.about.Library) }, v.host.back)
	other := newButton(words.L("Use another…"), nil, v.host.library, v.host.back)
	open.reveal, other.reveal = v.reveal, v.reveal
	how := paragraph(words.L("Another folder is used from the next start on. For one start only: --library FOLDER or PARTLIFT_LIBRARY."))
	how.SizeName = look.SizeSmallText
	return stacked(6, inline(8, newText(v.host.about.Library).shrinking(), layout.NewSpacer(), open, other), flush(how))
}

func (v *settings) aboutLines() fyne.CanvasObject {
	about := v.host.about
	lead := paragraph(words.L("Partlift {{.Version}}, under the {{.Licence}} licence. It uses the Suno API of kie.ai and its sister services by your own key, and is made by none of them.",
		words.With{"Version": about.Version, "Licence": about.Licence}))
	lead.SizeName = look.SizeSmallText
	links := paragraph(words.L("Keys and prices: kie.ai · sunoapi.org · apikley.ru"))
	links.SizeName = look.SizeSmallText
	links.Selectable = true
	return stacked(0, flush(lead), flush(links))
}

// reveal scrolls to a widget that the keyboard has come to.
func (v *settings) reveal(o fyne.CanvasObject) {
	if v.scroll == nil {
		return
	}
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(v.scroll).Y
	bottom := top + o.Size().Height
	switch {
	case top < 0:
		v.scroll.ScrollToOffset(fyne.NewPos(0, v.scroll.Offset.Y+top-revealGap))
	case bottom > v.scroll.Size().Height:
		v.scroll.ScrollToOffset(fyne.NewPos(0, v.scroll.Offset.Y+bottom-v.scroll.Size().Height+revealGap))
	}
}

// revealGap is the room left around a widget that was scrolled to.
const revealGap = 40

// save takes what the widgets say.
func (v *settings) save() {
	if v.quiet {
		return
	}
	s := v.m.Settings.Now()
	s.Provider, s.Separation, s.Drums, s.DAW, s.Theme = v.provider.value(), v.sep.value(), v.drums.value(), v.daw.value(), v.theme.value()
	s.PerStem, s.Market, s.APIBase, s.UploadBase = v.perStem.Checked, v.market.Checked, v.api.Text, v.up.Text
	v.m.SaveSettings(s)
}

func (v *settings) show(s app.Settings) {
	v.quiet = true
	defer func() { v.quiet = false }()
	v.provider.set(s.Provider)
	v.sep.set(s.Separation)
	v.drums.set(s.Drums)
	v.daw.set(cmp.Or(s.DAW, "generic"))
	v.dawHint.SetText("")
	for _, d := range app.DAWs() {
		if d.ID == v.daw.value() {
			v.dawHint.SetText(words.Say(d.Hint, nil))
		}
	}
	show(v.dawHint.Text != "", v.dawHint)
	v.theme.set(s.Theme)
	v.perStem.SetChecked(s.PerStem)
	v.market.SetChecked(s.Market)
	v.api.SetText(s.APIBase)
	v.up.SetText(s.UploadBase)
	if v.font != nil {
		v.font.set(words.L("Partlift's own"))
		if s.SoundFont != "" {
			v.font.set(filepath.Base(s.SoundFont))
		}
		show(s.SoundFont != "", v.own)
	}
	v.dir.set(words.L("Asked for at the next export"))
	if s.ExportDir != "" {
		v.dir.set(s.ExportDir)
	}
}

func (v *settings) showAccount(a app.Account) {
	status := words.L("No key")
	if a.Hint != "" {
		status = a.Hint + "  ·  " + a.Source
	}
	if a.Status == app.AccountReady && a.Balance >= 0 {
		status += "  ·  " + words.L("{{.Credits}} credits", words.With{"Credits": app.Credits(a.Balance)})
	}
	v.account.set(status)
	show(a.Hint != "", v.check, v.clear)
}
