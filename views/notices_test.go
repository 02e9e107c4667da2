package views

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/say"
	"partlift/views/kit"
)

// said are the words on the cards.
func (r *rig) said() string { return strings.Join(texts(r.notices.stack), " ") }

func TestNoticesOfOneNameReplaceEachOther(t *testing.T) {
	r := newRig(t)
	r.m.Notify(say.Notice{Name: "a", Level: say.Warning, Text: "The disk is full.", Hint: "Make room."})
	r.m.Notify(say.Notice{Name: "b", Level: say.Failure, Text: "It broke."})
	r.m.Notify(say.Notice{Name: "a", Level: say.Warning, Text: "The disk is fuller.", Hint: "Make room."})
	if n := len(r.notices.cards); n != 2 {
		t.Fatalf("%d cards are shown, want 2: one name is one card", n)
	}
	if got := r.said(); !strings.Contains(got, "fuller") || !strings.Contains(got, "Make room.") {
		t.Errorf("the cards say %q", got)
	}
	for _, level := range []say.Level{say.Info, say.Success, say.Warning, say.Failure} {
		r.m.Notify(say.Notice{Name: "x", Level: level, Text: "Close me."})
		r.host.Focus(r.notices.cards[len(r.notices.cards)-1].close)
		r.key(fyne.KeySpace)
		if strings.Contains(r.said(), "Close me.") {
			t.Errorf("a notice of level %d cannot be closed", level)
		}
	}
}

// Each level stays as long as it is worth, and nothing covers the window for
// ever.
func TestNoticesGoWhenTheyAreOld(t *testing.T) {
	for _, tt := range []struct {
		level  say.Level
		stays  time.Duration
		unread bool
	}{
		{say.Info, newsTime, false}, {say.Success, newsTime, false}, {say.Warning, warningTime, false}, {say.Failure, failureTime, true},
	} {
		r := newRig(t)
		r.m.Notify(say.Notice{Name: "a", Level: tt.level, Text: "It happened.", Hint: "Do this."})
		r.pass(tt.stays - time.Second)
		r.idle()
		if !strings.Contains(r.said(), "It happened.") {
			t.Errorf("level %d is gone after %v", tt.level, tt.stays-time.Second)
		}
		r.pass(time.Second)
		r.until("the card is gone", func() bool { return len(r.notices.cards) == 0 })
		if left := len(r.m.Notices.Now()); (left == 1) != tt.unread || r.side.Unread.Visible() != tt.unread {
			t.Errorf("of level %d %d are left, to be read: %v", tt.level, left, r.side.Unread.Visible())
		}
		if !tt.unread {
			continue
		}
		if r.side.Unread.Text != "1 message to read" {
			t.Errorf("the sidebar says %q", r.side.Unread.Text)
		}
		test.Tap(r.side.Unread)
		if !strings.Contains(r.said(), "It happened.") || r.side.Unread.Visible() {
			t.Error("the message cannot be read again")
		}
		test.Tap(r.notices.cards[0].close)
		r.pass(time.Hour)
		r.idle()
		if len(r.m.Notices.Now()) != 0 || r.side.Unread.Visible() || len(r.notices.cards) != 0 {
			t.Error("a message that was read is not gone")
		}
	}
}

// A card that was closed must not take a later one of its name along.
func TestAClosedCardsTimeIsOver(t *testing.T) {
	r := newRig(t)
	r.m.Notify(say.Notice{Name: "a", Text: "One."})
	r.pass(newsTime - time.Second)
	r.m.Notify(say.Notice{Name: "a", Text: "Two."})
	r.pass(2 * time.Second)
	r.idle()
	if !strings.Contains(r.said(), "Two.") {
		t.Error("the second notice went when the first was due")
	}
}

func TestManyNoticesOfAKindAreOne(t *testing.T) {
	r := newRig(t)
	for i := range 10 {
		r.m.Notify(say.Notice{Name: fmt.Sprint("ready ", i), Kind: "ready", Level: say.Success, Text: fmt.Sprintf("“Song %d” is ready.", i)})
	}
	if got := r.said(); len(r.notices.cards) != 1 || !strings.Contains(got, "10 songs are ready.") || !strings.Contains(got, "Song 9") || !strings.Contains(got, "… and 5 more") {
		t.Errorf("%d cards say %q", len(r.notices.cards), got)
	}
	r.m.Dismiss("ready 3") // it was opened
	if got := r.said(); !strings.Contains(got, "9 songs are ready.") {
		t.Errorf("the card says %q", got)
	}
	test.Tap(r.notices.cards[0].close)
	if n := len(r.m.Notices.Now()); n != 0 {
		t.Errorf("%d notices are left after the one card was closed", n)
	}
}

func TestOlderNoticesWaitInTheSidebar(t *testing.T) {
	r := newRig(t)
	for i := range noticesShown + 2 {
		r.m.Notify(say.Notice{Name: fmt.Sprint(i), Level: say.Failure, Text: fmt.Sprintf("Number %d.", i)})
	}
	if n := len(r.notices.cards); n != noticesShown || r.side.Unread.Text != "2 messages to read" || !r.side.Unread.Visible() {
		t.Errorf("%d cards, the sidebar says %q", n, r.side.Unread.Text)
	}
}

func TestNoticesKeepOffTheTransport(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 900, Height: 560}, {Width: 1280, Height: 800}} {
		r := newRig(t)
		r.win.Resize(size)
		r.add()
		for i := range 5 {
			r.m.Notify(say.Notice{Name: fmt.Sprint(i), Level: say.Failure, Text: "Something went wrong in a way that takes a whole sentence to tell.", Hint: "Do this, then that."})
		}
		d := fyne.CurrentApp().Driver()
		bottom := d.AbsolutePositionForObject(r.notices.stack).Y + r.notices.stack.Size().Height
		if top := d.AbsolutePositionForObject(r.song.playbar.whole).Y; bottom > top {
			t.Errorf("at %v notices end at %v, the transport begins at %v", size, bottom, top)
		}
		if top := d.AbsolutePositionForObject(r.notices.stack).Y; top < 0 {
			t.Errorf("at %v notices begin at %v", size, top)
		}
	}
}

func TestWorkUnderWayIsToldInTheSidebar(t *testing.T) {
	r := newRig(t)
	long := "Sketching “" + strings.Repeat("Very long name of a song ", 20) + "”…"
	r.m.Busy.Set(app.Busy{Text: long, Percent: 34, CanStop: true})
	l := r.side.Busy
	d := fyne.CurrentApp().Driver()
	right := d.AbsolutePositionForObject(l.Stop).X + l.Stop.Size().Width
	if edge := sideWidth(r.win.Canvas().Size().Width); right > edge || l.Stop.Size().Width < l.Stop.MinSize().Width {
		t.Errorf("Stop ends at %v, the sidebar at %v", right, edge)
	}
	if got := texts(l.Box); !slices.Contains(got, "34 %") || !slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, "…") && len(s) > 4 }) {
		t.Errorf("the sidebar says %q", got)
	}
	r.m.Busy.Set(app.Busy{})
	if l.Box.Visible() {
		t.Error("the line stays when the work is done")
	}
}

func TestAgesMove(t *testing.T) {
	r := newRig(t)
	row := studio.Row{ID: "x", Title: "A", State: studio.RowDone, Updated: r.now}
	r.m.Rows.Set([]studio.Row{row})
	page := pageOf(1)
	page.Exports = []edit.Written{{Path: "/a/b.mid", At: r.now}}
	r.m.Page.Set(page)
	reads := func(o fyne.CanvasObject, want string) bool {
		return slices.ContainsFunc(texts(o), func(s string) bool { return s == want || strings.HasSuffix(s, " · "+want) })
	}
	r.song.tabs.Pick(3)
	for minute := 1; minute < 4; minute++ {
		r.pass(time.Minute)
		want := fmt.Sprintf("%d min", minute)
		r.until("the ages say "+want, func() bool { return reads(r.side.Songs.List, want) && reads(r.song.written.Rows, want) })
	}
	if n := len(r.timers); n != 1 {
		t.Errorf("%d timers wait for the next minute", n)
	}
}

// An answer must have had the time to be meant.
func TestAClickIsForTheQuestionItWasAimedAt(t *testing.T) {
	r := newRig(t)
	r.add()
	rows := r.m.Rows.Now()
	r.m.Delete(rows[0].ID)
	r.m.Delete(rows[1].ID)
	first := r.m.Ask.Now()
	tap := func() { test.Tap(r.focusable(1).(*kit.Button)) } // "Remove", which lies in the same place for both
	tap()
	if r.m.Ask.Now() != first {
		t.Fatal("a click that was on its way when the question came up answers it")
	}
	r.pass(answerGrace)
	tap()
	second := r.m.Ask.Now()
	if second == first || second == nil {
		t.Fatalf("the next question is %v", second)
	}
	tap() // the second half of a double click
	r.host.Focus(r.focusable(0))
	r.key(fyne.KeySpace)
	if r.m.Ask.Now() != second {
		t.Fatal("the second half of a double click answers the next question")
	}
	r.pass(answerGrace - time.Millisecond)
	tap()
	if r.m.Ask.Now() != second {
		t.Fatal("the grace ends early")
	}
	r.pass(time.Millisecond)
	tap()
	r.until("both are gone", func() bool { return len(r.m.Rows.Now()) == 0 })
}

// What was stopped is not done any more, even if it was due already.
func TestWhatIsStoppedIsNotDone(t *testing.T) {
	r := newRig(t)
	done := 0
	stop := r.host.After(time.Minute, func() { done++ })
	r.pass(time.Minute)
	for limit := time.Now().Add(10 * time.Minute); len(r.queue) == 0; runtime.Gosched() { // its end is on the way
		if time.Now().After(limit) {
			t.Fatal("nothing was due")
		}
	}
	stop()
	stop() // once more does no harm
	r.idle()
	if done != 0 {
		t.Error("it was done although it was stopped")
	}
	r.host.After(time.Minute, func() { done++ })
	r.pass(time.Minute)
	r.until("it is done", func() bool { return done == 1 })
}

// What was typed stays where a question is asked again, and no other one gets it.
func TestAQuestionThatIsAskedAgainKeepsWhatWasTyped(t *testing.T) {
	r := newRig(t)
	ask := func(title string, choices ...app.Choice) {
		r.m.Ask.Set(&app.Ask{Title: title, Entry: "Task id", Choices: append([]app.Choice{{Label: "Later", Cancel: true}, {Label: "Use"}}, choices...)})
	}
	ask("How shall “A” go on?")
	r.dialog.entry.SetText("abc")
	ask("How shall “A” go on?", app.Choice{Label: "Order it again", Pays: true})
	if got := r.dialog.entry.Text; got != "abc" {
		t.Errorf("asked again, the entry holds %q", got)
	}
	ask("How shall “B” go on?")
	if got := r.dialog.entry.Text; got != "" {
		t.Errorf("the entry of another question holds %q", got)
	}
}
