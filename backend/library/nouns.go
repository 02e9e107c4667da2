package library

import (
	"encoding/json"
	"time"
)

// Song is one row of the history.
type Song struct {
	ID       string // chosen by the caller, not empty
	Title    string
	State    string // the caller's words; Query.States selects by them
	Engine   string // "cloud", "local", "files" of a song that came in parts, or ""
	Provider string
	Detail   string // one line for the row, such as an error's sentence
	Step     string
	Progress float64 // 0–1

	Audio     string // blob of the source audio; "" when there is none
	AudioName string // file name of the source audio

	Tracks, Notes int
	Seconds, BPM  float64 // 0 when unknown; NaN and infinities are kept as 0
	Demo          bool

	Created time.Time // set by the first Save when zero, fixed from then on
	Updated time.Time // set by every Save
	Removed time.Time `json:",omitzero"` // when it was taken out of the history; zero while it is in it. Only Remove changes it
	Order   int64     // place in the history, higher is newer; set by the library
}

// The kinds of files a song has.
const (
	KindAudio  = "audio"  // source audio
	KindStem   = "stem"   // separated audio
	KindRaw    = "raw"    // response body as received
	KindMIDI   = "midi"   // MIDI file that was imported or delivered
	KindExport = "export" // file written for the user, known by its path
)

// File is one file of a song, known by song, kind and name. An export has a
// Path, every other file a SHA.
type File struct {
	SongID string // may be empty in Save, which fills it in
	Kind   string // one of the Kind values, or the caller's own
	Name   string // unique within song and kind
	SHA    string // blob with the content
	Path   string // absolute
	Size   int64  // bytes
	Meta   json.RawMessage
}

// Task is one request's journey; Body is the journal of whoever runs it.
type Task struct {
	ID, SongID, State string
	Body              json.RawMessage
	Updated           time.Time // set by every Save
}

// Separation remembers that audio was separated, so that it need not be paid
// for again. It stays when songs are deleted and does not hold the stems'
// blobs: ask HasBlob before relying on them.
type Separation struct {
	ID       string // the provider's id
	Audio    string // SHA-256 of the audio
	Provider string
	Kind     string
	Stems    json.RawMessage
	Created  time.Time // set by SaveSeparation when zero
}

// Query selects songs.
type Query struct {
	Text   string   // words, each the beginning of a word in title, audio name or instruments; any text is safe
	States []string // empty: all
	Limit  int      // 1–1000; 0 means 100
	Before int64    // Order of the last song of the page before; 0: the first page. Only in order of time
	Skip   int      // songs of the pages before, in any order

	Removed bool // those that were taken out of the history, instead of those in it
	Sort    Sort
}

// Sort is the order of the songs of a Query.
type Sort int

// The orders. Of what is alike the newest comes first.
const (
	Newest Sort = iota
	ByTitle
	Longest
)

// Blob is content in the library, named by its SHA-256 in lower-case hex.
type Blob struct {
	SHA  string
	Size int64 // bytes
}

// DeleteReport says what a deletion removed.
type DeleteReport struct {
	Blobs   int      // blobs that no other song uses
	Exports int      // files below the export folder
	Bytes   int64    // freed
	Kept    []string // exports that were kept: outside the export folder, changed since, or used by another song
}
