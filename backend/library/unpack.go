package library

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ErrForeign is returned by Unpack for an archive that Pack did not write.
var ErrForeign = errors.New("not an archive of a library")

// Bounds of an archive, so that a small hostile one cannot fill the disk: what
// is deflated unfolds to mostDeflated bytes a file, and together to mostUnfold
// times the archive.
const (
	mostDeflated = 64 << 20
	mostUnfold   = 60
)

// Unpack makes the library of an archive of size bytes in dir, which must not be
// there yet, or be empty. It appears there as a whole or not at all: every name
// is one that a library has, every blob has the content of its name, and the
// database has the tables of this program and no others. ErrForeign is for what
// is not so.
func Unpack(ctx context.Context, r io.ReaderAt, size int64, dir string, now func() time.Time) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return explain(dir, "unpack library", err)
	}
	if there, err := os.ReadDir(abs); err == nil && len(there) > 0 {
		return &Fault{Kind: ErrAccess, Sentence: abs + " is not empty. Choose a folder that does not exist yet; a library is never written over."}
	}
	if err := os.MkdirAll(filepath.Dir(abs), 0o700); err != nil {
		return explain(abs, "unpack library", err)
	}
	temp, err := os.MkdirTemp(filepath.Dir(abs), ".unpacking-")
	if err != nil {
		return explain(abs, "unpack library", err)
	}
	defer os.RemoveAll(temp) // nothing is left to remove after the rename
	if err := unfold(ctx, r, size, temp); err != nil {
		return explain(abs, "unpack library", err)
	}
	if err := admit(ctx, temp, now); err != nil {
		return explain(abs, "unpack library", err)
	}
	_ = os.Remove(abs) // empty, or not there
	return explain(abs, "unpack library", os.Rename(temp, abs))
}

// unfold writes an archive's files below dir.
func unfold(ctx context.Context, r io.ReaderAt, size int64, dir string) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return foreign(err.Error())
	}
	seen := map[string]bool{}
	left := mostUnfold * size
	for _, f := range z.File {
		key := strings.ToLower(f.Name) // some disks do not tell the cases apart
		if !isEntry(f.Name) || seen[key] {
			return foreign(fmt.Sprintf("it holds %.60q", f.Name))
		}
		seen[key] = true
		most := size
		if f.Method != zip.Store {
			most = min(mostDeflated, left)
		}
		n, err := extract(ctx, f, dir, most)
		if err != nil {
			return err
		}
		left -= n
	}
	if !seen[databaseName] {
		return foreign("it holds no database")
	}
	return nil
}

func foreign(why string) error {
	return &Fault{Kind: ErrForeign, Cause: errors.New(why), Sentence: "This is not a whole archive of a Partlift library (" + why + "). Nothing was changed; use one that “lift doctor save” wrote."}
}

// extract writes one file of at most so many bytes.
func extract(ctx context.Context, f *zip.File, dir string, most int64) (n int64, err error) {
	in, err := f.Open()
	if err != nil {
		return 0, foreign(err.Error())
	}
	defer in.Close()
	name := filepath.Join(dir, filepath.FromSlash(f.Name))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return 0, err
	}
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	hash := sha256.New()
	n, err = io.Copy(io.MultiWriter(out, hash), io.LimitReader(contextReader{ctx, in}, most+1))
	if damaged := errors.Is(err, zip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zip.ErrFormat); damaged || n > most {
		return n, errors.Join(foreign("“"+f.Name+"” is damaged or too large"), out.Close())
	}
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return n, err
	}
	if sha, ok := strings.CutPrefix(f.Name, blobsName+"/"); ok && hex.EncodeToString(hash.Sum(nil)) != strings.ReplaceAll(sha, "/", "") {
		return n, foreign("“" + f.Name + "” is damaged")
	}
	return n, nil
}

// admit looks at an unpacked library before it is opened like any other.
func admit(ctx context.Context, dir string, now func() time.Time) error {
	l := &Library{dir: dir, now: now}
	if err := l.inspect(); errors.Is(err, ErrCorrupt) || errors.Is(err, ErrLost) {
		return foreign("its database is damaged")
	} else if err != nil {
		return err
	}
	if err := cleanse(ctx, l.databasePath(), dir); err != nil {
		return err
	}
	l, err := Open(dir, now)
	if err != nil {
		return err
	}
	var h Health
	err = errors.Join(l.integrity(ctx, &h), l.searchIntegrity(ctx, &h))
	if err == nil && len(h.Database) == 0 {
		err = l.recordAll(ctx)
	}
	err = errors.Join(err, l.Close())
	if len(h.Database) > 0 {
		return foreign("its database is damaged: " + h.Database[0])
	}
	return err
}

// cleanse refuses a database with anything in it that runs by itself, and takes
// out what names files elsewhere on the disk.
func cleanse(ctx context.Context, path, dir string) error {
	db, err := connect(path, 1, "_pragma=trusted_schema(0)", "_pragma=writable_schema(0)")
	if err != nil {
		return err
	}
	defer db.Close()
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return foreign(err.Error())
	}
	if version == 0 {
		return foreign("its database is empty")
	}
	have, err := schema(ctx, db)
	if err != nil {
		return foreign(err.Error())
	}
	want, err := ownSchema(ctx, version)
	if err != nil {
		return err
	}
	if !slices.Equal(have, want) {
		return foreign("its database has other tables")
	}
	if _, err := db.ExecContext(ctx, "DELETE FROM trash"); err != nil {
		return err
	}
	// Exports outside were files of another computer.
	_, err = db.ExecContext(ctx, `DELETE FROM files WHERE path <> '' AND (path NOT LIKE ?||'/%' OR path LIKE '%/..%' OR path LIKE '%\%')`, exportsName)
	return err
}

// schema lists what a database holds, in words.
func schema(ctx context.Context, db *sql.DB) (out []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, rows.Err()
}

// ownSchema is what a library of a version holds.
func ownSchema(ctx context.Context, version int) ([]string, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for i, name := range scripts() {
		if i < version {
			if err := apply(ctx, db, name, i+1); err != nil {
				return nil, err
			}
		}
	}
	return schema(ctx, db)
}
