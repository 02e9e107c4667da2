package views

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/parts"
)

func TestQuestion(t *testing.T) {
	start, spend := app.Choice{Label: "Start"}, app.Choice{Label: "Spend", Pays: true}
	remove := app.Choice{Label: "Remove", Danger: true}
	use, cancel := app.Choice{Label: "Use"}, app.Choice{Label: "Cancel", Cancel: true}
	for _, tt := range []struct {
		name  string
		ask   app.Ask
		first string // label of the button the keyboard starts on; "" = the entry
		enter int    // choice that Enter picks at once, -1 = none
		high  string // label of the button that stands out
	}{
		{"free", app.Ask{Choices: []app.Choice{start, cancel}}, "Start", 0, "Start"},
		{"costs", app.Ask{Choices: []app.Choice{spend, cancel}}, "Cancel", 1, "Spend"},
		{"keep first", app.Ask{Choices: []app.Choice{cancel, remove}}, "Cancel", 0, ""},
		{"entry", app.Ask{Entry: "id", Choices: []app.Choice{cancel, use, remove}}, "", 1, "Use"},
		{"entry of a danger", app.Ask{Entry: "id", Choices: []app.Choice{cancel, remove}}, "", -1, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			test.NewTempApp(t).Settings().SetTheme(look.New(look.Dark))
			picked, text := -1, ""
			q := newQuestion(&tt.ask, func(choice int, s string) { picked, text = choice, s }, nil)
			w := test.NewWindow(q.content)
			defer w.Close()
			first := q.first()
			w.Canvas().Focus(first)
			label := ""
			if b, ok := first.(*kit.Button); ok {
				label = b.Text
			} else {
				test.Type(q.entry, "abc")
			}
			if label != tt.first {
				t.Errorf("the keyboard starts on %q, want %q", label, tt.first)
			}
			first.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			if picked != tt.enter {
				t.Errorf("Enter picks %d, want %d", picked, tt.enter)
			}
			if q.entry != nil && picked >= 0 && text != "abc" {
				t.Errorf("the answer comes with %q", text)
			}
			first.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
			if c := cancelOf(&tt.ask); picked != c {
				t.Errorf("Escape picks %d, want %d", picked, c)
			}
			high := ""
			for _, b := range q.buttons {
				if b.Importance == widget.HighImportance {
					high = b.Text
				}
			}
			if high != tt.high {
				t.Errorf("%q stands out, want %q", high, tt.high)
			}
		})
	}
}

func TestAQuestionDoesNotTakeWhatIsBeingTypedElsewhere(t *testing.T) {
	r := newRig(t)
	ask := func() *app.Ask {
		return &app.Ask{Title: "How shall it go on?", Entry: "Task id", Choices: []app.Choice{{Label: "Decide later", Cancel: true}, {Label: "Use this task id"}, {Label: "Order it again", Pays: true}}}
	}
	r.host.Focus(r.side.Search)
	test.Type(r.side.Search, "half a w")
	r.m.Ask.Set(ask())
	if b, ok := r.win.Canvas().Focused().(*kit.Button); !ok || b.Text != "Decide later" {
		t.Errorf("words for the search go to %T", r.win.Canvas().Focused())
	}
	r.m.Ask.Set(nil)
	r.host.Focus(r.side.Songs.List)
	r.m.Ask.Set(ask())
	if _, ok := r.win.Canvas().Focused().(*kit.Field); !ok {
		t.Errorf("a question that was called up begins in %T, want its entry", r.win.Canvas().Focused())
	}
}

func TestIDsFormGivesWhatWasTyped(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Dark))
	f := newIDsForm(nil)
	test.Type(f.title, "A")
	test.Type(f.task, "B")
	test.Type(f.audio, "C")
	test.Type(f.separation, "D")
	if got, want := f.ids(), (studio.IDs{Title: "A", TaskID: "B", AudioID: "C", Separation: "D"}); got != want {
		t.Errorf("the form gives %+v, want %+v", got, want)
	}
}

// Enter sends a form from any of its fields.
func TestEnterSendsForms(t *testing.T) {
	r := newRig(t)
	fields := func() (out []*kit.Field) {
		walk(r.sheet, func(o fyne.CanvasObject) {
			if f, ok := o.(*kit.Field); ok {
				out = append(out, f)
			}
		})
		return out
	}
	for i := range 4 {
		r.askIDs()
		r.m.Dismiss("ids")
		f := fields()[i]
		r.host.Focus(f)
		r.key(fyne.KeyReturn)
		if r.sheet != nil || len(r.m.Notices.Now()) != 1 { // that there is no id
			t.Errorf("Enter in field %d of the ids does not send them", i)
		}
	}
	r.add()
	r.askTempo()
	f := fields()[0]
	f.SetText("90")
	r.host.Focus(f)
	r.key(fyne.KeyReturn)
	if r.sheet != nil || r.m.Page.Now().Undo == "" {
		t.Error("Enter in the tempo does not take it")
	}
	parts.Ask(r.m, r.host.Window, 0)
	f = fields()[0]
	f.SetText("Mine")
	r.host.Focus(f)
	r.key(fyne.KeyReturn)
	if r.sheet != nil || r.m.Page.Now().Parts[0].Name != "Mine" {
		t.Error("Enter in the name of a part does not take it")
	}
	r.host.settings(true)
	test.Tap(r.prefs.Advanced.Button)
	for name, f := range map[string]*kit.Field{"API": r.prefs.API, "upload": r.prefs.Upload} {
		f.SetText("https://" + name + ".example.com")
		r.host.Focus(f)
		r.key(fyne.KeyReturn)
	}
	if s := r.m.Settings.Now(); s.APIBase != "https://API.example.com" || s.UploadBase != "https://upload.example.com" {
		t.Errorf("Enter in the addresses does not take them: %q, %q", s.APIBase, s.UploadBase)
	}
	r.prefs.Key.Entry.SetText("no key")
	r.host.Focus(r.prefs.Key.Entry)
	r.key(fyne.KeyReturn)
	if r.m.Account.Now().Status != studio.AccountChecking {
		t.Error("Enter in the key does not check it")
	}
	r.idle()
	r.m.Dismiss("relay")
	r.prefs.Relay.Address.SetText("nonsense")
	r.host.Focus(r.prefs.Relay.Address)
	r.key(fyne.KeyReturn)
	r.until("the address is judged", func() bool { return len(r.m.Notices.Now()) > 0 || r.m.Busy.Now().Text != "" })
}

func TestTicksChangeTheQuestionWhereItStands(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Dark))
	cancel := app.Choice{Label: "Cancel", Cancel: true}
	ask := func(text, label string, off bool, on ...bool) *app.Ask {
		a := &app.Ask{Title: "Transcribe 2 songs?", Text: text, Choices: []app.Choice{{Label: label, Pays: true, Off: off}, cancel}}
		for i, on := range on {
			a.Ticks = append(a.Ticks, app.Tick{Label: []string{"One", "Two"}[i], Notes: []string{"It is loud."}, On: on})
		}
		return a
	}
	told := map[int]bool{}
	q := newQuestion(ask("Both.", "Spend 100", false, true, true), func(int, string) {}, func(i int, on bool) { told[i] = on })
	w := test.NewWindow(q.content)
	defer w.Close()
	if got := texts(q.content); !slices.Contains(got, "It is loud.") {
		t.Errorf("the notes are not among %q", got)
	}
	w.Canvas().Focus(q.ticks[1])
	q.ticks[1].TypedRune(' ')
	if on, ok := told[1]; !ok || on {
		t.Fatalf("told is %v", told)
	}
	told = map[int]bool{}
	if !q.become(ask("One.", "Spend 50", true, false, false)) {
		t.Fatal("it is another question")
	}
	if len(told) != 0 || q.ticks[0].Checked || q.ticks[1].Checked || q.text.Text != "One." || q.buttons[0].Text != "Spend 50" || !q.buttons[0].Disabled() {
		t.Errorf("told %v, ticks %v %v, text %q, button %q", told, q.ticks[0].Checked, q.ticks[1].Checked, q.text.Text, q.buttons[0].Text)
	}
	if w.Canvas().Focused() != q.ticks[1] {
		t.Error("the keyboard went elsewhere")
	}
	if q.become(ask("x", "y", false, true)) || q.become(ask("x", "y", false)) {
		t.Error("another question takes the place of this one")
	}
}
