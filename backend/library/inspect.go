package library

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"partlift/backend/say"
)

// databaseFiles are the endings of the files that make up a database.
var databaseFiles = []string{"", "-wal", "-shm", "-journal"}

// ordinary refuses what is there and is no file: opened, it may never answer.
func ordinary(path string) error {
	info, err := os.Stat(path)
	if err != nil || info.Mode().IsRegular() {
		return nil // what else is wrong shows when it is opened
	}
	what := say.Of("a pipe or a device")
	if info.IsDir() {
		what = say.Of("a folder")
	}
	return &Fault{Kind: ErrCorrupt, Sentence: say.Of("{{.File}} is {{.What}} and not a library's database; it was not touched. Choose another library folder, "+
		"put the database back from a backup, or bring the songs back from the files beside it with: {{.Command}}.", say.With{"File": path, "What": what, "Command": rebuildCommand(path)})}
}

// OpenOrdinary opens a file for reading and nothing else, even if a pipe takes
// its place between two looks. What is there and no file is an error.
func OpenOrdinary(path string) (*os.File, error) {
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errNoFile // opening a device may do something
	}
	f, err := os.OpenFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(errNoFile, err, f.Close())
	}
	return f, nil
}

// errNoFile is what a pipe, a device or a folder in place of a file is.
var errNoFile = errors.New("not a file")

// logged reports whether a database has changes that are in its log alone.
func logged(path string) bool {
	wal, err := os.Stat(path + "-wal")
	return err == nil && wal.Size() > 0
}

// unwritten is fresh for a database file without content.
func (l *Library) unwritten(how say.Text) error {
	if logged(l.databasePath()) {
		return l.lost(how) // and SQLite would throw the log away
	}
	return l.fresh(how)
}

// fresh prepares for a new database where there is none, and refuses where files
// of songs say that there was one. how completes "The database …".
func (l *Library) fresh(how say.Text) error {
	left, err := l.hasFiles()
	if err != nil {
		return err
	}
	if left && !l.recovering {
		return l.lost(how)
	}
	return create(l.databasePath())
}

// create makes an empty database for its owner alone; SQLite gives the files
// beside it the same mode.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, private)
	if err != nil {
		return err
	}
	return f.Close()
}

func (l *Library) lost(how say.Text) error {
	path := l.databasePath()
	return &Fault{Kind: ErrLost, Sentence: say.Of("The database {{.File}} {{.How}}, but files of songs lie beside it; nothing was changed. "+
		"Put the database back from a backup, or bring the songs back from these files with: {{.Command}}.", say.With{"File": path, "How": how, "Command": rebuildCommand(path)})}
}

// rebuildCommand is what makes a database again.
func rebuildCommand(path string) string {
	return `lift doctor rebuild --library "` + filepath.Dir(path) + `"`
}

// hasFiles reports whether the folder has a blob or a record of a song.
func (l *Library) hasFiles() (bool, error) {
	if names, err := l.records(); err != nil || len(names) > 0 {
		return len(names) > 0, err
	}
	found := errors.New("found")
	err := l.eachBlob(func(string, fs.DirEntry) error { return found })
	if err == found {
		return true, nil
	}
	return false, err
}

// eachBlob calls f for every blob in the folder.
func (l *Library) eachBlob(f func(sha string, e fs.DirEntry) error) error {
	root := filepath.Join(l.dir, blobsName)
	shards, err := os.ReadDir(root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, shard := range shards {
		if len(shard.Name()) != 2 || !shard.IsDir() {
			continue
		}
		entries, err := os.ReadDir(filepath.Join(root, shard.Name()))
		if err != nil {
			return err
		}
		for _, e := range entries {
			if sha := shard.Name() + e.Name(); isSHA(sha) {
				if err := f(sha, e); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// records lists the names of the records in the folder.
func (l *Library) records() (names []string, err error) {
	entries, err := os.ReadDir(filepath.Join(l.dir, recordsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), recordSuffix) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// inspect refuses a database that is damaged, foreign or newer before anything
// could write to it.
func (l *Library) inspect() error {
	path := l.databasePath()
	for _, suffix := range databaseFiles {
		if err := ordinary(path + suffix); err != nil {
			return err
		}
	}
	f, err := OpenOrdinary(path)
	if errors.Is(err, fs.ErrNotExist) {
		return l.unwritten(say.Of("is missing"))
	}
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, 100)
	if n, err := io.ReadFull(f, head); n == 0 && err == io.EOF {
		return l.unwritten(say.Of("is empty"))
	} else if err != nil {
		return corrupt(path, err)
	}
	if !bytes.HasPrefix(head, []byte("SQLite format 3\x00")) {
		return corrupt(path, errors.New("no database header"))
	}
	// With a write-ahead log the log has the last word, so SQLite must be asked.
	if logged(path) {
		err := inspectLogged(path)
		if kindOf(err) != ErrAccess || logged(path) {
			return err
		}
		// Its last user has closed it in between, and the log is gone.
		if _, err := f.ReadAt(head, 0); err != nil {
			return err
		}
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := checkLength(head, info.Size()); err != nil {
		return corrupt(path, err)
	}
	word := func(at int) int { return int(binary.BigEndian.Uint32(head[at:])) }
	return accept(path, word(60), word(68))
}

// checkLength compares the length in the header with the file's.
func checkLength(head []byte, size int64) error {
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 65536
	}
	pages := int64(binary.BigEndian.Uint32(head[28:]))
	// The page count counts only if written together with the change counter.
	current := bytes.Equal(head[24:28], head[92:96])
	if page < 512 || (current && size < page*pages) {
		return fmt.Errorf("file of %d bytes, want %d pages of %d", size, pages, page)
	}
	return nil
}

func inspectLogged(path string) error {
	db, err := connect(path, 1, "mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	var version, id int
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if err := db.QueryRow("PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	return accept(path, version, id)
}

// accept judges a database by its version and application id; both are 0
// before the first migration.
func accept(path string, version, id int) error {
	if id != applicationID && (id != 0 || version != 0) {
		return &Fault{Kind: ErrCorrupt, Sentence: say.Of("{{.File}} belongs to another program and was not touched. "+
			"Choose another library folder. If Partlift's songs lie in this one, this puts the file aside and brings them back: {{.Command}}.", say.With{"File": path, "Command": rebuildCommand(path)})}
	}
	if want := len(scripts()); version > want {
		return &Fault{Kind: ErrNewer, Sentence: say.Of("{{.File}} was written by a newer Partlift (format {{.Format}}, this one reads up to {{.Newest}}) "+
			"and was not touched. Update Partlift, or choose another library folder.", say.With{"File": path, "Format": version, "Newest": want})}
	}
	return nil
}
