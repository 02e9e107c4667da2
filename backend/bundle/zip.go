package bundle

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"partlift/backend/say"
)

// Limits of archives.
const (
	maxDirectory = 4 << 20   // bytes of the list of files, which is held in memory
	bombSize     = 256 << 20 // below this it does not matter how well it is packed
	bombRatio    = 100       // recordings never pack that well as a whole; single silent ones do
)

// looksZIP tells an archive by how it begins; one that only is named so is
// refused.
func looksZIP(f io.ReadSeeker, p string) (bool, error) {
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, damaged(p, err)
	}
	if bytes.HasPrefix(head[:n], []byte("PK\x03\x04")) || bytes.HasPrefix(head[:n], []byte("PK\x05\x06")) {
		return true, nil
	}
	if strings.EqualFold(filepath.Ext(p), ".zip") {
		return false, say.Refuse("Download or pack it again.", "“{{.Name}}” is not a ZIP archive.", say.With{"Name": filepath.Base(p)})
	}
	return false, nil
}

// errDirectory says that the list of files is longer than is read.
var errDirectory = errors.New("bundle: the archive's directory is too long")

// budget reads an archive, of which it yields so many bytes until it is free: a
// list of files that never ends is not read into memory.
type budget struct {
	io.ReaderAt
	left int
	free bool
}

func (b *budget) ReadAt(p []byte, off int64) (int, error) {
	if !b.free {
		if b.left -= len(p); b.left < 0 {
			return 0, errDirectory
		}
	}
	return b.ReaderAt.ReadAt(p, off)
}

// archive lists an open ZIP archive.
func (b *Bundle) archive(f *os.File, p string) error {
	info, err := f.Stat()
	if err != nil {
		return damaged(p, err)
	}
	r := &budget{ReaderAt: f, left: maxDirectory}
	z, err := zip.NewReader(r, info.Size())
	r.free = true
	switch {
	case errors.Is(err, errDirectory):
		return tooMany(p)
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return damaged(p, err)
	case bomb(z, info.Size()):
		return say.Refuse("Get it again from where it comes from.", "“{{.Name}}” would unpack to far more than a song in parts.", say.With{"Name": filepath.Base(p)})
	}
	taken := map[string]bool{}
	for _, e := range z.File {
		if err := b.packed(p, e, taken); err != nil {
			return err
		}
	}
	return nil
}

// bomb reports whether an archive of a size would unpack to what no song is,
// or has files that lie over one another.
func bomb(z *zip.Reader, size int64) bool {
	var packed, full uint64
	for _, e := range z.File {
		if e.CompressedSize64 > uint64(size) || e.UncompressedSize64 > maxTotal {
			return true
		}
		packed += e.CompressedSize64
		full += e.UncompressedSize64
	}
	return packed > uint64(size) || full > maxTotal || full > bombSize && full/bombRatio > uint64(size)
}

// packed adds a file of an archive.
func (b *Bundle) packed(p string, e *zip.File, taken map[string]bool) error {
	if err := b.look(p); err != nil {
		return err
	}
	if strings.HasSuffix(e.Name, "/") || e.FileInfo().IsDir() {
		return nil
	}
	inside, ok := safe(nameOf(e))
	kind, rank := b.kindOf(inside)
	switch {
	case !ok:
		b.passed.unsafe++
		return nil
	case kind == 0:
		b.pass(inside)
		return nil
	case e.Mode()&fs.ModeSymlink != 0:
		b.passed.links++
		return nil
	case !e.Mode().IsRegular():
		return nil
	case strings.Count(inside, "/") > maxDepth:
		b.passed.deep++
		return nil
	case e.Flags&1 != 0:
		return say.Refuse("Unpack it, and choose the folder.", "“{{.Name}}” is locked with a password.", say.With{"Name": filepath.Base(p)})
	case e.Method != zip.Store && e.Method != zip.Deflate:
		return say.Refuse("Unpack it, and choose the folder.", "“{{.Name}}” is packed in a way that is not known here.", say.With{"Name": filepath.Base(p)})
	}
	key := strings.ToLower(norm.NFC.String(inside))
	if taken[key] {
		b.passed.doubles++
		return nil
	}
	taken[key] = true
	base := strings.TrimSuffix(filepath.Base(p), filepath.Ext(p))
	return b.put(p, Entry{Name: path.Join(base, inside), Kind: kind, Rank: rank, Size: int64(e.UncompressedSize64), open: func() (io.ReadCloser, error) {
		in, err := e.Open()
		if err != nil {
			return nil, damaged(p, err)
		}
		return &unpacked{in, p}, nil
	}})
}

// nameOf is a name as a person sees it: old programs write it in the DOS code
// page and do not say so.
func nameOf(e *zip.File) string {
	if utf8.ValidString(e.Name) {
		return e.Name
	}
	if name, err := charmap.CodePage437.NewDecoder().String(e.Name); err == nil {
		return name
	}
	return strings.ToValidUTF8(e.Name, "_")
}

// safe is a name inside an archive with slashes; ok is false for one that is
// no relative path on every system.
func safe(name string) (clean string, ok bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	if len(name) > maxName || strings.HasPrefix(name, "/") || strings.ContainsFunc(name, unicode.IsControl) {
		return "", false
	}
	if len(name) > 1 && name[1] == ':' {
		return "", false
	}
	for _, folder := range strings.Split(name, "/") {
		if folder == ".." {
			return "", false
		}
	}
	clean = path.Clean(name)
	return clean, clean != "."
}

// unpacked reads a packed file, which the library holds to the size and the sum
// that the archive gives, and says in words where it is wrong.
type unpacked struct {
	in   io.ReadCloser
	path string // of the archive
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.in.Read(p)
	if err == nil {
		return n, nil // what follows would take memory each time
	}
	var corrupt flate.CorruptInputError
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &corrupt) {
		return 0, damaged(u.path, err)
	}
	return n, err
}

func (u *unpacked) Close() error { return u.in.Close() }

func damaged(p string, err error) error {
	return &say.Trouble{Text: "The archive “{{.Name}}” is damaged or incomplete.", With: say.With{"Name": filepath.Base(p)}, Hint: "Download or pack it again.", Err: err}
}
