package task

import (
	"context"
	"io"
	"log/slog"
	"time"

	"partlift/backend/say"
)

// File is audio to be uploaded. Open may be called again for another try; the
// caller closes what it returns.
type File struct {
	Name string // unique, made up here, with the right extension
	Size int64  // bytes
	Open func() (io.ReadCloser, error)
}

// Uploader puts a file where the service can fetch it. It is free. Progress is
// in bytes and may be reported from any goroutine until Upload returns.
type Uploader interface {
	Upload(ctx context.Context, f File, progress func(sent, total int64)) (url string, err error)
}

// Separation is an order for stems: either URL, or TaskID with AudioID.
type Separation struct {
	URL      string
	TaskID   string
	AudioID  string
	Kind     string
	Callback string // address for the service's callback
}

// StemsAnswer is the state of a separation. Raw is the answer as it came, set
// when Done.
type StemsAnswer struct {
	Done  bool
	Stems []Stem
	Raw   []byte
}

// Separator orders and polls separations. Separate costs money: every error
// counts as in doubt that is not a *Fault of another kind. That goes for errors
// of a context as well, so a client that knows that nothing was accepted should
// say Temporary.
type Separator interface {
	Separate(ctx context.Context, s Separation) (id string, err error)
	Stems(ctx context.Context, id string) (StemsAnswer, error)
}

// NotesAnswer is the state of a transcription. Raw is the answer as it came,
// set when Done; MIDI is set where the service sent a Standard MIDI File.
type NotesAnswer struct {
	Done        bool
	Empty       bool // Done without a note
	Notes       int
	Instruments int // with notes; 0 = not known
	Raw         []byte
	MIDI        []byte
}

// Transcriber orders and polls transcriptions. Both are free. audioID "" means
// the whole song.
type Transcriber interface {
	Transcribe(ctx context.Context, separation, audioID, callback string) (id string, err error)
	Notes(ctx context.Context, id string) (NotesAnswer, error)
}

// Fetcher downloads. Total is -1 when it is not known. A short body is an error.
type Fetcher interface {
	Fetch(ctx context.Context, url string, w io.Writer, progress func(done, total int64)) error
}

// Cloud is the service of one provider. Its errors are *Fault where something
// is known about them.
type Cloud interface {
	Uploader
	Separator
	Transcriber
	Fetcher
}

// Heard is what was heard in a sound on this computer.
type Heard struct {
	Raw         []byte     // the notes, in the shape of a service's answer; the same for the same sound
	Notes       int        // above 0, but for Hear
	Instruments int        // with notes
	Remarks     []say.Text // what was wrong with the sound, in sentences
}

// Journal remembers tasks across crashes.
type Journal interface {
	// Save has written and synced the task when it returns.
	Save(ctx context.Context, t Task) error
	// Load returns ErrUnknown (wrapped or not) for an id it does not have.
	Load(ctx context.Context, id string) (Task, error)
	// Unfinished lists the tasks with State.Unfinished, oldest first.
	Unfinished(ctx context.Context) ([]Task, error)
}

// Blobs stores files by the SHA-256 of their content.
type Blobs interface {
	Put(ctx context.Context, r io.Reader) (sha string, size int64, err error)
	Open(sha string) (io.ReadSeekCloser, error)
}

// Reuse knows separations that were paid for.
type Reuse interface {
	// Find looks for one by Request.Source, Request.Provider and Request.Variant.
	Find(ctx context.Context, source, provider, variant string) (separation string, stems []Stem, ok bool, err error)
	// Remember notes the separation of a task. It is called more than once for
	// a task; later calls know more.
	Remember(ctx context.Context, t Task) error
}

// Deps is what a Runner works with. Silent, Balance and Finish may be nil, as
// may Callback when nothing can be called back.
type Deps struct {
	Cloud func(ctx context.Context, provider string) (Cloud, error)
	// Listen transcribes the sound of a request here, by its engine. Progress is
	// 0–1 and may be reported from any goroutine until Listen returns. Its errors
	// are *Fault where something is known about them.
	Listen func(ctx context.Context, req Request, progress func(done float64)) (Heard, error)
	// Hear is Listen for one stem of a request, by its name; without notes where
	// there is nothing to hear. A *Fault of kind Invalid is the stem's own, and
	// the others are heard all the same.
	Hear    func(ctx context.Context, stem Stem, progress func(done float64)) (Heard, error)
	Journal Journal
	Blobs   Blobs
	Reuse   Reuse
	// Silent tells whether a collected stem can be heard at all.
	Silent func(ctx context.Context, sha, name string) (bool, error)
	// Balance returns the credits of a provider's account.
	Balance func(ctx context.Context, provider string) (float64, error)
	// Finish stores the result. It runs before the task is journalled as done
	// and again if the process dies in between, so it must be repeatable.
	Finish func(ctx context.Context, t Task) error
	// Callback makes the callback address from a task's token.
	Callback func(token string) string
	// Emit gets every event, from goroutines of the Runner, in order for each
	// task and never with a lock held. It should return soon.
	Emit  func(Event)
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time // nil = time.After
	Pace  Pace                                 // nil = DefaultPace
	Rand  io.Reader                            // nil = crypto/rand
	Log   *slog.Logger                         // nil = none
}

// Pace is a poll schedule by the age of what is polled.
type Pace []Stretch

// Stretch polls at an interval of Every while the age is below Until.
type Stretch struct{ Until, Every time.Duration }

// DefaultPace polls every 3 s for 30 s, 10 s to 5 min, 20 s to 15 min.
func DefaultPace() Pace {
	return Pace{
		{30 * time.Second, 3 * time.Second},
		{5 * time.Minute, 10 * time.Second},
		{15 * time.Minute, 20 * time.Second},
	}
}

// last is the end of the schedule and its interval.
func (p Pace) last() Stretch {
	if len(p) == 0 {
		return Stretch{}
	}
	return p[len(p)-1]
}

// patience is how long the service must say that it does not know something
// before that is believed: 3 of 15 minutes.
func (p Pace) patience() time.Duration { return p.last().Until / 5 }

// next returns the pause at an age; ok is false when the schedule is over.
func (p Pace) next(age time.Duration) (pause time.Duration, ok bool) {
	for _, s := range p {
		if age < s.Until {
			return s.Every, true
		}
	}
	return 0, false
}
