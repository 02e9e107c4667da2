package studio

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"partlift/backend/kie"
	"partlift/backend/library"
)

// maxResult bounds a result file; the API's own limit is 32 MiB.
const maxResult = 32 << 20

// isResult tells results from audio by content first, by name second.
func isResult(head []byte, path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return isMIDI(head) || namedMIDI(path) || looksJSON(head) || slices.Contains(resultEndings, ext) || ext == ".raw"
}

// HoldsNotes reports whether a file is a result or a MIDI file, which is read as
// it is; false for one that cannot be opened.
func HoldsNotes(path string) bool {
	f, err := OpenFile(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 16)
	n, _ := io.ReadFull(f, head)
	return isResult(head[:n], path)
}

// resultEndings are those of the names of results in JSON.
var resultEndings = []string{".json", ".jsonl", ".ndjson"}

// importResult keeps the songs of a result file, or returns the ones they are
// already.
func (s *Studio) importResult(ctx context.Context, r io.Reader, size int64, path string) (out []imported, err error) {
	body, err := readAll(r, size, path)
	if err != nil {
		return nil, err
	}
	songs, err := readResults(body, filepath.Base(path))
	if err != nil {
		return nil, about(path, err)
	}
	if len(songs) == 1 {
		songs[0].Raw = body // as it came
	}
	for i, song := range songs {
		if isStub(song.Song.Title) {
			song.Song.Title = numbered(titleOf(path), i, len(songs))
		}
		one, err := s.importSong(ctx, song, path)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// imported is a song that a result file is.
type imported struct {
	id, title string
	notes     int
	fresh     bool // the library did not have it
}

// importSong keeps one song of a result file, or returns the one it is already.
func (s *Studio) importSong(ctx context.Context, song kie.Saved, path string) (imported, error) {
	blob, err := s.lib.Put(ctx, bytes.NewReader(song.Raw))
	if err != nil {
		return imported{}, err
	}
	// The blob stands in for the audio's hash, so that the same file twice is
	// the same song.
	same, err := s.songsByAudio(ctx, blob.SHA)
	if err != nil {
		return imported{}, err
	}
	if len(same) > 0 {
		return imported{id: same[0].ID, title: same[0].Title, notes: same[0].Notes}, nil
	}
	row := library.Song{ID: s.id(), Title: OneLine(song.Song.Title), State: string(RowDone), Audio: blob.SHA, AudioName: filepath.Base(path), Progress: 1}
	kind := library.KindRaw
	if holdsMIDI(song.Raw) {
		kind = library.KindMIDI
	}
	if err := s.lib.Save(ctx, row, nil, library.File{Kind: kind, Name: filepath.Base(path), SHA: blob.SHA, Size: blob.Size}); err != nil {
		return imported{}, err
	}
	return imported{row.ID, row.Title, song.Song.NoteCount(), true}, s.describe(ctx, row.ID, song.Song)
}
