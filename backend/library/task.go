package library

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

const taskColumns = "id, song, state, body, updated"

func scanTask(r row) (Task, error) {
	var t Task
	var body sql.NullString
	var updated int64
	err := r.Scan(&t.ID, &t.SongID, &t.State, &body, &updated)
	t.Body, t.Updated = rawText(body), time.UnixMicro(updated).UTC()
	return t, err
}

func (l *Library) putTask(ctx context.Context, tx *sql.Tx, songID string, t Task) error {
	if t.ID == "" {
		return errors.New("task without id")
	}
	body, err := jsonText(t.Body)
	if err != nil {
		return errors.Join(errors.New("body of task "+t.ID), err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO tasks (id, song, state, body, updated) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET song = excluded.song, state = excluded.state, body = excluded.body, updated = excluded.updated`,
		t.ID, songID, t.State, body, l.now().UnixMicro())
	return err
}

// Task returns one task; ErrNotFound.
func (l *Library) Task(ctx context.Context, id string) (Task, error) {
	t, err := scanTask(l.read.QueryRowContext(ctx, "SELECT "+taskColumns+" FROM tasks WHERE id = ?", id))
	return t, l.missing("task "+id, err)
}

// TaskOf returns the song's task last saved; ErrNotFound.
func (l *Library) TaskOf(ctx context.Context, songID string) (Task, error) {
	t, err := scanTask(l.read.QueryRowContext(ctx,
		"SELECT "+taskColumns+" FROM tasks WHERE song = ? ORDER BY updated DESC, rowid DESC LIMIT 1", songID))
	return t, l.missing("task of song "+songID, err)
}

// Tasks returns the tasks in the given states, or all, longest untouched first.
func (l *Library) Tasks(ctx context.Context, states ...string) ([]Task, error) {
	query, args := "SELECT "+taskColumns+" FROM tasks", make([]any, len(states))
	if len(states) > 0 {
		query += " WHERE state IN (?" + strings.Repeat(", ?", len(states)-1) + ")"
		for i, s := range states {
			args[i] = s
		}
	}
	return collect(ctx, l, "read tasks", scanTask, query+" ORDER BY updated, rowid", args...)
}
