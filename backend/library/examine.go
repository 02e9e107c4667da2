package library

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
)

// Health is what Examine found.
type Health struct {
	Songs    int
	Blobs    int   // that songs mention
	Bytes    int64 // of those that are there
	Orphans  int   // blobs that nothing mentions
	Unnamed  int   // of them that this database has not put; nothing removes them
	Strays   int   // songs that lie in the folder and that the database does not know
	Database []string
	Damage   []Damage
}

// Sound reports whether nothing is wrong.
func (h Health) Sound() bool {
	return len(h.Database) == 0 && len(h.Damage) == 0 && h.Unnamed == 0 && h.Strays == 0
}

// Damage is a file that a song mentions and that is not as it was stored.
type Damage struct {
	SongID, Title string
	Kind, Name    string // of the file
	SHA           string
	Err           error // ErrNotFound or ErrDamaged, or what the disk says
}

// Missing reports whether the file is not there at all.
func (d Damage) Missing() bool { return errors.Is(d.Err, ErrNotFound) }

// Examine reads the whole library and compares every blob with its name;
// progress, which may be nil, is told how many of them are done. Database lists
// in SQLite's words what is wrong with tables and search index. The error is
// for what could not be looked at.
func (l *Library) Examine(ctx context.Context, progress func(done, all int)) (Health, error) {
	var h Health
	err := errors.Join(l.integrity(ctx, &h), l.searchIntegrity(ctx, &h))
	if err != nil {
		return h, err
	}
	if h.Songs, err = l.Count(ctx, Query{}); err != nil {
		return h, err
	}
	files, err := l.mentions(ctx)
	if err != nil {
		return h, err
	}
	state := map[string]error{}
	for _, f := range files {
		state[f.SHA] = nil
	}
	h.Blobs = len(state)
	done := map[string]bool{}
	for _, f := range files {
		if !done[f.SHA] {
			if err := ctx.Err(); err != nil {
				return h, err
			}
			state[f.SHA], done[f.SHA] = l.VerifyBlob(f.SHA), true
			if info, err := os.Stat(l.BlobPath(f.SHA)); err == nil {
				h.Bytes += info.Size()
			}
			if progress != nil {
				progress(len(done), len(state))
			}
		}
		if err := state[f.SHA]; err != nil {
			f.Err = err
			h.Damage = append(h.Damage, f)
		}
	}
	return h, l.unknown(ctx, state, &h)
}

// unknown counts what lies in the folder and is not among the mentioned.
func (l *Library) unknown(ctx context.Context, mentioned map[string]error, h *Health) error {
	err := l.eachBlob(func(sha string, _ fs.DirEntry) error {
		if _, known := mentioned[sha]; !known {
			h.Orphans++
		}
		return ctx.Err()
	})
	if err != nil {
		return l.explain("look for orphans", err)
	}
	unnamed, err := l.Unnamed(ctx)
	if err != nil {
		return err
	}
	h.Unnamed = len(unnamed)
	h.Strays, err = l.Strays(ctx)
	return err
}

// integrity asks SQLite about its tables, over a connection of its own: one that
// has seen them before answers from what it remembers of the search index.
func (l *Library) integrity(ctx context.Context, h *Health) error {
	db, err := connect(l.databasePath(), 1, "_pragma=query_only(1)")
	if err != nil {
		return l.explain("examine database", err)
	}
	defer db.Close()
	scan := func(r row) (text string, err error) { return text, r.Scan(&text) }
	told, err := collect(ctx, &Library{dir: l.dir, read: db}, "examine database", scan, "PRAGMA integrity_check")
	if errors.Is(err, ErrCorrupt) {
		h.Database = append(h.Database, err.Error())
		return nil
	}
	for _, text := range told {
		if text != "ok" {
			h.Database = append(h.Database, text)
		}
	}
	return err
}

// searchIntegrity compares the search index with the songs.
func (l *Library) searchIntegrity(ctx context.Context, h *Health) error {
	err := l.change(ctx, "examine search index", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
		return err
	})
	if errors.Is(err, ErrCorrupt) {
		h.Database = append(h.Database, "the search index differs from the songs")
		return nil
	}
	return err
}

// mentions lists every mention of a blob, as damage that is not proven yet.
func (l *Library) mentions(ctx context.Context) ([]Damage, error) {
	scan := func(r row) (d Damage, err error) {
		var order int64
		return d, r.Scan(&d.SongID, &d.Title, &d.Kind, &d.Name, &d.SHA, &order)
	}
	return collect(ctx, l, "read files", scan, `SELECT s.id, s.title, f.kind, f.name, f.sha, s.seq FROM files f JOIN songs s ON s.id = f.song WHERE f.sha <> ''
		UNION ALL SELECT s.id, s.title, '`+KindAudio+`', s.audio_name, s.audio, s.seq FROM songs s
		WHERE s.audio <> '' AND NOT EXISTS (SELECT 1 FROM files f WHERE f.song = s.id AND f.sha = s.audio)
		ORDER BY 6, 3, 4`)
}

// Rebuild recreates the search and all other indexes of the database from its
// tables. No song or file changes.
func (l *Library) Rebuild(ctx context.Context) error {
	return l.change(ctx, "rebuild indexes", func(tx *sql.Tx) error {
		if err := foldSongs(ctx, tx); err != nil {
			return err
		}
		for _, step := range []string{"REINDEX", "INSERT INTO search (search) VALUES ('rebuild')"} {
			if _, err := tx.ExecContext(ctx, step); err != nil {
				return err
			}
		}
		return nil
	})
}
