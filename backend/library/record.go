package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// A record is what the database knows of one song or separation, in a file of
// its own beside the blobs. The database is the truth; the records are read
// only when it was lost, by Recover. Each is written soon after the change it
// tells of: until then the table unrecorded remembers it.

// recordFormat is the format of records that this version writes.
const recordFormat = 1

// recordSuffix ends the name of a whole record.
const recordSuffix = ".json"

// record is the content of such a file.
type record struct {
	Format      int
	Song        *Song           `json:",omitempty"`
	Instruments string          `json:",omitempty"`
	Files       []File          `json:",omitempty"` // with paths as stored
	Tasks       []Task          `json:",omitempty"`
	Settings    json.RawMessage `json:",omitempty"`
	Separation  *Separation     `json:",omitempty"`
}

// recordName returns the name of a song's record; ids are any text.
func recordName(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:16]) + recordSuffix
}

// separationMark begins the ids of separations among those of songs.
const separationMark = "separation|"

func separationID(provider, id string) string { return separationMark + provider + "|" + id }

// marked is a change whose record was written.
type marked struct {
	id   string
	mark int64
}

// changeOf is change for what belongs to one song or separation, whose record
// it keeps.
func (l *Library) changeOf(ctx context.Context, op, id string, fn func(*sql.Tx) error) error {
	l.recording.Lock() // of two records of a song the newer one stays
	defer l.recording.Unlock()
	mark := rand.Int64()
	err := l.change(ctx, op, func(tx *sql.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if err := unmark(ctx, tx, l.recorded); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO unrecorded (id, mark) VALUES (?, ?)", id, mark)
		return err
	})
	if err != nil {
		return err
	}
	l.recorded = nil
	// The change stands, so a record that cannot be written now is no failure.
	if l.keepRecord(context.WithoutCancel(ctx), id) == nil {
		l.recorded = append(l.recorded, marked{id, mark})
	}
	return nil
}

// unmark forgets changes whose records were written. It is done along with the
// next change, so that it costs no write to the disk of its own.
func unmark(ctx context.Context, tx *sql.Tx, done []marked) error {
	for _, m := range done {
		if _, err := tx.ExecContext(ctx, "DELETE FROM unrecorded WHERE id = ? AND mark = ?", m.id, m.mark); err != nil {
			return err
		}
	}
	return nil
}

// recordsAtOnce bounds how long others wait for their turn to change a song.
const recordsAtOnce = 64

// record writes some of the records that may differ from the tables, and
// returns how many.
func (l *Library) record(ctx context.Context) (int, error) {
	l.recording.Lock()
	defer l.recording.Unlock()
	scan := func(r row) (m marked, err error) { return m, r.Scan(&m.id, &m.mark) }
	todo, err := collect(ctx, l, "read records", scan, "SELECT id, mark FROM unrecorded LIMIT ?", recordsAtOnce)
	if err != nil || len(todo) == 0 {
		return 0, err
	}
	done := todo[:0]
	for _, m := range todo {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if l.keepRecord(ctx, m.id) == nil {
			done = append(done, m)
		}
	}
	err = l.change(ctx, "keep records", func(tx *sql.Tx) error { return unmark(ctx, tx, done) })
	return len(done), err
}

// recordRest writes all records that may differ from the tables and can be
// written.
func (l *Library) recordRest(ctx context.Context) error {
	for {
		if n, err := l.record(ctx); n == 0 || err != nil {
			return err
		}
	}
}

// recordAll writes every record, where the folder has none yet.
func (l *Library) recordAll(ctx context.Context) error {
	err := l.change(ctx, "keep records", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO unrecorded (id, mark) SELECT id, 0 FROM songs
			UNION ALL SELECT '`+separationMark+`' || provider || '|' || id, 0 FROM separations`)
		return err
	})
	if err != nil {
		return err
	}
	return l.recordRest(ctx)
}

// keepRecord writes the record of a song or separation, or removes that of one
// that is gone. Another process may do the same with what it has changed, so it
// is looked at again until the file tells what the tables say.
func (l *Library) keepRecord(ctx context.Context, id string) error {
	path := filepath.Join(l.dir, recordsName, recordName(id))
	for range 3 {
		body, err := l.recordOf(ctx, id)
		if errors.Is(err, ErrNotFound) {
			if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		}
		if err != nil {
			return err
		}
		if have, err := readOrdinary(path); err == nil && bytes.Equal(have, body) {
			return nil
		}
		if err := l.writeRecord(path, body); err != nil {
			return err
		}
	}
	return nil
}

func readOrdinary(path string) ([]byte, error) {
	f, err := OpenOrdinary(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// writeRecord makes the file whole or not at all. It is not synced: the
// database is, and a record that a power cut takes is written again.
func (l *Library) writeRecord(path string, body []byte) error {
	dir, err := l.incomingDir()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "record-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing left to remove after the rename
	_, err = f.Write(body)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// recordOf returns the record of a song or separation; ErrNotFound.
func (l *Library) recordOf(ctx context.Context, id string) ([]byte, error) {
	r := record{Format: recordFormat}
	if found, err := l.separationOf(ctx, id); err != nil {
		return nil, err
	} else if found != nil {
		r.Separation = found
		return json.Marshal(r)
	}
	song, err := l.Song(ctx, id)
	if err != nil {
		return nil, err
	}
	r.Song = &song
	if r.Files, err = collect(ctx, l, "read files", scanFile, "SELECT "+fileColumns+" FROM files WHERE song = ? ORDER BY kind, name", id); err != nil {
		return nil, err
	}
	if r.Tasks, err = collect(ctx, l, "read tasks", scanTask, "SELECT "+taskColumns+" FROM tasks WHERE song = ? ORDER BY updated, rowid", id); err != nil {
		return nil, err
	}
	if r.Settings, err = l.SongSettings(ctx, id); err != nil {
		return nil, err
	}
	err = l.read.QueryRowContext(ctx, "SELECT instruments FROM songs WHERE id = ?", id).Scan(&r.Instruments)
	if err != nil {
		return nil, l.missing("song "+id, err)
	}
	return json.Marshal(r)
}
