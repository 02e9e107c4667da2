package app_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"partlift/app"
	"partlift/backend/kie/kiesim"
	"partlift/backend/task"
)

// hurried is a world whose pauses take a thousandth of their time; what limits
// a whole request stays.
func hurried(t *testing.T, script kiesim.Script) *world {
	t.Helper()
	w := newWorld(t, script)
	w.Close()
	c := &hurry{now: time.Now()}
	w.cfg.Now, w.cfg.After, w.cfg.Pace = c.time, c.after, nil
	w.open(t)
	return w
}

// A hurry is a clock on which only waits take time, and waits are over soon: a
// slow computer changes nothing about who gives up first.
type hurry struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hurry) time() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hurry) after(d time.Duration) <-chan time.Time {
	if d >= 5*time.Minute {
		return time.After(d) // a limit, which is not to be met
	}
	over := make(chan time.Time, 1)
	time.AfterFunc(d/1000, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.now = h.now.Add(d)
		over <- h.now
	})
	return over
}

// bring transcribes the world's audio, however it ends.
func (w *world) bring(t *testing.T) (id string, got task.Task) {
	t.Helper()
	d, _, err := w.Take(t.Context(), w.wav)
	if err != nil {
		t.Fatal(err)
	}
	if id, err = w.Begin(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if got, err = w.Wait(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	return id, got
}

func TestNoStemHostHoldsUpAPaidSong(t *testing.T) {
	for _, host := range []string{kiesim.HostRefused, kiesim.HostUnknown, kiesim.HostTLS, kiesim.HostShort, kiesim.HostFile, kiesim.HostLoop, kiesim.HostHuge} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			w := hurried(t, kiesim.Script{Separation: kiesim.Separation{Host: host}})
			id, got := w.bring(t)
			if got.State != task.StateDone || len(got.Missing()) != 12 || len(got.Warnings) != 1 {
				t.Fatalf("ended %s, fault %v; %d stems missing, warnings %q", got.State, got.Fault, len(got.Missing()), got.Warnings)
			}
			p, err := w.Page(t.Context(), id)
			if err != nil || p.Song.NoteCount() != w.song.Music.NoteCount() {
				t.Fatalf("%d notes, want %d; %v", p.Song.NoteCount(), w.song.Music.NoteCount(), err)
			}
			if len(p.Missing) != 12 || !slices.Contains(p.Missing, "Drums") || !strings.Contains(strings.Join(p.Warnings, " "), "The stems "+strings.Join(p.Missing, ", ")+" could not be downloaded") {
				t.Errorf("missing %q, warnings %q", p.Missing, p.Warnings)
			}
			rows, _, err := w.History(t.Context(), "", 10, 0)
			if err != nil || !rows[0].StemsMissing || !strings.HasSuffix(rows[0].Detail, " · some stems are missing") {
				t.Errorf("row %+v, %v", rows[0], err)
			}
			if n := len(w.sim.Charges()); n != 1 {
				t.Errorf("%d charges", n)
			}
		})
	}
}

// stemHost is a way to the service on which the host of the stems may be down.
type stemHost struct{ down atomic.Bool }

func (h *stemHost) RoundTrip(r *http.Request) (*http.Response, error) {
	if h.down.Load() && strings.HasPrefix(r.URL.Path, "/s/") {
		return nil, errors.New("no route to host")
	}
	return http.DefaultTransport.RoundTrip(r)
}

func TestMissingStemsAreFetchedFromTheSong(t *testing.T) {
	t.Parallel()
	w := hurried(t, kiesim.Script{})
	w.Close()
	host := new(stemHost)
	host.down.Store(true)
	w.cfg.HTTP = &http.Client{Transport: host}
	w.open(t)
	id, got := w.bring(t)
	if got.State != task.StateDone || len(got.Missing()) != 12 {
		t.Fatalf("ended %s, %d stems missing", got.State, len(got.Missing()))
	}
	s := newScreen(t, w)
	s.until("the row says so", func() bool { return len(s.Rows.Now()) == 1 && s.row(0).StemsMissing })
	s.OpenSong(id)
	s.until("it is open", func() bool { return s.Page.Now() != nil })
	host.down.Store(false)
	s.FetchStems(id)
	s.until("they are on the page", func() bool {
		p := s.Page.Now()
		return len(p.Missing) == 0 && len(p.Stems) == 12 && len(p.Warnings) == 0
	})
	s.until("it is said", func() bool {
		for _, n := range s.Notices.Now() {
			if strings.HasPrefix(n.Text, "The missing stems of “My Song” are here.") {
				return true
			}
		}
		return false
	})
	s.until("the row forgets it", func() bool { return !s.row(0).StemsMissing && s.row(0).State == app.RowDone })
	if n := len(w.sim.Charges()); n != 1 {
		t.Errorf("%d charges", n)
	}
	s.FetchStems(id)
	s.until("there is nothing more to do", func() bool {
		for _, n := range s.Notices.Now() {
			if strings.Contains(n.Text, "Could not fetch the missing stems") {
				return true
			}
		}
		return false
	})
}

// One stray answer to a poll must not cost a part, nor ask for money.
func TestAStrayAnswerToAPollCostsNothing(t *testing.T) {
	for name, f := range map[string]kiesim.Fault{
		"code 404": {Do: kiesim.DoError, Code: 404}, "a page 404": {Do: kiesim.DoHTML, Code: 404}, "code 422": {Do: kiesim.DoError, Code: 422},
		"code 501": {Do: kiesim.DoError, Code: 501}, "code 451": {Do: kiesim.DoError, Code: 451}, "code 409": {Do: kiesim.DoError, Code: 409}, "code 531": {Do: kiesim.DoError, Code: 531},
		"a loop": {Do: kiesim.DoLoop}, "too much": {Do: kiesim.DoOversize}, "cut off": {Do: kiesim.DoCut}, "forgotten": {Do: kiesim.DoError, Code: 422, Msg: "Record does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			script := kiesim.Script{MIDI: kiesim.MIDI{Empty: "whole"}}
			for _, path := range []string{"/api/v1/vocal-removal/record-info", "/api/v1/midi/record-info"} {
				f.Path, f.Skip, f.Times = path, 1, 1
				script.Faults = append(script.Faults, f)
			}
			script.Latency.Separation = kiesim.Duration(300 * time.Millisecond)
			w := hurried(t, script)
			id, got := w.bring(t)
			if got.State != task.StateDone || got.Question != nil || len(got.Lost()) != 0 || len(got.Warnings) != 0 {
				t.Fatalf("ended %s, fault %v, question %+v, lost %q, warnings %q", got.State, got.Fault, got.Question, got.Lost(), got.Warnings)
			}
			p, err := w.Page(t.Context(), id)
			if err != nil || p.Song.NoteCount() != w.song.Music.NoteCount() {
				t.Errorf("%d notes, want %d; %v", p.Song.NoteCount(), w.song.Music.NoteCount(), err)
			}
			if n := len(w.sim.Charges()); n != 1 {
				t.Errorf("%d charges", n)
			}
		})
	}
}

func TestASeparationThatExpiredIsOfferedAnewAndFreeFirst(t *testing.T) {
	t.Parallel()
	w := hurried(t, kiesim.Script{})
	first, got := w.bring(t)
	if got.State != task.StateDone {
		t.Fatal(got.State, got.Fault)
	}
	w.later.Store(int64(15 * 24 * time.Hour))
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == app.AccountReady })
	id, got := w.bring(t)
	if got.State != task.StateFailed || got.Fault.Kind != task.Gone || got.Question == nil || id == first {
		t.Fatalf("ended %s, fault %v, question %+v", got.State, got.Fault, got.Question)
	}
	s.until("it asks", func() bool { return s.Ask.Now() != nil })
	a := s.Ask.Now()
	if a.Choices[0].Label != "Ask again (free)" || a.Choices[0].Danger || !strings.Contains(a.Text, "Asking again is free.") || !a.Choices[len(a.Choices)-1].Cancel {
		t.Fatalf("it asks %q with %+v", a.Text, a.Choices)
	}
	if n := len(w.sim.Charges()); n != 1 {
		t.Fatalf("%d charges before the answer", n)
	}
	s.Answer(a, 0, "")
	s.until("it asks once more", func() bool { return s.Ask.Now() != nil && s.Ask.Now() != a })
	if s.Answer(a, 1, ""); s.Ask.Now() == nil {
		t.Fatal("a click on the old question was taken for the new one")
	}
	again := s.Ask.Now()
	for i, c := range again.Choices {
		if c.Label == "Order it again" {
			s.Answer(again, i, "")
		}
	}
	s.until("a new one is bought", func() bool { return len(w.sim.Charges()) == 2 })
	if got, err := w.Wait(t.Context(), id); err != nil || got.State != task.StateDone {
		t.Errorf("ended %s, fault %v, %v", got.State, got.Fault, err)
	}
}

func TestALostPartIsSaid(t *testing.T) {
	t.Parallel()
	w := hurried(t, kiesim.Script{MIDI: kiesim.MIDI{Empty: "whole"}, Faults: []kiesim.Fault{{Method: "POST", Path: "/api/v1/midi/generate", Skip: 2, Times: 1, Do: kiesim.DoError, Code: 501}}})
	id, got := w.bring(t)
	if got.State != task.StateDone || len(got.Lost()) != 1 {
		t.Fatalf("ended %s, lost %q", got.State, got.Lost())
	}
	rows, _, err := w.History(t.Context(), "", 10, 0)
	if err != nil || rows[0].StemsMissing || !strings.HasSuffix(rows[0].Detail, " · some parts are missing") {
		t.Errorf("row %+v, %v", rows[0], err)
	}
	report, err := w.ExportSong(t.Context(), id, app.ExportOptions{Dir: t.TempDir(), What: app.What{Combined: true}})
	if err != nil || !strings.Contains(strings.Join(report.Receipt.Notices, " "), "The stem "+got.Lost()[0]+" could not be transcribed") {
		t.Errorf("the receipt says %q, %v", report.Receipt.Notices, err)
	}
}
