package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"partlift/backend/kie"
	"partlift/backend/library"
	"partlift/backend/music"
	"partlift/backend/task"
)

// History returns rows of the library, newest first, that match text, and how
// many there are in all. before is the Order of the last row that is already
// there, 0 for the first page.
func (s *Studio) History(ctx context.Context, text string, limit int, before int64) ([]Row, int, error) {
	q := library.Query{Text: text, Limit: limit, Before: before}
	songs, err := s.lib.Songs(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	total, err := s.lib.Count(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	rows := make([]Row, len(songs))
	for i, song := range songs {
		rows[i] = rowOf(s.words, song)
	}
	return rows, total, nil
}

// rowsAfter is History for any number of rows, never nil.
func (s *Studio) rowsAfter(ctx context.Context, text string, most int, before int64) ([]Row, int, error) {
	rows, total := []Row{}, 0
	for {
		next, n, err := s.History(ctx, text, min(most-len(rows), pageMost), before)
		if err != nil {
			return nil, 0, err
		}
		rows, total = append(rows, next...), n
		if len(next) < pageMost || len(rows) >= most {
			return rows, total, nil
		}
		before = rows[len(rows)-1].order
	}
}

// Page returns a song with everything the song page shows.
func (s *Studio) Page(ctx context.Context, id string) (*Page, error) {
	row, err := s.lib.Song(ctx, id)
	if err != nil {
		return nil, err
	}
	files, err := s.lib.Files(ctx, id, "")
	if err != nil {
		return nil, err
	}
	kept, err := s.notes(row.Title, files)
	if err != nil {
		return nil, err
	}
	song := kept.song
	set, err := s.songSettings(ctx, id)
	if err != nil {
		return nil, err
	}
	p := &Page{ID: id, Title: row.Title, Created: row.Created, Seconds: song.End(), Demo: row.Demo, Song: song, words: s.words, sketched: kept.sketched}
	for _, w := range kept.warnings {
		p.Warnings = append(p.Warnings, s.say(w))
	}
	if err := s.fillTask(ctx, p); err != nil {
		return nil, err
	}
	p.Layers = layersOf(set, song)
	p.Parts = partsOf(song, p.Layers, set.Muted, set.Solo)
	p.setGrid(set.Grid, FindGrid(p.counting(), set.Grid))
	p.kits = s.Settings().Drums == DrumsMapped
	p.applyLayers()
	s.fillAudio(p, files)
	p.Exports = writtenOf(files)
	return p, nil
}

// fillTask puts what is missing of a song on its page, and what its journey
// warned of.
func (s *Studio) fillTask(ctx context.Context, p *Page) error {
	t, err := s.TaskOf(ctx, p.ID)
	if errors.Is(err, library.ErrNotFound) || err == nil && t.State != task.StateDone {
		return nil // imported, sketched, or on its way
	}
	for _, w := range t.Warnings {
		p.Warnings = append(p.Warnings, s.say(w))
	}
	for _, stem := range t.Missing() {
		p.Missing = append(p.Missing, stem.Name)
	}
	return err
}

// fillAudio puts the kept audio of a song on its page.
func (s *Studio) fillAudio(p *Page, files []library.File) {
	for _, f := range files {
		if f.Kind != library.KindStem && f.Kind != library.KindAudio {
			continue
		}
		stem := Stem{Name: f.Name, Path: s.lib.BlobPath(f.SHA), Size: f.Size, Silent: metaOf(f).Silent}
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
func (s *Studio) Written(ctx context.Context, id string) ([]Written, error) {
	files, err := s.lib.Files(ctx, id, library.KindExport)
	return writtenOf(files), err
}

// writtenOf picks the exports among a song's files, newest first.
func writtenOf(files []library.File) []Written {
	out := []Written{}
	for _, f := range files {
		if f.Kind == library.KindExport {
			out = append(out, Written{Path: f.Path, At: metaOf(f).At})
		}
	}
	slices.SortStableFunc(out, func(a, b Written) int { return b.At.Compare(a.At) })
	return out
}

// kept is what the library has of a song's notes.
type kept struct {
	song     music.Song // as delivered
	sketched int        // the first so many tracks are the local engine's
	warnings []string
}

// notes reads a song's notes from the kept results among its files.
func (s *Studio) notes(title string, files []library.File) (kept, error) {
	out := kept{song: music.Song{Title: title}}
	results := 0
	for _, f := range delivered(files) {
		got, notes, err := s.result(f)
		if err != nil {
			return out, err
		}
		results++
		out.song.Own = got.Own
		out.song.Tracks = append(out.song.Tracks, got.Tracks...)
		out.warnings = append(out.warnings, append(notes, metaOf(f).Remarks...)...)
		if metaOf(f).Sketch {
			out.sketched = len(out.song.Tracks)
		}
	}
	if results > 1 {
		out.song.Own = nil // of one of several
	}
	if results == 0 {
		return out, trouble("If it is still on its way, wait for it; otherwise use Retry on its row.", "This song has no result yet.")
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

// result decodes one kept result.
func (s *Studio) result(f library.File) (music.Song, []string, error) {
	blob, err := s.lib.OpenBlob(f.SHA)
	if err != nil {
		return music.Song{}, nil, errors.Join(errNoBlob, err)
	}
	defer blob.Close()
	body, err := readAll(blob, f.Name)
	if err != nil {
		return music.Song{}, nil, err
	}
	meta := metaOf(f)
	r, err := readResult(body, f.Name)
	if errors.Is(err, errNoNotes) {
		err = nil // one silent stem does not spoil the others
	}
	if meta.Stem != "" {
		r = kie.Merge([]kie.Part{{Stem: meta.Stem, Result: r}})
	}
	return r.Song, r.Notices, err
}

var errNoNotes = errors.New("no notes in this result")

// errLinked says that a result names a MIDI file, which was not kept with it.
var errLinked = errors.New("a link to a MIDI file in the place of notes")

// errNoBlob says that a song is there and a file of it is not.
var errNoBlob = errors.New("a kept result cannot be opened")

// readResult reads a result as JSON or as a MIDI file, whatever the file of
// that name is called, all of it as one song. A body that is none with notes is
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
		return trouble("Download that file and add it.", "“%s” holds a link to a MIDI file and no notes.", name)
	}
	if !errors.As(err, &e) {
		return err
	}
	switch e.Kind {
	case kie.KindEmpty:
		return trouble("Choose the answer of a finished MIDI task. If this is it, transcribe each stem by itself, or use a cleaner recording.", "“%s” has no notes in it.", name)
	case kie.KindPending:
		return trouble("Save the answer again when it is done.", "“%s” was saved before the service had finished.", name)
	case kie.KindNotFound:
		return trouble("Check the task's id; results are kept there for about 14 days.", "“%s” only says that the service does not know the task.", name)
	}
	told := trouble(e.Hint, "“%s” holds no result.", name)
	told.Text, told.Err = told.Text+" "+e.Message, err
	return told
}

// Rename gives a song another title.
func (s *Studio) Rename(ctx context.Context, id, title string) error {
	return s.change(ctx, id, func(row *library.Song) { row.Title = oneLine(title) })
}

// partsOf describes the tracks of a song as parts with unique names.
func partsOf(song music.Song, l Layers, muted, soloed []int) []Part {
	parts := make([]Part, len(song.Tracks))
	seen := map[string]int{}
	edited, _ := l.edited(song)
	for i, t := range edited.Tracks {
		low, high, _ := t.PitchRange()
		p := Part{Index: i, Name: strings.TrimSpace(t.Name), Instrument: music.ProgramName(t.Program), Program: t.Program, Drums: t.Drums,
			Known: t.Known, Stem: t.Stem, Notes: len(t.Notes), Low: low, High: high, Muted: slices.Contains(muted, i), Solo: slices.Contains(soloed, i)}
		if t.Drums {
			p.Instrument = "Drum kit"
		}
		if p.Name == "" {
			p.Name = p.Instrument
		}
		key := strings.ToLower(p.Name)
		seen[key]++
		if n := seen[key]; n > 1 {
			p.Name = fmt.Sprintf("%s %d", p.Name, n)
		}
		parts[i] = p
	}
	hush(parts)
	return parts
}

// muted lists the tracks that are muted.
func (p *Page) muted() []int { return p.those(func(part Part) bool { return part.Muted }) }

// soloed lists the tracks that are soloed.
func (p *Page) soloed() []int { return p.those(func(part Part) bool { return part.Solo }) }

// sounding lists the tracks that are heard and exported.
func (p *Page) sounding() []int { return p.those(func(part Part) bool { return !part.Silent }) }

// those lists the tracks of some parts; never nil.
func (p *Page) those(which func(Part) bool) []int {
	out := []int{}
	for _, part := range p.Parts {
		if which(part) {
			out = append(out, part.Index)
		}
	}
	return out
}
