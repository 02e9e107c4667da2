package studio

import (
	"errors"
	"io"
	"math"
	"path"
	"path/filepath"
	"strings"

	"partlift/backend/audio"
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
	b, err := bundle.Open(paths, OpenFile, endings)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	var out []kie.Result
	var failed error
	notices, silent := b.Notices(), 0
	for _, s := range sortEntries(b.Entries) {
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
		return nil, nothingIn(name)
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

// endings are those of the names of what a song in parts is made of.
var endings = bundle.Endings{bundle.Sound: audio.Endings(), bundle.MIDI: midiEndings, bundle.Result: resultEndings}

// sortEntries says which files are one song.
func sortEntries(all []bundle.Entry) []bundle.Song { return tidied(bundle.Sort(all, lengthOf)) }

// lengthOf tells the length of a sound in seconds by the beginning of its file.
func lengthOf(e bundle.Entry) (seconds float64, ok bool) {
	r, err := e.Open()
	if err != nil {
		return 0, false
	}
	defer r.Close()
	head := make([]byte, 4<<10)
	n, _ := io.ReadFull(r, head)
	return audio.Length(head[:n], e.Size)
}

// tidied makes titles and names of parts, which come from names of files, fit to
// be read.
func tidied(songs []bundle.Song) []bundle.Song {
	for i := range songs {
		songs[i].Title = spaced(songs[i].Title)
		for k := range songs[i].Pieces {
			p := &songs[i].Pieces[k].Part
			p.Name = spaced(p.Name)
		}
	}
	return songs
}

func spaced(name string) string { return OneLine(strings.ReplaceAll(name, "_", " ")) }

// readSong reads the notes of one song: of its parts, else of the whole, which
// may be several songs of a result.
func readSong(s bundle.Song) ([]kie.Result, error) {
	title := s.Title
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
		songs, _, err := readEntry(e, new(reading))
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
func readEntry(e bundle.Entry, as *reading) ([]kie.Saved, []byte, error) {
	name := path.Base(e.Name)
	r, err := as.open(e)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	body, err := readAll(r, e.Size, name)
	if err != nil {
		return nil, nil, err
	}
	songs, err := readResults(body, name)
	if err != nil {
		return nil, nil, about(name, err)
	}
	return songs, body, nil
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
func (p *partReader) lost() []say.Text { return lostTexts(p.empty, p.left) }

func lostTexts(empty int, left []say.Text) []say.Text {
	if empty == 0 {
		return left
	}
	return append(left, say.Counted(empty, "1 file without notes was left out.", "{{.Count}} files without notes were left out."))
}

// piece adds the notes of one part.
func (p *partReader) piece(piece bundle.Piece) {
	for _, e := range notesOf(piece) {
		songs, _, err := readEntry(e, new(reading))
		if err != nil {
			p.lose(err)
			continue
		}
		as := setPart{Part: piece.Part, Of: p.title}
		r := as.named(kie.Together(songs), path.Base(e.Name))
		p.out.Song.Tracks = append(p.out.Song.Tracks, r.Song.Tracks...)
		p.out.Notices = append(p.out.Notices, r.Notices...)
		if r.Song.Own != nil {
			p.own = append(p.own, r.Song.Own)
		}
	}
}

// setPart is what a file is of a song in parts.
type setPart struct {
	bundle.Part
	Of string // title of the song as its files give it
}

// named makes the notes of a file of that name those of the part.
func (p setPart) named(r kie.Result, file string) kie.Result {
	all := r.Song.Tracks
	for i := range all {
		t := &all[i]
		t.Stem = p.String()
		if t.Name = OneLine(t.Name); p.saysNothing(t, TrimExt(file)) {
			t.Name = numbered(p.String(), i, len(all))
		}
		switch {
		case p.Drums:
			t.Drums, t.Program, t.Known = true, 0, true
		case p.Known && !t.Drums && (!t.Known || t.Program == 0 && p.Program != keyboard):
			t.Program, t.Known = p.Program, true
		}
	}
	for i, n := range r.Notices {
		r.Notices[i] = say.Of("{{.Stem}}: {{.Notice}}", say.With{"Stem": p.String(), "Notice": n})
	}
	return r
}

// keyboard is the program of a part that may as well be a piano.
const keyboard = 4

// saysNothing reports whether a track's name is one that a program gave it.
func (p setPart) saysNothing(t *music.Track, base string) bool {
	named, ok := bundle.PartOf(t.Name)
	return isStub(t.Name) || t.Name == "Untitled" || t.Name == music.ProgramName(t.Program) || ok && (named == p.Part || named.Name == "Drums" && p.Drums) ||
		strings.EqualFold(t.Name, p.Of) || strings.EqualFold(t.Name, base)
}

// result is the song of the parts.
func (p *partReader) result(s bundle.Song) kie.Result {
	p.out.State, p.out.Song.Title = kie.Done, p.title
	var ok bool
	if p.out.Song.Own, ok = agreed(p.own); !ok {
		p.out.Notices = append(p.out.Notices, mapsDiffer())
	}
	if !s.Sure {
		p.out.Notices = append(p.out.Notices, say.Of("The names do not say for sure which files are one song; “{{.Title}}” is a guess.", say.With{"Title": p.title}))
	}
	return p.out
}

func mapsDiffer() say.Text {
	return say.Of("The files have different tempo maps, so none of them is used.")
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
