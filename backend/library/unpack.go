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
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"partlift/backend/say"
)

// ErrForeign is returned by Unpack for an archive that Pack did not write.
var ErrForeign = errors.New("not an archive of a library")

// Bounds of an archive, so that a hostile one cannot fill the disk, the memory or
// the day: what is deflated unfolds to mostDeflated bytes a file, and together to
// mostUnfold times the archive; what is stored, to the archive's size. Files that
// the database names may be many, those of exports mostExports.
const (
	mostDeflated  = 64 << 20
	mostUnfold    = 60
	mostDirectory = 64 << 20 // bytes of names; a library of 30,000 songs has half of it
	mostExports   = 20_000
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
		return &Fault{Kind: ErrAccess, Sentence: say.Of("{{.Folder}} is not empty. Choose a folder that does not exist yet; a library is never written over.", say.With{"Folder": abs})}
	}
	if err := os.MkdirAll(filepath.Dir(abs), 0o700); err != nil {
		return explain(abs, "unpack library", err)
	}
	if err := sweepWork(filepath.Dir(abs), unpackingBegins, now()); err != nil {
		return explain(abs, "unpack library", err)
	}
	temp, leave, err := workFolder(filepath.Dir(abs), unpackingBegins)
	if err != nil {
		return explain(abs, "unpack library", err)
	}
	defer os.RemoveAll(temp) // nothing is left to remove after the rename
	if err := errors.Join(unfold(ctx, r, size, temp, now), leave()); err != nil {
		return explain(abs, "unpack library", err)
	}
	_ = os.Remove(abs) // empty, or not there
	err = errors.Join(os.Rename(temp, abs), system{}.syncFolder(filepath.Dir(abs)))
	return explain(abs, "unpack library", err)
}

// unfold makes the library of an archive in dir: the database first, which says
// what else there may be.
func unfold(ctx context.Context, r io.ReaderAt, size int64, dir string, now func() time.Time) error {
	files, err := directory(r, size)
	if err != nil {
		return err
	}
	if err := extract(ctx, files[databaseName], dir); err != nil {
		return err
	}
	delete(files, databaseName)
	l, err := admit(ctx, dir, now)
	if err != nil {
		return err
	}
	err = l.unfoldRest(ctx, files)
	if err == nil {
		err = l.recordAll(ctx)
	}
	return errors.Join(err, l.Close())
}

// directory reads what an archive says it holds, and refuses it before anything
// is written where that cannot be a library.
func directory(r io.ReaderAt, size int64) (map[string]*zip.File, error) {
	list := &bounded{r, mostDirectory}
	z, err := zip.NewReader(list, size)
	if errors.Is(err, errBounds) {
		return nil, foreign("it lists more files than a library has")
	}
	if err != nil {
		return nil, foreign(err.Error())
	}
	list.left = math.MaxInt64 // the files have bounds of their own
	files := make(map[string]*zip.File, len(z.File))
	seen := make(map[string]bool, len(z.File))
	var stored, deflated uint64
	exports := 0
	for _, f := range z.File {
		key := strings.ToLower(f.Name) // some disks do not tell the cases apart
		if !isEntry(f.Name) || seen[key] {
			return nil, foreign(fmt.Sprintf("it holds %.60q", f.Name))
		}
		seen[key], files[f.Name] = true, f
		if strings.HasPrefix(f.Name, exportsName+"/") {
			if exports++; exports > mostExports {
				return nil, foreign(fmt.Sprintf("it holds more exported files than the %d that are read", mostExports))
			}
		}
		if n := f.UncompressedSize64; f.Method == zip.Store && n <= uint64(size) {
			stored += n
		} else if f.Method == zip.Deflate && n <= mostDeflated {
			deflated += n
		} else {
			return nil, foreign(fmt.Sprintf("%.60q is too large", f.Name))
		}
	}
	switch {
	case files[databaseName] == nil:
		return nil, foreign("it holds no database")
	case stored > uint64(size) || deflated > uint64(mostUnfold*size):
		return nil, foreign("it holds more than its size allows")
	}
	return files, nil
}

// bounded is an archive of which a limited number of bytes may be read.
type bounded struct {
	r    io.ReaderAt
	left int64
}

var errBounds = errors.New("too much to read")

func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errBounds
	}
	return b.r.ReadAt(p, at)
}

// unfoldRest writes the files of an archive besides its database. Blobs must be
// named by that.
func (l *Library) unfoldRest(ctx context.Context, files map[string]*zip.File) error {
	named, err := l.mentions(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, f := range named {
		if isSHA(f.SHA) {
			known[blobEntry(f.SHA)] = true
		}
	}
	for name := range files {
		if strings.HasPrefix(name, blobsName+"/") && !known[name] {
			return foreign(fmt.Sprintf("it holds %.60q, which its database does not name", name))
		}
	}
	for _, f := range files {
		if err := extract(ctx, f, l.dir); err != nil {
			return err
		}
	}
	return nil
}

func foreign(why string) error {
	return &Fault{Kind: ErrForeign, Cause: errors.New(why), Sentence: say.Of("This is not a whole archive of a Partlift library ({{.Why}}). Nothing was changed; use one that “lift doctor save” wrote.", say.With{"Why": why})}
}

// extract writes one file, of the size that the archive says it has.
func extract(ctx context.Context, f *zip.File, dir string) error {
	in, err := f.Open()
	if err != nil {
		return foreign(err.Error())
	}
	defer in.Close()
	name := filepath.Join(dir, filepath.FromSlash(f.Name))
	if err := os.MkdirAll(filepath.Dir(name), privateFolder); err != nil {
		return err
	}
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, private)
	if err != nil {
		return err
	}
	hash := sha256.New()
	most := int64(f.UncompressedSize64)
	n, err := io.Copy(io.MultiWriter(out, hash), io.LimitReader(contextReader{ctx, in}, most+1))
	if damaged := errors.Is(err, zip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zip.ErrFormat); damaged || n > most {
		return errors.Join(foreign("“"+f.Name+"” is damaged or too large"), out.Close())
	}
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	if sha, ok := strings.CutPrefix(f.Name, blobsName+"/"); ok && hex.EncodeToString(hash.Sum(nil)) != strings.ReplaceAll(sha, "/", "") {
		return foreign("“" + f.Name + "” is damaged")
	}
	return nil
}

// admit looks at an unpacked database before it is opened like any other, and
// opens it.
func admit(ctx context.Context, dir string, now func() time.Time) (*Library, error) {
	l := newLibrary(dir, now)
	if err := l.inspect(); errors.Is(err, ErrCorrupt) || errors.Is(err, ErrLost) {
		return nil, foreign("its database is damaged")
	} else if err != nil {
		return nil, err
	}
	if err := cleanse(ctx, l.databasePath(), dir); err != nil {
		return nil, err
	}
	l, err := Open(dir, now)
	if err != nil {
		return nil, err
	}
	var h Health
	err = errors.Join(l.integrity(ctx, &h), l.searchIntegrity(ctx, &h))
	if err == nil && len(h.Database) > 0 {
		err = foreign("its database is damaged: " + h.Database[0])
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
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
