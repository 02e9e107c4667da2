package library

import (
	"context"
	"database/sql"
	"os"
	"slices"
)

// expect writes down that a blob is about to be put. Only blobs that a database has put itself may it sweep away: one that was lost and
// made again, or is another folder's, knows nothing of what lies beside it.
func (l *Library) expect(ctx context.Context, sha string) error {
	return l.change(ctx, "expect blob", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO unclaimed (sha) VALUES (?)", sha)
		return err
	})
}

// expected reports whether somebody, perhaps in another process, has put a blob
// for a song to come.
func expected(ctx context.Context, tx *sql.Tx, sha string) (is bool, err error) {
	err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM unclaimed WHERE sha = ?)", sha).Scan(&is)
	return is, err
}

// claimed notes that a song mentions a blob.
func claimed(ctx context.Context, tx *sql.Tx, sha string) error {
	if sha == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM unclaimed WHERE sha = ?", sha)
	return err
}

// Sweep removes what crashes and second thoughts left behind: temporary files
// of dead processes, and blobs that were put a day ago or earlier and that
// nothing mentions. Open does the cheap part of it. Where the folder has records
// of songs that the database does not know, no blob is removed.
func (l *Library) Sweep(ctx context.Context) error {
	if err := l.sweepIncoming(1 << 30); err != nil {
		return l.explain("sweep", err)
	}
	if err := l.recordRest(ctx); err != nil {
		return err
	}
	if _, err := l.emptyTrash(ctx, 1<<30); err != nil {
		return err
	}
	if strays, err := l.strays(ctx); err != nil || len(strays) > 0 {
		return err
	}
	scan := func(r row) (sha string, err error) { return sha, r.Scan(&sha) }
	waiting, err := collect(ctx, l, "sweep", scan, "SELECT sha FROM unclaimed")
	if err != nil {
		return err
	}
	old := slices.DeleteFunc(waiting, func(sha string) bool {
		info, err := os.Stat(l.BlobPath(sha))
		return err != nil || l.now().Sub(info.ModTime()) < graceOfOrphans
	})
	if len(old) == 0 {
		return nil
	}
	return l.change(ctx, "sweep", func(tx *sql.Tx) error {
		for _, sha := range old {
			used, err := mentioned(ctx, tx, trash{kind: trashBlob, ref: sha})
			if err == nil && (used || l.removeBlob(sha, &DeleteReport{})) {
				err = claimed(ctx, tx, sha)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
