package studio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"partlift/backend/audio"
	"partlift/backend/bundle"
	"partlift/backend/library"
	"partlift/backend/say"
	"partlift/backend/smf"
)

// kindSet is the kind of the list of what a song in parts is made of. Its name is
// what the song is known by.
const kindSet = "set"

// setKinds are the kinds of files that a song in parts has of its own.
var setKinds = []string{library.KindAudio, library.KindStem, library.KindMIDI, library.KindRaw, kindSet}

// wantedOf lists the files of a song in parts that are kept: of several formats
// the best, and the notes of the whole where no part has its own.
func wantedOf(s bundle.Song) []bundle.Entry {
	var out []bundle.Entry
	notes := false
	for _, p := range s.Pieces {
		out = append(out, p.Sound[:min(len(p.Sound), 1)]...)
		out = append(out, notesOf(p)...)
		notes = notes || len(notesOf(p)) > 0
	}
	sound := false
	for _, e := range s.Whole {
		if e.Kind == bundle.Sound && !sound || e.Kind != bundle.Sound && !notes {
			out = append(out, e)
		}
		sound = sound || e.Kind == bundle.Sound
	}
	return out
}

// notesOf are the MIDI files of a part. Those that were stretched to one tempo
// count only where there are no others, since the sound was not.
func notesOf(p bundle.Piece) []bundle.Entry {
	if len(p.MIDI) > 0 {
		return p.MIDI
	}
	return p.Locked
}

// setFiles are the files of a song in parts that were read, beside the library's
// own.
type setFiles struct {
	s       *Studio
	r       *reading
	title   string
	files   []library.File
	staged  []library.Staged
	seconds float64    // of the longest sound
	empty   int        // MIDI files without notes
	left    []say.Text // why others are missing
	failed  error
}

// drop removes what was read and is not the library's by now.
func (c *setFiles) drop() {
	for _, s := range c.staged {
		s.Drop()
	}
}

// collect reads the files of a song in parts.
func (c *setFiles) collect(ctx context.Context, s bundle.Song) error {
	notes := false
	for _, p := range s.Pieces {
		as := &setPart{Part: p.Part, Of: c.title}
		if err := c.sound(ctx, p.Sound, library.KindStem, as); err != nil {
			return err
		}
		for _, e := range notesOf(p) {
			ok, err := c.notes(ctx, e, as)
			if err != nil {
				return err
			}
			notes = notes || ok
		}
	}
	var recordings []bundle.Entry
	for _, e := range s.Whole {
		if e.Kind == bundle.Sound {
			recordings = append(recordings, e)
		} else if !notes { // else the parts are the same notes
			if _, err := c.notes(ctx, e, nil); err != nil {
				return err
			}
		}
	}
	return c.sound(ctx, recordings, library.KindAudio, nil)
}

// sound keeps the first of several formats of one sound that can be used.
func (c *setFiles) sound(ctx context.Context, all []bundle.Entry, kind string, as *setPart) error {
	for _, e := range all {
		staged, heard, err := c.s.stageSound(ctx, e, c.r)
		if err != nil {
			if err := c.lose(err); err != nil {
				return err
			}
			continue
		}
		c.staged, c.seconds = append(c.staged, staged), max(c.seconds, heard.seconds)
		f := library.File{Kind: kind, Name: OneLine(path.Base(e.Name)), SHA: staged.SHA, Size: staged.Size}
		if as != nil {
			f.Name, f.Meta = as.String(), fileMeta{Part: as, Silent: heard.silent}.raw()
		}
		c.files = append(c.files, f)
		return nil
	}
	return nil
}

// notes keeps a file of notes. It reports whether there are any.
func (c *setFiles) notes(ctx context.Context, e bundle.Entry, as *setPart) (ok bool, err error) {
	songs, body, err := readEntry(e, c.r)
	if err == nil && len(songs) > 1 {
		err = holdsSeveral(path.Base(e.Name), len(songs))
	}
	if err != nil {
		return false, c.lose(err)
	}
	staged, err := c.s.lib.Stage(ctx, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	c.staged = append(c.staged, staged)
	f := library.File{Kind: library.KindRaw, Name: numberedFile(len(c.files), OneLine(path.Base(e.Name))), SHA: staged.SHA, Size: staged.Size}
	if holdsMIDI(body) {
		f.Kind = library.KindMIDI
	}
	if as != nil {
		f.Meta = fileMeta{Part: as}.raw()
	}
	c.files = append(c.files, f)
	return true, nil
}

// numberedFile is the name of a file that keeps its place among others.
func numberedFile(i int, name string) string { return fmt.Sprintf("%04d %s", i, name) }

// fileIn takes the number from such a name.
func fileIn(name string) string {
	if number, rest, ok := strings.Cut(name, " "); ok && strings.Trim(number, "0123456789") == "" {
		return rest
	}
	return name
}

// lose remembers a file that cannot be used, and returns the error if it is not
// the file's own.
func (c *setFiles) lose(err error) error {
	var told *say.Trouble
	var fault *library.Fault
	switch {
	case errors.Is(err, smf.ErrNoNotes):
		c.empty++ // as an export has them for what the song lacks
	case errors.As(err, &fault) || !errors.As(err, &told):
		return err
	default:
		c.left = append(c.left, leftOut(err))
	}
	if c.failed == nil || errors.Is(c.failed, smf.ErrNoNotes) {
		c.failed = err
	}
	return nil
}

// list adds the list of the files, which the song is known by.
func (c *setFiles) list(ctx context.Context) (id string, err error) {
	staged, err := c.s.lib.Stage(ctx, strings.NewReader(setList(c.files)))
	if err != nil {
		return "", err
	}
	c.staged = append(c.staged, staged)
	c.files = append(c.files, library.File{Kind: kindSet, Name: "files", SHA: staged.SHA, Size: staged.Size,
		Meta: fileMeta{Part: &setPart{Of: c.title}, Remarks: lostTexts(c.empty, c.left)}.raw()})
	return staged.SHA, nil
}

// setList writes what a song in parts is made of, whatever its files are called,
// lie in and in which order they came.
func setList(files []library.File) string {
	lines := make([]string, len(files))
	for i, f := range files {
		part := ""
		if p := metaOf(f).Part; p != nil {
			part = p.String()
		}
		lines[i] = fmt.Sprintf("%s\t%s\t%s\n", f.Kind, part, f.SHA)
	}
	slices.Sort(lines)
	return "Partlift song in parts 1\n" + strings.Join(lines, "")
}

// heardSound is what there is to say of a sound that was taken in.
type heardSound struct {
	seconds float64 // 0 where that cannot be told here
	silent  bool
}

// stageSound copies a sound beside the library's files. What is no sound is
// refused.
func (s *Studio) stageSound(ctx context.Context, e bundle.Entry, r *reading) (library.Staged, heardSound, error) {
	in, err := r.open(e)
	if err != nil {
		return library.Staged{}, heardSound{}, err
	}
	defer in.Close()
	staged, err := s.lib.Stage(ctx, in)
	if err != nil {
		return staged, heardSound{}, err
	}
	heard, err := soundIn(ctx, staged.Path, path.Base(e.Name))
	if err != nil {
		staged.Drop()
	}
	return staged, heard, err
}

// soundIn looks into a sound file, by the name that the user knows it by.
func soundIn(ctx context.Context, file, name string) (heard heardSound, err error) {
	f, err := os.Open(file) // #nosec G304 -- a file of the library
	if err != nil {
		return heard, err
	}
	defer f.Close()
	info, err := audio.Probe(f, name)
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return heard, err
	}
	if err == nil {
		heard.seconds = info.Seconds
		// What cannot be decoded to its end may have a sound.
		heard.silent, _, _ = audio.Silent(ctx, f, name, silence)
		return heard, ctx.Err()
	}
	head := make([]byte, 16)
	n, _ := io.ReadFull(f, head)
	if container(head[:n]) {
		return heard, nil
	}
	return heard, noSound(name)
}

func noSound(name string) error {
	return say.Refuse("Nothing was sent or paid. Check that the file plays, or export it again.", "“{{.Name}}” holds no sound that can be recognized.", say.With{"Name": name})
}
