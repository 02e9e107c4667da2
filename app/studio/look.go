package studio

import (
	"path"
	"path/filepath"
	"slices"

	"partlift/backend/bundle"
	"partlift/backend/say"
)

// Handed is what a person handed over, files, folders and ZIP archives, as it
// was looked at: nothing of it is in the library yet. Close it in the end.
type Handed struct {
	Name   string     // of the folder or archive, or of the first file
	Ways   []Way      // how it can be understood, the likeliest first; none where no path can be used
	Passed []say.Text // what was passed over
	Unfit  []Unfit    // paths of several that cannot be used
	bundle *bundle.Bundle
}

// Unfit is a path that cannot be used, and why, in a sentence.
type Unfit struct {
	Path string
	Err  error
}

// Way is the songs that files are by one way to understand them.
type Way []SetSong

// SetSong is a song that files would become.
type SetSong struct {
	Title     string
	Kind      SetKind
	Parts     []SetPart
	Recording string   // file name of the sound of the whole song, "" without one
	Bytes     int64    // that would be copied
	Spare     []string // files that are not needed: other formats and mixes, and notes that the parts have
	Sure      bool     // false: the names of the files do not say for sure that they are this
	song      bundle.Song
}

// SetKind says what becomes of files.
type SetKind int

// The kinds of songs that files are.
const (
	InParts   SetKind = iota + 1 // a song in several files, which is kept as it is
	Recording                    // a sound, which something has to hear first
	Notes                        // a MIDI file or a saved result, which may hold several songs
)

// SetPart is a part of a song in files, with what there is of it.
type SetPart struct {
	Name  string // readable, in English where it is known
	Drums bool
	Voice bool
	Sound bool // there is a sound of it
	MIDI  bool // there are notes of it
}

// Sure reports whether nobody needs to be asked which files are one song.
func (h *Handed) Sure() bool {
	for _, s := range h.Ways[0] {
		if !s.Sure {
			return false
		}
	}
	return true
}

// Close ends reading of what was handed over.
func (h *Handed) Close() error {
	if h.bundle == nil {
		return nil
	}
	return h.bundle.Close()
}

// mostParts bounds how many files are offered as one song.
const mostParts = 100

// Several reports whether paths are to be looked at: a folder, an archive, or
// more than one file. Take knows one file better, by its content.
func Several(paths []string) bool {
	return len(paths) > 1 || len(paths) == 1 && bundle.Packed(paths[0], OpenFile)
}

// Look looks at files, folders and ZIP archives by their names. Of several paths
// those that cannot be used are passed over. Errors are sentences that name the
// user's file.
func Look(paths []string) (*Handed, error) {
	paths, unfit := sift(paths)
	if len(paths) == 0 {
		return &Handed{Unfit: unfit}, nil
	}
	b, err := bundle.Open(paths, OpenFile, endings)
	if err != nil {
		return nil, err
	}
	h := &Handed{Passed: b.Notices(), Unfit: unfit, bundle: b}
	for _, p := range paths[:min(len(paths), 1)] {
		if abs, err := filepath.Abs(p); err == nil {
			p = abs
		}
		h.Name = filepath.Base(p)
	}
	if len(b.Entries) == 0 {
		_ = b.Close()
		return nil, nothingIn(h.Name, h.Passed...)
	}
	h.add(sortEntries(b.Entries))
	if len(b.Entries) <= mostParts {
		h.add(tidied(bundle.AsOne(b.Entries)))
	}
	h.add(tidied(bundle.Apart(b.Entries)))
	return h, nil
}

// sift tells the paths of several that can be used from those that cannot. One
// alone is left to whoever opens it.
func sift(paths []string) (good []string, unfit []Unfit) {
	if len(paths) == 1 {
		return paths, nil
	}
	for _, p := range paths {
		b, err := bundle.Open([]string{p}, OpenFile, endings)
		if err == nil && len(b.Entries) == 0 {
			err = nothingIn(filepath.Base(p), b.Notices()...)
		}
		if b != nil {
			_ = b.Close()
		}
		if err != nil {
			unfit = append(unfit, Unfit{p, err})
		} else {
			good = append(good, p)
		}
	}
	return good, unfit
}

// nothingIn says that there is nothing of use, and what was passed over.
func nothingIn(name string, passed ...say.Text) error {
	nothing := say.Of("There is nothing in “{{.Name}}” that can be used.", say.With{"Name": name})
	return say.Told(nothing.And(passed...), say.Of("Audio (wav, mp3, flac, ogg, m4a, …), a saved result (.json) or a MIDI file (.mid) will do."), nil)
}

// add adds a way, unless there is one with as many songs.
func (h *Handed) add(songs []bundle.Song) {
	for _, have := range h.Ways {
		if len(have) == len(songs) {
			return
		}
	}
	place := h.places()
	slices.SortStableFunc(songs, func(a, b bundle.Song) int { return place(a) - place(b) })
	way := make(Way, len(songs))
	for i, s := range songs {
		way[i] = setSong(s)
	}
	h.Ways = append(h.Ways, way)
}

// places tells where the first file of a song was handed over: songs come in the
// order that a person chose.
func (h *Handed) places() func(bundle.Song) int {
	at := map[string]int{}
	for i, e := range h.bundle.Entries {
		at[e.Name] = i
	}
	return func(s bundle.Song) int {
		first := len(at)
		for _, e := range s.Whole {
			first = min(first, at[e.Name])
		}
		for _, p := range s.Pieces {
			for _, e := range slices.Concat(p.Sound, p.MIDI, p.Locked) {
				first = min(first, at[e.Name])
			}
		}
		return first
	}
}

// setSong describes a song in files.
func setSong(s bundle.Song) SetSong {
	out := SetSong{Title: s.Title, Sure: s.Sure, song: s, Kind: InParts}
	for _, p := range s.Pieces {
		out.Parts = append(out.Parts, SetPart{Name: p.Part.String(), Drums: p.Part.Drums, Voice: p.Part.Voice, Sound: len(p.Sound) > 0, MIDI: len(p.MIDI)+len(p.Locked) > 0})
	}
	for _, e := range s.Whole {
		if e.Kind == bundle.Sound && out.Recording == "" {
			out.Recording = path.Base(e.Name)
		}
	}
	if len(s.Pieces) == 0 && (len(s.Whole) == 1 || !s.Has(bundle.MIDI) && !s.Has(bundle.Result)) {
		out.Kind = Notes
		if out.Recording != "" {
			out.Kind = Recording
		}
	}
	needed := map[string]bool{}
	for _, e := range wantedOf(s) {
		out.Bytes += e.Size
		needed[e.Name] = true
	}
	for _, e := range s.Entries() {
		if !needed[e.Name] {
			out.Spare = append(out.Spare, path.Base(e.Name))
		}
	}
	return out
}
