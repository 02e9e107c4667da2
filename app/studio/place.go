package studio

import (
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
	"slices"

	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/smf/verify"
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
	SHA  string `json:"sha256"`        // of its content
	Was  string `json:"was,omitempty"` // of the content that an export under way replaces
	Song string `json:"song"`          // sum of the notes as they were delivered, whatever the settings
	ID   string `json:"id,omitempty"`  // in its library, of a song that lacked parts: its notes will be others when these come
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
	for name := range r.Written {
		if _, err := os.Lstat(filepath.Join(dir, name)); errors.Is(err, fs.ErrNotExist) {
			delete(r.Written, name)
		}
	}
	return r
}

// save writes the record down.
func (r record) save(dir string) error {
	body, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return writeData(filepath.Join(dir, recordName), append(body, '\n'))
}

// placer writes files into a folder, numbered where their name belongs to a
// file that is not to be replaced.
type placer struct {
	dir    string
	song   string // see recorded
	id     string // of the song in its library, "" without one
	lacks  bool   // the song lacks parts
	record record
	taken  map[string]bool // names that files of this export get
	keep   bool            // replace nothing
	all    bool            // replace every file
	inputs []os.FileInfo   // replace them never unless all
	write  func(path string, data []byte) error
}

// placed is where a file goes.
type placed struct {
	draftFile
	name string
	kept string // path of the file that has its name and stays, "" where there is none
	same bool   // the content is there already
}

func newPlacer(song music.Song, opt ExportOptions) *placer {
	p := &placer{dir: opt.Dir, song: songSum(song), id: opt.kept.id, lacks: opt.kept.lacks, record: readRecord(opt.Dir), taken: map[string]bool{},
		keep: opt.Keep, all: opt.Overwrite, write: writeData}
	for _, path := range opt.Inputs {
		if info, err := os.Stat(path); err == nil { // one that is gone cannot be replaced
			p.inputs = append(p.inputs, info)
		}
	}
	return p
}

func writeData(path string, data []byte) error {
	return WriteFile(path, func(f *os.File) error {
		_, err := f.Write(data)
		return err
	})
}

// place writes files and returns the receipts of those that are complete. The
// record names all of them before the first is written, so that an export that
// is killed in between leaves no file that the next one takes for a stranger's.
func (p *placer) place(files []draftFile) ([]verify.FileReceipt, error) {
	var todo []placed
	for _, f := range files {
		to, err := p.choose(f)
		if err != nil {
			return nil, unwritten(f.name, err)
		}
		todo = append(todo, to)
	}
	p.save()
	var done []verify.FileReceipt
	for _, f := range todo {
		path := filepath.Join(p.dir, f.name)
		if !f.same {
			if err := p.write(path, f.data); err != nil {
				return done, unwritten(f.draftFile.name, err)
			}
		}
		f.receipt.Path, f.receipt.Kept = path, f.kept
		done = append(done, f.receipt)
	}
	for name := range p.taken {
		p.note(name, "", p.record.Written[name])
	}
	p.save()
	return done, nil
}

func unwritten(name string, err error) error {
	return &say.Trouble{Text: "“{{.Name}}” could not be written.", With: say.With{"Name": name}, Hint: "Check the free space and the rights of the folder, then export again; files written so far are complete.", Err: err}
}

// choose finds the name that a file gets.
func (p *placer) choose(f draftFile) (placed, error) {
	ext := filepath.Ext(f.name)
	to := placed{draftFile: f, name: f.name}
	for n := 2; ; n++ {
		was, free, err := p.free(to.name)
		if err != nil {
			return placed{}, err
		}
		entry := p.entry(f.data)
		if to.same = was == entry.SHA; to.same || free {
			p.taken[to.name] = true
			p.note(to.name, was, entry)
			return to, nil
		}
		if n == 2 {
			to.kept = filepath.Join(p.dir, to.name)
		}
		to.name = fmt.Sprintf("%s (%d)%s", TrimExt(f.name), n, ext)
	}
}

// note enters a file in the record; was is the sum of what it replaces.
func (p *placer) note(name, was string, r recorded) {
	if r.Was = was; was == r.SHA {
		r.Was = ""
	}
	if p.record.Written[name] = r; p.keep {
		delete(p.record.Written, name)
	}
}

// save writes the record down; without it the next export replaces nothing.
func (p *placer) save() {
	if !p.keep {
		_ = p.record.save(p.dir)
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

// free reports whether a name may be written to; was is the sum of the content
// that a file of that name has, "" where nothing can be compared.
func (p *placer) free(name string) (was string, free bool, err error) {
	path := filepath.Join(p.dir, name)
	info, err := os.Lstat(path)
	switch {
	case p.taken[name]:
		return "", false, nil
	case errors.Is(err, fs.ErrNotExist):
		return "", true, nil
	case err != nil:
		return "", false, err
	case p.all && !info.IsDir():
		return "", true, nil
	case !info.Mode().IsRegular() || info.Size() > maxResult:
		return "", false, nil // a folder, a link, a device or a large file of somebody
	}
	have, err := os.ReadFile(path)
	if err != nil {
		return "", false, err
	}
	was = sum(have)
	r, known := p.record.Written[name]
	ours := known && (r.Song == p.song || p.id != "" && r.ID == p.id) && (was == r.SHA || was == r.Was)
	return was, ours && !p.keep && !slices.ContainsFunc(p.inputs, func(input os.FileInfo) bool { return os.SameFile(input, info) }), nil
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
