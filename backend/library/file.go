package library

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
)

// putFile stores a file of a song that exists.
func (l *Library) putFile(ctx context.Context, tx *sql.Tx, f File) error {
	if f.Kind == "" || f.Name == "" {
		return errors.New("file without kind or name")
	}
	if (f.SHA == "") == (f.Path == "") {
		return fmt.Errorf("file %s: needs a blob or a path, not both", f.Name)
	}
	if f.SHA != "" && !l.HasBlob(f.SHA) {
		return fmt.Errorf("file %s: blob %q: %w", f.Name, f.SHA, ErrNoBlob)
	}
	meta, err := jsonText(f.Meta)
	if err != nil {
		return fmt.Errorf("meta of file %s: %w", f.Name, err)
	}
	path, err := l.storedPath(f.Path)
	if err != nil {
		return err
	}
	if err := claimed(ctx, tx, f.SHA); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO files (song, kind, name, sha, path, size, meta) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (song, kind, name) DO UPDATE SET sha = excluded.sha, path = excluded.path, size = excluded.size, meta = excluded.meta`,
		f.SongID, f.Kind, f.Name, f.SHA, path, f.Size, meta)
	return err
}

// storedPath makes a path below the library folder relative, so that the
// folder can be moved.
func (l *Library) storedPath(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	if !filepath.IsAbs(path) {
		return "", fmt.Errorf("path %s is not absolute", path)
	}
	if rel, err := filepath.Rel(l.dir, path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel), nil
	}
	return filepath.Clean(path), nil
}

// livePath is the inverse of storedPath.
func (l *Library) livePath(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(l.dir, filepath.FromSlash(path))
}

// AddFile stores one file of an existing song, replacing the one of the same
// kind and name; ErrNotFound, ErrNoBlob.
func (l *Library) AddFile(ctx context.Context, f File) error {
	var awaited []string
	err := l.changeOf(ctx, "add file "+f.Name, f.SongID, func(tx *sql.Tx) (err error) {
		if err := needSong(ctx, tx, f.SongID); err != nil {
			return err
		}
		if awaited, err = l.awaited(ctx, tx, f.SongID, "", []File{f}); err != nil {
			return err
		}
		return l.putFile(ctx, tx, f)
	})
	if err == nil {
		l.unpin(awaited)
	}
	return err
}

func needSong(ctx context.Context, tx *sql.Tx, id string) error {
	var there bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM songs WHERE id = ?)", id).Scan(&there); err != nil {
		return err
	}
	if !there {
		return fmt.Errorf("song %s: %w", id, ErrNotFound)
	}
	return nil
}

const fileColumns = "song, kind, name, sha, path, size, meta"

// scanFile leaves the path as it is stored.
func scanFile(r row) (File, error) {
	var f File
	var meta sql.NullString
	err := r.Scan(&f.SongID, &f.Kind, &f.Name, &f.SHA, &f.Path, &f.Size, &meta)
	f.Meta = rawText(meta)
	return f, err
}

// Files returns a song's files by kind and name; an empty kind means all.
func (l *Library) Files(ctx context.Context, songID, kind string) ([]File, error) {
	scan := func(r row) (File, error) {
		f, err := scanFile(r)
		f.Path = l.livePath(f.Path)
		return f, err
	}
	return collect(ctx, l, "read files", scan, `SELECT `+fileColumns+` FROM files
		WHERE song = ?1 AND (?2 = '' OR kind = ?2) ORDER BY kind, name`, songID, kind)
}
