package views

import (
	"cmp"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// settingsHost is what the settings ask of the window they stand in.
type settingsHost struct {
	*kit.Window
	version string            // of the program
	licence string            // its short name
	dir     string            // folder of the library
	close   func()            // leave the settings
	show    func(path string) // show a file or folder in the system's file manager
	folder  func()            // choose where exports go
	font    func()            // choose a SoundFont to play by
	library func()            // choose another library folder
}

// settings is the page of the user's choices. Every change is kept at once.
type settings struct {
	m        *app.Model
	host     settingsHost
	key      *keyForm
	relay    *relayForm
	account  *kit.Text
	clear    *kit.Button
	check    *kit.Button
	provider *kit.Choice
	sep      *kit.Choice
	drums    *kit.Choice
	daw      *kit.Choice
	dawHint  *widget.Label
	theme    *kit.Choice
	perStem  *kit.Tick
	market   *kit.Tick
	api, up  *kit.Field
	dir      *kit.Text // where exports go
	font     *kit.Text // what songs are played by
	own      *kit.Button
	scroll   *container.Scroll
	quiet    bool // widgets are being set, not used
}

// newSettings returns the page of the model's settings.
func newSettings(m *app.Model, h settingsHost) *settings {
	v := &settings{m: m, host: h, key: newKeyForm(m, h.Window, false), relay: newRelayForm(m, h.Window), account: kit.NewSmall("").Shrinking(), dir: kit.NewText("").Shrinking()}
	v.clear = kit.NewButton(words.L("Forget key"), theme.DeleteIcon(), m.ClearKey, h.Back)
	v.check = kit.NewButton(words.L("Check again"), theme.ViewRefreshIcon(), m.CheckKey, h.Back)
	v.provider = kit.NewChoice(providers(), v.save, h.Back)
	v.sep = kit.NewChoice(separations(), v.save, h.Back)
	v.drums = kit.NewChoice([]kit.Option{{Value: "gm", Words: words.L("Move unknown sounds to the nearest in General MIDI")}, {Value: app.DrumsMapped, Words: words.L("Recognise the kit and move it to General MIDI")}, {Value: "asis", Words: words.L("Keep pitches as delivered")}}, v.save, h.Back)
	v.daw, v.dawHint = kit.NewChoice(daws(), v.save, h.Back), kit.Paragraph("")
	v.dawHint.SizeName = look.SizeSmallText
	v.theme = kit.NewChoice([]kit.Option{{Value: "system", Words: words.L("As the system")}, {Value: "light", Words: words.L("Light")}, {Value: "dark", Words: words.L("Dark")}}, v.save, h.Back)
	v.perStem = kit.NewTick(words.L("Ask for the MIDI of every stem by itself"), func(bool) { v.save() }, h.Back)
	v.market = kit.NewTick(words.L("Use the service's newer jobs API"), func(bool) { v.save() }, h.Back)
	v.api, v.up = kit.NewField(words.L("The service's own"), h.Back), kit.NewField(words.L("The service's own"), h.Back)
	for _, f := range []*kit.Field{v.api, v.up} {
		f.OnSubmitted = func(string) { v.save() }
		f.Reveal = v.reveal
	}
	for _, b := range []*kit.Button{v.relay.use, v.relay.leave, v.relay.webhook.use, v.relay.webhook.leave} {
		b.Reveal = v.reveal
	}
	v.relay.address.Reveal, v.relay.invite.Reveal, v.relay.file.Reveal, v.relay.webhook.key.Reveal = v.reveal, v.reveal, v.reveal, v.reveal
	v.key.entry.Reveal, v.key.button.Reveal, v.key.file.Reveal = v.reveal, v.reveal, v.reveal
	v.clear.Reveal, v.check.Reveal, v.perStem.Reveal, v.market.Reveal = v.reveal, v.reveal, v.reveal, v.reveal
	for _, c := range []*kit.Choice{v.provider, v.sep, v.drums, v.daw, v.theme} {
		c.Reveal = v.reveal
	}
	m.Settings.Watch(v.show)
	m.Account.Watch(v.showAccount)
	return v
}

// daws are the programs that parts can be dragged to.
func daws() []kit.Option {
	var out []kit.Option
	for _, d := range app.DAWs() {
		out = append(out, kit.Option{Value: d.ID, Words: words.Say(d.Name, nil)})
	}
	return out
}

func providers() []kit.Option {
	var out []kit.Option
	for _, p := range app.Providers() {
		out = append(out, kit.Option{Value: p.ID, Words: p.Site})
	}
	return out
}

// sites are the addresses of the providers, the usual one first.
func sites() []string {
	var out []string
	for _, p := range app.Providers() {
		out = append(out, p.Site)
	}
	return out
}

func separations() []kit.Option {
	return []kit.Option{
		{Value: "split_stem", Words: words.L("Up to 12 stems (about {{.Credits}} credits)", words.With{"Credits": app.Credits(app.SeparationPrice("split_stem"))})},
		{Value: "separate_vocal", Words: words.L("Vocals and backing (about {{.Credits}} credits)", words.With{"Credits": app.Credits(app.SeparationPrice("separate_vocal"))})},
	}
}

// content returns what the window shows; call it once.
func (v *settings) content() fyne.CanvasObject {
	back := kit.NewIcon(v.host.Window, theme.NavigateBackIcon(), words.L("Back (Escape)"), v.host.close)
	apply := kit.NewButton(words.L("Apply addresses"), nil, v.save, v.host.Back)
	apply.Reveal = v.reveal
	cards := kit.Stacked(14,
		kit.Section(words.L("Account"),
			kit.Line(words.L("Service"), v.provider),
			kit.Line(words.L("Key"), kit.Inline(8, v.account, layout.NewSpacer(), v.check, v.clear)),
			kit.Line(words.L("New key"), v.key.content()),
			kit.Line(words.L("API address"), v.api),
			kit.Line(words.L("Upload address"), v.up),
			kit.Line("", container.NewHBox(apply)),
			kit.Line("", kit.Ticked(v.market, words.L("Results may look different."))),
		),
		kit.Section(words.L("Transcription"), kit.Line(words.L("Separation"), v.sep), kit.Line("", kit.Ticked(v.perStem, words.L("Slower, often more parts.")))),
		kit.Section(words.L("Relay"), kit.Line(words.L("Address"), v.relay.content())),
		kit.Section(words.L("Export"), kit.Line(words.L("Folder"), v.exportTo()), kit.Line(words.L("Drums"), v.drums), kit.Line(words.L("Dragged to"), kit.Stacked(6, v.daw, kit.Flush(v.dawHint)))),
		kit.Section(words.L("Sound"), kit.Line(words.L("Instruments"), v.sounds())),
		kit.Section(words.L("Appearance"), kit.Line(words.L("Theme"), v.theme)),
		kit.Section(words.L("Library"), kit.Line(words.L("Folder"), v.library())),
		kit.Section(words.L("About"), v.aboutLines()),
	)
	head := kit.Inline(8, back, kit.NewHeading(words.L("Settings"), look.SizeTitleText))
	v.show(v.m.Settings.Now())
	v.scroll = kit.Scrolling(kit.Margins(4, 24, 24, 24, kit.Centred(760, cards)))
	return kit.Edged(kit.Margins(16, 12, 24, 24, kit.Centred(760, head)), nil, nil, nil, v.scroll)
}

func (v *settings) exportTo() fyne.CanvasObject {
	choose := kit.NewButton(words.L("Choose…"), theme.FolderOpenIcon(), v.host.folder, v.host.Back)
	choose.Reveal = v.reveal
	return kit.Inline(8, v.dir, layout.NewSpacer(), choose)
}

// sounds chooses what songs are played by.
func (v *settings) sounds() fyne.CanvasObject {
	v.font = kit.NewText("").Shrinking()
	choose := kit.NewButton(words.L("Choose a SoundFont…"), theme.FileIcon(), v.host.font, v.host.Back)
	v.own = kit.NewButton(words.L("Use Partlift's own"), nil, func() { v.m.UseFont("") }, v.host.Back)
	choose.Reveal, v.own.Reveal = v.reveal, v.reveal
	return kit.Inline(8, v.font, layout.NewSpacer(), v.own, choose)
}

func (v *settings) library() fyne.CanvasObject {
	open := kit.NewButton(words.L("Show in folder"), theme.FolderOpenIcon(), func() { v.host.show(v.host.dir) }, v.host.Back)
	other := kit.NewButton(words.L("Use another…"), nil, v.host.library, v.host.Back)
	open.Reveal, other.Reveal = v.reveal, v.reveal
	how := kit.Paragraph(words.L("Another folder is used from the next start on. For one start only: --library FOLDER or PARTLIFT_LIBRARY."))
	how.SizeName = look.SizeSmallText
	return kit.Stacked(6, kit.Inline(8, kit.NewText(v.host.dir).Shrinking(), layout.NewSpacer(), open, other), kit.Flush(how))
}

// aboutLines tell what the program is and where keys come from.
func (v *settings) aboutLines() fyne.CanvasObject {
	lead := kit.Paragraph(words.L("Partlift {{.Version}}, under the {{.Licence}} licence. It uses the Suno API of kie.ai and its sister services by your own key, and is made by none of them.",
		words.With{"Version": v.host.version, "Licence": v.host.licence}))
	lead.SizeName = look.SizeSmallText
	links := kit.Paragraph(words.L("Keys and prices: {{.Sites}}", words.With{"Sites": strings.Join(sites(), " · ")}))
	links.SizeName = look.SizeSmallText
	links.Selectable = true
	return kit.Stacked(0, kit.Flush(lead), kit.Flush(links))
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
	s.Provider, s.Separation, s.Drums, s.DAW, s.Theme = v.provider.Value(), v.sep.Value(), v.drums.Value(), v.daw.Value(), v.theme.Value()
	s.PerStem, s.Market, s.APIBase, s.UploadBase = v.perStem.Checked, v.market.Checked, v.api.Text, v.up.Text
	v.m.SaveSettings(s)
}

func (v *settings) show(s app.Settings) {
	v.quiet = true
	defer func() { v.quiet = false }()
	v.provider.Set(s.Provider)
	v.sep.Set(s.Separation)
	v.drums.Set(s.Drums)
	v.daw.Set(cmp.Or(s.DAW, "generic"))
	v.dawHint.SetText("")
	for _, d := range app.DAWs() {
		if d.ID == v.daw.Value() {
			v.dawHint.SetText(words.Say(d.Hint, nil))
		}
	}
	kit.Show(v.dawHint.Text != "", v.dawHint)
	v.theme.Set(s.Theme)
	v.perStem.SetChecked(s.PerStem)
	v.market.SetChecked(s.Market)
	v.api.SetText(s.APIBase)
	v.up.SetText(s.UploadBase)
	if v.font != nil {
		v.font.Set(words.L("Partlift's own"))
		if s.SoundFont != "" {
			v.font.Set(filepath.Base(s.SoundFont))
		}
		kit.Show(s.SoundFont != "", v.own)
	}
	v.dir.Set(words.L("Asked for at the next export"))
	if s.ExportDir != "" {
		v.dir.Set(s.ExportDir)
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
	v.account.Set(status)
	kit.Show(a.Hint != "", v.check, v.clear)
}
