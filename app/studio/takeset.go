package studio

import (
	"context"
	"errors"
	"io"
	"path"
	"slices"

	"partlift/backend/bundle"
	"partlift/backend/library"
	"partlift/backend/say"
)

// Choice is how a person wants taken what was handed over.
type Choice struct {
	Way     int   // index of Handed.Ways
	Only    []int // indexes of that way's songs; nil = all
	Changed Changed
	Demo    bool
}

// Changed says what becomes of a song that the library has with other files.
type Changed int

// What may become of it.
const (
	OfferUpdate Changed = iota // nothing yet: it is told and can be asked about
	Update                     // the song gets the files; what was done to parts that stay stays
	AddBeside                  // a song of its own
)

// Taken is what became of what was handed over.
type Taken struct {
	Songs  []TakenSong
	Drafts []Draft // of recordings: begun and paid for by Begin, sketched by Sketch
}

// TakenSong is what became of one of the songs.
type TakenSong struct {
	Index   int // of the way's songs
	Title   string
	ID      string // "" of one that failed
	Became  Became
	Notes   int        // that it has in the library; 0: sound alone
	Change  Difference // of one that was updated or can be
	LeftOut []say.Text // what of its files is not in the library, and why
	Err     error      // why it failed
}

// Became says what became of a song.
type Became int

// What becomes of songs.
const (
	Added   Became = iota + 1 // it is a new one
	Same                      // the library had it with the same files
	Offered                   // the library has it with other files, and nothing was done
	Updated                   // it has the new files now
	Failed                    // nothing of it can be used
)

// Difference counts the files of a song by what is new about them.
type Difference struct{ Added, Replaced, Removed int }

// TakeHanded puts into the library what was handed over, as it was chosen: songs
// in parts, MIDI files and saved results as songs, recordings as drafts. It
// reports how many bytes of how many it has read. Stopped by its context, it
// returns what is whole in the library by then, and leaves nothing of the rest.
func (s *Studio) TakeHanded(ctx context.Context, h *Handed, c Choice, progress func(done, total int64)) (Taken, error) {
	way := h.Ways[c.Way]
	r := reading{report: progress}
	chosen := func(i int) bool { return c.Only == nil || slices.Contains(c.Only, i) }
	for i, set := range way {
		if chosen(i) {
			r.total += set.Bytes
		}
	}
	var out Taken
	for i, set := range way {
		if !chosen(i) {
			continue
		}
		r.end += set.Bytes
		if err := s.takeOne(ctx, h, set, c, &r, i, &out); err != nil {
			return out, err
		}
		r.reach(r.end)
	}
	return out, nil
}

// takeOne takes one song, and tells what became of it. An error is of the
// library, or says that it was stopped; then the others wait.
func (s *Studio) takeOne(ctx context.Context, h *Handed, set SetSong, c Choice, r *reading, index int, out *Taken) error {
	switch set.Kind {
	case Recording:
		d, err := s.draftEntries(ctx, set, r)
		if err == nil {
			out.Drafts = append(out.Drafts, d)
		}
		return out.failed(index, set, err)
	case Notes:
		e := set.song.Whole[0]
		songs, err := s.importEntry(ctx, e, r)
		for _, one := range songs {
			one.Index = index
			out.Songs = append(out.Songs, one)
		}
		return out.failed(index, set, err)
	default:
		one, err := s.takeParts(ctx, h.Name, set, c, r, out.Songs)
		if err == nil {
			one.Index = index
			out.Songs = append(out.Songs, one)
		}
		return out.failed(index, set, err)
	}
}

// failed keeps an error that is a song's own, and returns every other.
func (t *Taken) failed(index int, set SetSong, err error) error {
	var fault *library.Fault
	var told *say.Trouble
	if err == nil || errors.As(err, &fault) || !errors.As(err, &told) {
		return err
	}
	t.Songs = append(t.Songs, TakenSong{Index: index, Title: set.Title, Became: Failed, Err: err})
	return nil
}

// importEntry keeps the songs of a MIDI file or a saved result.
func (s *Studio) importEntry(ctx context.Context, e bundle.Entry, r *reading) ([]TakenSong, error) {
	in, err := r.open(e)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	songs, err := s.importResult(ctx, in, e.Size, path.Base(e.Name))
	var out []TakenSong
	for _, one := range songs {
		t := TakenSong{ID: one.id, Title: one.title, Notes: one.notes, Became: Added}
		if !one.fresh {
			t.Became = Same
		}
		out = append(out, t)
	}
	return out, err
}

// draftEntries keeps the first of several formats of a recording that holds
// sound, and makes a draft of it.
func (s *Studio) draftEntries(ctx context.Context, set SetSong, r *reading) (Draft, error) {
	var first error
	for _, e := range set.song.Whole {
		staged, _, err := s.stageSound(ctx, e, r)
		var told *say.Trouble
		if errors.As(err, &told) {
			first = firstError(first, err)
			continue
		}
		if err != nil {
			return Draft{}, err
		}
		defer staged.Drop()
		if err := s.lib.Admit(ctx, staged); err != nil {
			return Draft{}, err
		}
		return s.draftOf(ctx, staged.Blob, path.Base(e.Name), set.Title, s.Settings().Provider)
	}
	return Draft{}, first
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// reading counts what is read of what was handed over.
type reading struct {
	report           func(done, total int64)
	done, total, end int64 // bytes; end is of the song that is read
}

// reach tells how far the reading is.
func (r *reading) reach(done int64) {
	if done = min(done, r.end); done <= r.done || r.report == nil {
		return
	}
	r.done = done
	r.report(done, r.total)
}

func (r *reading) open(e bundle.Entry) (*counted, error) {
	in, err := e.Open()
	return &counted{in: in, r: r, name: path.Base(e.Name)}, err
}

// counted is an entry that is being read.
type counted struct {
	in   io.ReadCloser
	r    *reading
	name string
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.r.reach(c.r.done + int64(n))
	if err == nil || err == io.EOF {
		return n, err
	}
	var told *say.Trouble
	if !errors.As(err, &told) {
		err = unreadable(c.name, err)
	}
	return n, err
}

func (c *counted) Close() error { return c.in.Close() }
