package library

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Recovered is what Recover did.
type Recovered struct {
	Aside      string   // where a database lies now that could not be used, "" for none
	Songs      []string // ids of songs that the database did not know
	Unreadable int      // records that could not be read, and were put aside
}

// Recover makes the database of the library in dir from the records that lie
// beside its blobs, as far as it is lost, damaged or does not know its songs. A
// database that cannot be used is put aside and never removed; one that can be
// used keeps what it has, and its indexes are made again. It fails with
// ErrClaimed while another program works on the songs, and with ErrNewer. Blobs
// without a song are left to Unnamed.
func Recover(ctx context.Context, dir string, now func() time.Time) (r Recovered, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return r, explain(dir, "recover library", err)
	}
	l := newLibrary(abs, now)
	l.recovering = true
	lock, err := l.lockFolder()
	if err != nil {
		return r, err
	}
	defer lock.Close()
	release, err := l.Claim()
	if err != nil {
		return r, err
	}
	defer release()
	defer func() { err = errors.Join(err, l.Close()) }()
	err = l.sound(ctx)
	if errors.Is(err, ErrCorrupt) || errors.Is(err, ErrLost) {
		if err := l.Close(); err != nil {
			return r, err
		}
		if r.Aside, err = l.putAside(); err != nil {
			return r, l.explain("put database aside", err)
		}
		l.read, l.write = nil, nil
		err = l.open(ctx)
	}
	if err == nil {
		err = l.readRecords(ctx, &r)
	}
	if err == nil {
		err = l.Rebuild(ctx)
	}
	return r, l.explain("recover library", err)
}

// sound opens the database and looks whether its tables can be read; ErrCorrupt.
func (l *Library) sound(ctx context.Context) error {
	if err := l.open(ctx); err != nil {
		return l.explain("open library", err)
	}
	var h Health
	if err := l.integrity(ctx, &h); err != nil || len(h.Database) == 0 {
		return err
	}
	// Indexes can be made again; what is wrong after that is in the tables.
	again := Health{}
	if err := errors.Join(l.Rebuild(ctx), l.integrity(ctx, &again)); err != nil || len(again.Database) > 0 {
		return corrupt(l.databasePath(), errors.Join(err, errors.New(h.Database[0])))
	}
	return nil
}

// putAside gives the files of the database another name, under which they still
// belong together, and returns it.
func (l *Library) putAside() (string, error) {
	aside := l.databasePath() + l.now().UTC().Format(".aside-20060102-150405")
	for n := 2; exists(aside); n++ {
		aside = fmt.Sprintf("%s%s-%d", l.databasePath(), l.now().UTC().Format(".aside-20060102-150405"), n)
	}
	// The database goes first: without its log it would be an older one.
	for _, suffix := range databaseFiles {
		if from := l.databasePath() + suffix; exists(from) {
			if err := l.disk.rename(from, aside+suffix); err != nil {
				return "", err
			}
		}
	}
	return aside, l.disk.syncFolder(l.dir)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// readRecords brings back what the database does not know.
func (l *Library) readRecords(ctx context.Context, r *Recovered) error {
	names, err := l.records()
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(names, 256) {
		err := l.change(ctx, "read records", func(tx *sql.Tx) error {
			for _, name := range batch {
				if err := l.readRecord(ctx, tx, name, r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readRecord brings back what one record tells. One that cannot be read is kept
// under another name, so that it is not looked at again.
func (l *Library) readRecord(ctx context.Context, tx *sql.Tx, name string, r *Recovered) error {
	path := filepath.Join(l.dir, recordsName, name)
	rec, err := parseRecord(path)
	if err != nil {
		r.Unreadable++
		return os.Rename(path, path+".unreadable")
	}
	if rec.Separation != nil {
		return restoreSeparation(ctx, tx, *rec.Separation)
	}
	fresh, err := restoreSong(ctx, tx, rec)
	if fresh {
		r.Songs = append(r.Songs, rec.Song.ID)
	}
	return err
}

// longestRecord is in bytes; that of a song with every note edited is smaller.
const longestRecord = 256 << 20

// parseRecord reads a record that is whole and lies under its own name.
func parseRecord(path string) (rec record, err error) {
	f, err := OpenOrdinary(path)
	if err != nil {
		return rec, err
	}
	defer f.Close()
	if err := json.NewDecoder(io.LimitReader(f, longestRecord)).Decode(&rec); err != nil {
		return rec, err
	}
	id := ""
	switch {
	case rec.Format != recordFormat:
		return rec, fmt.Errorf("record of format %d", rec.Format)
	case rec.Separation != nil:
		id = separationID(rec.Separation.Provider, rec.Separation.ID)
	case rec.Song != nil:
		id = rec.Song.ID
	}
	if id == "" || recordName(id) != filepath.Base(path) {
		return rec, errors.New("record of something else")
	}
	return rec, nil
}

func restoreSeparation(ctx context.Context, tx *sql.Tx, s Separation) error {
	_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO separations ("+separationColumns+") VALUES (?, ?, ?, ?, ?, ?)",
		s.ID, s.Audio, s.Provider, s.Kind, rawColumn(s.Stems), s.Created.UnixMicro())
	return err
}

// restoreSong brings back a song, or of one that the database knows what it has
// not got. It reports whether the song is new. Blobs may be missing: they can
// still be put back from a backup.
func restoreSong(ctx context.Context, tx *sql.Tx, rec record) (fresh bool, err error) {
	s := *rec.Song
	var gone, known bool
	err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM deleted WHERE id = ?1), EXISTS (SELECT 1 FROM songs WHERE id = ?1)", s.ID).Scan(&gone, &known)
	if err != nil || gone {
		return false, err
	}
	if !known {
		if err := writeSong(ctx, tx, s, s.Updated); err != nil {
			return false, err
		}
		if _, err := tx.ExecContext(ctx, setInstruments, rec.Instruments, fold(rec.Instruments), s.ID); err != nil {
			return false, err
		}
	}
	for _, f := range rec.Files {
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO files ("+fileColumns+") VALUES (?, ?, ?, ?, ?, ?, ?)",
			s.ID, f.Kind, f.Name, f.SHA, f.Path, f.Size, rawColumn(f.Meta))
		if err != nil {
			return false, err
		}
	}
	for _, t := range rec.Tasks {
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO tasks ("+taskColumns+") VALUES (?, ?, ?, ?, ?)", t.ID, s.ID, t.State, rawColumn(t.Body), t.Updated.UnixMicro())
		if err != nil {
			return false, err
		}
	}
	if rawColumn(rec.Settings) != nil {
		if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO song_settings (song, value) VALUES (?, ?)", s.ID, string(rec.Settings)); err != nil {
			return false, err
		}
	}
	return !known, nil
}

// rawColumn is a JSON value that was read from valid JSON, NULL for none.
func rawColumn(raw json.RawMessage) any {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return string(raw)
}
