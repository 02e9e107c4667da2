package library

import (
	"context"
	"database/sql"
	"time"
)

// Remove takes a song out of the history, or puts it back; ErrNotFound. Nothing
// of it is lost meanwhile: it is found by its id and its audio, and by a Query
// for what was removed. Delete is what deletes.
func (l *Library) Remove(ctx context.Context, songID string, removed bool) error {
	var at int64
	if removed {
		at = l.now().UnixMicro()
	}
	return l.changeOf(ctx, "remove song "+songID, songID, func(tx *sql.Tx) error {
		return needRow(tx.ExecContext(ctx, "UPDATE songs SET removed = ? WHERE id = ?", at, songID))
	})
}

// removedAt is the time in the column of that name.
func removedAt(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// removedColumn is what the column holds for a time.
func removedColumn(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMicro()
}
