package dawproject

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"time"

	"partlift/backend/session"
)

// Entry is a sound on its way into an archive.
type Entry struct {
	Path string // inside, with slashes
	Size int64  // bytes
	Sum  uint32 // CRC-32
	Open func() (io.ReadCloser, error)
	Done func() // called when the sound is in the archive
}

// created is the time of every entry, so that the same session gives the same
// bytes.
var created = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// Pack writes an archive. Sizes and sums stand in front of what they are of,
// since Cubase reads no archive that has them behind. The error of a context
// that ended is returned as it is.
func Pack(ctx context.Context, w io.Writer, files []session.File, media []Entry, progress func(bytes int64)) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		if err := small(z, f); err != nil {
			return err
		}
	}
	for _, m := range media {
		if err := stored(ctx, z, m, progress); err != nil {
			return err
		}
	}
	return z.Close()
}

func header(name string, method uint16, sum uint32, size, packed int64) *zip.FileHeader {
	return &zip.FileHeader{Name: name, Method: method, Modified: created, ReaderVersion: 20, CreatorVersion: 20,
		CRC32: sum, UncompressedSize64: uint64(size), CompressedSize64: uint64(packed)}
}

// small adds a file compressed.
func small(z *zip.Writer, f session.File) error {
	var b bytes.Buffer
	fw, err := flate.NewWriter(&b, 6)
	if err != nil {
		return err
	}
	if _, err := fw.Write(f.Data); err != nil {
		return err
	}
	if err := fw.Close(); err != nil {
		return err
	}
	w, err := z.CreateRaw(header(f.Path, zip.Deflate, crc32.ChecksumIEEE(f.Data), int64(len(f.Data)), int64(b.Len())))
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// stored adds a sound as it is.
func stored(ctx context.Context, z *zip.Writer, m Entry, progress func(int64)) error {
	r, err := m.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := z.CreateRaw(header(m.Path, zip.Store, m.Sum, m.Size, m.Size))
	if err != nil {
		return err
	}
	buf, left := make([]byte, 256<<10), m.Size
	for left > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.ReadFull(r, buf[:min(left, int64(len(buf)))])
		if err != nil {
			return fmt.Errorf("read %s: %w", m.Path, err)
		}
		if _, err := w.Write(buf[:n]); err != nil {
			return err
		}
		left -= int64(n)
		progress(int64(n))
	}
	m.Done()
	return nil
}

// described is the flag of an entry whose sizes stand behind it.
const described = 1 << 3

// Unpack opens an archive, and says what of its form some program would not
// take. Sums are compared when an entry is read.
func Unpack(r io.ReaderAt, size int64) (*zip.Reader, []string, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, nil, fmt.Errorf("not an archive in order: %w", err)
	}
	var faults []string
	for _, f := range z.File {
		if why := untaken(r, f); why != "" {
			faults = append(faults, f.Name+" "+why)
		}
	}
	return z, faults, nil
}

// untaken says why some program would not take an entry, by its local header.
func untaken(r io.ReaderAt, f *zip.File) string {
	at, err := f.DataOffset()
	if err != nil {
		return "has no data"
	}
	var h [30]byte
	if _, err := r.ReadAt(h[:], at-int64(len(f.Name))-30); err != nil {
		return "has no header of the plain form"
	}
	le := binary.LittleEndian
	switch {
	case string(h[:4]) != "PK\x03\x04" || int(le.Uint16(h[26:])) != len(f.Name) || le.Uint16(h[28:]) != 0:
		return "has no header of the plain form"
	case f.Flags&described != 0 || le.Uint16(h[6:])&described != 0:
		return "has its sizes behind it"
	case le.Uint32(h[14:]) != f.CRC32 || uint64(le.Uint32(h[18:])) != f.CompressedSize64 || uint64(le.Uint32(h[22:])) != f.UncompressedSize64:
		return "has other sizes in its header"
	}
	return ""
}
