package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/settings"
	"partlift/views/words"
)

// start is the page without a song: the first-run panel while there is neither
// a key nor a song, else the place to drop songs on.
type start struct {
	m      *app.Model
	box    *fyne.Container
	first  fyne.CanvasObject
	drop   fyne.CanvasObject
	key    *settings.KeyForm
	fold   *kit.Fold // of the key's form
	search func() string
}

// newStart returns the start page; search returns what the history is
// searched for.
func newStart(m *app.Model, h *host, search func() string) *start {
	s := &start{m: m, key: settings.NewKeyForm(m, h.Window, true), search: search}
	s.first, s.drop = kit.Scrolling(kit.Inset(24, kit.Middle(560, s.firstRun(h)))), kit.Inset(24, dropZone(h))
	s.box = kit.StackOfPages(s.first, s.drop)
	m.Account.Watch(func(studio.Account) { s.choose() })
	m.Total.Watch(func(int) { s.choose() })
	return s
}

func (s *start) content() fyne.CanvasObject {
	return s.box
}

// choose shows one of the two panels, and none before anything is known: the
// window is there sooner, and does not begin with the wrong one. While a pasted
// key is looked at, the panel it was pasted into stays.
func (s *start) choose() {
	fresh := s.m.Total.Now() == 0 && s.search() == "" && !s.m.Listing.Now().Removed
	status := s.m.Account.Now().Status
	first := fresh && (status == studio.AccountMissing || status == studio.AccountRefused ||
		status == studio.AccountChecking && s.first.Visible())
	if first && status == studio.AccountRefused {
		s.fold.Open(true)
	}
	known := status != studio.AccountUnknown || !fresh
	kit.Show(known && first, s.first)
	kit.Show(known && !first, s.drop)
	kit.Turn(s.box)
}

// firstRun is the page of a newcomer: songs can be dropped and the demo tried at
// once; a key is for later.
func (s *start) firstRun(h *host) fyne.CanvasObject {
	mark := canvas.NewImageFromResource(look.Mark)
	mark.FillMode = canvas.ImageFillContain
	mark.SetMinSize(fyne.NewSquareSize(56))
	title := kit.NewHeading(words.L("Every part of a song, as MIDI for your DAW"), look.SizeTitleText)
	title.Align = fyne.TextAlignCenter
	centered := func(text string) fyne.CanvasObject {
		p := kit.Paragraph(text)
		p.Alignment = fyne.TextAlignCenter
		return kit.Flush(p)
	}
	icon := widget.NewIcon(theme.NewColoredResource(theme.DownloadIcon(), look.ColorAccent))
	drop := kit.NewHeading(words.L("Drop a song or a folder of stems"), theme.SizeNameSubHeadingText)
	drop.Align = fyne.TextAlignCenter
	kinds := kit.NewSmall(words.L("WAV, MP3, FLAC, OGG or M4A · a .mid file · a folder or ZIP archive of stems"))
	kinds.Align = fyne.TextAlignCenter
	choose := kit.NewButton(words.L("Choose files…"), theme.FolderOpenIcon(), h.add, h.Back).As(widget.HighImportance)
	demo := kit.NewButton(words.L("Try the demo"), theme.MediaPlayIcon(), s.m.TryDemo, h.Back)
	zone := kit.Card(kit.Margins(18, 14, 0, 0, kit.Stacked(12,
		container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(40), icon)),
		kit.Stacked(4, drop, kinds),
		container.NewCenter(kit.Inline(10, choose, demo)),
		centered(words.L("A sketch on this computer is free and takes seconds. Every instrument by itself, through the service, costs about $0.25 a song.")),
	)))
	s.fold = kit.NewFold(words.L("Use your API key"), s.key.Content(), h.Back, func() {
		if s.first != nil {
			s.first.Refresh()
		}
	})
	return kit.Stacked(16, container.NewCenter(mark), title, zone, kit.Card(s.fold.Box))
}

// dropZone is the page while songs are there and none is open.
func dropZone(h *host) fyne.CanvasObject {
	icon := widget.NewIcon(theme.NewColoredResource(theme.DownloadIcon(), look.ColorAccent))
	title := kit.NewHeading(words.L("Drop a song here"), look.SizeTitleText)
	title.Align = fyne.TextAlignCenter
	kinds := kit.NewSmall(words.L("WAV, MP3, FLAC, OGG or M4A · a .mid file · a folder or ZIP archive of stems"))
	kinds.Align = fyne.TextAlignCenter
	choose := kit.NewButton(words.L("Choose files…"), theme.FolderOpenIcon(), h.add, h.Back).As(widget.HighImportance)
	ids := kit.NewButton(words.L("Use ids…"), theme.ContentPasteIcon(), h.ids, h.Back)
	how := container.NewGridWithColumns(3,
		step(theme.InfoIcon(), words.L("See the cost first"), words.L("Nothing is sent or charged until you say yes.")),
		step(theme.MediaMusicIcon(), words.L("Parts are lifted"), words.L("The song is separated, and every instrument becomes MIDI.")),
		step(theme.ConfirmIcon(), words.L("Checked, then yours"), words.L("Files are read back and checked by 41 rules before you get them.")),
	)
	inner := kit.Stacked(14,
		container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(44), icon)),
		kit.Stacked(6, title, kinds),
		container.NewCenter(kit.Inline(10, choose, ids)),
		kit.Margins(26, 0, 0, 0, how),
	)
	frame := kit.NewPlate(look.ColorCard, look.ColorLine, 14)
	return container.NewStack(frame, kit.Inset(20, kit.Middle(680, inner)))
}

// step tells one of the things that happen to a song.
func step(icon fyne.Resource, title, text string) fyne.CanvasObject {
	sign := container.NewGridWrap(fyne.NewSquareSize(18), widget.NewIcon(theme.NewColoredResource(icon, look.ColorAccent)))
	words := kit.Paragraph(text)
	words.SizeName = look.SizeSmallText
	return kit.Inset(6, kit.Stacked(8, kit.Inline(8, sign, kit.NewHeading(title, theme.SizeNameText).Shrinking()), kit.Flush(words)))
}

// idsForm takes ids of work that exists at the service.
type idsForm struct{ title, task, audio, separation *kit.Field }

func newIDsForm(back func()) *idsForm {
	return &idsForm{
		title:      kit.NewField(words.L("Optional"), back),
		task:       kit.NewField(words.L("Id of a Suno task"), back),
		audio:      kit.NewField(words.L("Track ID (leave empty to choose from a list)"), back),
		separation: kit.NewField(words.L("Task id of a finished separation: costs nothing more"), back),
	}
}

func (f *idsForm) content() fyne.CanvasObject {
	row := func(label string, e *kit.Field) fyne.CanvasObject {
		return kit.Edged(nil, nil, kit.Wide(110, kit.Inline(0, kit.NewText(label))), nil, kit.Called(label, e))
	}
	or := kit.NewSmall(words.L("or"))
	return kit.Stacked(10, row(words.L("Title"), f.title), row(words.L("Task id"), f.task), row(words.L("Audio id"), f.audio),
		kit.Inline(10, layout.NewSpacer(), or, layout.NewSpacer()), row(words.L("Separation id"), f.separation))
}

// submit has Enter in any of the fields send the form.
func (f *idsForm) submit(send func()) {
	for _, e := range []*kit.Field{f.title, f.task, f.audio, f.separation} {
		e.OnSubmitted = func(string) { send() }
	}
}

func (f *idsForm) ids() studio.IDs {
	return studio.IDs{Title: f.title.Text, TaskID: f.task.Text, AudioID: f.audio.Text, Separation: f.separation.Text}
}
