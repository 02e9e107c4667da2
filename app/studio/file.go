package studio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"partlift/backend/kie"
	"partlift/backend/library"
	"partlift/backend/say"
)

// OpenFile opens an ordinary file. Pipes and devices are refused before they
// are opened: they may never answer, or never end.
func OpenFile(path string) (*os.File, error) {
	info, err := os.Stat(path)
	name := filepath.Base(path)
	switch {
	case err != nil:
		return nil, unreadable(path, err)
	case info.IsDir():
		return nil, say.Refuse("Choose a file. Dropped on the window, a folder brings the audio, .json and .mid files that lie in it.", "“{{.Name}}” is a folder and not a file that can be used.", say.With{"Name": name})
	case !info.Mode().IsRegular():
		return nil, say.Refuse("Save what it yields to a file first.", "“{{.Name}}” is not a file but a pipe or a device.", say.With{"Name": name})
	}
	f, err := library.OpenOrdinary(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	return f, nil
}

// readOwn reads the beginning, 1 MB at most, of a file that Partlift wrote.
func readOwn(path string) ([]byte, error) {
	f, err := library.OpenOrdinary(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, 1<<20))
}

func unreadable(path string, err error) error {
	return &say.Trouble{Text: "The file “{{.Name}}” cannot be read.", With: say.With{"Name": filepath.Base(path)}, Hint: "Check that it still exists and may be opened.", Err: err}
}

// ReadFile reads a result or a MIDI file, which must be an ordinary file of at
// most 32 MB.
func ReadFile(path string) ([]byte, error) {
	f, err := OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, sizeOf(f), path)
}

// ReadResult reads what ReadSongs reads of one path, which must be one song. Its
// title is the file's name.
func ReadResult(path string) (kie.Result, error) {
	songs, err := ReadSongs([]string{path})
	switch {
	case len(songs) == 0:
		return kie.Result{}, err
	case len(songs) > 1:
		return kie.Result{}, holdsSeveral(filepath.Base(path), len(songs))
	}
	return songs[0], err
}

func holdsSeveral(name string, n int) error {
	return say.Refuse("Write each into files of its own with lift export, and use those.", "“{{.Name}}” holds {{.Songs}} songs.", say.With{"Name": name, "Songs": n})
}

// ReadResults reads the songs of a saved result or a MIDI file without a
// library; several have a number in their title.
func ReadResults(path string) ([]kie.Result, error) {
	body, err := ReadFile(path)
	if err != nil {
		return nil, err
	}
	songs, err := readResults(body, filepath.Base(path))
	out := make([]kie.Result, len(songs))
	for i, r := range songs {
		out[i] = r.Result
		out[i].Song.Title = numbered(titleOf(path), i, len(songs))
	}
	return out, about(path, err)
}

// numbered is the title of the song at i of n in one file.
func numbered(title string, i, n int) string {
	if n == 1 {
		return title
	}
	return fmt.Sprintf("%s %d", title, i+1)
}

// sizeOf is an open file's size in bytes, -1 where it cannot be told.
func sizeOf(f *os.File) int64 {
	info, err := f.Stat()
	if err != nil {
		return -1
	}
	return info.Size()
}

// readAll reads a result file of a sane size; size is what it is said to be, and
// less than 0 when nothing is said.
func readAll(r io.Reader, size int64, path string) ([]byte, error) {
	var b bytes.Buffer
	if size >= 0 && size <= maxResult {
		b.Grow(int(size) + bytes.MinRead)
	}
	_, err := b.ReadFrom(io.LimitReader(r, maxResult+1))
	var told *say.Trouble
	switch {
	case errors.As(err, &told):
		return nil, err
	case err != nil:
		return nil, unreadable(path, err)
	case b.Len() > maxResult:
		return nil, tooLarge(filepath.Base(path))
	}
	return b.Bytes(), nil
}

func tooLarge(name string) error {
	return say.Refuse("Results of the service are never that large.", "“{{.Name}}” is larger than 32 MB.", say.With{"Name": name})
}

// titleOf makes a title from a file's name.
func titleOf(path string) string {
	base := filepath.Base(path)
	return OneLine(strings.ReplaceAll(strings.TrimSuffix(base, filepath.Ext(base)), "_", " "))
}

// longestTitle is in characters; files have longer names nowhere.
const longestTitle = 255

// OneLine makes any text fit to be a title: one line, without characters that
// steer a terminal or turn the writing direction, never empty.
func OneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == utf8.RuneError:
			return -1
		default:
			return r
		}
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > longestTitle {
		text = strings.TrimSpace(string(r[:longestTitle-1])) + "…"
	}
	if text == "" {
		return "Untitled"
	}
	return text
}
