package studio

import (
	"context"
	"errors"
	"time"

	"partlift/backend/library"
	"partlift/backend/task"
)

// keptRemoved is how long a removed song can be put back. It is longer than the
// 14 days for which the service has the results, so that nothing that was paid
// for goes by one slip.
const keptRemoved = 30 * 24 * time.Hour

// Remove takes a song out of the history. It is kept, with all that belongs to
// it, for RemovedDays and can be put back until then. A task that is on its way
// is stopped first.
func (s *Studio) Remove(ctx context.Context, songID string) error {
	if err := s.halt(ctx, songID); err != nil {
		return err
	}
	return s.lib.Remove(ctx, songID, true)
}

// RemovedDays is how many days a removed song is kept.
const RemovedDays = int(keptRemoved / (24 * time.Hour))

// PutBack puts a removed song back into the history.
func (s *Studio) PutBack(ctx context.Context, songID string) error {
	return s.lib.Remove(ctx, songID, false)
}

// Delete removes a song for good, with the files that only it uses; a task that
// is on its way is stopped first.
func (s *Studio) Delete(ctx context.Context, songID string) error {
	if err := s.halt(ctx, songID); err != nil {
		return err
	}
	_, err := s.lib.Delete(ctx, songID)
	return err
}

// halt stops the task of a song, if one is on its way.
func (s *Studio) halt(ctx context.Context, songID string) error {
	t, err := s.TaskOf(ctx, songID)
	if err == nil && t.State.Unfinished() {
		if err = s.Cancel(ctx, songID); err == nil {
			_, err = s.Wait(ctx, songID)
		}
	}
	if errors.Is(err, library.ErrNotFound) {
		return nil
	}
	return err
}

// DeleteRemoved removes all songs for good that were taken out of the history
// before a time, all of them for the zero time, and returns how many those were.
func (s *Studio) DeleteRemoved(ctx context.Context, before time.Time) (n int, err error) {
	kept := 0
	for {
		songs, err := s.lib.Songs(ctx, library.Query{Removed: true, Limit: pageMost, Skip: kept})
		if err != nil {
			return n, err
		}
		for _, song := range songs {
			if !before.IsZero() && !song.Removed.Before(before) {
				kept++
				continue
			}
			if err := s.Delete(ctx, song.ID); err != nil {
				return n, err
			}
			n++
		}
		if len(songs) < pageMost {
			return n, nil
		}
	}
}

// forget deletes what was removed long ago.
func (s *Studio) forget(ctx context.Context) error {
	n, err := s.DeleteRemoved(ctx, s.cfg.Now().Add(-keptRemoved))
	if n > 0 {
		s.log.Info("deleted songs that were removed long ago", "songs", n)
	}
	return err
}

// songsByAudio returns the songs made from audio, newest first. One that was
// removed is back in the history then: its audio is wanted again.
func (s *Studio) songsByAudio(ctx context.Context, sha string) ([]library.Song, error) {
	songs, err := s.lib.SongsByAudio(ctx, sha)
	for _, song := range songs {
		err = errors.Join(err, s.wanted(ctx, song))
	}
	return songs, err
}

// wanted puts a song back into the history, if it was removed.
func (s *Studio) wanted(ctx context.Context, song library.Song) error {
	if song.Removed.IsZero() {
		return nil
	}
	return s.PutBack(ctx, song.ID)
}

// Retry goes on with a song that came to rest before it had its notes. One that
// was removed is back in the history then.
func (s *Studio) Retry(ctx context.Context, songID string) error {
	return s.onTask(ctx, songID, func(r *task.Runner, id string) error {
		if err := r.Retry(ctx, id); err != nil {
			return err
		}
		song, err := s.lib.Song(ctx, songID)
		if err != nil {
			return err
		}
		return s.wanted(ctx, song)
	})
}
