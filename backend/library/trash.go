package library

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
)

// The kinds of trash.
const (
	trashBlob   = "blob"
	trashExport = "export"
)

// trash is a file the database has let go of.
type trash struct {
	kind, ref string
	size      int64
}

func scanTrash(rows *sql.Rows, err error) ([]trash, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []trash
	for rows.Next() {
		var t trash
		if err := rows.Scan(&t.kind, &t.ref, &t.size); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

// emptyTrash removes at most limit files of the trash and what it says of them.
// The write lock is held meanwhile, so that no Save can mention one of them
// between the last look and the removal.
func (l *Library) emptyTrash(ctx context.Context, limit int) (DeleteReport, error) {
	var report DeleteReport
	items, err := scanTrash(l.read.QueryContext(ctx, "SELECT kind, ref, size FROM trash LIMIT ?", limit))
	if err != nil || len(items) == 0 {
		return report, l.explain("read trash", err)
	}
	for batch := range slices.Chunk(items, 256) {
		err := l.change(ctx, "empty trash", func(tx *sql.Tx) error {
			for _, t := range batch {
				if err := l.remove(ctx, tx, t, &report); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return report, err
		}
	}
	return report, nil
}

// remove removes one file of the trash; a file in use stays in the trash, and a
// blob that was put again is left to Sweep.
func (l *Library) remove(ctx context.Context, tx *sql.Tx, t trash, report *DeleteReport) error {
	used, err := mentioned(ctx, tx, t)
	if err == nil && !used && t.kind == trashBlob {
		used, err = expected(ctx, tx, t.ref)
	}
	if err != nil {
		return err
	}
	done := true
	switch {
	case used:
	case t.kind == trashBlob:
		done = l.removeBlob(t.ref, report)
	default:
		done = l.removeExport(t, report)
	}
	if !done {
		return nil
	}
	_, err = tx.ExecContext(ctx, "DELETE FROM trash WHERE kind = ? AND ref = ?", t.kind, t.ref)
	return err
}

// removeBlob reports whether the blob is gone; a blob somebody is about to
// mention is not.
func (l *Library) removeBlob(sha string, report *DeleteReport) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pinned[sha] > 0 {
		return false
	}
	path := l.BlobPath(sha)
	if path == "" {
		return true
	}
	size, gone := removeFile(path)
	if gone && size >= 0 {
		report.Blobs++
		report.Bytes += size
	}
	return gone
}

// removeExport removes an exported file unless it was changed since, and the
// folders that are empty then.
func (l *Library) removeExport(t trash, report *DeleteReport) bool {
	path := l.livePath(t.ref)
	info, err := os.Lstat(path)
	if err == nil && (!info.Mode().IsRegular() || (t.size > 0 && info.Size() != t.size)) {
		report.Kept = append(report.Kept, path)
		return true
	}
	size, gone := removeFile(path)
	if gone && size >= 0 {
		report.Exports++
		report.Bytes += size
	}
	for dir := filepath.Dir(path); gone && dir != l.ExportDir() && l.isExport(dir); dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil { // not empty
			break
		}
	}
	return gone
}

// removeFile removes a file and returns its size, -1 when there was none.
func removeFile(path string) (size int64, gone bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return -1, os.IsNotExist(err)
	}
	return info.Size(), os.Remove(path) == nil
}
