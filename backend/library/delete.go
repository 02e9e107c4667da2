package library

import (
	"context"
	"database/sql"
	"path/filepath"
)

// Delete removes a song and those of its files that are its alone; ErrNotFound.
// The song is gone for good once the database says so; a file that cannot be
// removed now is tried again at the next Open.
func (l *Library) Delete(ctx context.Context, songID string) (DeleteReport, error) {
	var report DeleteReport
	err := l.changeOf(ctx, "delete song "+songID, songID, func(tx *sql.Tx) error {
		if err := needSong(ctx, tx, songID); err != nil {
			return err
		}
		items, err := belongings(ctx, tx, songID)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM songs WHERE id = ?", songID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO deleted (id) VALUES (?)", songID); err != nil {
			return err
		}
		report.Kept, err = l.discard(ctx, tx, items)
		return err
	})
	if err != nil {
		return DeleteReport{}, err
	}
	// The deletion stands; being in a hurry now would only leave files behind.
	done, err := l.emptyTrash(context.WithoutCancel(ctx), 1<<30)
	report.Blobs, report.Exports, report.Bytes = done.Blobs, done.Exports, done.Bytes
	report.Kept = append(report.Kept, done.Kept...)
	return report, err
}

// belongings lists everything the song's rows mention.
func belongings(ctx context.Context, tx *sql.Tx, songID string) ([]trash, error) {
	return scanTrash(tx.QueryContext(ctx, `
		SELECT 'blob', sha, 0 FROM files WHERE song = ?1 AND sha <> ''
		UNION SELECT 'blob', audio, 0 FROM songs WHERE id = ?1 AND audio <> ''
		UNION SELECT 'export', path, size FROM files WHERE song = ?1 AND path <> ''`, songID))
}

// discard puts what nobody mentions any more into the trash and returns the
// exports that stay.
func (l *Library) discard(ctx context.Context, tx *sql.Tx, items []trash) (kept []string, err error) {
	for _, t := range items {
		used, err := mentioned(ctx, tx, t)
		if err != nil {
			return nil, err
		}
		if t.kind == trashExport && (used || !l.isExport(t.ref)) {
			kept = append(kept, l.livePath(t.ref))
			continue
		}
		if used {
			continue
		}
		if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO trash (kind, ref, size) VALUES (?, ?, ?)", t.kind, t.ref, t.size); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// mentioned reports whether any song still has the file.
func mentioned(ctx context.Context, tx *sql.Tx, t trash) (used bool, err error) {
	query := `SELECT EXISTS (SELECT 1 FROM files WHERE path = ?1 AND path <> '')`
	if t.kind == trashBlob {
		query = `SELECT EXISTS (SELECT 1 FROM files WHERE sha = ?1 AND sha <> '')
			OR EXISTS (SELECT 1 FROM songs WHERE audio = ?1 AND audio <> '')`
	}
	err = tx.QueryRowContext(ctx, query, t.ref).Scan(&used)
	return used, err
}

// isExport reports whether a stored path lies below the export folder.
func (l *Library) isExport(stored string) bool {
	rel, err := filepath.Rel(l.ExportDir(), l.livePath(stored))
	return err == nil && rel != "." && filepath.IsLocal(rel)
}
