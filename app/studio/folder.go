package studio

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"partlift/backend/audio"
)

// mostOfFolder bounds how many files of a folder are taken at once.
const mostOfFolder = 500

// Expand puts in the place of each folder the files in it that can be used. A
// folder without any stays, to be refused by name.
func Expand(paths []string) []string {
	var out []string
	for _, path := range paths {
		if inside := usable(path); len(inside) > 0 {
			out = append(out, inside...)
		} else {
			out = append(out, path)
		}
	}
	return out
}

// usable lists the audio, results and MIDI files in a folder by name, without
// those in folders inside it and those that are hidden; anything but a folder has
// none.
func usable(dir string) (out []string) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil // and no pipe is opened
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		name := e.Name()
		ext := strings.ToLower(filepath.Ext(name))
		song := audio.IsAudio(name) || slices.Contains(resultEndings, ext) || namedMIDI(name)
		if song && !e.IsDir() && !strings.HasPrefix(name, ".") && len(out) < mostOfFolder {
			out = append(out, filepath.Join(dir, name))
		}
	}
	return out
}
