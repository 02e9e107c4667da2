package library

import (
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
	for _, name := range []string{blobsName, exportsName, logsName, recordsName, claimName, openName} {
		closeToOthers(filepath.Join(l.dir, name))
	}
	for _, suffix := range databaseFiles {
		closeToOthers(l.databasePath() + suffix)
	}
	return nil
}

// closeToOthers takes a file's or folder's rights for others away, if it has
// any. What cannot be changed stays: it may be somebody else's, or lie on a disk
// that knows no rights.
func closeToOthers(path string) {
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		_ = os.Chmod(path, info.Mode().Perm()&^0o077)
	}
}
