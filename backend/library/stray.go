package library

import (
	"context"
	"database/sql"
	"io/fs"
	"time"

	"partlift/backend/say"
)

// Stray is a blob that no song mentions and that this database has not put.
type Stray struct {
	Blob
	Stored time.Time // about when it was put
}

// Strays counts the songs that have records in the folder and that the database
// does not know, as after an old copy of it was put back. Recover brings them
// back.
func (l *Library) Strays(ctx context.Context) (int, error) {
	names, err := l.strays(ctx)
	return len(names), err
}

// strays lists the records of songs that the database does not know.
func (l *Library) strays(ctx context.Context) ([]string, error) {
	// Read first: what is saved meanwhile is in the tables by the time its record
	// is here.
	names, err := l.records()
	if err != nil || len(names) == 0 {
		return nil, l.explain("read records", err)
	}
	scan := func(r row) (id string, err error) { return id, r.Scan(&id) }
	ids, err := collect(ctx, l, "read songs", scan, `SELECT id FROM songs UNION ALL SELECT id FROM deleted
		UNION ALL SELECT '`+separationMark+`' || provider || '|' || id FROM separations`)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(ids))
	for _, id := range ids {
		known[recordName(id)] = true
	}
	out := names[:0]
	for _, name := range names {
		if !known[name] {
			out = append(out, name)
		}
	}
	return out, nil
}

// knowsItsSongs refuses a database without songs beside records of some: it was
// lost and made again, or is another library's.
func (l *Library) knowsItsSongs(ctx context.Context) error {
	if l.recovering {
		return nil
	}
	var any bool
	if err := l.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM songs)").Scan(&any); err != nil || any {
		return err
	}
	strays, err := l.strays(ctx)
	if err != nil || len(strays) == 0 {
		return err
	}
	return l.lost(say.Of("has no songs"))
}

// Unnamed lists the blobs that no song mentions and that this database has not
// put: after a loss they may be all that is left of songs. Nothing but a person
// removes them. Those that Keep was told of are left out.
func (l *Library) Unnamed(ctx context.Context) ([]Stray, error) {
	var found []Stray
	err := l.eachBlob(func(sha string, e fs.DirEntry) error {
		if info, err := e.Info(); err == nil {
			found = append(found, Stray{Blob{sha, info.Size()}, info.ModTime()})
		}
		return ctx.Err()
	})
	if err != nil || len(found) == 0 {
		return nil, l.explain("read blobs", err)
	}
	scan := func(r row) (sha string, err error) { return sha, r.Scan(&sha) }
	shas, err := collect(ctx, l, "read files", scan, `SELECT sha FROM files WHERE sha <> '' UNION SELECT audio FROM songs WHERE audio <> ''
		UNION SELECT sha FROM unclaimed UNION SELECT sha FROM kept UNION SELECT ref FROM trash WHERE kind = 'blob'`)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(shas))
	for _, sha := range shas {
		known[sha] = true
	}
	out := found[:0]
	for _, s := range found {
		if !known[s.SHA] {
			out = append(out, s)
		}
	}
	return out, nil
}

// Keep notes that a blob which no song mentions was looked at and is to stay.
func (l *Library) Keep(ctx context.Context, sha string) error {
	return l.change(ctx, "keep blob", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO kept (sha) VALUES (?)", sha)
		return err
	})
}
