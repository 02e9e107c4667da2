package app

import (
	"context"
	"slices"

	"partlift/app/studio"
)

// OpenJob shows how a song came so far, and follows it.
func (m *History) OpenJob(songID string) {
	m.inOrder("job", func(ctx context.Context) func() {
		j, err := m.studio.JobOf(ctx, songID)
		return func() {
			if !m.fail("job", "look at the song", err) {
				m.Job.Set(&j)
			}
		}
	})
}

// CloseJob goes back from it.
func (m *History) CloseJob() { m.Job.Set(nil) }

// followJob brings what is looked at up to date. A song that has come is opened in
// its place.
func (m *History) followJob(events []studio.Event) {
	j := m.Job.Now()
	at := slices.IndexFunc(events, func(e studio.Event) bool { return j != nil && e.Task.SongID == j.Row.ID })
	if at < 0 {
		return
	}
	next := studio.JobWith(m.words, j.Row, events[at].Task)
	if next.Row.CanOpen() {
		m.model.OpenSong(j.Row.ID)
		return
	}
	m.Job.Set(&next)
}
