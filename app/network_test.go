package app_test

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/task"
)

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
	w := studiotest.Hurried(t, kiesim.Script{})
	w.Close()
	host := new(stemHost)
	host.down.Store(true)
	w.Config.HTTP = &http.Client{Transport: host}
	w.Open(t)
	id, got := w.Bring(t)
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
	s.until("the row forgets it", func() bool { return !s.row(0).StemsMissing && s.row(0).State == studio.RowDone })
	if n := len(w.Sim.Charges()); n != 1 {
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

func TestASeparationThatExpiredIsOfferedAnewAndFreeFirst(t *testing.T) {
	t.Parallel()
	w := studiotest.Hurried(t, kiesim.Script{})
	first, got := w.Bring(t)
	if got.State != task.StateDone {
		t.Fatal(got.State, got.Fault)
	}
	w.Later.Store(int64(15 * 24 * time.Hour))
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	id, got := w.Bring(t)
	if got.State != task.StateFailed || got.Fault.Kind != task.Gone || got.Question == nil || id == first {
		t.Fatalf("ended %s, fault %v, question %+v", got.State, got.Fault, got.Question)
	}
	s.until("it asks", func() bool { return s.Ask.Now() != nil })
	a := s.Ask.Now()
	if a.Choices[0].Label != "Ask again (free)" || a.Choices[0].Weighs() || !strings.Contains(a.Text, "Asking again is free.") || !a.Choices[len(a.Choices)-1].Cancel {
		t.Fatalf("it asks %q with %+v", a.Text, a.Choices)
	}
	if n := len(w.Sim.Charges()); n != 1 {
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
	s.until("a new one is bought", func() bool { return len(w.Sim.Charges()) == 2 })
	if got, err := w.Wait(t.Context(), id); err != nil || got.State != task.StateDone {
		t.Errorf("ended %s, fault %v, %v", got.State, got.Fault, err)
	}
}
