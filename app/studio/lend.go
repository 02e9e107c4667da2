package studio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// TrimExt cuts the end of a file's name off.
func TrimExt(name string) string { return name[:len(name)-len(filepath.Ext(name))] }

// SoundExt tells the usual end of a sound file's name by its first bytes.
func SoundExt(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ".wav"
	}
	defer f.Close()
	var head [12]byte
	if _, err := f.Read(head[:]); err != nil {
		return ".wav"
	}
	switch {
	case string(head[:4]) == "RIFF":
		return ".wav"
	case string(head[:4]) == "fLaC":
		return ".flac"
	case string(head[:4]) == "OggS":
		return ".ogg"
	case string(head[4:8]) == "ftyp":
		return ".m4a"
	case string(head[:4]) == "FORM":
		return ".aiff"
	case string(head[:4]) == "caff":
		return ".caf"
	}
	return ".mp3"
}

// SoundName splits the name of a sound file at path into what it is called and
// the end that says what it is, which the name may lack.
func SoundName(name, path string) (base, ext string) {
	if base = soundName(name); base != name {
		return base, filepath.Ext(name)
	}
	return name, SoundExt(path)
}

// Lend copies a file of the library into a folder under a name, numbered where
// that belongs to other content. It returns the path; a copy that is there
// already is used again. It is a copy because programs write into what they
// are given, and the library must never change.
func Lend(from, dir, name string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { // #nosec G301 -- sound files for other programs, in a folder for everybody
		return "", err
	}
	ext := filepath.Ext(name)
	for n := 1; ; n++ {
		path := filepath.Join(dir, name)
		if n > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s (%d)%s", TrimExt(name), n, ext))
		}
		same, err := sameContent(from, path)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return path, WriteFile(path, func(to *os.File) error { return copyInto(to, from) })
		case err != nil || same:
			return path, err
		}
	}
}

func copyInto(to *os.File, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(to, f)
	return err
}

// sameContent compares two files; the error of a second one that is not there
// is os.ErrNotExist.
func sameContent(one, two string) (bool, error) {
	b, err := os.Open(two)
	if err != nil {
		return false, err
	}
	defer b.Close()
	a, err := os.Open(one)
	if err != nil {
		return false, fmt.Errorf("read the library: %w", errors.Unwrap(err))
	}
	defer a.Close()
	var left, right [64 << 10]byte
	for {
		n, errA := io.ReadFull(a, left[:])
		k, errB := io.ReadFull(b, right[:])
		if n != k || !bytes.Equal(left[:n], right[:k]) {
			return false, nil
		}
		if errA != nil || errB != nil {
			return ended(errA) && ended(errB), nil
		}
	}
}

func ended(err error) bool { return err == io.EOF || err == io.ErrUnexpectedEOF }
