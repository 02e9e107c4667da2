package secret

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"partlift/backend/say"
)

// ErrOpenFile is the cause when others than the owner may read the key file.
var ErrOpenFile = errors.New("key file is open to others")

// file keeps the keys of all profiles as a JSON object in one file that only
// its owner may read.
type file struct {
	path string
	mu   sync.Mutex // one reader or writer at a time within the process
}

// load returns the profile's key, the zero Secret when there is none.
func (f *file) load(user string) (Secret, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	keys, err := f.read()
	return Key(keys[user]), err
}

// save replaces the profile's key; the zero Secret removes it.
func (f *file) save(user string, key Secret) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	keys, err := f.read()
	if err != nil {
		return err
	}
	if _, there := keys[user]; !there && key == (Secret{}) {
		return nil
	}
	if key == (Secret{}) {
		delete(keys, user)
	} else {
		keys[user] = key.Reveal()
	}
	if len(keys) == 0 {
		f.sweep(nil)
		return os.Remove(f.path)
	}
	return f.write(keys)
}

// read returns the keys in the file, none when there is no file.
func (f *file) read() (map[string]string, error) {
	keys := make(map[string]string)
	if info, err := os.Stat(f.path); err == nil && !info.Mode().IsRegular() {
		return nil, f.unreadable() // a pipe would not even open
	}
	in, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return keys, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	// Windows guards the file by the folder's access list and reports no mode.
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return nil, &Notice{Sentence: say.Of("The key file {{.File}} can be read by others (mode {{.Mode}}), so it is not used. "+
			"Set its mode to 0600, and replace the key if others may have read it.", say.With{"File": f.path, "Mode": fmt.Sprintf("%#o", mode)}), Cause: ErrOpenFile}
	}
	const most = 1 << 20 // bytes; a key file of that size is something else
	if info.Size() > most {
		return nil, f.unreadable()
	}
	// The decoder's error is left out: it may quote what it read.
	if json.NewDecoder(in).Decode(&keys) != nil || keys == nil {
		return nil, f.unreadable()
	}
	return keys, nil
}

func (f *file) unreadable() error {
	return &Notice{Sentence: say.Of("The key file {{.File}} is not one that Partlift wrote, so it is not used. "+
		"Move it away and save the key again.", say.With{"File": f.path}), Cause: errors.New("key file is not readable")}
}

// unnamed is the pattern of key files that are being written.
const unnamed = ".key-*"

// sweep removes what writers that were killed left behind: it holds keys that
// may have been cleared since. What is not a minute older than a file may be on
// its way; nil means that all is old.
func (f *file) sweep(than *os.File) {
	left, _ := os.ReadDir(filepath.Dir(f.path)) // a folder that cannot be listed keeps them
	for _, e := range left {
		if ours, _ := filepath.Match(unnamed, e.Name()); !ours || !e.Type().IsRegular() || than != nil && !minuteOlder(e, than) {
			continue
		}
		_ = os.Remove(filepath.Join(filepath.Dir(f.path), e.Name()))
	}
}

func minuteOlder(e fs.DirEntry, than *os.File) bool {
	old, err := e.Info()
	if err != nil {
		return false
	}
	now, err := than.Stat()
	return err == nil && now.ModTime().Sub(old.ModTime()) > time.Minute
}

// write replaces the file in one step, so that a crash leaves the old or the
// new one.
func (f *file) write(keys map[string]string) error {
	text, err := json.MarshalIndent(keys, "", "  ")
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(f.path), unnamed) // made with mode 0600
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	defer os.Remove(temp.Name()) // nothing left to remove after the rename
	f.sweep(temp)
	_, err = temp.Write(append(text, '\n'))
	if err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), f.path)
	}
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return nil
}
