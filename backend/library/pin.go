package library

import (
	"context"
	"database/sql"
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

// awaited returns the blobs that the files are the first to mention: one entry
// for each file that the song does not have yet, since each was put for itself,
// be their contents the same. audio is the song's own blob; it counts where no
// file names it.
func (l *Library) awaited(ctx context.Context, tx *sql.Tx, songID, audio string, files []File) ([]string, error) {
	var out []string
	fresh := func(sha, query string, args ...any) error {
		if sha == "" || !l.isPinned(sha) {
			return nil
		}
		var known bool
		err := tx.QueryRowContext(ctx, "SELECT EXISTS ("+query+")", args...).Scan(&known)
		if err == nil && !known {
			out = append(out, sha)
		}
		return err
	}
	named := false
	for _, f := range files {
		named = named || f.SHA == audio
		if err := fresh(f.SHA, "SELECT 1 FROM files WHERE song = ? AND kind = ? AND name = ? AND sha = ?", songID, f.Kind, f.Name, f.SHA); err != nil {
			return nil, err
		}
	}
	if named {
		return out, nil
	}
	err := fresh(audio, "SELECT 1 FROM songs WHERE id = ? AND audio = ?", songID, audio)
	return out, err
}
