// Package settings is the page of the user's choices and the forms on it, of which
// the one for the API key also greets who starts for the first time.
package settings

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
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/say"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// Host is what the settings ask of the window they stand in.
type Host struct {
	*kit.Window
	Version      string            // of the program
	License      string            // its short name
	Library      string            // folder of the library
	Close        func()            // leave the settings
	Show         func(path string) // show a file or folder in the system's file manager
	Folder       func()            // choose where exports go
	Font         func()            // choose a SoundFont to play by
	OtherLibrary func()            // choose another library folder
}

// Page is the page of the user's choices. Every change is kept at once.
type Page struct {
	m           *app.Model
	host        Host
	Key         *KeyForm
	Relay       *RelayForm
	account     *kit.Text
	clear       *kit.Button
	check       *kit.Button
	Provider    *kit.Choice
	Separation  *kit.Choice
	Drums       *kit.Choice
	daw         *kit.Choice
	dawHint     *widget.Label
	Theme       *kit.Choice
	Session     *SessionForm
	PerStem     *kit.Tick
	Market      *kit.Tick
	API, Upload *kit.Field
	Advanced    *kit.Fold // what hardly anybody needs
	dir         *kit.Text // where exports go
	font        *kit.Text // what songs are played by
	own         *kit.Button
	Scroll      *container.Scroll
	quiet       bool // widgets are being set, not used
}

// New returns the page of the model's settings.
func New(m *app.Model, h Host) *Page {
	v := &Page{m: m, host: h, Key: NewKeyForm(m, h.Window, false), Relay: newRelayForm(m, h.Window), account: kit.NewSmall("").Shrinking(), dir: kit.NewText("").Shrinking()}
	v.clear = kit.NewButton(words.L("Forget key"), theme.DeleteIcon(), m.ClearKey, h.Back)
	v.check = kit.NewButton(words.L("Check again"), theme.ViewRefreshIcon(), m.CheckKey, h.Back)
	v.Provider = kit.NewChoice(providers(), v.save, h.Back)
	v.Separation = kit.NewChoice(separations(), v.save, h.Back)
	v.Drums = kit.NewChoice([]kit.Option{{Value: "gm", Words: words.L("Move unknown sounds to the nearest in General MIDI")}, {Value: edit.DrumsMapped, Words: words.L("Recognize the kit and move it to General MIDI")}, {Value: "asis", Words: words.L("Keep pitches as delivered")}}, v.save, h.Back)
	v.daw, v.dawHint = kit.NewChoice(daws(), v.save, h.Back), kit.Paragraph("")
	v.dawHint.SizeName = look.SizeSmallText
	v.Theme = kit.NewChoice([]kit.Option{{Value: "system", Words: words.L("As the system")}, {Value: "light", Words: words.L("Light")}, {Value: "dark", Words: words.L("Dark")}}, v.save, h.Back)
	v.PerStem = kit.NewTick(words.L("Ask for the MIDI of every stem by itself"), func(bool) { v.save() }, h.Back)
	v.Market = kit.NewTick(words.L("Use the service's newer jobs API"), func(bool) { v.save() }, h.Back)
	v.Session = newSessionForm(v.save, h.Back, v.reveal)
	v.API, v.Upload = kit.NewField(words.L("The service's own"), h.Back), kit.NewField(words.L("The service's own"), h.Back)
	for _, f := range []*kit.Field{v.API, v.Upload} {
		f.OnSubmitted = func(string) { v.save() }
		f.Reveal = v.reveal
	}
	for _, b := range []*kit.Button{v.Relay.use, v.Relay.leave, v.Relay.webhook.use, v.Relay.webhook.leave} {
		b.Reveal = v.reveal
	}
	v.Relay.Address.Reveal, v.Relay.invite.Reveal, v.Relay.file.Reveal, v.Relay.webhook.key.Reveal = v.reveal, v.reveal, v.reveal, v.reveal
	v.Key.Entry.Reveal, v.Key.Button.Reveal, v.Key.File.Reveal = v.reveal, v.reveal, v.reveal
	v.clear.Reveal, v.check.Reveal, v.PerStem.Reveal, v.Market.Reveal = v.reveal, v.reveal, v.reveal, v.reveal
	for _, c := range []*kit.Choice{v.Provider, v.Separation, v.Drums, v.daw, v.Theme} {
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
	for _, p := range studio.Providers() {
		out = append(out, kit.Option{Value: p.ID, Words: p.Site})
	}
	return out
}

// sites are the addresses of the providers, the usual one first.
func sites() []string {
	var out []string
	for _, p := range studio.Providers() {
		out = append(out, p.Site)
	}
	return out
}

func separations() []kit.Option {
	return []kit.Option{
		{Value: "split_stem", Words: words.L("Up to 12 stems (about {{.Credits}} credits)", words.With{"Credits": say.Credits(studio.SeparationPrice("split_stem"))})},
		{Value: "separate_vocal", Words: words.L("Vocals and backing (about {{.Credits}} credits)", words.With{"Credits": say.Credits(studio.SeparationPrice("separate_vocal"))})},
	}
}

// Content returns what the window shows; call it once.
func (v *Page) Content() fyne.CanvasObject {
	back := kit.NewIcon(v.host.Window, theme.NavigateBackIcon(), words.L("Back (Escape)"), v.host.Close)
	apply := kit.NewButton(words.L("Apply addresses"), nil, v.save, v.host.Back)
	apply.Reveal = v.reveal
	v.Advanced = kit.NewFold(words.L("Advanced"), kit.Stacked(10,
		kit.Line(words.L("API address"), v.API),
		kit.Line(words.L("Upload address"), v.Upload),
		kit.Line("", container.NewHBox(apply)),
		kit.Line("", kit.Ticked(v.Market, words.L("Results may look different."))),
	), v.host.Back, func() {
		if v.Scroll != nil {
			v.Scroll.Refresh()
		}
	})
	v.Advanced.Button.Reveal = v.reveal
	cards := kit.Stacked(14,
		kit.Section(words.L("Account"),
			kit.Line(words.L("Service"), v.Provider),
			kit.Line(words.L("Key"), kit.Inline(8, v.account, layout.NewSpacer(), v.check, v.clear)),
			kit.Line(words.L("New key"), v.Key.Content()),
			v.Advanced.Box,
		),
		kit.Section(words.L("Transcription"), kit.Line(words.L("Separation"), v.Separation), kit.Line("", kit.Ticked(v.PerStem, words.L("Slower, often more parts.")))),
		kit.Section(words.L("Relay"), kit.Line(words.L("Address"), v.Relay.content())),
		kit.Section(words.L("Export"), kit.Line(words.L("Folder"), v.exportTo()), kit.Line(words.L("Drums"), v.Drums), kit.Line(words.L("Dragged to"), kit.Stacked(6, v.daw, kit.Flush(v.dawHint))), kit.Line(words.L("Session"), v.Session.content())),
		kit.Section(words.L("Sound"), kit.Line(words.L("Instruments"), v.sounds())),
		kit.Section(words.L("Appearance"), kit.Line(words.L("Theme"), v.Theme)),
		kit.Section(words.L("Library"), kit.Line(words.L("Folder"), v.library())),
		kit.Section(words.L("About"), v.AboutLines()),
	)
	head := kit.Inline(8, back, kit.NewHeading(words.L("Settings"), look.SizeTitleText))
	v.show(v.m.Settings.Now())
	v.Scroll = kit.Scrolling(kit.Margins(4, 24, 24, 24, kit.Centered(760, cards)))
	return kit.Edged(kit.Margins(16, 12, 24, 24, kit.Centered(760, head)), nil, nil, nil, v.Scroll)
}

func (v *Page) exportTo() fyne.CanvasObject {
	choose := kit.NewButton(words.L("Choose…"), theme.FolderOpenIcon(), v.host.Folder, v.host.Back)
	choose.Reveal = v.reveal
	return kit.Inline(8, v.dir, layout.NewSpacer(), choose)
}

// sounds chooses what songs are played by.
func (v *Page) sounds() fyne.CanvasObject {
	v.font = kit.NewText("").Shrinking()
	choose := kit.NewButton(words.L("Choose a SoundFont…"), theme.FileIcon(), v.host.Font, v.host.Back)
	v.own = kit.NewButton(words.L("Use Partlift's own"), nil, func() { v.m.UseFont("") }, v.host.Back)
	choose.Reveal, v.own.Reveal = v.reveal, v.reveal
	return kit.Inline(8, v.font, layout.NewSpacer(), v.own, choose)
}

func (v *Page) library() fyne.CanvasObject {
	open := kit.NewButton(words.L("Show in folder"), theme.FolderOpenIcon(), func() { v.host.Show(v.host.Library) }, v.host.Back)
	other := kit.NewButton(words.L("Use another…"), nil, v.host.OtherLibrary, v.host.Back)
	open.Reveal, other.Reveal = v.reveal, v.reveal
	how := kit.Paragraph(words.L("Another folder is used from the next start on. For one start only: --library FOLDER or PARTLIFT_LIBRARY."))
	how.SizeName = look.SizeSmallText
	return kit.Stacked(6, kit.Inline(8, kit.NewText(v.host.Library).Shrinking(), layout.NewSpacer(), open, other), kit.Flush(how))
}

// AboutLines tell what the program is and where keys come from.
func (v *Page) AboutLines() fyne.CanvasObject {
	lead := kit.Paragraph(words.L("Partlift {{.Version}}, under the {{.License}} license. It uses the Suno API of kie.ai and its sister services by your own key, and is made by none of them.",
		words.With{"Version": v.host.Version, "License": v.host.License}))
	lead.SizeName = look.SizeSmallText
	links := kit.Paragraph(words.L("Keys and prices: {{.Sites}}", words.With{"Sites": strings.Join(sites(), " · ")}))
	links.SizeName = look.SizeSmallText
	links.Selectable = true
	return kit.Stacked(0, kit.Flush(lead), kit.Flush(links))
}

// reveal scrolls to a widget that the keyboard has come to.
func (v *Page) reveal(o fyne.CanvasObject) {
	if v.Scroll == nil {
		return
	}
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(v.Scroll).Y
	bottom := top + o.Size().Height
	switch {
	case top < 0:
		v.Scroll.ScrollToOffset(fyne.NewPos(0, v.Scroll.Offset.Y+top-revealGap))
	case bottom > v.Scroll.Size().Height:
		v.Scroll.ScrollToOffset(fyne.NewPos(0, v.Scroll.Offset.Y+bottom-v.Scroll.Size().Height+revealGap))
	}
}

// revealGap is the room left around a widget that was scrolled to.
const revealGap = 40

// save takes what the widgets say.
func (v *Page) save() {
	if v.quiet {
		return
	}
	s := v.m.Settings.Now()
	s.Provider, s.Separation, s.Drums, s.DAW, s.Theme = v.Provider.Value(), v.Separation.Value(), v.Drums.Value(), v.daw.Value(), v.Theme.Value()
	s.PerStem, s.Market, s.APIBase, s.UploadBase = v.PerStem.Checked, v.Market.Checked, v.API.Text, v.Upload.Text
	v.Session.choose(&s)
	v.m.SaveSettings(s)
}

func (v *Page) show(s studio.Settings) {
	v.quiet = true
	defer func() { v.quiet = false }()
	v.Provider.Set(s.Provider)
	v.Separation.Set(s.Separation)
	v.Drums.Set(s.Drums)
	v.daw.Set(cmp.Or(s.DAW, "generic"))
	v.dawHint.SetText("")
	for _, d := range app.DAWs() {
		if d.ID == v.daw.Value() {
			v.dawHint.SetText(words.Say(d.Hint, nil))
		}
	}
	kit.Show(v.dawHint.Text != "", v.dawHint)
	v.Theme.Set(s.Theme)
	v.Session.show(s)
	v.PerStem.SetChecked(s.PerStem)
	v.Market.SetChecked(s.Market)
	v.API.SetText(s.APIBase)
	v.Upload.SetText(s.UploadBase)
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

func (v *Page) showAccount(a studio.Account) {
	status := words.L("No key")
	if a.Hint != "" {
		status = a.Hint + "  ·  " + a.Source
	}
	if a.Status == studio.AccountReady && a.Balance >= 0 {
		status += "  ·  " + words.L("{{.Credits}} credits", words.With{"Credits": say.Credits(a.Balance)})
	}
	v.account.Set(status)
	kit.Show(a.Hint != "", v.check, v.clear)
}
