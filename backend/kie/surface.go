package kie

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"partlift/backend/music"
)

var errSurface = errors.New("not connected")

// Limits is shared by all clients of one account: at most 20 new tasks in 10 s
// and 3 polls a second.
type Limits struct{ now func() time.Time }

// NewLimits returns limits that read the time from now.
func NewLimits(now func() time.Time) *Limits { return &Limits{now: now} }

// Client makes the requests. The zero values of all fields but Profile and Key
// are usable. It is safe for concurrent use.
type Client struct {
	Profile   Profile
	Key       string
	HTTP      *http.Client // nil: a client with sane time limits
	UserAgent string       // "": Partlift's own; file hosts refuse clients without one
	Limits    *Limits      // nil: unlimited
	// After is time.After unless a test sets it; every pause goes through it.
	After func(time.Duration) <-chan time.Time
	// Timeout limits a whole JSON request, and silence during an upload or
	// download; 0 means a minute.
	Timeout time.Duration
}

// Credits returns the balance; fractions are real. It is free and without side
// effects, so it also serves as the check of a key.
func (c *Client) Credits(ctx context.Context) (float64, error) { return 0, errSurface }

// UploadFile is audio to upload.
type UploadFile struct {
	Name string // only its extension leaves the machine
	Size int64  // bytes; -1 when unknown
	Body io.Reader
}

// Upload streams a file to the upload host and returns its public URL, good for
// about 24 hours. progress, if not nil, hears how many bytes of the file have
// been handed to the network, and starts again at 0 with every try. Temporary
// trouble is tried again only if Body is an io.Seeker.
func (c *Client) Upload(ctx context.Context, f UploadFile, progress func(sent, total int64)) (string, error) {
	return "", errSurface
}

// UploadFromURL lets the upload host fetch a public URL itself. name only gives
// the extension; "" takes it from the URL.
func (c *Client) UploadFromURL(ctx context.Context, fileURL, name string) (string, error) {
	return "", errSurface
}

// The types of separation.
const (
	SeparateVocal     = "separate_vocal"      // 2 stems: vocals, instrumental
	SplitStem         = "split_stem"          // up to 12 stems
	SplitStemAdvanced = "split_stem_advanced" // one named stem and the rest
)

// Separation asks for stems of either AudioURL or of one clip (TaskID and
// AudioID) of a Suno task.
type Separation struct {
	AudioURL string
	TaskID   string
	AudioID  string
	Type     string // "" means SplitStem
	StemName string // only with SplitStemAdvanced; one of StemNames
	Callback string // required by the service, also if nobody listens there
}

// Separate starts a separation, which costs credits, and returns its task id.
// KindDoubt means that it may have been started: ask before repeating.
func (c *Client) Separate(ctx context.Context, s Separation) (string, error) { return "", errSurface }

// Stem is one separated audio file.
type Stem struct {
	ID       string  // audio id for Transcribe; "" when the service gave none
	Name     string  // as delivered, underscores as blanks; e.g. "Backing Vocals"
	URL      string  // lives 14 days at most, less on some routes
	Duration float64 // seconds, 0 when unknown
	Rest     bool    // the remainder of an advanced separation
}

// Stems is the answer to one poll of a separation.
type Stems struct {
	State        State
	Stems        []Stem
	ErrorMessage string // the service's words about a failure
	Raw          []byte // body as received
}

// Stems polls a separation once. Not there yet and pending are states; failed
// is a state and an *Error.
func (c *Client) Stems(ctx context.Context, taskID string) (Stems, error) { return Stems{}, errSurface }

// Transcribe starts the transcription of a finished separation and returns the
// task id. audioID selects one stem; "" takes all. It is free and therefore
// repeated on trouble.
func (c *Client) Transcribe(ctx context.Context, separationID, audioID, callback string) (string, error) {
	return "", errSurface
}

// Notes is the answer to one poll of a transcription.
type Notes struct {
	State  State
	Result Result
	MIDI   []byte // a Standard MIDI File, when the service gave that instead of notes
	Raw    []byte // body as received
}

// Notes polls a transcription once. Not there yet, pending and empty are
// states; failed is a state and an *Error.
func (c *Client) Notes(ctx context.Context, taskID string) (Notes, error) { return Notes{}, errSurface }

// Clip is one track of a Suno task.
type Clip struct {
	ID       string // audio id for Separation
	Title    string
	URL      string // "" while the clip is not finished
	Tags     string
	Duration float64 // seconds, 0 when unknown
}

// Clips lists the tracks of a Suno task. While the task is not finished it
// returns those known so far and an *Error of KindPending.
func (c *Client) Clips(ctx context.Context, taskID string) ([]Clip, error) { return nil, errSurface }

// DownloadURL returns a link, good for 20 minutes, to a file of the service.
func (c *Client) DownloadURL(ctx context.Context, fileURL string) (string, error) {
	return "", errSurface
}

// Download copies a file to w and returns the bytes written. total is -1 when
// the host does not tell. The key is never sent.
func (c *Client) Download(ctx context.Context, fileURL string, w io.Writer, progress func(done, total int64)) (int64, error) {
	return 0, errSurface
}

// Repairs counts what had to be changed to make notes playable.
type Repairs struct {
	Clamped  int // start or velocity moved into range
	Short    int // end at or before start, now one tick (1/960 s) long
	Dropped  int // notes that could not be kept
	Velocity int // velocity missing or unreadable, now 100
	Empty    int // instruments without a note, left out
}

// Result is a decoded transcription.
type Result struct {
	Song         music.Song
	State        State
	TaskID       string
	SeparationID string // known on the market route only
	AudioID      string // stem the notes were asked for, "" for all
	MIDIURL      string // where a .mid waits, if the service gave a file and no notes
	Repairs      Repairs
	Notices      []string // sentences for people about what was changed
}

// Err returns nil for Done, else an *Error that says why there are no notes.
func (r Result) Err() error { return errSurface }

// Decode reads any transcription result: callback, record, bare instruments,
// and the shapes of similar services. Pending, empty and not-there-yet are
// states without an error; a failed task is both.
func Decode(body []byte) (Result, error) { return Result{}, errSurface }

// Part is the result for one stem, to be merged.
type Part struct {
	Stem   string
	Result Result
}

// Merge puts the results of several stems into one; track names get their stem
// in front.
func Merge(parts []Part) Result { return Result{} }

// CallbackKind says which kind of task a callback is about.
type CallbackKind int

// The kinds of callbacks.
const (
	CallbackOther CallbackKind = iota
	CallbackMIDI
	CallbackSeparation
	CallbackGeneration
)

// Callback is what the service posted. It is a hint: confirm by a poll.
type Callback struct {
	Kind    CallbackKind
	TaskIDs []string // every candidate found, without repeats; may be empty
	Final   bool     // no further callback is to be expected
	Failed  bool
	Code    int
	Message string // the service's words, clipped
	Stems   []Stem // of a separation; usually without ids
}

// ParseCallback reads a callback of any layout. Anything but JSON is an error.
func ParseCallback(body []byte) (Callback, error) { return Callback{}, errSurface }
