package library

import (
	"context"
	"database/sql"
	"slices"
)

// A blob is pinned from the Put until a song mentions it for the first time,
// so that deleting another song with the same content in between does not take
// it away. Pins are counted: two songs may be waiting for one blob.

// pin needs l.mu.
func (l *Library) pin(sha string) { l.pinned[sha]++ }

// unpin takes back one pin of each blob.
func (l *Library) unpin(shas []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, sha := range shas {
		if l.pinned[sha]--; l.pinned[sha] <= 0 {
			delete(l.pinned, sha)
		}
	}
}

func (l *Library) isPinned(sha string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.pinned[sha] > 0
}

// awaited returns those of the blobs that are pinned and that the song does not
// mention yet: the ones that were put for it.
func (l *Library) awaited(ctx context.Context, tx *sql.Tx, songID string, shas []string) ([]string, error) {
	var out []string
	for _, sha := range shas {
		if sha == "" || slices.Contains(out, sha) || !l.isPinned(sha) {
			continue
		}
		var known bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM files WHERE song = ?1 AND sha = ?2)
			OR EXISTS (SELECT 1 FROM songs WHERE id = ?1 AND audio = ?2)`, songID, sha).Scan(&known)
		if err != nil {
			return nil, err
		}
		if !known {
			out = append(out, sha)
		}
	}
	return out, nil
}
