package views

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"partlift/app"
	"partlift/backend/music"
	"partlift/views/kit"
	"partlift/views/parts"
	"partlift/views/words"
)

// tight are the windows that everything must fit into.
var tight = []fyne.Size{{Width: 900, Height: 560}, {Width: 1024, Height: 640}}

// tongues are the languages of the window.
var tongues = []string{"C", "de_DE.UTF-8", "es_ES.UTF-8", "ja_JP.UTF-8", "zh_CN.UTF-8"}

func listenTo(t *testing.T, locale string) {
	t.Helper()
	for _, v := range []string{"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"} {
		t.Setenv(v, locale)
	}
	if err := words.Load(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, v := range []string{"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"} {
			t.Setenv(v, "C")
		}
		if err := words.Load(); err != nil {
			t.Error(err)
		}
	})
}

// fullest is a song page with everything on it that takes room.
func fullest(r *rig) {
	p := pageOf(16)
	p.Grid = &music.Grid{Tempo: []music.TempoPoint{{BPM: 117.98}}}
	p.Treat.Quantize, p.Treat.Strength = "1/16T", 55
	r.m.Page.Set(p)
	r.m.Playback.Set(app.Playback{Silent: "No card.", Sources: []app.Recording{{Name: strings.Repeat("A recording with a long name ", 4)}}})
	kit.Show(true, r.song.all, r.song.sketch)
}

// The window is as large as a person made it, whatever is on it.
func TestTheContentNeverAsksForALargerWindow(t *testing.T) {
	r := newRig(t)
	least := r.win.Content().MinSize()
	if least.Width > 800 || least.Height > 500-menuHeight {
		t.Errorf("the window cannot be smaller than %v", least)
	}
	for name, set := range states {
		r := newRig(t)
		set(r)
		if got := r.win.Content().MinSize(); got != least {
			t.Errorf("%s: the content asks for %v instead of %v", name, got, least)
		}
	}
	fullest(r)
	if got := r.win.Content().MinSize(); got != least {
		t.Errorf("a full song page asks for %v instead of %v", got, least)
	}
}

// In a tight window every page has the room it needs, in every language.
func TestPagesFitTightWindows(t *testing.T) {
	for _, locale := range tongues {
		for _, size := range tight {
			t.Run(fmt.Sprint(locale, size), func(t *testing.T) {
				listenTo(t, locale)
				for name, set := range states {
					r := newRig(t)
					r.win.Resize(size)
					set(r)
					if name == "song" {
						fullest(r)
					}
					relaid(r)
					for _, page := range []fyne.CanvasObject{r.pages.start, r.pages.song, r.pages.receipt, r.pages.settings, r.side.Panel} {
						room, least := page.Size(), page.MinSize()
						if page.Visible() && (least.Width > room.Width || least.Height > room.Height) {
							t.Errorf("%s needs %v and has %v", name, least, room)
						}
					}
					inside(t, r.win.Content(), fyne.NewPos(0, 0), r.win.Canvas().Size())
				}
			})
		}
	}
}

// relaid lays out once more, as the toolkit does where the least size of
// something has changed by laying it out.
func relaid(r *rig) {
	size := r.win.Canvas().Size()
	r.win.Resize(size.AddWidthHeight(1, 1))
	r.win.Resize(size)
}

func TestTheHeadOfASongBreaksWhereItMust(t *testing.T) {
	r := newRig(t)
	fullest(r)
	counting := r.song.head.Objects[2]
	for width, below := range map[float32]bool{800: true, 900: false, 1024: true, 1500: false} { // below 1000 the sidebar is away
		r.win.Resize(fyne.NewSize(width, 640))
		relaid(r)
		title, buttons := r.song.head.Objects[1], counting
		if got := buttons.Position().Y >= title.Position().Y+title.Size().Height; got != below {
			t.Errorf("in a window %v wide the buttons are below the title: %v", width, got)
		}
		if title.Size().Width < kit.HeadTitle || buttons.Position().X+buttons.Size().Width > r.song.head.Size().Width+1 {
			t.Errorf("in a window %v wide the title has %v, the buttons end at %v of %v", width, title.Size().Width, buttons.Position().X+buttons.Size().Width, r.song.head.Size().Width)
		}
	}
}

// The wheel moves the settings also where the pointer is over a field.
func TestTheWheelScrollsOverFields(t *testing.T) {
	r := newRig(t)
	r.win.Resize(tight[0])
	r.host.settings(true)
	r.prefs.Advanced.Open(true)
	relaid(r)
	d := fyne.CurrentApp().Driver()
	for _, over := range []fyne.CanvasObject{r.prefs.Key.Entry, r.prefs.API, r.prefs.Provider, r.prefs.Market} {
		r.prefs.Scroll.ScrollToOffset(fyne.NewPos(0, 0))
		at := d.AbsolutePositionForObject(over).AddXY(over.Size().Width/2, over.Size().Height/2)
		test.Scroll(r.win.Canvas(), at, 0, -50)
		if r.prefs.Scroll.Offset.Y <= 0 {
			t.Errorf("the wheel over %T scrolls nothing", over)
		}
	}
	test.TapCanvas(r.win.Canvas(), d.AbsolutePositionForObject(r.prefs.Market).AddXY(10, 10))
	if !r.prefs.Market.Checked {
		t.Error("a click does not reach what the wheel is heard over")
	}
}

// A dialog that is higher than the window is scrolled, and its buttons stay.
func TestDialogsFitLowWindows(t *testing.T) {
	r := newRig(t)
	r.win.Resize(tight[0])
	r.add()
	for name, open := range map[string]func(){
		"keys": r.showKeys, "licenses": r.showLicenses, "ids": r.askIDs, "tempo": r.askTempo,
		"drums": func() { parts.Ask(r.m, r.host.Window, len(r.m.Page.Now().Parts)-1) },
		"question": func() {
			r.m.Ask.Set(&app.Ask{Title: "Which?", Text: strings.Repeat("A long text. ", 40), Details: make([]string, 60), Choices: []app.Choice{{Label: "Cancel", Cancel: true}}})
		},
	} {
		open()
		size, room := r.sheet.Size(), r.win.Canvas().Size()
		if size.Height > room.Height || size.Width > room.Width {
			t.Errorf("%s is %v in a window of %v", name, size, room)
		}
		var last *kit.Button
		walk(r.sheet, func(o fyne.CanvasObject) {
			if b, ok := o.(*kit.Button); ok {
				last = b
			}
		})
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(last)
		if at.Y+last.Size().Height > room.Height || last.Size().Height < 20 {
			t.Errorf("the button of %s ends at %v of %v", name, at.Y+last.Size().Height, room.Height)
		}
		r.closeSheet()
	}
}
