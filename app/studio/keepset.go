package studio

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"partlift/backend/library"
	"partlift/backend/say"
)

// engineFiles is the engine of songs that nothing heard: they came in parts.
const engineFiles = "files"

// takeParts takes a song in parts, after others that came with it.
func (s *Studio) takeParts(ctx context.Context, from string, set SetSong, c Choice, r *reading, with []TakenSong) (TakenSong, error) {
	got := setFiles{s: s, r: r, title: set.Title}
	defer got.drop()
	if err := got.collect(ctx, set.song); err != nil {
		return TakenSong{}, err
	}
	out := TakenSong{Title: set.Title, LeftOut: lostTexts(got.empty, got.left)}
	if len(got.files) == 0 {
		return out, got.failed
	}
	list, err := got.list(ctx)
	if err != nil {
		return out, err
	}
	s.sets.Lock() // the same files twice at once are one song
	defer s.sets.Unlock()
	same, err := s.songsByAudio(ctx, list)
	if err != nil {
		return out, err
	}
	if len(same) > 0 {
		out.ID, out.Title, out.Became, out.Notes = same[0].ID, same[0].Title, Same, same[0].Notes
		return out, nil
	}
	if c.Changed != AddBeside {
		had, err := s.earlier(ctx, &got, with)
		if err != nil {
			return out, err
		}
		if had != nil {
			return s.changeSet(ctx, had, &got, c, out)
		}
	}
	row := library.Song{ID: s.id(), Title: set.Title, State: string(RowDone), Engine: engineFiles, AudioName: from, Progress: 1, Demo: c.Demo}
	out.ID, out.Became = row.ID, Added
	out.Notes, err = s.keepSet(ctx, row, &got, nil)
	return out, err
}

// keepSet puts a song in parts into the library: a new one, or what changed of
// one that is there. It returns how many notes it has.
func (s *Studio) keepSet(ctx context.Context, row library.Song, got *setFiles, had *earlierSet) (notes int, err error) {
	ctx = context.WithoutCancel(ctx) // all is read; what follows takes no time and is all or nothing
	for _, staged := range got.staged {
		if err := s.lib.Admit(ctx, staged); err != nil {
			return 0, err
		}
	}
	files := slices.Concat(got.files, had.heard(got.files))
	kept, err := s.notes(row.Title, files)
	if err != nil {
		return 0, err
	}
	row.Audio = got.files[len(got.files)-1].SHA
	row.Tracks, row.Notes, row.Seconds = len(kept.song.Tracks), kept.song.NoteCount(), kept.song.End()
	if row.Notes == 0 {
		row.Seconds = got.seconds
	}
	if had == nil {
		err = s.lib.Save(ctx, row, nil, files...)
	} else {
		var settings json.RawMessage
		if settings, err = s.movedSettings(ctx, row.ID, had.kept, kept); err == nil {
			_, err = s.lib.Exchange(ctx, row, settings, setKinds, files...)
		}
	}
	if err != nil {
		return 0, err
	}
	return row.Notes, s.lib.SetInstruments(ctx, row.ID, wordsOf(kept.song)+" "+s.folderWords())
}

// folderWords are what a song in parts is found by beside its own words.
func (s *Studio) folderWords() string {
	word := s.words.Say(say.Key("folder"))
	if word == "folder" {
		return word
	}
	return word + " folder"
}

// earlierSet is a song in parts that the library has.
type earlierSet struct {
	row   library.Song
	files []library.File
	kept  kept
}

// heard are the notes that were heard in stems which stay as they are, unless
// now there are notes by others; nil has none.
func (e *earlierSet) heard(now []library.File) (out []library.File) {
	if e == nil {
		return nil
	}
	stems := map[string]string{} // contents by name
	for _, f := range now {
		switch f.Kind {
		case library.KindStem:
			stems[f.Name] = f.SHA
		case library.KindRaw, library.KindMIDI:
			return nil
		}
	}
	stays := map[string]bool{}
	for _, f := range e.files {
		if f.Kind == library.KindStem {
			stays[f.Name] = stems[f.Name] == f.SHA
		}
	}
	for _, f := range e.files {
		if m := metaOf(f); m.Sketch && stays[m.Stem] {
			out = append(out, f)
		}
	}
	return out
}

// earlier finds the song that files are another state of: one with most of them,
// or of the same title with some of them, and none that came with them.
func (s *Studio) earlier(ctx context.Context, got *setFiles, with []TakenSong) (*earlierSet, error) {
	mine := hashes(got.files)
	shared, err := s.lib.SongsWith(ctx, mine)
	if err != nil {
		return nil, err
	}
	var best *earlierSet
	most := 0
	for id, n := range shared {
		if slices.ContainsFunc(with, func(t TakenSong) bool { return t.ID == id }) {
			continue
		}
		files, err := s.lib.Files(ctx, id, "")
		if err != nil {
			return nil, err
		}
		title, ok := titleOfFiles(files)
		alike := ok && (strings.EqualFold(title, got.title) || 2*n > max(len(mine), len(hashes(files))))
		if !alike || n < most {
			continue
		}
		row, err := s.lib.Song(ctx, id)
		if errors.Is(err, library.ErrNotFound) {
			continue // deleted since
		}
		if err != nil {
			return nil, err
		}
		if best == nil || n > most || row.Order > best.row.Order {
			best, most = &earlierSet{row: row, files: files}, n
		}
	}
	return best, nil
}

// cameIn reports whether a file of a song in parts is one that a person handed
// over, and not what was made of those.
func cameIn(f library.File) bool {
	return f.Kind != kindSet && slices.Contains(setKinds, f.Kind) && !metaOf(f).Sketch
}

// hashes lists the different contents of a song in parts.
func hashes(files []library.File) []string {
	seen := map[string]bool{}
	var out []string
	for _, f := range files {
		if cameIn(f) && !seen[f.SHA] {
			seen[f.SHA] = true
			out = append(out, f.SHA)
		}
	}
	return out
}

// titleOfFiles is the title that a song in parts came with; ok is false for any
// other song.
func titleOfFiles(files []library.File) (title string, ok bool) {
	for _, f := range files {
		if p := metaOf(f).Part; f.Kind == kindSet && p != nil {
			return p.Of, true
		}
	}
	return "", false
}

// changeSet gives a song other files, or tells that it could.
func (s *Studio) changeSet(ctx context.Context, had *earlierSet, got *setFiles, c Choice, out TakenSong) (TakenSong, error) {
	out.ID, out.Title, out.Notes, out.Change = had.row.ID, had.row.Title, had.row.Notes, difference(had.files, got.files)
	if c.Changed == OfferUpdate {
		out.Became = Offered
		return out, nil
	}
	var err error
	if had.kept, err = s.notes(had.row.Title, had.files); err != nil {
		return out, err
	}
	out.Became = Updated
	s.rows.Lock()
	defer s.rows.Unlock()
	if had.row, err = s.lib.Song(ctx, had.row.ID); err != nil {
		return out, err
	}
	if out.Notes, err = s.keepSet(ctx, had.row, got, had); err != nil {
		return out, err
	}
	return out, s.wanted(ctx, had.row)
}

// difference compares the files of a song in parts, each by what it is of it.
func difference(old, now []library.File) (d Difference) {
	was := places(old)
	for place, sha := range places(now) {
		switch have, ok := was[place]; {
		case !ok:
			d.Added++
		case have != sha:
			d.Replaced++
		}
		delete(was, place)
	}
	d.Removed = len(was)
	return d
}

// place is what a file is of a song in parts: of several of one kind and part the
// n-th.
type place struct {
	kind, part string
	n          int
}

func places(files []library.File) map[place]string {
	out := map[place]string{}
	for _, f := range files {
		if !cameIn(f) {
			continue
		}
		p := place{kind: f.Kind}
		if part := metaOf(f).Part; part != nil {
			p.part = part.String()
		}
		for ; out[p] != ""; p.n++ {
		}
		out[p] = f.SHA
	}
	return out
}

// movedSettings are a song's settings for its new tracks, nil where there are
// none.
func (s *Studio) movedSettings(ctx context.Context, id string, was, now kept) (json.RawMessage, error) {
	set, err := s.songSettings(ctx, id)
	if err != nil {
		return nil, err
	}
	at := map[trackPlace]int{}
	for i, p := range now.places {
		at[p] = i
	}
	set = set.Moved(func(track int) (int, bool) {
		if track >= len(was.places) {
			return 0, false
		}
		i, ok := at[was.places[track]]
		return i, ok
	})
	return json.Marshal(set)
}
