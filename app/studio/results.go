package studio

import (
	"errors"
	"path/filepath"

	"partlift/backend/kie"
	"partlift/backend/library"
	"partlift/backend/music"
	"partlift/backend/say"
)

// result decodes one kept result.
func (s *Studio) result(f library.File) (music.Song, []say.Text, error) {
	blob, err := s.lib.OpenBlob(f.SHA)
	if err != nil {
		return music.Song{}, nil, errors.Join(errNoBlob, err)
	}
	defer blob.Close()
	body, err := readAll(blob, sizeOf(blob), f.Name)
	if err != nil {
		return music.Song{}, nil, err
	}
	meta := metaOf(f)
	r, err := readResult(body, f.Name)
	if errors.Is(err, errNoNotes) {
		err = nil // one silent stem does not spoil the others
	}
	switch {
	case meta.Part != nil:
		r = meta.Part.named(r, fileIn(f.Name))
	case meta.Stem != "" && meta.Sketch:
		ofHeardStem(r.Song.Tracks, meta.Stem)
	case meta.Stem != "":
		r = kie.Merge([]kie.Part{{Stem: meta.Stem, Result: r}})
	}
	if meta.Sketch {
		r.Song.Cents = centsOf(body)
	}
	return r.Song, r.Notices, err
}

var errNoNotes = errors.New("no notes in this result")

// errLinked says that a result names a MIDI file, which was not kept with it.
var errLinked = errors.New("a link to a MIDI file in the place of notes")

// errNoBlob says that a song is there and a file of it is not.
var errNoBlob = errors.New("a kept result cannot be opened")

// readResult reads a result as JSON or as a MIDI file, whatever the file of
// that name is called, all of it as one song. A body without notes is
// an error in words.
func readResult(body []byte, name string) (kie.Result, error) {
	songs, err := readResults(body, name)
	if len(songs) == 0 {
		return kie.Result{}, err
	}
	return kie.Together(songs), err
}

// readResults reads the songs of a result; with an error there is at most one.
func readResults(body []byte, name string) ([]kie.Saved, error) {
	if holdsMIDI(body) {
		r, err := readMIDI(body, name)
		if err != nil {
			return nil, err
		}
		return []kie.Saved{{Result: r, Raw: body}}, nil
	}
	if namedMIDI(name) {
		if err := notMIDI(body, name); err != nil {
			return nil, err
		}
	}
	songs, err := kie.DecodeFile(body)
	if err == nil {
		err = songs[0].Err()
	}
	if err == nil && songs[0].Song.NoteCount() == 0 {
		err = errLinked
	}
	if kie.KindOf(err) == kie.KindEmpty {
		err = errors.Join(err, errNoNotes)
	}
	return songs, err
}

// about names the file in what is wrong with a result from it.
func about(path string, err error) error {
	var e *kie.Error
	name := filepath.Base(path)
	if errors.Is(err, errLinked) {
		return say.Refuse("Download that file and add it.", "“{{.Name}}” holds a link to a MIDI file and no notes.", say.With{"Name": name})
	}
	if !errors.As(err, &e) {
		return err
	}
	switch e.Kind {
	case kie.KindEmpty:
		return say.Refuse("Choose the answer of a finished MIDI task. If this is it, transcribe each stem by itself, or use a cleaner recording.", "“{{.Name}}” has no notes in it.", say.With{"Name": name})
	case kie.KindPending:
		return say.Refuse("Save the answer again when it is done.", "“{{.Name}}” was saved before the service had finished.", say.With{"Name": name})
	case kie.KindNotFound:
		return say.Refuse("Check the task's id; results are kept there for about 14 days.", "“{{.Name}}” only says that the service does not know the task.", say.With{"Name": name})
	}
	return say.Told(say.Of("“{{.Name}}” holds no result. {{.Why}}", say.With{"Name": name, "Why": e.Message}), e.Hint, err)
}
