package views

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"partlift/app"
	"partlift/app/studio"
	"partlift/views/kit"
)

func TestFirstRunOffersKeyAndDemo(t *testing.T) {
	r := newRig(t)
	r.m.Start()
	r.until("the key was looked for", func() bool { return r.m.Account.Now().Status == studio.AccountMissing })
	if !r.start.first.Visible() || r.start.drop.Visible() {
		t.Fatal("without key and songs, the first-run panel is not shown")
	}
	if r.start.fold.IsOpen() {
		t.Error("the first thing asked for is a key")
	}
	test.Tap(r.start.fold.Button)
	if !r.start.fold.IsOpen() || !r.start.key.Button.Disabled() {
		t.Error("there is no form for a key, or an empty one can be checked")
	}
	test.Type(r.start.key.Entry, "not a key")
	if r.start.key.Button.Disabled() {
		t.Error("a pasted key cannot be checked")
	}
	test.Tap(r.start.key.Button)
	r.until("the key was judged", func() bool { return len(r.m.Notices.Now()) > 0 })
	if !r.start.first.Visible() {
		t.Error("the panel is gone after a key that does nothing")
	}
	r.add()
	r.m.CloseSong()
	if r.start.first.Visible() || !r.start.drop.Visible() {
		t.Error("with songs in the library, the place to drop songs is not shown")
	}
}

func TestTabFollowsReadingOrder(t *testing.T) {
	r := newRig(t)
	r.m.Account.Set(studio.Account{Status: studio.AccountMissing})
	test.Tap(r.start.fold.Button)
	test.Type(r.start.key.Entry, "k")
	c := r.win.Canvas()
	c.Unfocus()
	want := []any{"Add song", r.side.Search, "Newest first", r.side.Songs.List, "Add API key", r.side.Gear, "Choose files…", "Try the demo", "Use your API key", r.start.key.Entry, "Check key", r.start.key.File}
	for i, w := range want {
		c.FocusNext()
		got := any(c.Focused())
		if b, ok := got.(*kit.Button); ok && b.Text != "" {
			got = b.Text
		}
		if !reflect.DeepEqual(got, w) {
			t.Errorf("stop %d of the Tab key is %v, want %v", i+1, got, w)
		}
	}
}

func TestSearchNarrowsTheHistory(t *testing.T) {
	r := newRig(t)
	r.add()
	one := r.m.Rows.Now()[0].Title
	r.host.Focus(r.side.Search)
	test.Type(r.side.Search, one)
	r.until("one song is left", func() bool { return len(r.m.Rows.Now()) == 1 })
	if got := texts(r.side.Songs.List); !slices.Contains(got, one) {
		t.Errorf("the history shows %q, want %q among it", got, one)
	}
	test.Type(r.side.Search, "zzz")
	r.until("no song is left", func() bool { return len(r.m.Rows.Now()) == 0 })
	if got := texts(r.side.Songs.Content()); !slices.Contains(got, "No song matches.") {
		t.Errorf("the empty history says %q", got)
	}
	r.key(fyne.KeyEscape)
	r.until("all songs are back", func() bool { return len(r.m.Rows.Now()) == 2 })
}

func TestKeysMuteAndSoloTheChosenPart(t *testing.T) {
	r := newRig(t)
	r.add()
	id := r.m.Page.Now().ID
	r.toParts()
	r.key(fyne.KeyDown)
	r.key(fyne.KeyM)
	if p := r.m.Page.Now().Parts; !p[1].Muted || p[0].Muted {
		t.Fatal("M does not mute the part under the cursor alone")
	}
	r.until("the choice is kept", func() bool {
		p, err := r.studio.Page(t.Context(), id)
		return err == nil && p.Parts[1].Muted
	})
	r.key(fyne.KeyS)
	r.key(fyne.KeyDown)
	r.key(fyne.KeyS)
	for i, p := range r.m.Page.Now().Parts {
		if p.Muted != (i == 1) || p.Solo != (i == 1 || i == 2) || p.Silent != (i != 2) {
			t.Errorf("part %d is %+v while 1, which is muted, and 2 are soloed", i, p)
		}
	}
	r.key(fyne.KeyS)
	r.key(fyne.KeyUp)
	r.key(fyne.KeyS)
	for i, p := range r.m.Page.Now().Parts {
		if p.Solo || p.Muted != (i == 1) {
			t.Errorf("part %d is %+v after the solos", i, p)
		}
	}
}

func TestSpaceIsKeptFreeInThePartList(t *testing.T) {
	r := newRig(t)
	r.add()
	r.toParts()
	before := r.m.Page.Now()
	r.key(fyne.KeySpace)
	if r.m.Page.Now() != before || len(r.song.parts.Selection()) != 0 {
		t.Error("Space changed something")
	}
}

func TestClicksChooseParts(t *testing.T) {
	r := newRig(t)
	r.add()
	p := r.song.parts
	for _, step := range []struct {
		row  int
		mods fyne.KeyModifier
		want []int
	}{
		{2, 0, []int{2}},
		{4, fyne.KeyModifierControl, []int{2, 4}},
		{2, fyne.KeyModifierSuper, []int{4}},
		{4, 0, []int{4}},
		{1, fyne.KeyModifierShift, []int{1, 2, 3, 4}},
		{5, fyne.KeyModifierShift, []int{4, 5}},
		{0, 0, []int{0}},
	} {
		p.Click(step.row, step.mods)
		if got := p.Selection(); !reflect.DeepEqual(got, step.want) {
			t.Fatalf("after a click on row %d with modifiers %d: %v, want %v", step.row, step.mods, got, step.want)
		}
	}
	selected := func() bool { return !r.song.bar.menu().Items[0].Disabled }
	if !selected() {
		t.Error("the chosen part cannot be exported")
	}
	r.host.Focus(p.Rows)
	r.key(fyne.KeyEscape)
	if len(p.Selection()) != 0 || selected() || r.m.Page.Now() == nil {
		t.Error("the first Escape does not just drop the choice")
	}
	r.key(fyne.KeyEscape)
	if r.m.Page.Now() != nil {
		t.Error("the second Escape does not close the song")
	}
}

func TestShiftAndArrowsChooseARange(t *testing.T) {
	r := newRig(t)
	r.add()
	r.toParts()
	r.key(fyne.KeyDown)
	r.song.parts.Rows.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	r.key(fyne.KeyDown)
	r.key(fyne.KeyDown)
	r.song.parts.Rows.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	if got, want := r.song.parts.Selection(), []int{1, 2, 3}; !reflect.DeepEqual(got, want) {
		t.Errorf("chosen are %v, want %v", got, want)
	}
	r.song.parts.Rows.TypedShortcut(&fyne.ShortcutSelectAll{})
	if got, want := len(r.song.parts.Selection()), len(r.m.Page.Now().Parts); got != want {
		t.Errorf("%d parts are chosen after select all, want %d", got, want)
	}
}

func TestQuestionsAreAnsweredByKeyboard(t *testing.T) {
	r := newRig(t)
	r.add()
	r.m.Remove(r.m.Rows.Now()[0].ID, r.m.Rows.Now()[1].ID)
	r.until("the songs are removed", func() bool { return len(r.m.Rows.Now()) == 0 })
	r.m.ShowRemoved(true)
	r.until("the removed songs are shown", func() bool { return len(r.m.Rows.Now()) == 2 })
	id := r.m.Rows.Now()[0].ID
	ask := func() {
		t.Helper()
		r.host.Focus(r.side.Songs.List)
		r.key(fyne.KeyDelete)
		if r.m.Ask.Now() == nil || r.sheet == nil {
			t.Fatal("Delete among the removed songs asks nothing")
		}
		r.read()
	}
	ask()
	r.key(fyne.KeyEscape)
	if r.m.Ask.Now() != nil || r.sheet != nil {
		t.Fatal("Escape does not close the question")
	}
	ask()
	removal := slices.IndexFunc(r.m.Ask.Now().Choices, func(c app.Choice) bool { return c.Danger })
	if removal < 0 {
		t.Fatal("deleting is not marked as dangerous")
	}
	r.host.Focus(r.focusable(removal))
	r.key(fyne.KeyReturn)
	if r.m.Ask.Now() == nil {
		t.Fatal("Enter picks a dangerous choice")
	}
	r.key(fyne.KeySpace)
	r.until("the song is gone", func() bool { return len(r.m.Rows.Now()) == 1 })
	if r.m.Rows.Now()[0].ID == id || r.sheet != nil {
		t.Error("another song was removed, or the question stays")
	}
}

// focusable returns the button of a choice in the question on screen.
func (r *rig) focusable(choice int) fyne.Focusable {
	var found fyne.Focusable
	walk(r.sheet, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Text == r.m.Ask.Now().Choices[choice].Label {
			found = b
		}
	})
	return found
}

func TestKeysDoNotReachAPageThatIsGone(t *testing.T) {
	r := newRig(t)
	r.add()
	s := r.m.Settings.Now()
	s.ExportDir = t.TempDir()
	r.m.SaveSettings(s)
	r.host.Focus(r.song.bar.all)
	r.key(fyne.KeyReturn)
	if r.win.Canvas().Focused() != fyne.Focusable(r.song.bar.all) {
		t.Error("a key on a button takes the keyboard away from it")
	}
	r.until("the export is done", func() bool { return r.m.Report.Now() != nil && r.m.Busy.Now().Text == "" })
	r.host.receipt()
	r.key(fyne.KeySpace)
	if r.m.Busy.Now().Text != "" {
		t.Error("Space on the receipt starts another export")
	}
	r.back()
	r.host.Focus(r.side.Songs.List)
	r.m.CloseSong()
	if r.win.Canvas().Focused() != fyne.Focusable(r.side.Songs.List) {
		t.Error("closing the song takes the keyboard away from the history")
	}
}

// The Escape that ends a drag is heard by the window too, and late.
func TestTheEscapeOfADragGoesNoStepBack(t *testing.T) {
	r := newRig(t)
	r.add()
	r.win.Canvas().Unfocus()
	open := func() bool { return r.m.Page.Now() != nil }
	r.dragging = true
	r.key(fyne.KeyEscape)
	if !open() {
		t.Fatal("Escape during a drag closes the song")
	}
	r.dragging, r.dragged = false, r.now
	r.pass(escapeGrace - time.Millisecond)
	r.key(fyne.KeyEscape)
	if !open() {
		t.Fatal("the Escape that ended a drag closes the song")
	}
	r.pass(time.Millisecond)
	r.key(fyne.KeyEscape)
	if open() {
		t.Error("an Escape of its own does not close the song")
	}
}

// While a key is looked at, the panel that it was pasted into stays; where
// another page is shown, it does not come up.
func TestThePanelStaysWhileItsKeyIsChecked(t *testing.T) {
	r := newRig(t)
	check := func(s studio.AccountStatus, first, drop bool) {
		t.Helper()
		r.m.Account.Set(studio.Account{Status: s})
		if r.start.first.Visible() != first || r.start.drop.Visible() != drop {
			t.Errorf("with the account at %d the first panel is shown: %v, the place to drop: %v", s, r.start.first.Visible(), r.start.drop.Visible())
		}
	}
	check(studio.AccountUnknown, false, false)
	check(studio.AccountChecking, false, true) // at the start: there may be a key
	check(studio.AccountMissing, true, false)
	check(studio.AccountChecking, true, false)
	check(studio.AccountRefused, true, false)
	check(studio.AccountChecking, true, false)
	check(studio.AccountReady, false, true)
	check(studio.AccountChecking, false, true)
	check(studio.AccountOffline, false, true)
}
