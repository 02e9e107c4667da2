package library

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the database driver
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks a database file as ours: "PLFT".
const applicationID = 0x504C4654

// dsn names a database file for the driver; in a URL every path is safe.
func dsn(path string, options ...string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // a Windows drive
	}
	u := url.URL{Scheme: "file", Path: p, RawQuery: strings.Join(options, "&")}
	return u.String()
}

// connect opens a pool of at most size connections, which stay open.
func connect(path string, size int, options ...string) (*sql.DB, error) {
	options = append(options, "_pragma=busy_timeout(10000)", "_pragma=synchronous(FULL)", "_pragma=foreign_keys(1)")
	db, err := sql.Open("sqlite", dsn(path, options...))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// inspect refuses a database that is damaged, foreign or newer before anything
// could write to it.
func (l *Library) inspect() error {
	path := l.databasePath()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, 100)
	if n, err := io.ReadFull(f, head); n == 0 && err == io.EOF {
		return nil // created, never written
	} else if err != nil {
		return corrupt(path, err)
	}
	if !bytes.HasPrefix(head, []byte("SQLite format 3\x00")) {
		return corrupt(path, errors.New("no database header"))
	}
	// With a write-ahead log the log has the last word, so SQLite must be asked.
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		return inspectLogged(path)
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := checkLength(head, info.Size()); err != nil {
		return corrupt(path, err)
	}
	word := func(at int) int { return int(binary.BigEndian.Uint32(head[at:])) }
	return accept(path, word(60), word(68))
}

// checkLength compares the length in the header with the file's.
func checkLength(head []byte, size int64) error {
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 65536
	}
	pages := int64(binary.BigEndian.Uint32(head[28:]))
	// The page count counts only if written together with the change counter.
	current := bytes.Equal(head[24:28], head[92:96])
	if page < 512 || (current && size < page*pages) {
		return fmt.Errorf("file of %d bytes, want %d pages of %d", size, pages, page)
	}
	return nil
}

func inspectLogged(path string) error {
	db, err := connect(path, 1, "mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	var version, id int
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if err := db.QueryRow("PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	return accept(path, version, id)
}

// accept judges a database by its version and application id; both are 0
// before the first migration.
func accept(path string, version, id int) error {
	if id != applicationID && (id != 0 || version != 0) {
		return &Fault{Kind: ErrCorrupt, Sentence: fmt.Sprintf("%s belongs to another program and was not touched. "+
			"Choose another library folder.", path)}
	}
	if want := len(scripts()); version > want {
		return &Fault{Kind: ErrNewer, Sentence: fmt.Sprintf("%s was written by a newer Partlift (format %d, this one reads up to %d) "+
			"and was not touched. Update Partlift, or choose another library folder.", path, version, want)}
	}
	return nil
}

// scripts returns the names of the migrations in order; number n leads to
// user_version n.
func scripts() []string {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err) // only for a malformed pattern
	}
	return names
}

func migrate(ctx context.Context, db *sql.DB, path string) error {
	var version, id, tables int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	// Reading the schema finds a damaged one before the first write.
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		return err
	}
	if version == 0 && tables > 0 {
		return accept(path, 0, -1)
	}
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	for i, name := range scripts() {
		if i < version {
			continue
		}
		if err := apply(ctx, db, name, i+1); err != nil {
			return fmt.Errorf("migrate to format %d: %w", i+1, err)
		}
	}
	return nil
}

// apply runs one migration and its version in one transaction.
func apply(ctx context.Context, db *sql.DB, name string, version int) error {
	script, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	tail := fmt.Sprintf("\nPRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, version)
	if _, err := tx.ExecContext(ctx, string(script)+tail); err != nil {
		return err
	}
	return tx.Commit()
}
