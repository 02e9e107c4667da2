package studio

import (
	"errors"
	"io"
	"math"
	"path"
	"path/filepath"
	"strings"

	"partlift/backend/bundle"
	"partlift/backend/kie"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/smf"
)

// ReadSongs reads the songs of files, folders and ZIP archives without a
// library. MIDI files that are the parts of one song, as their names say, are
// one. What was left out is among the notices.
func ReadSongs(paths []string) ([]kie.Result, error) {
	if len(paths) == 1 && !bundle.Packed(paths[0], OpenFile) {
		return ReadResults(paths[0])
	}
	b, err := bundle.Open(paths, OpenFile)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	var out []kie.Result
	var failed error
	notices, silent := b.Notices(), 0
	for _, s := range bundle.Sort(b.Entries) {
		if !s.Has(bundle.MIDI) && !s.Has(bundle.Result) {
			silent++
			continue
		}
		songs, err := readSong(s)
		if failed == nil {
			failed = err
		}
		if err != nil && len(songs) == 0 {
			notices = append(notices, leftOut(err))
		}
		out = append(out, songs...)
	}
	switch name := filepath.Base(paths[0]); {
	case len(out) == 0 && failed != nil:
		return nil, failed
	case silent > 0 && len(out) == 0:
		return nil, say.Refuse("Add the .mid files of the song, or let lift song hear its recording.", "“{{.Name}}” holds sound and no notes.", say.With{"Name": name})
	case len(out) == 0:
		return nil, say.Refuse("Audio (wav, mp3, flac, ogg, m4a, …), a saved result (.json) or a MIDI file (.mid) will do.", "There is nothing in “{{.Name}}” that can be used.", say.With{"Name": name})
	}
	if silent > 0 {
		notices = append(notices, say.Counted(silent, "1 song that is only sound was passed over.", "{{.Count}} songs that are only sound were passed over."))
	}
	out[0].Notices = append(notices, out[0].Notices...)
	return out, nil
}

// leftOut says why a file of several is missing.
func leftOut(err error) say.Text {
	text, hint := explained(say.Of("Could not read a file."), err)
	return text.And(hint, say.Of("That file was left out."))
}

// readSong reads the notes of one song: of its parts, else of the whole, which
// may be several songs of a result.
func readSong(s bundle.Song) ([]kie.Result, error) {
	title := OneLine(strings.ReplaceAll(s.Title, "_", " "))
	set := partReader{title: title}
	for _, p := range s.Pieces {
		set.piece(p)
	}
	var out []kie.Result
	if len(set.out.Song.Tracks) > 0 {
		out = append(out, set.result(s))
	}
	for _, e := range s.Whole {
		if e.Kind == bundle.Sound || len(set.out.Song.Tracks) > 0 && e.Kind == bundle.MIDI {
			continue // the parts are the same notes
		}
		songs, err := readEntry(e)
		if err != nil {
			set.lose(err)
		}
		for i, r := range songs {
			r.Song.Title = numbered(title, i, len(songs))
			out = append(out, r.Result)
		}
	}
	if len(out) > 0 {
		out[0].Notices = append(set.lost(), out[0].Notices...)
	}
	return out, set.failed
}

// readEntry reads a MIDI file or a result that lies in a bundle.
func readEntry(e bundle.Entry) ([]kie.Saved, error) {
	name := path.Base(e.Name)
	r, err := e.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, maxResult+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxResult:
		return nil, tooLarge(name)
	}
	songs, err := readResults(body, name)
	if err != nil {
		return nil, about(name, err)
	}
	return songs, nil
}

// partReader puts the parts of a song together.
type partReader struct {
	title  string
	out    kie.Result
	own    []*music.Grid
	empty  int        // files without notes
	left   []say.Text // why others are missing
	failed error
}

// lose remembers a file that gives no notes. The error that says most of why is
// kept for a song without any.
func (p *partReader) lose(err error) {
	if errors.Is(err, smf.ErrNoNotes) {
		p.empty++ // as an export has them for what the song lacks
	} else {
		p.left = append(p.left, leftOut(err))
	}
	if p.failed == nil || errors.Is(p.failed, smf.ErrNoNotes) {
		p.failed = err
	}
}

// lost says which files gave no notes.
func (p *partReader) lost() []say.Text {
	if p.empty == 0 {
		return p.left
	}
	return append(p.left, say.Counted(p.empty, "1 file without notes was left out.", "{{.Count}} files without notes were left out."))
}

// piece adds the notes of one part. The variant that was stretched to one tempo
// counts only where there is no other, since the sound was not.
func (p *partReader) piece(piece bundle.Piece) {
	files := piece.MIDI
	if len(files) == 0 {
		files = piece.Locked
	}
	for _, e := range files {
		songs, err := readEntry(e)
		if err != nil {
			p.lose(err)
			continue
		}
		r := kie.Together(songs)
		p.out.Song.Tracks = append(p.out.Song.Tracks, p.tracks(r.Song.Tracks, piece.Part, e)...)
		if r.Song.Own != nil {
			p.own = append(p.own, r.Song.Own)
		}
		for _, n := range r.Notices {
			p.out.Notices = append(p.out.Notices, say.Of("{{.Stem}}: {{.Notice}}", say.With{"Stem": piece.Part.String(), "Notice": n}))
		}
	}
}

// tracks makes the tracks of a file those of a part.
func (p *partReader) tracks(all []music.Track, part bundle.Part, e bundle.Entry) []music.Track {
	base := strings.TrimSuffix(path.Base(e.Name), path.Ext(e.Name))
	for i := range all {
		t := &all[i]
		t.Stem = part.String()
		if t.Name = OneLine(t.Name); saysNothing(t, part, p.title, base) {
			t.Name = numbered(part.String(), i, len(all))
		}
		switch {
		case part.Drums:
			t.Drums, t.Program, t.Known = true, 0, true
		case part.Known && !t.Drums && (!t.Known || t.Program == 0 && part.Program != keyboard):
			t.Program, t.Known = part.Program, true
		}
	}
	return all
}

// keyboard is the program of a part that may as well be a piano.
const keyboard = 4

// saysNothing reports whether a track's name is one that a program gave it.
func saysNothing(t *music.Track, part bundle.Part, title, base string) bool {
	named, ok := bundle.PartOf(t.Name)
	return isStub(t.Name) || t.Name == "Untitled" || t.Name == music.ProgramName(t.Program) || ok && (named == part || named.Name == "Drums" && part.Drums) ||
		strings.EqualFold(t.Name, title) || strings.EqualFold(t.Name, base)
}

// result is the song of the parts.
func (p *partReader) result(s bundle.Song) kie.Result {
	p.out.State, p.out.Song.Title = kie.Done, p.title
	var ok bool
	if p.out.Song.Own, ok = agreed(p.own); !ok {
		p.out.Notices = append(p.out.Notices, say.Of("The files have different tempo maps, so none of them is used."))
	}
	if !s.Sure {
		p.out.Notices = append(p.out.Notices, say.Of("The names do not say for sure which files are one song; “{{.Title}}” is a guess.", say.With{"Title": p.title}))
	}
	return p.out
}

// agree is how far in seconds a beat of two tempo maps may lie apart.
const agree = 0.002

// agreed is the tempo map that goes on longest, if all put their beats where it
// does; ok is false where they do not.
func agreed(all []*music.Grid) (own *music.Grid, ok bool) {
	for _, g := range all {
		if own == nil || lastTempo(g).Beat > lastTempo(own).Beat || lastTempo(g).Beat == lastTempo(own).Beat && own.Meter == nil {
			own = g
		}
	}
	for _, g := range all {
		if !goesWith(own, g) {
			return nil, false
		}
	}
	return own, true
}

func lastTempo(g *music.Grid) music.TempoPoint { return g.Tempo[len(g.Tempo)-1] }

// goesWith reports whether a tempo map is another one or its beginning: that of
// a part that ends early may end early too. One of a single tempo means it.
func goesWith(own, g *music.Grid) bool {
	end := lastTempo(g)
	for _, p := range own.Tempo {
		if math.Abs(g.Second(p.Beat)-p.Second) > agree {
			return false
		}
		if len(g.Tempo) > 1 && p.Beat > end.Beat {
			break
		}
	}
	for _, p := range g.Tempo {
		if math.Abs(own.Second(p.Beat)-p.Second) > agree {
			return false
		}
	}
	return lastTempo(own).Beat > end.Beat || math.Abs(lastTempo(own).BPM-end.BPM) < 0.01
}
