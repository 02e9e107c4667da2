package bundle

import (
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"partlift/backend/say"
)

// folder lists a folder with those inside it. Links are not followed: they may
// lead anywhere, and round in circles.
func (b *Bundle) folder(dir string) error {
	return filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil && p != dir {
			return nil // one that may not be read hides nothing else
		}
		if err != nil {
			return unreadable(dir, err)
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		switch {
		case p == dir:
			return nil
		case d.IsDir():
			return b.enter(dir, rel)
		}
		return b.found(dir, p, rel, d)
	})
}

// enter says whether a folder inside is listed.
func (b *Bundle) enter(dir, rel string) error {
	if name := filepath.Base(rel); strings.HasPrefix(name, ".") || name == "__MACOSX" {
		return fs.SkipDir
	}
	if err := b.look(dir); err != nil {
		return err
	}
	if strings.Count(filepath.ToSlash(rel), "/")+1 > maxDepth {
		b.passed.deep++
		return fs.SkipDir
	}
	return nil
}

// found adds a file of a folder.
func (b *Bundle) found(dir, p, rel string, d fs.DirEntry) error {
	if err := b.look(dir); err != nil {
		return err
	}
	kind, rank := b.kindOf(filepath.ToSlash(rel))
	if kind == 0 {
		b.pass(p)
		return nil
	}
	if d.Type()&fs.ModeSymlink != 0 {
		b.passed.links++
		return nil
	}
	info, err := d.Info()
	if err != nil || !info.Mode().IsRegular() || b.again(p) {
		return nil // gone since, a pipe, which may never answer, or named before
	}
	name := path.Join(folderName(dir), filepath.ToSlash(rel))
	return b.put(p, Entry{Name: name, Kind: kind, Rank: rank, Size: info.Size(), open: func() (io.ReadCloser, error) { return b.open(p) }})
}

func unreadable(p string, err error) error {
	return &say.Trouble{Text: "The folder “{{.Name}}” cannot be read.", With: say.With{"Name": filepath.Base(p)}, Hint: "Check that it still exists and may be opened.", Err: err}
}

// Packed reports whether a path is a folder, or a file that begins like a ZIP
// archive or is named like one.
func Packed(p string, open Opener) bool {
	if info, err := os.Stat(p); err != nil || info.IsDir() {
		return err == nil
	}
	f, err := open(p)
	if err != nil {
		return false
	}
	defer f.Close()
	archive, err := looksZIP(f, p)
	return archive || err != nil
}
