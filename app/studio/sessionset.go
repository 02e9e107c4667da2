package studio

import (
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strconv"

	"partlift/backend/bundle"
)

// SongSounds lists the sound files of the song that files, folders and ZIP
// archives hold, for a session without a library. What lies in an archive is
// copied into the folder tmp. The song must be the only one with notes.
func SongSounds(paths []string, tmp string) ([]SongSound, error) {
	if len(paths) == 1 && !bundle.Packed(paths[0], OpenFile) {
		return nil, nil
	}
	b, err := bundle.Open(paths, OpenFile, endings)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	var out []SongSound
	add := func(all []bundle.Entry, name string, whole bool) error {
		for _, e := range all {
			if e.Kind != bundle.Sound {
				continue
			}
			file, err := onDisk(e, filepath.Join(tmp, strconv.Itoa(len(out))+path.Ext(e.Name)))
			if err != nil {
				return err
			}
			out = append(out, SongSound{Name: name, Path: file, Whole: whole})
			return nil
		}
		return nil
	}
	for _, s := range sortEntries(b.Entries) {
		if !s.Has(bundle.MIDI) && !s.Has(bundle.Result) {
			continue
		}
		for _, p := range s.Pieces {
			if err := add(p.Sound, p.Part.String(), false); err != nil {
				return nil, err
			}
		}
		if err := add(s.Whole, s.Title, true); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// onDisk returns the path of an entry's file: its own, or of an archive that of a
// copy.
func onDisk(e bundle.Entry, copied string) (string, error) {
	r, err := e.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	if f, ok := r.(*os.File); ok {
		return f.Name(), nil
	}
	to, err := os.Create(copied) // #nosec G304 -- in a folder of the caller
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, r)
	return copied, errors.Join(err, to.Close())
}
