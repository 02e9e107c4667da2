package session

import "io/fs"

// ReadFile reads a file of at most so many bytes; a longer one is refused by its
// size, with tooLong.
func ReadFile(fsys fs.FS, name string, most int64, tooLong error) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if info.Size() > most {
		return nil, tooLong
	}
	return fs.ReadFile(fsys, name)
}
