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

// Counting is what the bars are read from: a sketch says less about them than
// the parts that joined it.
func (p *Page) Counting() music.Song {
	song := p.Song
	if !p.Sketched() {
		song.Tracks = song.Tracks[p.sketched:]
	}
	return song
}

// Page is the song that is open.
type Page struct {
	ID       string
	Title    string
	Created  time.Time
	Seconds  float64
	Demo     bool
	Song     music.Song  // the notes as delivered
	Parts    []Part      // one for each of Song.Tracks
	Grid     *music.Grid // nil: no grid fits the notes, or it is switched off
	Tempo    string      // "117.98 BPM · 4/4 · A minor · worst note 2.1 ms off", or that there is no grid
	Readings []Reading   // ways to count the song, likeliest first
	Warnings []string    // what the decoder repaired or could not know, in sentences
	Stems    []Stem      // separated audio kept in the library
	Missing  []string    // the names of stems that could not be fetched; Model.FetchStems may bring them
	Audio    *Stem       // the original audio, nil when the song came without it
	Exports  []Written   // files written earlier, newest first

	Layers             // what a person did to the song
	Offers  []Offer    // drum maps that would help
	Out     music.Song // the notes as they will be written
	Lanes   []Lane     // the notes as they are shown, one for each of Song.Tracks
	Changes string     // what Treat does, in a line
	Undo    string     // what Model.Undo would take back in words, "" for nothing
	Redo    string     // what Model.Redo would do again

	GridChoice GridChoice
	Found      Found
	sketched   int         // how many of the first tracks are the local engine's
	counted    *music.Grid // of Counted
	Words      say.Tongue  // what is said of it
	Kits       bool        // recognized drum kits are mapped without being asked
}

// Part is one instrument of the open song, as it will be exported.
type Part struct {
	Index      int    // of Page.Song.Tracks
	Name       string // unique, readable
	Instrument string // General MIDI name, or "Drum kit"
	Program    uint8  // 0-based
	Drums      bool
	Known      bool // false: the instrument is a guess
	Stem       string
	Notes      int
	Low, High  uint8 // lowest and highest pitch; meaningless when Notes is 0
	Muted      bool  // switched off by hand
	Solo       bool  // heard and exported with the other soloed parts only
	Silent     bool  // neither heard nor exported: muted, or others are soloed and this is not
}

// Stem is a kept audio file of the open song.
type Stem struct {
	Name   string
	Path   string
	Size   int64
	Silent bool
}

// Written is a file that was exported earlier.
type Written struct {
	Path string
	At   time.Time
}

// Volume returns how loud a part is heard.
func (p *Page) Volume(track int) float32 {
	if v := p.Tracks[track].Volume; v != nil {
		return *v
	}
	return 1
}
