package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"partlift/backend/audio"
)

// mostOfFolder bounds how many files of a folder are taken at once.
const mostOfFolder = 500

// expand puts in the place of each folder the files in it that can be used. A
// folder without any stays, to be refused by name.
func expand(paths []string) []string {
	var out []string
	for _, path := range paths {
		inside, err := usable(path)
		if err != nil || len(inside) == 0 {
			out = append(out, path)
			continue
		}
		out = append(out, inside...)
	}
	return out
}

var errNoFolder = errors.New("not a folder")

// usable lists the audio, results and MIDI files in a folder by name, without
// those in folders inside it and those that are hidden.
func usable(dir string) ([]string, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, errNoFolder
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		name := e.Name()
		ext := strings.ToLower(filepath.Ext(name))
		song := audio.IsAudio(name) || ext == ".json" || ext == ".mid" || ext == ".midi"
		if song && !e.IsDir() && !strings.HasPrefix(name, ".") && len(out) < mostOfFolder {
			out = append(out, filepath.Join(dir, name))
		}
	}
	return out, nil
}
