package library

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// SaveSeparation stores a separation, replacing the one of the same provider
// and id; its Created stays as it was first.
func (l *Library) SaveSeparation(ctx context.Context, s Separation) error {
	if s.ID == "" || s.Audio == "" {
		return errors.New("save separation: no id or no audio")
	}
	stems, err := jsonText(s.Stems)
	if err != nil {
		return fmt.Errorf("save separation %s: %w", s.ID, err)
	}
	if s.Created.IsZero() {
		s.Created = l.now()
	}
	return l.changeOf(ctx, "save separation "+s.ID, separationID(s.Provider, s.ID), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO separations (provider, id, audio, kind, stems, created) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (provider, id) DO UPDATE SET audio = excluded.audio, kind = excluded.kind, stems = excluded.stems`,
			s.Provider, s.ID, s.Audio, s.Kind, stems, s.Created.UnixMicro())
		return err
	})
}

const separationColumns = "id, audio, provider, kind, stems, created"

func scanSeparation(r row) (Separation, error) {
	var s Separation
	var stems sql.NullString
	var created int64
	err := r.Scan(&s.ID, &s.Audio, &s.Provider, &s.Kind, &stems, &created)
	s.Stems, s.Created = rawText(stems), time.UnixMicro(created).UTC()
	return s, err
}

// separationOf returns the separation of a record's id, nil for a song's;
// ErrNotFound.
func (l *Library) separationOf(ctx context.Context, id string) (*Separation, error) {
	rest, ok := strings.CutPrefix(id, separationMark)
	if !ok {
		return nil, nil
	}
	provider, id, _ := strings.Cut(rest, "|")
	s, err := scanSeparation(l.read.QueryRowContext(ctx, "SELECT "+separationColumns+" FROM separations WHERE provider = ? AND id = ?", provider, id))
	return &s, l.missing("separation "+id, err)
}

// FindSeparations returns the separations of the audio, newest first; an empty
// provider or kind means any.
func (l *Library) FindSeparations(ctx context.Context, audio, provider, kind string) ([]Separation, error) {
	return collect(ctx, l, "find separations", scanSeparation, `SELECT `+separationColumns+` FROM separations
		WHERE audio = ?1 AND (?2 = '' OR provider = ?2) AND (?3 = '' OR kind = ?3)
		ORDER BY created DESC, rowid DESC`, audio, provider, kind)
}
