package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/say"
)

// labels are the choices of the question on screen.
func labels(s *screen) (out []string) {
	if a := s.Ask.Now(); a != nil {
		for _, c := range a.Choices {
			out = append(out, c.Label)
		}
	}
	return out
}

// pick answers the question on screen by the beginning of a choice.
func (s *screen) pick(begin string) {
	s.t.Helper()
	i := slices.IndexFunc(labels(s), func(l string) bool { return strings.HasPrefix(l, begin) })
	if i < 0 {
		s.t.Fatalf("no choice %q among %q", begin, labels(s))
	}
	s.Answer(s.Ask.Now(), i, "")
}

// asked waits for a question whose choices are these.
func (s *screen) asked(want ...string) {
	s.t.Helper()
	s.until(fmt.Sprintf("the choices are %q", want), func() bool { return slices.Equal(labels(s), want) })
}

func TestSpendingIsOfferedAsFarAsTheBalanceGoes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		credits float64
		songs   int
		spend   string // "" = not offered
		text    string
	}{
		{500, 1, "Spend 50 credits", "Your balance is 500."},
		{50, 1, "Spend 50 credits", "Your balance is 50."},
		{49.9, 1, "", "does not cover this song"},
		{0, 1, "", "Your balance is 0."},
		{150, 3, "Spend 150 credits", "Your balance is 150."},
		{149, 3, "Spend 100 credits for 2 songs", "covers 2 of these 3 songs"},
		{60, 3, "Spend 50 credits for 1 song", "covers 1 of these 3 songs"},
		{49, 3, "", "covers none of these songs"},
	} {
		t.Run(fmt.Sprint(tt.credits, tt.songs), func(t *testing.T) {
			t.Parallel()
			w := studiotest.NewWith(t, kiesim.Script{}, tt.credits)
			s := newScreen(t, w)
			s.AddFiles(w.Recordings(t, []string{"One", "Two", "Three"}[:tt.songs]...))
			want := []string{tt.spend, "Sketch here (free)", "Cancel"}
			if tt.spend == "" {
				want = want[1:]
			}
			s.asked(want...)
			a := s.Ask.Now()
			if !strings.Contains(a.Text, tt.text) {
				t.Errorf("the question says %q, want %q in it", a.Text, tt.text)
			}
			for _, c := range a.Choices {
				if c.Pays != (c.Label == tt.spend) || c.Danger {
					t.Errorf("%q pays: %v", c.Label, c.Pays)
				}
			}
		})
	}
}

func TestCoveredSongsStartInTheirOrder(t *testing.T) {
	t.Parallel()
	w := studiotest.NewWith(t, kiesim.Script{}, 170)
	s := newScreen(t, w)
	names := []string{"Delta", "Alpha", "Charlie", "Bravo"}
	s.AddFiles(w.Recordings(t, names...))
	s.until("it is asked", func() bool { return s.Ask.Now() != nil })
	for i, tick := range s.Ask.Now().Ticks {
		if !strings.HasPrefix(tick.Label, names[i]) || tick.On != (i < 3) {
			t.Errorf("line %d is %+v", i, tick)
		}
	}
	s.pick("Spend 150 credits for 3 songs")
	s.until("three songs are done", func() bool {
		rows := s.Rows.Now()
		return len(rows) == 3 && !slices.ContainsFunc(rows, func(r studio.Row) bool { return r.State != studio.RowDone })
	})
	for i, r := range s.Rows.Now() { // newest first
		if want := names[2-i]; r.Title != want {
			t.Errorf("row %d is %s, want %s", i, r.Title, want)
		}
	}
	if n := len(w.Sim.Charges()); n != 3 {
		t.Errorf("%d charges, want 3", n)
	}
	if n := slices.IndexFunc(s.Notices.Now(), func(n say.Notice) bool { return strings.HasPrefix(n.Text, "1 song was not started") }); n < 0 {
		t.Errorf("nothing says that a song was left: %+v", s.Notices.Now())
	}
}

// ticked are the places of the songs that are ticked.
func (s *screen) ticked() (on []int) {
	for i, t := range s.Ask.Now().Ticks {
		if t.On {
			on = append(on, i)
		}
	}
	return on
}

func TestCreditForSomeOfManySongsAsksWhich(t *testing.T) {
	t.Parallel()
	w := studiotest.NewWith(t, kiesim.Script{}, 19*50+20)
	s := newScreen(t, w)
	var names []string
	for i := range 30 {
		names = append(names, fmt.Sprintf("Song %02d", i))
	}
	s.AddFiles(w.Recordings(t, names...))
	s.until("it is asked", func() bool { return s.Ask.Now() != nil })
	first := s.Ask.Now()
	if len(s.ticked()) != 19 || !strings.HasSuffix(s.Ask.Now().Text, "That covers 19 of these 30 songs. Afterwards 20 are left.") {
		t.Fatalf("%d songs are ticked; %q", len(s.ticked()), s.Ask.Now().Text)
	}
	s.Choose(first, 29, true)
	if c := s.Ask.Now().Choices[0]; !c.Off || !strings.Contains(s.Ask.Now().Text, "That is 30 credits more than you have: take ticks away.") {
		t.Errorf("20 songs: choice %+v, %q", c, s.Ask.Now().Text)
	}
	over := s.Ask.Now()
	s.Answer(over, 0, "")
	s.rest()
	if s.Ask.Now() != over || len(w.Sim.Charges()) != 0 {
		t.Fatal("more was ordered than there is credit for")
	}
	s.Choose(first, 5, true) // a click that was on its way to what the question was before
	for i := range 19 {
		s.Choose(s.Ask.Now(), i, false)
	}
	s.Choose(s.Ask.Now(), 28, true)
	if got := s.ticked(); !slices.Equal(got, []int{28, 29}) {
		t.Fatalf("ticked are %v", got)
	}
	a := s.Account.Now()
	a.Balance = 100 // what else the account was used for leaves the choice alone
	s.Account.Set(a)
	s.until("the question knows", func() bool { return strings.Contains(s.Ask.Now().Text, "Your balance is 100.") })
	if got := s.ticked(); !slices.Equal(got, []int{28, 29}) {
		t.Fatalf("after a change of the balance ticked are %v", got)
	}
	s.pick("Spend 100 credits for 2 songs")
	s.until("two songs are on their way", func() bool { return len(s.Rows.Now()) == 2 })
	var began []string
	for _, r := range s.Rows.Now() {
		began = append(began, r.Title)
	}
	if slices.Sort(began); !slices.Equal(began, []string{"Song 28", "Song 29"}) {
		t.Errorf("started are %q", began)
	}
	if s.notice("uncovered") != nil {
		t.Error("the songs that were not ticked are told of")
	}
}

func TestNoTickIsNoOrder(t *testing.T) {
	t.Parallel()
	w := studiotest.NewWith(t, kiesim.Script{}, 500)
	s := newScreen(t, w)
	s.AddFiles(w.Recordings(t, "One", "Two"))
	s.asked("Spend 100 credits", "Sketch here (free)", "Cancel")
	s.Choose(s.Ask.Now(), 0, false)
	s.asked("Spend 50 credits for 1 song", "Sketch here (free)", "Cancel")
	s.Choose(s.Ask.Now(), 1, false)
	s.Choose(s.Ask.Now(), 1, false)
	s.Choose(s.Ask.Now(), 2, true)
	s.Choose(s.Ask.Now(), -1, true)
	s.asked("Choose songs to start", "Sketch here (free)", "Cancel")
	if !s.Ask.Now().Choices[0].Off {
		t.Error("an order of nothing can be given")
	}
	s.Choose(s.Ask.Now(), 1, true)
	s.asked("Spend 50 credits for 1 song", "Sketch here (free)", "Cancel")
}

// What songs under way are about to take is not there to be spent.
func TestSongsUnderWayCount(t *testing.T) {
	t.Parallel()
	// The service is too busy to take the order, so nothing is charged yet.
	w := studiotest.NewWith(t, kiesim.Script{Faults: []kiesim.Fault{{Path: "/api/v1/vocal-removal/generate", Do: kiesim.DoError, Code: 429}}}, 90)
	s := newScreen(t, w)
	paths := w.Recordings(t, "One", "Two")
	d, _, err := w.Take(t.Context(), paths[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Begin(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	s.AddFiles(paths[1:])
	s.asked("Sketch here (free)", "Cancel")
	if a := s.Ask.Now(); !strings.Contains(a.Text, "Your balance is 90, of which songs under way take 50.") {
		t.Errorf("the question says %q", a.Text)
	}
}

func TestTheBalanceIsLookedAtAgainAtTheClick(t *testing.T) {
	t.Parallel()
	w := studiotest.NewWith(t, kiesim.Script{}, 60)
	s := newScreen(t, w)
	s.AddFiles(w.Recordings(t, "Mine"))
	s.asked("Spend 50 credits", "Sketch here (free)", "Cancel")
	w.Transcribe(t) // by another window, say
	s.pick("Spend")
	s.asked("Sketch here (free)", "Cancel")
	s.pick("Cancel")
	s.rest()
	if n := len(w.Sim.Charges()); n != 1 || len(s.Rows.Now()) > 1 {
		t.Errorf("%d charges, rows %+v; want the other song only", n, s.Rows.Now())
	}
}

func TestAQuestionFollowsTheAccount(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles(w.Recordings(t, "One", "Two"))
	s.asked("Spend 100 credits", "Sketch here (free)", "Cancel")
	old, a := s.Ask.Now(), s.Account.Now()
	set := func(status studio.AccountStatus, balance float64) {
		a.Status, a.Balance = status, balance
		s.Account.Set(a)
	}
	set(studio.AccountReady, 70)
	s.asked("Spend 50 credits for 1 song", "Sketch here (free)", "Cancel")
	s.Answer(old, 0, "") // a click that was on its way to the question before
	s.rest()
	if len(s.Rows.Now()) != 0 || s.Ask.Now() == nil {
		t.Fatalf("an answer to the old question started %+v", s.Rows.Now())
	}
	set(studio.AccountReady, 10)
	s.asked("Sketch here (free)", "Cancel")
	set(studio.AccountReady, -1)
	s.asked("Spend 100 credits", "Sketch here (free)", "Cancel")
	if !strings.Contains(s.Ask.Now().Text, "not known") {
		t.Errorf("the question says %q", s.Ask.Now().Text)
	}
	set(studio.AccountMissing, 0)
	s.until("only a sketch is offered", func() bool { return strings.HasPrefix(s.Ask.Now().Title, "Sketch 2 songs") })
	s.asked("Sketch here (free)", "Cancel")
}

func TestIDsWithoutAudioAreNeverSketched(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.AddIDs(studio.IDs{Title: "Theirs", TaskID: "a-task-of-theirs", AudioID: "an-audio-of-theirs"})
	s.asked("Spend 50 credits", "Cancel")
	s.pick("Cancel")
	_, k := keyless(t)
	k.AddIDs(studio.IDs{Title: "Theirs", TaskID: "a-task-of-theirs", AudioID: "an-audio-of-theirs"})
	k.until("it is told", func() bool { return len(k.Notices.Now()) > 0 })
	if n := k.Notices.Now()[0]; !strings.Contains(n.Text, "Theirs") || !strings.Contains(n.Text, "no API key") || k.Ask.Now() != nil {
		t.Errorf("without a key: notice %+v, question %+v", n, k.Ask.Now())
	}
}

func TestTranscribingAgainAsksForTheCost(t *testing.T) {
	t.Parallel()
	w := studiotest.NewWith(t, kiesim.Script{}, 60)
	w.Transcribe(t)
	other := w.Settings()
	other.Separation = "separate_vocal" // another separation, which was not paid for
	if err := w.SaveSettings(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	s := newScreen(t, w)
	s.AddFiles([]string{w.WAV})
	s.asked("Open the earlier result", "Transcribe again…", "Cancel")
	s.pick("Transcribe again")
	s.asked("Spend 10 credits", "Sketch here (free)", "Cancel")
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges before anybody said yes to a second", n)
	}
}

func TestOrderingAgainNeedsTheCredits(t *testing.T) {
	t.Parallel()
	w := studiotest.NewWith(t, kiesim.Script{Faults: []kiesim.Fault{{Path: "/api/v1/vocal-removal/generate", Times: 1, Do: kiesim.DoLost}}}, 60)
	s := newScreen(t, w)
	s.AddFiles([]string{w.WAV})
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil })
	s.pick("Spend")
	s.until("it asks whether it was paid", func() bool { return s.Ask.Now() != nil && s.Ask.Now().Entry != "" })
	s.CheckKey()
	s.asked("Decide later", "Use this task id", "Give up")
	a := s.Account.Now()
	a.Balance = 500 // as if the account knew better
	s.Account.Set(a)
	s.asked("Decide later", "Use this task id", "Order it again", "Give up")
	s.pick("Order it again")
	s.asked("Decide later", "Use this task id", "Give up")
	s.rest()
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges, want 1", n)
	}
}

// The second click of a double click must not answer what comes next.
func TestAnAnswerIsForOneQuestion(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.AddFiles(w.Recordings(t, "One"))
	s.until("the first is asked", func() bool { return s.Ask.Now() != nil })
	first := s.Ask.Now()
	s.AddFiles(w.Recordings(t, "X", "Two")[1:])
	s.rest() // the second waits behind the first
	s.Answer(first, 2, "")
	second := s.Ask.Now()
	if second == nil || second == first {
		t.Fatalf("the next question is %+v", second)
	}
	s.Answer(first, 0, "")
	s.Answer(nil, 0, "")
	s.Answer(second, -1, "")
	s.Answer(second, len(second.Choices), "")
	s.rest()
	if s.Ask.Now() != second || len(s.Rows.Now()) != 0 || len(w.Sim.Charges()) != 0 {
		t.Errorf("question %+v, rows %+v", s.Ask.Now(), s.Rows.Now())
	}
}

// What is being typed must not be lost because another song has been paid for.
func TestAQuestionThatWouldReadTheSameStays(t *testing.T) {
	t.Parallel()
	w := studiotest.NewWith(t, kiesim.Script{Faults: []kiesim.Fault{{Path: "/api/v1/vocal-removal/generate", Times: 1, Do: kiesim.DoLost}}}, 500)
	s := newScreen(t, w)
	s.AddFiles([]string{w.WAV})
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil })
	s.pick("Spend")
	s.until("it asks whether it was paid", func() bool { return s.Ask.Now() != nil && s.Ask.Now().Entry != "" })
	s.CheckKey()
	s.until("the account knows of the charge", func() bool { return s.Account.Now().Balance == 450 })
	s.rest()
	was, a := s.Ask.Now(), s.Account.Now()
	a.Balance = 400
	s.Account.Set(a)
	s.rest()
	if s.Ask.Now() != was {
		t.Error("the question was asked again although nothing about it has changed")
	}
}
