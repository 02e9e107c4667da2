package library

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// SongSettings returns a song's settings; nil when none were saved.
func (l *Library) SongSettings(ctx context.Context, id string) (json.RawMessage, error) {
	v, _, err := l.setting(ctx, "SELECT value FROM song_settings WHERE song = ?", id)
	return v, err
}

// SaveSongSettings replaces a song's settings; ErrNotFound for no such song.
func (l *Library) SaveSongSettings(ctx context.Context, id string, v json.RawMessage) error {
	return l.changeOf(ctx, "save song settings", id, func(tx *sql.Tx) error {
		if err := needSong(ctx, tx, id); err != nil {
			return err
		}
		return putSongSettings(ctx, tx, id, v)
	})
}

func putSongSettings(ctx context.Context, tx *sql.Tx, id string, v json.RawMessage) error {
	if !json.Valid(v) {
		return errors.New("song settings: not valid JSON")
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO song_settings (song, value) VALUES (?, ?)
		ON CONFLICT (song) DO UPDATE SET value = excluded.value`, id, string(v))
	return err
}

// Settings returns the value of a key and whether there is one.
func (l *Library) Settings(ctx context.Context, key string) (json.RawMessage, bool, error) {
	return l.setting(ctx, "SELECT value FROM settings WHERE key = ?", key)
}

// SaveSettings replaces the value of a key; v is anything JSON can hold.
func (l *Library) SaveSettings(ctx context.Context, key string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("save settings %s: %w", key, err)
	}
	return l.change(ctx, "save settings "+key, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO settings (key, value) VALUES (?, ?)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, string(text))
		return err
	})
}

func (l *Library) setting(ctx context.Context, query, key string) (json.RawMessage, bool, error) {
	var text string
	err := l.read.QueryRowContext(ctx, query, key).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, l.explain("read settings", err)
	}
	return json.RawMessage(text), true, nil
}
