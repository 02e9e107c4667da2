// Package bundle takes in what people have on disk of a song in parts: a folder,
// a ZIP archive or several files, with one sound file or MIDI file for each part.
//
// [Open] lists what is there and stands up to hostile archives, [Sort] says
// which entries are one song and which are several, and [PartOf] what a name
// means. Nothing is unpacked: entries are read where they lie.
package bundle

import (
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"partlift/backend/say"
)

// Kind says what an entry is, by the ending of its name.
type Kind int

// The kinds of entries.
const (
	Sound  Kind = iota + 1 // audio
	MIDI                   // a Standard MIDI File
	Result                 // a saved answer of the service, JSON
)

// Entry is one file of what was handed over.
type Entry struct {
	// Name is relative and safe, with slashes: the folder that the file lies in
	// or the archive, what is inside, and the file's own name.
	Name string
	Kind Kind
	Size int64 // bytes; of an archive what it says, which Open holds it to
	Rank int   // of its format among those of its kind; the best has the lowest
	open func() (io.ReadCloser, error)
}

// Open reads the entry. Errors are sentences that name the user's file.
func (e Entry) Open() (io.ReadCloser, error) { return e.open() }

// Opener opens an ordinary file by its path, and refuses everything else in
// words.
type Opener func(path string) (*os.File, error)

// Endings are the ends of file names that say what a file is, in small letters
// with their dots: the best formats first.
type Endings map[Kind][]string

// Limits of what is listed; real exports stay far below.
const (
	maxEntries = 10_000   // files that are looked at
	maxDepth   = 16       // folders inside folders
	maxName    = 1 << 10  // bytes of a name inside
	maxSize    = 2 << 30  // bytes of one entry
	maxTotal   = 16 << 30 // bytes of all
)

// Bundle is what was handed over. Close it when its entries are read.
type Bundle struct {
	Entries []Entry
	passed  passed
	root    string // the folder that all files lie in which were named by themselves
	open    Opener
	endings Endings
	seen    map[string]bool // absolute paths of files that are listed
	total   int64
	looked  int
	files   []io.Closer
}

// passed counts what was passed over though it may have been meant.
type passed struct {
	links, unsafe, doubles, deep, archives, empty int
}

// Open lists what lies at paths. Folders are listed with the folders inside
// them, archives as if they were folders. Errors are sentences that name the
// user's file.
func Open(paths []string, open Opener, endings Endings) (*Bundle, error) {
	b := &Bundle{root: common(paths), open: open, endings: endings, seen: map[string]bool{}}
	for _, p := range paths {
		if err := b.add(p); err != nil {
			b.Close()
			return nil, err
		}
	}
	return b, nil
}

func (b *Bundle) add(p string) error {
	if info, err := os.Stat(p); err == nil && info.IsDir() {
		return b.folder(p)
	}
	f, err := b.open(p)
	if err != nil {
		return err
	}
	if b.again(p) {
		return f.Close()
	}
	if archive, err := looksZIP(f, p); err != nil || !archive {
		defer f.Close()
		if err != nil {
			return err
		}
		return b.file(f, p)
	}
	b.files = append(b.files, f)
	return b.archive(f, p)
}

// again reports whether a file is listed already: people name one twice, and
// with the folder that it lies in.
func (b *Bundle) again(p string) bool {
	abs, err := filepath.Abs(p)
	if err != nil {
		return false
	}
	was := b.seen[abs]
	b.seen[abs] = true
	return was
}

// common is the innermost folder that all files among paths lie in.
func common(paths []string) (root string) {
	for _, p := range paths {
		dir, err := filepath.Abs(filepath.Dir(p))
		if info, statErr := os.Stat(p); err != nil || statErr != nil || info.IsDir() {
			continue
		}
		if root == "" {
			root = dir
		}
		for {
			rel, err := filepath.Rel(root, dir)
			if err == nil && filepath.IsLocal(rel) || root == filepath.Dir(root) {
				break
			}
			root = filepath.Dir(root)
		}
	}
	return root
}

// file adds a file that was named by itself, under the folder that all of them
// lie in.
func (b *Bundle) file(f *os.File, p string) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	base := filepath.Base(p)
	kind, rank := b.kindOf(base)
	if kind == 0 {
		return say.Refuse("Audio (wav, mp3, flac, ogg, m4a, …), a saved result (.json) or a MIDI file (.mid) will do.", "“{{.Name}}” is not a kind of file that can be used.", say.With{"Name": base})
	}
	name := path.Join(folderName(filepath.Dir(p)), base)
	if abs, err := filepath.Abs(p); err == nil {
		if rel, err := filepath.Rel(b.root, abs); err == nil && filepath.IsLocal(rel) {
			name = path.Join(folderName(b.root), filepath.ToSlash(rel))
		}
	}
	return b.put(p, Entry{Name: name, Kind: kind, Rank: rank, Size: info.Size(), open: func() (io.ReadCloser, error) { return b.open(p) }})
}

// folderName is what a folder is called, also one that is written as ".", with
// the folder around it where its own name says nothing; "" for the root.
func folderName(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	name := filepath.Base(dir)
	if around := filepath.Dir(dir); containers[plain(name)] && around != dir {
		return path.Join(folderName(around), name)
	}
	if name == string(filepath.Separator) || name == "." {
		return ""
	}
	return name
}

// pass counts what is no part of a song, if it may have been meant.
func (b *Bundle) pass(name string) {
	if strings.EqualFold(path.Ext(name), ".zip") {
		b.passed.archives++
	}
}

// put adds an entry of a safe name. The user's file that it is from is named in
// what is refused.
func (b *Bundle) put(source string, e Entry) error {
	switch {
	case e.Size == 0:
		b.passed.empty++
		return nil
	case e.Size > maxSize || b.total+e.Size > maxTotal:
		return say.Refuse("Choose the files of one song instead.", "“{{.Name}}” is too large to be a song in parts.", say.With{"Name": filepath.Base(source)})
	}
	b.total += e.Size
	b.Entries = append(b.Entries, e)
	return nil
}

// look counts a file that is looked at.
func (b *Bundle) look(source string) error {
	if b.looked++; b.looked > maxEntries {
		return tooMany(source)
	}
	return nil
}

func tooMany(source string) error {
	return say.Refuse("Choose the folder of one song instead.", "There are too many files in “{{.Name}}”.", say.With{"Name": filepath.Base(source)})
}

// Close closes the archives; entries cannot be opened after that.
func (b *Bundle) Close() error {
	var all []error
	for _, f := range b.files {
		all = append(all, f.Close())
	}
	return errors.Join(all...)
}

// Notices says in sentences for people what was passed over.
func (b *Bundle) Notices() []say.Text {
	var out []say.Text
	add := func(n int, one, many string) {
		if n > 0 {
			out = append(out, say.Counted(n, one, many))
		}
	}
	add(b.passed.archives, "1 archive inside was passed over; unpack it if it belongs to the song.", "{{.Count}} archives inside were passed over; unpack them if they belong to the song.")
	add(b.passed.links, "1 link was passed over.", "{{.Count}} links were passed over.")
	add(b.passed.unsafe, "1 file whose name points out of the archive was passed over.", "{{.Count}} files whose names point out of the archive were passed over.")
	add(b.passed.doubles, "1 file whose name was there before was passed over.", "{{.Count}} files whose names were there before were passed over.")
	add(b.passed.deep, "1 file or folder lies too deep and was passed over.", "{{.Count}} files or folders lie too deep and were passed over.")
	add(b.passed.empty, "1 empty file was passed over.", "{{.Count}} empty files were passed over.")
	return out
}

// kindOf says what a file is by its name, and the rank of its format; 0 for what
// is no part of a song: projects, pictures, texts, and what file managers leave
// behind.
func (b *Bundle) kindOf(name string) (kind Kind, rank int) {
	for _, folder := range strings.Split(name, "/") {
		if folder == "__MACOSX" || strings.HasPrefix(folder, ".") {
			return 0, 0
		}
	}
	ext := strings.ToLower(path.Ext(name))
	for kind, all := range b.endings {
		if rank := slices.Index(all, ext); rank >= 0 {
			return kind, rank
		}
	}
	return 0, 0
}
