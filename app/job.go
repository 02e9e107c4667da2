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
	if j == nil || !slices.ContainsFunc(events, func(e studio.Event) bool { return e.Task.SongID == j.Row.ID }) {
		return
	}
	m.inOrder("job", func(ctx context.Context) func() {
		next, err := m.studio.JobOf(ctx, j.Row.ID)
		return func() {
			switch now := m.Job.Now(); {
			case err != nil || now == nil || now.Row.ID != j.Row.ID:
			case next.Row.CanOpen():
				m.CloseJob()
				m.model.OpenSong(j.Row.ID)
			default:
				m.Job.Set(&next)
			}
		}
	})
}
