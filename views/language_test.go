package views

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/studio"
	"partlift/views/kit"
	said "partlift/views/words"
)

var locales = []string{"de_DE.UTF-8", "es_ES.UTF-8", "ja_JP.UTF-8", "zh_CN.UTF-8"}

// speak changes the language for a test. The lists of words that a package
// has are asked again at every use, so nothing of English stays.
func speak(t *testing.T, locale string) {
	t.Helper()
	set := func(to string) {
		for _, v := range []string{"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"} {
			t.Setenv(v, to)
		}
		if err := said.Load(); err != nil {
			t.Fatal(err)
		}
	}
	set(locale)
	t.Cleanup(func() { set("C") })
}

// more are states beside the pages: dialogs and forms.
var more = map[string]func(r *rig){
	"keys": func(r *rig) { r.showKeys() },
	"ids":  func(r *rig) { r.askIDs() },
	"tempo": func(r *rig) {
		r.m.Page.Set(pageOf(4))
		r.askTempo()
	},
	"timing": func(r *rig) {
		r.m.Page.Set(pageOf(4))
		r.song.inspect.open(timingPane)
	},
	"bars": func(r *rig) {
		r.m.Page.Set(pageOf(4))
		r.song.inspect.open(barsPane)
	},
	"cost": func(r *rig) {
		r.m.Ask.Set(&app.Ask{Title: said.L("Transcribe “{{.Title}}”?", said.With{"Title": "Harbour lights"}), Text: said.L("Stems of this audio exist already, so this costs nothing."),
			Choices: []app.Choice{{Label: said.L("Spend {{.Credits}} credits", said.With{"Credits": "62"}), Pays: true}, {Label: said.L("Sketch here (free)")}, {Label: said.L("Cancel"), Cancel: true}}})
	},
}

func TestEveryLanguageFits(t *testing.T) {
	for _, locale := range locales {
		for _, group := range []map[string]func(*rig){states, more} {
			for name, set := range group {
				t.Run(locale+" "+name, func(t *testing.T) {
					speak(t, locale)
					r := newRig(t)
					r.win.Resize(fyne.NewSize(1280, 720))
					set(r)
					least := r.win.Content().MinSize()
					if least.Width > 1000 || least.Height > 640-30 {
						t.Errorf("the window cannot be smaller than %v", least)
					}
					inside(t, r.win.Content(), fyne.NewPos(0, 0), r.win.Canvas().Size())
					fits(t, r.win.Content())
					if r.sheet != nil {
						if size := r.sheet.Content.MinSize(); size.Width > 900 || size.Height > 690 {
							t.Errorf("the dialog is %v large", size)
						}
						fits(t, r.sheet)
					}
				})
			}
		}
	}
}

// fits fails for words that have less room than they need. Lines that may
// shrink say so by an ellipsis, and paragraphs wrap: those are only measured
// where they are on the screen for the program's own words.
func fits(t *testing.T, root fyne.CanvasObject) {
	t.Helper()
	walk(root, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Text:
			if need := o.MinSize().Width; o.Size().Width > 0 && need > o.Size().Width+1 {
				t.Errorf("%q needs %v and has %v", o, need, o.Size().Width)
			}
		case *kit.Button:
			if !o.Visible() || o.Size().Width == 0 {
				return
			}
			if need := o.MinSize().Width; need > o.Size().Width+1 {
				t.Errorf("button %q needs %v and has %v", o.Text, need, o.Size().Width)
			}
		case *kit.Tick:
			if need := o.MinSize().Width; need > o.Size().Width+1 {
				t.Errorf("%q needs %v and has %v", o.Text, need, o.Size().Width)
			}
		case *kit.Choice:
			for _, words := range o.Options {
				need := fyne.MeasureText(words, o.Theme().Size("text"), fyne.TextStyle{}).Width + 46
				if need > o.Size().Width+1 && len(o.Options) < 100 {
					t.Errorf("option %q needs %v and has %v", words, need, o.Size().Width)
				}
			}
		case *widget.Label:
			for _, line := range test.WidgetRenderer(o).Objects() {
				if c, ok := line.(*canvas.Text); ok && c.MinSize().Width > o.Size().Width+1 {
					t.Errorf("paragraph %q is cut", c.Text)
				}
			}
		}
	})
}

func TestLanguageChangesThePicture(t *testing.T) {
	picture := func(locale string) image.Image {
		speak(t, locale)
		r := newRig(t)
		r.win.Resize(fyne.NewSize(1280, 720))
		r.m.Account.Set(studio.Account{Status: studio.AccountMissing})
		return r.win.Canvas().Capture()
	}
	english, german := picture("C"), picture("de_DE.UTF-8")
	for y := range english.Bounds().Dy() {
		for x := range english.Bounds().Dx() {
			if english.At(x, y) != german.At(x, y) {
				return
			}
		}
	}
	t.Error("German looks like English")
}
