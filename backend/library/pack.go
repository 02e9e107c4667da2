package library

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"partlift/backend/say"
)

// Pack writes the whole library as a zip archive that Unpack reads: the
// database as it is at this moment, every blob that a song mentions, and the
// files in the export folder. What is damaged or missing is left out and
// returned. Keys are not in a library and so not in the archive.
func (l *Library) Pack(ctx context.Context, w io.Writer) ([]Damage, error) {
	dir, leave, err := workFolder(l.dir, packingBegins)
	if err != nil {
		return nil, l.explain("pack library", err)
	}
	defer os.RemoveAll(dir)
	defer leave()
	db := filepath.Join(dir, databaseName)
	if _, err := l.write.ExecContext(ctx, "VACUUM INTO ?", db); err != nil {
		return nil, l.explain("pack library", err)
	}
	files, err := l.mentions(ctx)
	if err != nil {
		return nil, err
	}
	exports, err := l.exports(mostExports)
	if err != nil {
		return nil, l.explain("pack library", err)
	}
	z := zip.NewWriter(w)
	if err := packFile(ctx, z, databaseName, db, zip.Store, nil); err != nil {
		return nil, l.explain("pack library", err)
	}
	lost, err := l.packBlobs(ctx, z, files)
	if err == nil {
		err = l.packExports(ctx, z, exports)
	}
	return lost, l.explain("pack library", errors.Join(err, z.Close()))
}

// packBlobs writes each blob once.
func (l *Library) packBlobs(ctx context.Context, z *zip.Writer, files []Damage) (lost []Damage, err error) {
	state := map[string]error{}
	for _, f := range files {
		broken, seen := state[f.SHA]
		if !seen {
			// Read twice, so that an archive never holds what Unpack refuses.
			broken = l.VerifyBlob(f.SHA)
			state[f.SHA] = broken
			if broken == nil {
				err = l.packBlob(ctx, z, f)
			}
		}
		if err != nil {
			return lost, err
		}
		if broken != nil {
			f.Err = broken
			lost = append(lost, f)
		}
	}
	return lost, nil
}

// packBlob writes a blob; sound does not get smaller by packing.
func (l *Library) packBlob(ctx context.Context, z *zip.Writer, f Damage) error {
	method := zip.Store
	if info, err := os.Stat(l.BlobPath(f.SHA)); err == nil && f.Kind == KindRaw && info.Size() <= mostDeflated {
		method = zip.Deflate
	}
	hash := sha256.New()
	err := packFile(ctx, z, blobEntry(f.SHA), l.BlobPath(f.SHA), method, hash)
	if err == nil && hex.EncodeToString(hash.Sum(nil)) != f.SHA {
		return ErrDamaged // while it was read
	}
	return err
}

// exports lists the files in the export folder, which are to be most or fewer, by
// the names that they have in an archive.
func (l *Library) exports(most int) (map[string]string, error) {
	out := map[string]string{}
	err := filepath.WalkDir(l.ExportDir(), func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		rel, err := filepath.Rel(l.ExportDir(), name)
		if err != nil {
			return err
		}
		entry := path.Join(exportsName, filepath.ToSlash(rel))
		if !isEntry(entry) {
			return nil // a name that other systems cannot have
		}
		if out[entry] = name; len(out) > most {
			return &Fault{Kind: ErrFull, Sentence: say.Of("{{.Folder}} holds more than the {{.Most}} files that an archive takes. Move some of them elsewhere and try again.", say.With{"Folder": l.ExportDir(), "Most": most})}
		}
		return nil
	})
	return out, err
}

// packExports writes the files that lie in the export folder.
func (l *Library) packExports(ctx context.Context, z *zip.Writer, exports map[string]string) error {
	for _, entry := range slices.Sorted(maps.Keys(exports)) {
		if err := packFile(ctx, z, entry, exports[entry], zip.Store, nil); err != nil {
			return err
		}
	}
	return nil
}

func packFile(ctx context.Context, z *zip.Writer, entry, name string, method uint16, also io.Writer) error {
	f, err := OpenOrdinary(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := z.CreateHeader(&zip.FileHeader{Name: entry, Method: method})
	if err != nil {
		return err
	}
	if also != nil {
		w = io.MultiWriter(w, also)
	}
	_, err = io.Copy(w, contextReader{ctx, f})
	return err
}

func blobEntry(sha string) string { return path.Join(blobsName, sha[:2], sha[2:]) }

// isEntry reports whether an archive of a library may hold a file of this name,
// on every system.
func isEntry(name string) bool {
	parts := strings.Split(name, "/")
	switch parts[0] {
	case databaseName:
		return len(parts) == 1
	case blobsName:
		return len(parts) == 3 && len(parts[1]) == 2 && isSHA(parts[1]+parts[2])
	case exportsName:
		return len(parts) > 1 && len(name) < 1024 && !slices.ContainsFunc(parts[1:], badName)
	}
	return false
}

// badName reports whether some system takes a file's name for something else.
func badName(name string) bool {
	if name == "" || name[0] == '.' || strings.ContainsAny(name, "\\:*?\"<>|") || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
		return true
	}
	for _, r := range name {
		if r < ' ' || r == 0x7f {
			return true
		}
	}
	base, _, _ := strings.Cut(strings.ToUpper(name), ".")
	return slices.Contains([]string{"CON", "PRN", "AUX", "NUL"}, base) ||
		len(base) == 4 && (strings.HasPrefix(base, "COM") || strings.HasPrefix(base, "LPT")) && base[3] >= '0' && base[3] <= '9'
}
