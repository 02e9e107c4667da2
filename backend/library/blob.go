package library

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Put stores everything r yields and returns its name. The blob is complete
// and synced when Put returns, and no part of it is visible before. A File or
// Song should then mention it: what nothing mentions is removed by a Sweep of a
// later run.
func (l *Library) Put(ctx context.Context, r io.Reader) (Blob, error) {
	s, err := l.Stage(ctx, r)
	if err != nil {
		return Blob{}, err
	}
	defer s.Drop()
	return s.Blob, l.Admit(ctx, s)
}

// Staged is content that lies whole and synced beside the library's own. No
// song can mention it before Admit, and it goes with the process.
type Staged struct {
	Blob
	Path string // where it lies until Admit or Drop
}

// Stage takes in everything r yields. The caller drops what comes of it.
func (l *Library) Stage(ctx context.Context, r io.Reader) (Staged, error) {
	dir, err := l.incomingDir()
	if err != nil {
		return Staged{}, l.explain("store blob", err)
	}
	f, err := os.CreateTemp(dir, "put-")
	if err != nil {
		return Staged{}, l.explain("store blob", err)
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, hash), contextReader{ctx, r})
	if err == nil {
		err = l.disk.sync(f)
	}
	s := Staged{Blob{hex.EncodeToString(hash.Sum(nil)), size}, f.Name()}
	if err := errors.Join(err, f.Close()); err != nil {
		s.Drop()
		return Staged{}, l.explain("store blob", err)
	}
	return s, nil
}

// Admit makes staged content a blob, as Put does.
func (l *Library) Admit(ctx context.Context, s Staged) error {
	err := l.expect(ctx, s.SHA)
	if err == nil {
		err = l.adopt(s.Path, s.Blob)
	}
	return l.explain("store blob", err)
}

// Drop removes staged content; after Admit there is nothing to remove.
func (s Staged) Drop() { _ = os.Remove(s.Path) }

// adopt gives a finished temporary file its place and name.
func (l *Library) adopt(temp string, b Blob) error {
	path := l.BlobPath(b.SHA)
	shard := filepath.Dir(path)
	made := os.Mkdir(shard, 0o700)
	if made != nil && !errors.Is(made, fs.ErrExist) {
		return made
	}
	if err := l.place(temp, path, b); err != nil {
		return err
	}
	if err := l.disk.syncFolder(shard); err != nil {
		return err
	}
	if made == nil {
		return l.disk.syncFolder(filepath.Dir(shard))
	}
	return nil
}

// place pins the blob against removal and renames the file, under one lock.
func (l *Library) place(temp, path string, b Blob) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pin(b.SHA)
	if info, err := os.Stat(path); err == nil && info.Size() == b.Size {
		now := l.now()
		// Other processes tell by the age that somebody may be about to use it.
		_ = os.Chtimes(path, now, now)
		return nil
	}
	return l.disk.rename(temp, path)
}

// BlobPath returns where a blob is or would be, "" if the name is not a SHA-256. The
// file must not be changed.
func (l *Library) BlobPath(sha string) string {
	if !isSHA(sha) {
		return ""
	}
	return filepath.Join(l.dir, blobsName, sha[:2], sha[2:])
}

// isSHA reports whether s is a SHA-256 in lower-case hex; anything else must
// never become part of a path.
func isSHA(s string) bool {
	if len(s) != 2*sha256.Size {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// OpenBlob opens a blob for reading; ErrNotFound when it is not there.
func (l *Library) OpenBlob(sha string) (*os.File, error) {
	path := l.BlobPath(sha)
	if path == "" {
		return nil, fmt.Errorf("blob %q: %w", sha, ErrNotFound)
	}
	f, err := OpenOrdinary(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) {
		return nil, fmt.Errorf("blob %s: %w", sha, ErrNotFound)
	}
	return f, err
}

// HasBlob reports whether a blob is there.
func (l *Library) HasBlob(sha string) bool {
	info, err := os.Stat(l.BlobPath(sha))
	return err == nil && info.Mode().IsRegular()
}

// VerifyBlob reads a blob and compares it with its name: ErrNotFound, ErrDamaged.
func (l *Library) VerifyBlob(sha string) error {
	f, err := l.OpenBlob(sha)
	if err != nil {
		return err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return fmt.Errorf("blob %s: %w", sha, err)
	}
	if hex.EncodeToString(hash.Sum(nil)) != sha {
		return fmt.Errorf("blob %s: %w", sha, ErrDamaged)
	}
	return nil
}

// contextReader ends with the context between two reads.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
