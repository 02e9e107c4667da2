package studio

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"

	"partlift/app/edit"
	"partlift/backend/library"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/task"
)

// Page returns a song with everything the song page shows.
func (s *Studio) Page(ctx context.Context, id string) (*edit.Page, error) {
	row, err := s.lib.Song(ctx, id)
	if err != nil {
		return nil, err
	}
	files, err := s.lib.Files(ctx, id, "")
	if err != nil {
		return nil, err
	}
	kept, err := s.notes(row.Title, files)
	if err != nil && !(errors.Is(err, errNoResult) && RowState(row.State) == RowEmpty) { // which has sounds to show
		return nil, err
	}
	song := kept.song
	set, err := s.songSettings(ctx, id)
	if err != nil {
		return nil, err
	}
	p := edit.NewPage(s.words, song, kept.sketched, set, s.Settings().Drums == edit.DrumsMapped)
	p.ID, p.Title, p.Created, p.Demo = id, row.Title, row.Created, row.Demo
	if song.NoteCount() == 0 {
		p.Seconds = row.Seconds // of its sounds
	}
	for _, w := range kept.warnings {
		p.Warnings = append(p.Warnings, w.In(s.words))
	}
	if err := s.fillTask(ctx, p); err != nil {
		return nil, err
	}
	s.fillAudio(p, files)
	s.fillHeard(p, files)
	p.Unheard = row.Notes == 0 && len(s.unheardStems(files)) > 0
	p.Exports = writtenOf(files)
	return p, nil
}

// fillTask puts what is missing of a song on its page, and what its journey
// warned of.
func (s *Studio) fillTask(ctx context.Context, p *edit.Page) error {
	t, err := s.TaskOf(ctx, p.ID)
	if errors.Is(err, library.ErrNotFound) || err == nil && t.State != task.StateDone {
		return nil // imported, sketched, or on its way
	}
	for _, w := range t.Warnings {
		p.Warnings = append(p.Warnings, warningText(s.words, w))
	}
	for _, stem := range t.Missing() {
		p.Missing = append(p.Missing, stem.Name)
	}
	return err
}

// fillAudio puts the kept audio of a song on its page.
func (s *Studio) fillAudio(p *edit.Page, files []library.File) {
	for _, f := range files {
		if f.Kind != library.KindStem && f.Kind != library.KindAudio {
			continue
		}
		stem := edit.Stem{Name: f.Name, Path: s.lib.BlobPath(f.SHA), SHA: f.SHA, Size: f.Size, Silent: metaOf(f).Silent}
		if info, err := os.Stat(stem.Path); err == nil {
			stem.Size = info.Size() // a stem is kept before anybody counts it
		}
		if f.Kind == library.KindAudio {
			p.Audio = &stem
		} else {
			p.Stems = append(p.Stems, stem)
		}
	}
}

// Written returns the files of earlier exports of a song, newest first.
func (s *Studio) Written(ctx context.Context, id string) ([]edit.Written, error) {
	files, err := s.lib.Files(ctx, id, library.KindExport)
	return writtenOf(files), err
}

// writtenOf picks the exports among a song's files, newest first.
func writtenOf(files []library.File) []edit.Written {
	out := []edit.Written{}
	for _, f := range files {
		if f.Kind == library.KindExport {
			out = append(out, edit.Written{Path: f.Path, At: metaOf(f).At})
		}
	}
	slices.SortStableFunc(out, func(a, b edit.Written) int { return b.At.Compare(a.At) })
	return out
}

// kept is what the library has of a song's notes.
type kept struct {
	song     music.Song // as delivered
	sketched int        // how many of the first tracks are the local engine's
	warnings []say.Text
	places   []trackPlace // of the tracks
}

// trackPlace is what a track is of a song in parts: the n-th of a part.
type trackPlace struct {
	part string
	n    int
}

// errNoResult says that nothing was delivered of a song.
var errNoResult = error(say.Refuse("If it is still on its way, wait for it; otherwise use Retry on its row.", "This song has no result yet."))

// notes reads a song's notes from the kept results among its files.
func (s *Studio) notes(title string, files []library.File) (kept, error) {
	out := kept{song: music.Song{Title: title}}
	results, parts := 0, 0
	var own []*music.Grid
	of := map[string]int{}
	for _, f := range delivered(files) {
		got, notes, err := s.result(f)
		if err != nil {
			return out, err
		}
		meta := metaOf(f)
		results++
		if meta.Part != nil {
			parts++
		}
		if got.Own != nil {
			own = append(own, got.Own)
		}
		for _, t := range got.Tracks {
			out.places = append(out.places, trackPlace{t.Stem, of[t.Stem]})
			of[t.Stem]++
		}
		out.song.Tracks = append(out.song.Tracks, got.Tracks...)
		out.warnings = append(out.warnings, append(notes, meta.Remarks...)...)
		if meta.Sketch {
			if out.song.Cents == 0 { // stems heard each by itself are of one recording
				out.song.Cents = got.Cents
			}
			out.sketched = len(out.song.Tracks)
		}
	}
	if results == parts || results == 1 { // not of one of several
		var ok bool
		if out.song.Own, ok = agreed(own); !ok {
			out.warnings = append(out.warnings, mapsDiffer())
		}
	}
	for _, f := range files {
		if f.Kind == kindSet {
			out.warnings = append(out.warnings, metaOf(f).Remarks...)
			results++
		}
	}
	if results == 0 {
		return out, errNoResult
	}
	return out, nil
}

// delivered picks the results whose notes make up the song, a sketch first: its
// parts keep their numbers when others join them. Everything that was delivered
// is kept, also a result that several stems replaced later, and one that had
// another number while some stems were still on their way.
func delivered(files []library.File) []library.File {
	var results, sketches []library.File
	newest, stems := map[string]int{}, false
	for _, f := range files {
		if f.Kind == library.KindRaw || f.Kind == library.KindMIDI {
			meta := metaOf(f)
			if meta.Sketch {
				sketches = append(sketches, f)
				continue
			}
			stems = stems || meta.Stem != ""
			if i, again := newest[meta.ID]; again && meta.ID != "" {
				results[i].SHA = "" // numbers grow, so this one is the last
			}
			newest[meta.ID] = len(results)
			results = append(results, f)
		}
	}
	results = slices.DeleteFunc(results, func(f library.File) bool {
		return f.SHA == "" || stems && metaOf(f).Stem == ""
	})
	return append(sketches, results...)
}

// metaOf reads what is kept beside a file; a file without readable notes on it
// is still a file.
func metaOf(f library.File) (meta fileMeta) {
	if len(f.Meta) > 0 {
		_ = json.Unmarshal(f.Meta, &meta)
	}
	return meta
}

// Rename gives a song another title.
func (s *Studio) Rename(ctx context.Context, id, title string) error {
	return s.change(ctx, id, func(row *library.Song) { row.Title = OneLine(title) })
}
