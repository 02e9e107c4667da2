package app

import (
	"context"
	"slices"
	"time"

	"partlift/app/studio"
	"partlift/backend/say"
)

// Removed is the name of the notice that songs were removed. UndoRemove brings
// them back.
const Removed = "removed"

// Remove takes songs out of the history, from where they can be put back for a
// while. What is on its way is stopped by it, so that asks first.
func (m *History) Remove(ids ...string) {
	if len(ids) == 0 {
		return
	}
	going := 0
	for _, r := range m.Rows.Now() {
		if slices.Contains(ids, r.ID) && r.CanCancel() {
			going++
		}
	}
	if going == 0 {
		m.remove(ids)
		return
	}
	m.ask(Ask{
		Title: m.about(ids, say.Key("Remove this song?"), say.Key("Remove “{{.Title}}”?"),
			m.count(len(ids), "Remove {{.Count}} song?", "Remove {{.Count}} songs?")),
		Text:    m.count(going, "{{.Count}} song is on its way. It stops; what was paid for is kept and used again by Retry.", "{{.Count}} songs are on their way. They stop; what was paid for is kept and used again by Retry."),
		Choices: []Choice{{Label: m.say("Let it go on"), Cancel: true}, {Label: m.say("Stop and remove")}},
		answer:  func(int, string) { m.remove(ids) },
	})
}

func (m *History) remove(ids []string) {
	title := m.titleOf(ids[0])
	m.close(ids)
	m.onSongs("remove", "remove the song", ids, m.studio.Remove, func(done []string) {
		m.close(done) // one may have been opened meanwhile
		if len(done) == 0 {
			return
		}
		m.gone = done
		n := say.Notice{Name: Removed, Level: say.Info, Text: m.count(len(done), "{{.Count}} song was removed.", "{{.Count}} songs were removed."),
			Hint: m.count(studio.RemovedDays, "Removed songs are kept for {{.Count}} day.", "Removed songs are kept for {{.Count}} days.")}
		if len(done) == 1 && title != "" {
			n.Text = m.say("“{{.Title}}” was removed.", say.With{"Title": title})
		}
		m.Notify(n)
	})
}

// UndoRemove puts the songs back that were removed last.
func (m *History) UndoRemove() {
	m.Dismiss(Removed)
	m.PutBack(m.gone...)
	m.gone = nil
}

// PutBack puts removed songs back into the history.
func (m *History) PutBack(ids ...string) {
	m.onSongs("put back", "put the song back", ids, m.studio.PutBack, nil)
}

// Delete asks and then removes songs for good, with the files that only they use.
func (m *History) Delete(ids ...string) {
	if len(ids) == 0 {
		return
	}
	title := m.about(ids, say.Key("Delete this song for good?"), say.Key("Delete “{{.Title}}” for good?"),
		m.count(len(ids), "Delete {{.Count}} song for good?", "Delete {{.Count}} songs for good?"))
	m.ask(m.deletion(title, func() {
		m.close(ids)
		m.onSongs("delete", "delete the song", ids, m.studio.Delete, m.close)
	}))
}

// DeleteRemoved asks and then deletes every removed song for good.
func (m *History) DeleteRemoved() {
	m.ask(m.deletion(m.say("Delete all removed songs for good?"), func() {
		m.background("delete", func(ctx context.Context) func() {
			_, err := m.studio.DeleteRemoved(ctx, time.Time{})
			return func() {
				m.fail("delete", "delete the songs", err)
				m.reload()
			}
		})
	}))
}

// deletion is the question before songs are deleted for good.
func (m *History) deletion(title string, do func()) Ask {
	return Ask{
		Title:   title,
		Text:    m.say("Notes, stems and original audio leave the library. Files you exported stay where they are. The service may no longer have the result, so this cannot be undone."),
		Choices: []Choice{{Label: m.say("Cancel"), Cancel: true}, {Label: m.say("Delete for good"), Danger: true}},
		answer:  func(int, string) { do() },
	}
}

// onSongs does something to songs one after the other, and reads the list
// again; then is told for which it was done.
func (m *History) onSongs(name, doing string, ids []string, do func(ctx context.Context, id string) error, then func(done []string)) {
	m.inOrder("history", func(ctx context.Context) func() {
		var done []string
		var failed error
		for _, id := range ids {
			if err := do(ctx, id); err != nil {
				failed = err
				continue
			}
			done = append(done, id)
		}
		return func() {
			m.fail(name, doing, failed)
			for _, id := range done {
				m.forget(id)
			}
			if then != nil {
				then(done)
			}
			m.reload()
		}
	})
}

// close goes back to the start page if one of the songs is open.
func (m *History) close(ids []string) {
	if p := m.model.Page.Now(); p != nil && slices.Contains(ids, p.ID) {
		m.model.CloseSong()
	}
}

// forget takes away what still speaks of a song that left its list.
func (m *History) forget(songID string) {
	for _, name := range []string{ready, joins, stopped, "song "} {
		m.Dismiss(name + songID)
	}
	m.withdraw(func(a *Ask) bool { return a.song == songID })
}

// about is a question about songs: of one by its title where that is known, of
// several by their number.
func (m *History) about(ids []string, nameless, named, many string) string {
	if len(ids) > 1 {
		return many
	}
	if title := m.titleOf(ids[0]); title != "" {
		return m.say(named, say.With{"Title": title})
	}
	return m.say(nameless)
}

// titleOf is the title of a song on screen, "" where it is not known. The open
// song may be one that the search leaves out.
func (m *History) titleOf(songID string) string {
	if p := m.model.Page.Now(); p != nil && p.ID == songID {
		return p.Title
	}
	for _, r := range m.Rows.Now() {
		if r.ID == songID {
			return r.Title
		}
	}
	return ""
}
