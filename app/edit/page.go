package edit

import (
	"time"

	"partlift/backend/music"
	"partlift/backend/say"
)

// The parts that the cloud brings join the song that was sketched before. The
// sketch stays, left out of exports until somebody takes it back in.

// Sketched reports whether all notes of the page are the local engine's.
func (p *Page) Sketched() bool { return p.sketched > 0 && p.sketched == len(p.Song.Tracks) }

// Voices are what the bars are read from: a sketch says less about them than
// the parts that joined it.
func (p *Page) Voices() music.Song {
	song := p.Song
	if !p.Sketched() {
		song.Tracks = song.Tracks[p.sketched:]
	}
	return song
}

// Page is the song that is open: what it is, how it is counted, what a person
// did to it and what comes of that, and the files that it has.
type Page struct {
	About
	Counting
	Layers
	Result
	Files

	Heard    *Heard     // how the notes lie in the sound; nil: they were not compared
	Song     music.Song // the notes as delivered
	Parts    []Part     // one for each of Song.Tracks
	Warnings []string   // what the decoder repaired or could not know, in sentences
	Undo     string     // what Model.Undo would take back in words, "" for nothing
	Redo     string     // what Model.Redo would do again
	Kits     bool       // recognized drum kits are mapped without being asked
	Words    say.Tongue // what is said of it
	sketched int        // how many of the first tracks are the local engine's
}

// About is what a song is.
type About struct {
	ID      string
	Title   string
	Created time.Time
	Seconds float64
	Demo    bool
}

// Counting is how the bars of a song are counted.
type Counting struct {
	Grid       *music.Grid // nil: no grid fits the notes, or it is switched off
	Tempo      string      // "117.98 BPM · 4/4 · A minor · worst note 2.1 ms off", or that there is no grid
	Readings   []Reading   // ways to count the song, likeliest first
	GridChoice GridChoice
	Found      Found
	Trial      *Trial      // the reading that is heard and seen in place of Grid, nil for none
	counted    *music.Grid // of Counted
}

// Result is what the layers make of a song.
type Result struct {
	Out     music.Song // the notes as they will be written
	Lanes   []Lane     // the notes as they are shown, one for each of Song.Tracks
	Offers  []Offer    // drum maps that would help
	Changes string     // what Treat does, in a line
	Hearing Hearing    // what of that is because of the sound
}

// Files are those that a song has.
type Files struct {
	Stems   []Stem    // separated audio kept in the library
	Unheard bool      // there are stems and no notes: Model.HearStems brings some
	Missing []string  // the names of stems that could not be fetched; Model.FetchStems may bring them
	Audio   *Stem     // the original audio, nil when the song came without it
	Exports []Written // files written earlier, newest first
}

// Part is one instrument of the open song, as it will be exported.
type Part struct {
	Index      int    // of Page.Song.Tracks
	Into       int    // the part that its notes go into: Index, or another of which it is a piece
	Name       string // unique, readable
	Instrument string // General MIDI name, or "Drum kit"
	Program    uint8  // 0-based
	Drums      bool
	Known      bool // false: the instrument is a guess
	Stem       string
	Notes      int
	Low, High  uint8 // lowest and highest pitch; meaningless when Notes is 0
	Muted      bool  // not heard
	Solo       bool  // heard with the other soloed parts only
	Silent     bool  // muted, or others are soloed and this is not
	Left       bool  // left out of exports
}

// Stem is a kept audio file of the open song.
type Stem struct {
	Name   string
	Path   string
	SHA    string // its name in the library
	Size   int64
	Silent bool
}

// Written is a file that was exported earlier.
type Written struct {
	Path string
	At   time.Time
}

// Length returns the end of the song in seconds: of its sound or of its last note.
func (p *Page) Length() float64 { return max(p.Seconds, p.Song.End()) }

// Volume returns how loud a part is heard.
func (p *Page) Volume(track int) float32 {
	if v := p.Tracks[track].Volume; v != nil {
		return *v
	}
	return 1
}
