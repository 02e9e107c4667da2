package library

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// What a library holds is for its owner alone.
const (
	private       = 0o600 // files
	privateFolder = 0o700
)

// makeFolders makes the folders of a library, and takes from others the right
// to look into those that an earlier version has made, or a copying program.
func (l *Library) makeFolders() error {
	for _, sub := range []string{"", blobsName, exportsName, logsName, recordsName} {
		if err := os.MkdirAll(filepath.Join(l.dir, sub), privateFolder); err != nil {
			return err
		}
	}
	if runtime.GOOS == "windows" {
		return nil // there the folder's access list decides
	}
	for _, sub := range []string{blobsName, exportsName, logsName, recordsName} {
		if err := closeToOthers(filepath.Join(l.dir, sub)); err != nil {
			return err
		}
	}
	names := []string{claimName, openName}
	for _, suffix := range databaseFiles {
		names = append(names, databaseName+suffix)
	}
	for _, name := range names {
		if err := closeToOthers(filepath.Join(l.dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// closeToOthers takes a file's or folder's rights for others away, if it has
// any. A file of somebody else stays as it is.
func closeToOthers(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.Chmod(path, info.Mode().Perm()&^0o077); !errors.Is(err, os.ErrPermission) {
		return err
	}
	return nil
}
