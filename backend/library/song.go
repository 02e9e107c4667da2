package library

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"
)

const songColumns = `s.seq, s.id, s.title, s.state, s.engine, s.provider, s.detail, s.step, s.progress,
	s.audio, s.audio_name, s.tracks, s.notes, s.seconds, s.bpm, s.demo, s.created, s.updated, s.removed`

// row is what *sql.Row and *sql.Rows share.
type row interface{ Scan(dest ...any) error }

func scanSong(r row) (Song, error) {
	var s Song
	var created, updated, removed int64
	err := r.Scan(&s.Order, &s.ID, &s.Title, &s.State, &s.Engine, &s.Provider, &s.Detail, &s.Step, &s.Progress,
		&s.Audio, &s.AudioName, &s.Tracks, &s.Notes, &s.Seconds, &s.BPM, &s.Demo, &created, &updated, &removed)
	s.Created, s.Updated = time.UnixMicro(created).UTC(), time.UnixMicro(updated).UTC()
	s.Removed = removedAt(removed)
	return s, err
}

// change runs fn in one write transaction: all of it or nothing.
func (l *Library) change(ctx context.Context, op string, fn func(*sql.Tx) error) error {
	tx, err := l.write.BeginTx(ctx, nil)
	if err != nil {
		return l.explain(op, err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	if err := fn(tx); err != nil {
		return l.explain(op, err)
	}
	return l.explain(op, tx.Commit())
}

// collect reads all rows of a query.
func collect[T any](ctx context.Context, l *Library, op string, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := l.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, l.explain(op, err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, l.explain(op, err)
		}
		all = append(all, v)
	}
	return all, l.explain(op, rows.Err())
}

// Save stores a song, optionally its task, and files, in one transaction: all
// of it or nothing. What exists already is replaced; a song's Created stays as
// it was first. It fails with ErrDeleted for a song that was deleted and with
// ErrNoBlob when a blob that is named is not there.
func (l *Library) Save(ctx context.Context, s Song, t *Task, files ...File) error {
	op := "save song " + s.ID
	if s.ID == "" {
		return errors.New("save song: no id")
	}
	var awaited []string
	err := l.changeOf(ctx, op, s.ID, func(tx *sql.Tx) (err error) {
		if awaited, err = l.awaited(ctx, tx, s.ID, s.Audio, files); err != nil {
			return err
		}
		if err := l.putSong(ctx, tx, s); err != nil {
			return err
		}
		if t != nil {
			if err := l.putTask(ctx, tx, s.ID, *t); err != nil {
				return err
			}
		}
		for _, f := range files {
			f.SongID = s.ID
			if err := l.putFile(ctx, tx, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		l.unpin(awaited)
	}
	return err
}

func (l *Library) putSong(ctx context.Context, tx *sql.Tx, s Song) error {
	var gone bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM deleted WHERE id = ?)", s.ID).Scan(&gone); err != nil {
		return err
	}
	if gone {
		return ErrDeleted
	}
	// Removal of a blob holds the same write lock, so what is there stays there.
	if s.Audio != "" && !l.HasBlob(s.Audio) {
		return fmt.Errorf("audio %q: %w", s.Audio, ErrNoBlob)
	}
	if err := claimed(ctx, tx, s.Audio); err != nil {
		return err
	}
	now := l.now()
	if s.Created.IsZero() {
		s.Created = now
	}
	return writeSong(ctx, tx, s, now)
}

// writeSong inserts a song or replaces its row; Created is not zero. A song that
// is there stays in the history, or out of it.
func writeSong(ctx context.Context, tx *sql.Tx, s Song, updated time.Time) error {
	seq, err := freeSeq(ctx, tx, s)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO songs (seq, id, title, state, engine, provider, detail, step, progress,
			audio, audio_name, tracks, notes, seconds, bpm, demo, created, updated, removed, find_title, find_audio_name, sort_title)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET title = excluded.title, state = excluded.state, engine = excluded.engine,
			provider = excluded.provider, detail = excluded.detail, step = excluded.step, progress = excluded.progress,
			audio = excluded.audio, audio_name = excluded.audio_name, tracks = excluded.tracks, notes = excluded.notes,
			seconds = excluded.seconds, bpm = excluded.bpm, demo = excluded.demo, updated = excluded.updated,
			find_title = excluded.find_title, find_audio_name = excluded.find_audio_name, sort_title = excluded.sort_title`,
		seq, s.ID, s.Title, s.State, s.Engine, s.Provider, s.Detail, s.Step, finite(s.Progress),
		s.Audio, s.AudioName, s.Tracks, s.Notes, finite(s.Seconds), finite(s.BPM), s.Demo,
		s.Created.UnixMicro(), updated.UnixMicro(), removedColumn(s.Removed), fold(s.Title), fold(s.AudioName), sortKey(s.Title))
	return err
}

// freeSeq returns the rowid of a song: its own, or for a new one the time of
// its creation in microseconds, moved on if another song has it.
func freeSeq(ctx context.Context, tx *sql.Tx, s Song) (int64, error) {
	var seq int64
	err := tx.QueryRowContext(ctx, "SELECT seq FROM songs WHERE id = ?", s.ID).Scan(&seq)
	if !errors.Is(err, sql.ErrNoRows) {
		return seq, err
	}
	const second = 1_000_000
	seq = max(s.Created.UnixMicro(), 1)
	err = tx.QueryRowContext(ctx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM songs WHERE seq = ?1)
		THEN (SELECT max(seq) + 1 FROM songs WHERE seq BETWEEN ?1 AND ?2) ELSE ?1 END`, seq, seq+second).Scan(&seq)
	return seq, err
}

// finite keeps what SQLite and JSON cannot hold out of the library.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// jsonText returns JSON for a column, NULL for none.
func jsonText(raw json.RawMessage) (any, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	if !json.Valid(raw) {
		return nil, errors.New("not valid JSON")
	}
	return string(raw), nil
}

func rawText(s sql.NullString) json.RawMessage {
	if !s.Valid {
		return nil
	}
	return json.RawMessage(s.String)
}

// Song returns one song; ErrNotFound.
func (l *Library) Song(ctx context.Context, id string) (Song, error) {
	s, err := scanSong(l.read.QueryRowContext(ctx, "SELECT "+songColumns+" FROM songs s WHERE id = ?", id))
	return s, l.missing("song "+id, err)
}

// missing is explain for queries of one row.
func (l *Library) missing(what string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	return l.explain("read "+what, err)
}

// SongsByAudio returns the songs made from the audio, newest first.
func (l *Library) SongsByAudio(ctx context.Context, sha string) ([]Song, error) {
	if sha == "" {
		return nil, nil
	}
	return collect(ctx, l, "find songs by audio", scanSong,
		"SELECT "+songColumns+" FROM songs s WHERE audio = ? AND audio <> '' ORDER BY seq DESC", sha)
}

const setInstruments = "UPDATE songs SET instruments = ?, find_instruments = ? WHERE id = ?"

// SetInstruments sets further words by which a song is found; ErrNotFound.
func (l *Library) SetInstruments(ctx context.Context, id, text string) error {
	return l.changeOf(ctx, "set instruments", id, func(tx *sql.Tx) error {
		return needRow(tx.ExecContext(ctx, setInstruments, text, fold(text), id))
	})
}

// needRow makes a statement that met no row fail with ErrNotFound.
func needRow(r sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return ErrNotFound
}
