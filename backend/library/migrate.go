package library

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the database driver

	"partlift/backend/say"
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

// scripts returns the names of the migrations in order; number n leads to
// user_version n.
func scripts() []string {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err) // only for a malformed pattern
	}
	return names
}

// filledSince is the format from which on songs have all the columns that the
// program fills.
const filledSince = 4

// migrate brings the database to the format of this version.
func (l *Library) migrate(ctx context.Context) error {
	db, path := l.write, l.databasePath()
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
	if version == 0 {
		if err := l.fresh(say.Of("is empty")); err != nil {
			return err
		}
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
	if version == filledSince {
		if err := foldSongs(ctx, tx); err != nil {
			return err
		}
	}
	return tx.Commit()
}
