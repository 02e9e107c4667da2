package app

import (
	"context"
	"slices"

	"partlift/app/studio"
	"partlift/backend/say"
)

// pageSize is how many rows of the history are read at once.
const pageSize = 40

// Search narrows the history to songs whose title, file name or instruments
// match text; "" shows all.
func (m *History) Search(text string) {
	l := m.Listing.Now()
	l.Text = text
	m.list(l)
}

// SortBy puts the songs into another order, which is kept for the next start.
func (m *History) SortBy(order studio.Sort) {
	l := m.Listing.Now()
	l.Sort = order
	m.list(l)
	s := m.model.Settings.Now()
	if s.Sort != order {
		s.Sort = order
		m.model.SaveSettings(s)
	}
}

// ShowRemoved shows the songs that were taken out of the history, or those in it.
func (m *History) ShowRemoved(removed bool) {
	l := m.Listing.Now()
	l.Removed = removed
	m.list(l)
}

// list reads the rows of another list.
func (m *History) list(l studio.List) {
	if l == m.Listing.Now() {
		return
	}
	m.Listing.Set(l)
	m.unseen = map[string]bool{}
	m.load(nil, pageSize)
}

// More loads the next rows of the history, if there are any. While rows are
// being read it does nothing: the rows will be set, and then there is time.
func (m *History) More() {
	rows := m.Rows.Now()
	if m.late != nil || len(rows) == 0 || len(rows) >= m.Total.Now() {
		return
	}
	m.load(rows, pageSize)
}

// reload reads the rows again, as many as there are on screen.
func (m *History) reload() {
	m.unseen = map[string]bool{}
	m.load(nil, max(pageSize, len(m.Rows.Now())))
}

// load reads rows that follow those in have, or without any the first ones. Of
// several loads at once only the newest counts.
func (m *History) load(have []studio.Row, most int) {
	m.loads++
	m.late = map[string]studio.Task{}
	l, number := m.Listing.Now(), m.loads
	m.background("history", func(ctx context.Context) func() {
		rows, total, err := m.studio.Rows(ctx, l, most, have)
		return func() {
			if number != m.loads {
				return
			}
			late := m.late
			m.late = nil
			if m.fail("history", "read the history", err) {
				return
			}
			for i, r := range rows {
				if t, ok := late[r.ID]; ok {
					rows[i] = studio.WithTask(m.words, r, t)
				}
			}
			if len(have) > 0 {
				rows = append(slices.Clone(m.Rows.Now()), rows...)
			}
			m.Total.Set(total)
			m.Rows.Set(rows)
		}
	})
}

// onEvent is called by the tasks' goroutines.
func (m *History) onEvent(e studio.Event) {
	if m.events.put(e) {
		m.post(m.drain)
	}
}

// drain brings the newest event of each task into the rows.
func (m *History) drain() {
	if m.ctx.Err() != nil {
		return
	}
	rows := append([]studio.Row(nil), m.Rows.Now()...)
	fresh := false
	events := m.events.take()
	for _, e := range events {
		found := false
		if m.late != nil {
			m.late[e.Task.SongID] = e.Task // the rows under way may be older than this
		}
		for i := range rows {
			if rows[i].ID == e.Task.SongID {
				found = true
				rows[i] = studio.WithTask(m.words, rows[i], e.Task)
			}
		}
		if id := e.Task.SongID; !found && !m.unseen[id] {
			// A new song, or one that the search leaves out: look once, and not
			// at every step it takes.
			fresh = true
		}
		m.settle(e.Task)
	}
	m.Rows.Set(rows)
	m.followJob(events)
	if fresh {
		m.reload()
		for _, e := range events {
			m.unseen[e.Task.SongID] = true
		}
	}
}

// stems starts the name of the notice that missing stems were fetched.
const stems = "stems "

// ready starts the name of the notice that a song is ready; its id follows.
const ready = kindReady + " "

// joins starts the name of the notice that parts have joined a sketch.
const joins = "joins "

// stopped starts the name of the notice that a song did not go on.
const stopped = kindStopped + " "

// settle reacts to a task that has come to rest, or has left its rest.
func (m *History) settle(t studio.Task) {
	if t.Question == nil {
		m.withdraw(func(a *Ask) bool { return a.task == t.ID })
	}
	switch t.State {
	case studio.StateDone:
		m.Dismiss(stopped + t.SongID)
		m.reload()
		if t.StemsOnly {
			m.stemsCame(t)
			return
		}
		if len(t.Request.Stems) > 0 {
			m.stemsHeard(t)
			return
		}
		m.arrived(t)
		if studio.EngineOf(t.Request.Engine).Service {
			m.model.CheckKey() // it took of the balance
		}
	case studio.StateAsking:
		m.askTask(t)
	case studio.StateFailed, studio.StateEmpty:
		if f := t.Fault; f != nil {
			m.studio.Log().Error("song stopped", "song", t.SongID, "kind", f.Kind, "code", f.Code)
			m.Notify(say.Notice{Name: stopped + t.SongID, Kind: kindStopped, Level: say.Failure, Alert: true,
				Text: m.say("“{{.Title}}” stopped: {{.Why}}", say.With{"Title": t.Request.Title, "Why": f.Message.In(m.words)}), Hint: f.Hint.In(m.words)})
		}
		m.askTask(t)
	}
}

// stemsCame tells how the fetching of missing stems ended.
func (m *History) stemsCame(t studio.Task) {
	if p := m.model.Page.Now(); p != nil && p.ID == t.SongID {
		m.model.OpenSong(p.ID)
	}
	n := say.Notice{Name: stems + t.SongID, Level: say.Success, Text: m.say("The missing stems of “{{.Title}}” are here.", say.With{"Title": t.Request.Title})}
	if missing := t.Missing(); len(missing) > 0 {
		n.Level = say.Warning
		n.Text = "“" + t.Request.Title + "”: " + m.count(len(missing), "{{.Count}} stem could not be fetched.", "{{.Count}} stems could not be fetched.")
		n.Hint = m.say("Try again later; the service keeps them for about 14 days.")
		if t.Fault != nil {
			n.Hint = t.Fault.Message.And(t.Fault.Hint).In(m.words)
		}
	}
	m.Notify(n)
}

// stemsHeard tells how hearing the stems of a song ended that stays what it was
// where that came to nothing, and shows what came of it.
func (m *History) stemsHeard(t studio.Task) {
	p := m.model.Page.Now()
	switch {
	case t.Fault != nil:
		m.Notify(say.Notice{Name: stopped + t.SongID, Kind: kindStopped, Level: say.Failure, Alert: true,
			Text: m.say("“{{.Title}}” stopped: {{.Why}}", say.With{"Title": t.Request.Title, "Why": t.Fault.Message.In(m.words)}), Hint: t.Fault.Hint.In(m.words)})
	case len(t.Results()) == 0 || t.Step != studio.StepSave: // stopped
	case p != nil && p.ID == t.SongID:
		m.model.OpenSong(p.ID)
	default:
		m.tellReady(t)
	}
}

// arrived tells of a finished song; where it is open it is a sketch that the
// parts have joined.
func (m *History) arrived(t studio.Task) {
	if studio.EngineOf(t.Request.Engine).Sketch {
		m.model.sketched(t)
		return
	}
	if p := m.model.Page.Now(); p != nil && p.ID == t.SongID {
		m.model.OpenSong(p.ID)
		m.Notify(say.Notice{Name: joins + t.SongID, Level: say.Success, Alert: true,
			Text: m.say("The parts of “{{.Title}}” are here.", say.With{"Title": p.Title}), Hint: m.say("The sketch stays with them, left out of exports until you take it back in.")})
		return
	}
	m.tellReady(t)
}

// tellReady tells that a song can be opened.
func (m *History) tellReady(t studio.Task) {
	m.Notify(say.Notice{Name: ready + t.SongID, Kind: kindReady, Level: say.Success, Alert: true,
		Text: m.say("“{{.Title}}” is ready.", say.With{"Title": t.Request.Title}), Hint: m.say("Open it to look at its parts and export them.")})
}

// Cancel stops a song's journey. What was paid for is kept and used again by
// Retry.
func (m *History) Cancel(songID string) {
	m.onTask(songID, "cancel the song", m.studio.Cancel)
}

// Retry goes on with a song from where it stopped.
func (m *History) Retry(songID string) {
	m.onTask(songID, "go on with the song", m.studio.Retry)
}

// HearStems has this computer hear the stems of a song that has no notes, each by
// itself, which costs nothing.
func (m *History) HearStems(songID string) {
	m.onTask(songID, "hear the stems", func(ctx context.Context, id string) error {
		_, err := m.studio.HearStems(ctx, id)
		return err
	})
}

// FetchStems fetches the stems of a finished song that are missing, for nothing.
func (m *History) FetchStems(songID string) {
	m.onTask(songID, "fetch the missing stems", m.studio.FetchStems)
}

// CheckNow asks the service at once about a song that takes long.
func (m *History) CheckNow(songID string) {
	m.onTask(songID, "check the song", m.studio.Check)
}

// Resolve shows the question a song waits with.
func (m *History) Resolve(songID string) {
	m.background("question", func(ctx context.Context) func() {
		t, err := m.studio.TaskOf(ctx, songID)
		return func() {
			if !m.fail("question", "read the question", err) {
				m.askTask(t)
			}
		}
	})
}

func (m *History) onTask(songID, doing string, verb func(ctx context.Context, songID string) error) {
	m.Dismiss(stopped + songID)
	m.background(doing, func(ctx context.Context) func() {
		err := verb(ctx, songID)
		return func() {
			m.fail("song "+songID, doing, err)
			m.reload()
		}
	})
}
