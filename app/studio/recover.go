package studio

import (
	"context"
	"errors"
	"io"
	"time"

	"partlift/backend/audio"
	"partlift/backend/library"
	"partlift/backend/say"
	"partlift/backend/task"
)

// Recovery is what RecoverLibrary brought back.
type Recovery struct {
	Songs      int    // that the database did not know and that had a record
	Results    int    // of them without a record: made of a result, a sketch or a MIDI file
	Audio      int    // of them without a record: audio without notes
	Left       int    // files that no song could be made of; they stay where they are
	Unreadable int    // records that could not be read
	Aside      string // where a database lies now that could not be used, "" for none
}

// RecoverLibrary brings the songs back whose files lie in the library folder and
// that its database does not know, and makes its indexes again. Songs that were
// under way are stopped: what was ordered for them last may not be written down,
// and nothing is to be paid for twice.
func RecoverLibrary(ctx context.Context, cfg Config) (Recovery, error) {
	got, err := library.Recover(ctx, cfg.Dir, cfg.Now)
	if err != nil {
		return Recovery{}, err
	}
	r := Recovery{Songs: len(got.Songs), Unreadable: got.Unreadable, Aside: got.Aside}
	s, err := Open(ctx, cfg)
	if err != nil {
		return r, err
	}
	back := map[string]bool{}
	for _, id := range got.Songs {
		back[id] = true
	}
	err = s.stopAll(ctx, func(t task.Task) bool { return back[t.SongID] })
	if err == nil {
		err = s.adoptAll(ctx, &r)
	}
	return r, errors.Join(err, s.Close())
}

// CanRecover reports whether RecoverLibrary may help where Open failed.
func CanRecover(err error) bool {
	return errors.Is(err, library.ErrLost) || errors.Is(err, library.ErrCorrupt)
}

// Unknown counts what lies in the library folder and that its database does not
// know: songs, or where it knows no songs at all, files.
func (s *Studio) Unknown(ctx context.Context) (int, error) {
	n, err := s.lib.Strays(ctx)
	if err != nil || n > 0 {
		return n, err
	}
	for _, removed := range []bool{false, true} {
		if songs, err := s.lib.Count(ctx, library.Query{Removed: removed}); err != nil || songs > 0 {
			return 0, err
		}
	}
	files, err := s.lib.Unnamed(ctx)
	return len(files), err
}

// adoptAll makes songs of the files that no song mentions.
func (s *Studio) adoptAll(ctx context.Context, r *Recovery) error {
	files, err := s.lib.Unnamed(ctx)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.adopt(ctx, f, r); err != nil {
			return err
		}
	}
	return nil
}

// adopt makes a song of a file, if it holds notes or sound.
func (s *Studio) adopt(ctx context.Context, f library.Stray, r *Recovery) error {
	if s.lib.VerifyBlob(f.SHA) != nil {
		return s.leave(ctx, f, r) // damaged, or not to be read
	}
	body, err := s.lib.OpenBlob(f.SHA)
	if err != nil {
		return err
	}
	defer body.Close()
	head := make([]byte, 16)
	n, _ := io.ReadFull(body, head)
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if isResult(head[:n], "") {
		return s.adoptResult(ctx, f, body, r)
	}
	info, err := audio.Probe(body, "")
	if err != nil && !container(head[:n]) {
		return s.leave(ctx, f, r)
	}
	r.Audio++
	return s.adoptAudio(ctx, f, info)
}

// leave keeps a file that no song can be made of.
func (s *Studio) leave(ctx context.Context, f library.Stray, r *Recovery) error {
	r.Left++
	return s.lib.Keep(ctx, f.SHA)
}

// adoptResult makes a song of a kept answer or a MIDI file.
func (s *Studio) adoptResult(ctx context.Context, f library.Stray, body io.Reader, r *Recovery) error {
	text, err := io.ReadAll(io.LimitReader(body, maxResult))
	if err != nil {
		return err
	}
	got, err := readResult(text, "")
	if err != nil {
		return s.leave(ctx, f, r) // a separation's answer, or one without notes
	}
	row := library.Song{ID: s.id(), Title: s.foundTitle(f.Stored), State: string(RowDone), Audio: f.SHA, Progress: 1, Created: f.Stored}
	file := library.File{Kind: library.KindRaw, Name: "recovered.json", SHA: f.SHA, Size: f.Size}
	if holdsMIDI(text) {
		file.Kind, file.Name = library.KindMIDI, "recovered.mid"
	} else if engine, ok := sketchedBy(text); ok {
		row.Engine, file.Meta = engine, fileMeta{Sketch: true}.raw()
	}
	if !isStub(got.Song.Title) {
		row.Title = OneLine(got.Song.Title)
	}
	row.AudioName = file.Name
	if err := s.lib.Save(ctx, row, nil, file); err != nil {
		return err
	}
	r.Results++
	return s.describe(ctx, row.ID, got.Song)
}

// adoptAudio makes a song of audio without notes. Whether its separation was
// paid for nobody knows, so its task asks before it orders one.
func (s *Studio) adoptAudio(ctx context.Context, f library.Stray, info audio.Info) error {
	name := "recovered"
	if info.Format != "" {
		name += "." + info.Format
	}
	set := s.Settings()
	t := task.Task{ID: s.id(), SongID: s.id(), Token: s.id() + s.id() + s.id(), State: task.StateCancelled, Step: task.StepSeparate,
		Request: task.Request{Title: s.foundTitle(f.Stored), Audio: f.SHA, AudioName: name, AudioSize: f.Size, Kind: set.Separation, Provider: set.Provider},
		Intent:  &task.Intent{Step: task.StepSeparate, At: f.Stored}, Created: f.Stored, Updated: s.cfg.Now()}
	if err := s.journal().Save(ctx, t); err != nil {
		return err
	}
	return s.change(ctx, t.SongID, func(row *library.Song) {
		row.Seconds = info.Seconds
		row.Detail = broughtBack
	})
}

// Tidy removes what earlier runs left behind, and returns what Unknown counts.
func (s *Studio) Tidy(ctx context.Context) (unknown int) {
	sweep(s.Dir(), s.cfg.Now())
	err := errors.Join(s.forget(ctx), s.lib.Sweep(ctx))
	unknown, unknownErr := s.Unknown(ctx)
	if err := errors.Join(err, unknownErr); err != nil && ctx.Err() == nil {
		s.log.Warn("could not tidy the library", "error", err)
	}
	return unknown
}

// foundTitle is the title of a song whose own is lost.
func (s *Studio) foundTitle(stored time.Time) string {
	return s.words.Say(say.Key("Recovered {{.Date}}"), say.With{"Date": stored.Local().Format("2006-01-02 15:04:05")})
}

// Unopened describes why a library cannot be opened; err is what Open returned.
func Unopened(cfg Config, err error) say.Notice {
	words := say.Tongue(cfg.Say)
	if !CanRecover(err) {
		return ExplainIn(words, "open the library in {{.Folder}}", err, say.With{"Folder": cfg.Dir})
	}
	return say.Notice{Level: say.Failure,
		Text: words.Say(say.Key("The list of your songs is missing or damaged.")),
		Hint: words.Say(say.Key("The songs' files are still in {{.Folder}}, and nothing was changed. Put partlift.db back from a backup, or let Partlift make the list again from the files."), say.With{"Folder": cfg.Dir})}
}

// Told says what a recovery brought back.
func (r Recovery) Told(cfg Config) say.Notice {
	words := say.Tongue(cfg.Say)
	n := say.Notice{Level: say.Success, Text: words.Count(r.Songs+r.Results+r.Audio, "{{.Count}} song was brought back.", "{{.Count}} songs were brought back.")}
	n.Hint = words.Say(say.Key("Start Partlift again to see them."))
	if r.Aside != "" {
		n.Hint = say.Join(n.Hint, words.Say(say.Key("The old list of songs is kept as {{.File}}."), say.With{"File": r.Aside}))
	}
	return n
}
