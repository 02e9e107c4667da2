package library

import (
	"context"
	"database/sql"
	"encoding/json"
)

// Exchange stores a song that exists, with files in the place of all that it has
// of some kinds, and its settings where they are given: all of it or nothing. The
// blobs of the files are to be put before, also those that the song has already.
// What no song mentions any more is removed as by Delete. It fails as Save does,
// and with ErrNotFound.
func (l *Library) Exchange(ctx context.Context, s Song, settings json.RawMessage, kinds []string, files ...File) (DeleteReport, error) {
	var awaited []string
	err := l.changeOf(ctx, "exchange the files of song "+s.ID, s.ID, func(tx *sql.Tx) (err error) {
		if err := needSong(ctx, tx, s.ID); err != nil {
			return err
		}
		were, err := takeAway(ctx, tx, s.ID, kinds)
		if err != nil {
			return err
		}
		if awaited, err = l.awaited(ctx, tx, s.ID, s.Audio, files); err != nil {
			return err
		}
		if err := l.putSong(ctx, tx, s); err != nil {
			return err
		}
		for _, f := range files {
			f.SongID = s.ID
			if err := l.putFile(ctx, tx, f); err != nil {
				return err
			}
		}
		if settings != nil {
			if err := putSongSettings(ctx, tx, s.ID, settings); err != nil {
				return err
			}
		}
		_, err = l.discard(ctx, tx, were)
		return err
	})
	if err != nil {
		return DeleteReport{}, err
	}
	l.unpin(awaited)
	// The exchange stands; being in a hurry now would only leave files behind.
	return l.emptyTrash(context.WithoutCancel(ctx), 1<<30)
}

// takeAway makes the database forget the files of some kinds of a song, and
// returns all that the song had.
func takeAway(ctx context.Context, tx *sql.Tx, songID string, kinds []string) ([]trash, error) {
	were, err := belongings(ctx, tx, songID)
	if err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		if _, err := tx.ExecContext(ctx, "DELETE FROM files WHERE song = ? AND kind = ?", songID, kind); err != nil {
			return nil, err
		}
	}
	return were, nil
}

// SongsWith counts for each song that has any of these blobs among its files how
// many of them it has.
func (l *Library) SongsWith(ctx context.Context, shas []string) (map[string]int, error) {
	list, err := json.Marshal(shas)
	if err != nil {
		return nil, err
	}
	type count struct {
		id string
		n  int
	}
	scan := func(r row) (c count, err error) { return c, r.Scan(&c.id, &c.n) }
	all, err := collect(ctx, l, "find songs by files", scan,
		"SELECT song, count(DISTINCT sha) FROM files WHERE sha <> '' AND sha IN (SELECT value FROM json_each(?)) GROUP BY song", string(list))
	out := map[string]int{}
	for _, c := range all {
		out[c.id] = c.n
	}
	return out, err
}
