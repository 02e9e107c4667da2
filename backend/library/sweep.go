package library

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Sweep removes what crashes left behind: temporary files of dead processes,
// and blobs older than a day that nothing mentions. It reads the whole blob
// folder; Open does the cheap part of it.
func (l *Library) Sweep(ctx context.Context) error {
	if err := l.sweepIncoming(1 << 30); err != nil {
		return l.explain("sweep", err)
	}
	if _, err := l.emptyTrash(ctx, 1<<30); err != nil {
		return err
	}
	shards, err := os.ReadDir(filepath.Join(l.dir, blobsName))
	if err != nil {
		return l.explain("sweep", err)
	}
	for _, shard := range shards {
		if len(shard.Name()) != 2 || !shard.IsDir() {
			continue
		}
		if err := l.sweepShard(ctx, shard.Name()); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
	}
	return nil
}

// sweepShard looks at the blobs of one folder.
func (l *Library) sweepShard(ctx context.Context, shard string) error {
	entries, err := os.ReadDir(filepath.Join(l.dir, blobsName, shard))
	if err != nil {
		return err
	}
	old := slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		info, err := e.Info()
		return err != nil || !isSHA(shard+e.Name()) || l.now().Sub(info.ModTime()) < graceOfOrphans
	})
	if len(old) == 0 {
		return nil
	}
	return l.change(ctx, "sweep", func(tx *sql.Tx) error {
		for _, e := range old {
			t := trash{kind: trashBlob, ref: shard + e.Name()}
			if used, err := mentioned(ctx, tx, t); err != nil {
				return err
			} else if !used {
				l.removeBlob(t.ref, &DeleteReport{})
			}
		}
		return nil
	})
}
