package app

import (
	"time"

	"partlift/backend/music"
	"partlift/backend/smf/verify"
)

// AccountStatus says how far the program has come with the API key.
type AccountStatus int

// The states of an account.
const (
	AccountUnknown  AccountStatus = iota // nothing looked at yet
	AccountMissing                       // no key: show the first-run panel
	AccountChecking                      // a free call is on its way
	AccountReady                         // the key works; Balance is known
	AccountRefused                       // the service does not take the key
	AccountOffline                       // there is a key, but no connection to check it
)

// Account is what the window shows of the API key. It never holds the key.
type Account struct {
	Status   AccountStatus
	Provider string  // ID of one of Providers
	Source   string  // where the key lives, in words: "system keychain", "this session only"
	Hint     string  // last characters of the key, "••••9f3a"
	Balance  float64 // credits; negative: the service does not tell
	Fleeting bool    // the key is kept only until the program ends
	Text     string  // what there is to say, in sentences
}

// Row is one song in the history.
type Row struct {
	ID       string
	Title    string
	State    RowState
	Detail   string  // "Uploading 43 %", "12 parts · 3,214 notes", or why it failed
	Progress float64 // 0–1 of the whole journey; negative: cannot be told
	Parts    int
	Notes    int
	Seconds  float64
	Updated  time.Time
	Demo     bool
	Sketch   bool // all its notes are the local engine's

	StemsMissing bool // of a finished song; Model.FetchStems may bring them

	order int64 // place in the history, for reading on from here
}

// RowState is the state of a song as a person sees it.
type RowState string

// The states of a row.
const (
	RowRunning   RowState = "running"
	RowWaiting   RowState = "waiting" // the service takes long; a check can be asked for
	RowAsking    RowState = "asking"  // a question must be answered before it goes on
	RowDone      RowState = "done"
	RowEmpty     RowState = "empty" // finished, but the service found no notes
	RowFailed    RowState = "failed"
	RowCancelled RowState = "cancelled"
)

// CanCancel reports whether the row can be stopped.
func (r Row) CanCancel() bool {
	return r.State == RowRunning || r.State == RowWaiting || r.State == RowAsking
}

// CanRetry reports whether the journey can go on from where it stopped.
func (r Row) CanRetry() bool {
	return r.State == RowFailed || r.State == RowCancelled || r.State == RowEmpty || r.State == RowWaiting
}

// CanOpen reports whether there are notes to look at, which a sketch has while
// its other parts are on their way.
func (r Row) CanOpen() bool { return r.State == RowDone || r.Sketch && r.Notes > 0 }

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
	found      Found
	sketched   int         // how many of the first tracks are the local engine's
	counted    *music.Grid // of Counted
	words      tongue      // what is said of it
	kits       bool        // recognized drum kits are mapped without being asked
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

// Level says how a notice is shown.
type Level int

// The levels of a notice.
const (
	Info Level = iota
	Success
	Warning
	Failure
)

// Notice is something the user should know. Notices with the same Name replace
// each other.
type Notice struct {
	Name  string
	Kind  string // several of one kind are shown as one; "" = shown by itself
	Level Level
	Text  string // what happened, one sentence
	Hint  string // what to do next, may be empty
	Path  string // a file or folder the notice is about, "" for none
	Copy  string // words worth taking elsewhere, such as a path or an address, "" for none
	Alert bool   // worth telling also while nobody looks at the window
}

// Ask is a question that must be answered before something is spent, removed
// or done twice. The user picks one choice by Model.Answer.
type Ask struct {
	Title    string
	Text     string
	Details  []string                      // facts in lines, such as the cost table
	Choices  []Choice                      // first is the recommended one; there is always one that does nothing
	Entry    string                        // placeholder of a text field, "" for none; its text goes to Answer
	task     string                        // the task that asks, "" for none
	question int                           // the number of its question
	song     string                        // the song of that
	answer   func(choice int, text string) // not called for the choice to cancel
	purse    purse                         // what there was to spend when it was asked
	remake   func(purse) (Ask, bool)       // asks again after that has changed, false: not any more; nil where it does not matter
}

// Choice is one answer to an Ask.
type Choice struct {
	Label  string
	Danger bool // removes or spends
	Cancel bool // does nothing; Escape picks it
}

// Report is the outcome of an export: what was written and what was checked.
type Report struct {
	Title   string
	Dir     string
	Tempo   string // as on the song's page; "" of an export without a library
	Receipt verify.Receipt
	At      time.Time
}
