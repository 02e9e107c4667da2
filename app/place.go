package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"partlift/backend/music"
)

// recordName is the file in a folder of exports that says which files of it
// Partlift wrote. It lies there and not in a library so that it goes where the
// folder goes, and works for exports without a library.
const recordName = ".partlift.json"

// A record knows what Partlift wrote into a folder, by the files' names. A file
// that somebody changed since is no longer known.
type record struct {
	Written map[string]recorded `json:"written"`
}

// recorded is one written file.
type recorded struct {
	SHA  string `json:"sha256"`       // of its content
	Song string `json:"song"`         // sum of the notes as they were delivered, whatever the settings
	ID   string `json:"id,omitempty"` // in its library, of a song that lacked parts: its notes will be others when these come
}

// readRecord reads the record of a folder. One that is not there or damaged
// knows nothing, so that nothing is replaced.
func readRecord(dir string) record {
	var r record
	if info, err := os.Lstat(filepath.Join(dir, recordName)); err == nil && info.Mode().IsRegular() && info.Size() < maxResult {
		if body, err := os.ReadFile(filepath.Join(dir, recordName)); err == nil {
			_ = json.Unmarshal(body, &r)
		}
	}
	if r.Written == nil {
		r.Written = map[string]recorded{}
	}
	return r
}

// save writes the record down, without files that are gone.
func (r record) save(dir string) error {
	for name := range r.Written {
		if _, err := os.Lstat(filepath.Join(dir, name)); errors.Is(err, fs.ErrNotExist) {
			delete(r.Written, name)
		}
	}
	body, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return WriteFile(filepath.Join(dir, recordName), func(f *os.File) error {
		_, err := f.Write(append(body, '\n'))
		return err
	})
}

// placer writes files into a folder, numbered where their name belongs to a
// file that is not to be replaced.
type placer struct {
	dir    string
	song   string // see recorded
	id     string // of the song in its library, "" without one
	lacks  bool   // the song lacks parts
	record record
	keep   bool        // replace nothing
	all    bool        // replace every file
	input  os.FileInfo // replace it never unless all; nil without one
}

func newPlacer(song music.Song, opt ExportOptions) *placer {
	p := &placer{dir: opt.Dir, song: songSum(song), id: opt.id, lacks: opt.lacks, record: readRecord(opt.Dir), keep: opt.Keep, all: opt.Overwrite}
	if opt.Input != "" {
		p.input, _ = os.Stat(opt.Input) // one that is gone cannot be replaced
	}
	return p
}

// place writes a file and returns its path; kept is the path of the file that
// has its name and stays, "" where there is none.
func (p *placer) place(name string, data []byte) (path, kept string, err error) {
	ext := filepath.Ext(name)
	to := name
	for n := 2; ; n++ {
		path = filepath.Join(p.dir, to)
		same, free, err := p.free(to, data)
		switch {
		case err != nil:
			return "", kept, err
		case free && !same:
			err = WriteFile(path, func(f *os.File) error {
				_, err := f.Write(data)
				return err
			})
		}
		if err != nil || free {
			if err == nil && !p.keep {
				p.record.Written[to] = p.entry(data)
			}
			return path, kept, err
		}
		if n == 2 {
			kept = path
		}
		to = fmt.Sprintf("%s (%d)%s", trimExt(name), n, ext)
	}
}

// entry is what the record says of a file. It holds no id where the notes tell
// all, so that the same song leaves the same record whatever library it is in.
func (p *placer) entry(data []byte) recorded {
	r := recorded{SHA: sum(data), Song: p.song}
	if p.lacks {
		r.ID = p.id
	}
	return r
}

// free reports whether a name may be written to; same, that there is nothing to
// write because the content is there already.
func (p *placer) free(name string, data []byte) (same, free bool, err error) {
	path := filepath.Join(p.dir, name)
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, true, nil
	case err != nil:
		return false, false, err
	case p.all && !info.IsDir():
		return false, true, nil
	case !info.Mode().IsRegular():
		return false, false, nil // a folder, a link or a device of somebody
	}
	if info.Size() == int64(len(data)) {
		have, err := os.ReadFile(path)
		if err != nil {
			return false, false, err
		}
		if bytes.Equal(have, data) {
			return true, true, nil
		}
	}
	was, known := p.record.Written[name]
	ours := known && (was.Song == p.song || p.id != "" && was.ID == p.id)
	if p.keep || !ours || p.input != nil && os.SameFile(p.input, info) {
		return false, false, nil
	}
	have, err := os.ReadFile(path)
	return false, err == nil && sum(have) == was.SHA, err
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// songSum tells songs apart by their notes.
func songSum(song music.Song) string {
	var b []byte
	for _, t := range song.Tracks {
		b = binary.BigEndian.AppendUint64(b, uint64(len(t.Notes)))
		for _, n := range t.Notes {
			b = append(b, n.Pitch, n.Velocity)
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(n.Start))
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(n.End))
		}
	}
	return sum(b)
}
