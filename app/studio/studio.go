package studio

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"partlift/backend/kie"
	"partlift/backend/library"
	"partlift/backend/player"
	"partlift/backend/say"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// Tongue is what the studio speaks.
func (s *Studio) Tongue() say.Tongue { return s.words }

func (s *Studio) say(english string, data ...say.With) string { return s.words.Say(english, data...) }

// Config is what a Studio is made of. Nothing in it is read from the
// environment: main and the commands do that.
type Config struct {
	Dir        string                                 // library folder
	Keys       secret.Options                         // where API keys are kept; User is set here
	HTTP       *http.Client                           // nil: a client with sane limits
	Remember   func(dir string) error                 // makes dir the library of later starts; nil: fixed
	UserAgent  string                                 // sent with every request
	Log        *slog.Logger                           // nil: nothing is logged
	Now        func() time.Time                       // the clock
	After      func(d time.Duration) <-chan time.Time // timers
	Rand       io.Reader                              // ids and tokens
	Pace       task.Pace                              // how often to poll; zero: as designed
	APIBase    string                                 // overrides the settings for this run
	Market     bool                                   // use the newer jobs API for this run
	UploadBase string                                 // overrides the settings for this run
	// Sound opens a speaker that plays p. It always returns one, and "" or a
	// sentence why it is silent. Nil: nothing can be heard.
	Sound func(p *player.Player) (Speaker, say.Text)
	// Say puts an English sentence into the user's language: one with places
	// such as {{.Title}} and a map[string]any for them, in which N is the number
	// that the plural goes by, or a whole one. Nil: everything is English.
	Say func(english string, data any) string
	// Ears has room for as many sounds as are transcribed here at once. Nil: one.
	Ears chan struct{}
}

// Studio is the working half of the program: an open library, the tasks that
// fill it, and the key. It knows no screen. Its methods may be called from any
// goroutine; they block while they work.
type Studio struct {
	cfg    Config
	log    *slog.Logger
	words  say.Tongue
	lib    *library.Library
	vault  *secret.Store
	limits *kie.Limits
	rows   sync.Mutex // held from reading a song's row to writing it back
	sets   sync.Mutex // held from looking for a song in parts to keeping it

	mu       sync.Mutex
	settings Settings
	listen   func(task.Event)
	runner   *task.Runner // nil until tasks may run here
	release  func()       // gives the claim on the library back
	demo     *demo        // nil until the demo is asked for
	line     *line        // to the relay, nil without one
	onRelay  func(Relay)
}

// Log returns where the program notes what goes wrong.
func (s *Studio) Log() *slog.Logger { return s.log }

// CanMove reports whether another library folder can be chosen.
func (s *Studio) CanMove() bool { return s.cfg.Remember != nil }

// Move makes dir the library folder from the next start on.
func (s *Studio) Move(dir string) error { return s.cfg.Remember(dir) }

// settingsKey is where the library keeps the Settings.
const settingsKey = "settings"

// Open opens the library and reads the settings. Tasks do not run before
// Resume or Begin is called, so that reading needs no claim.
func Open(ctx context.Context, cfg Config) (*Studio, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Ears == nil {
		cfg.Ears = make(chan struct{}, 1)
	}
	lib, err := library.Open(cfg.Dir, cfg.Now)
	if err != nil {
		return nil, err
	}
	s := &Studio{cfg: cfg, log: cfg.Log, words: cfg.Say, lib: lib, limits: kie.NewLimits(cfg.Now), settings: DefaultSettings()}
	raw, ok, err := lib.Settings(ctx, settingsKey)
	if err == nil && ok {
		err = json.Unmarshal(raw, &s.settings)
	}
	if err != nil {
		// Settings can be made again; songs cannot. Go on with the defaults.
		s.log.Warn("settings could not be read", "error", err)
		s.settings = DefaultSettings()
	}
	cfg.Keys.User = s.settings.Provider // the environment's key is for the chosen service
	s.vault = secret.Open(cfg.Keys)
	return s, nil
}

// Close stops the tasks, which go on at the next start, and closes the library.
func (s *Studio) Close() error {
	s.mu.Lock()
	runner, release, demo, line := s.runner, s.release, s.demo, s.line
	s.runner, s.release, s.demo, s.line = nil, nil, nil, nil
	s.mu.Unlock()
	line.close()
	if runner != nil {
		runner.Close()
	}
	if demo != nil {
		demo.close()
	}
	if release != nil {
		release()
	}
	return s.lib.Close()
}

// Dir returns the library folder.
func (s *Studio) Dir() string { return s.lib.Dir() }

// SongDir returns the folder of its own that the files of a song have in a folder
// for exports. One that is called as the song is that already.
func SongDir(dir, title string) string {
	name := fileTitle(title)
	if filepath.Base(dir) == name {
		return dir
	}
	return filepath.Join(dir, name)
}

// HandDir returns the folder of a song in the library's own, for files that are
// dragged or copied.
func (s *Studio) HandDir(title string) string { return SongDir(s.ExportDir(), title) }

// ExportDir returns the library's own folder for exports.
func (s *Studio) ExportDir() string { return s.lib.ExportDir() }

// Listen sets who is told of every change of a task; nil for nobody. It is
// called on the tasks' goroutines.
func (s *Studio) Listen(f func(task.Event)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listen = f
}

func (s *Studio) emit(e task.Event) {
	s.mu.Lock()
	f := s.listen
	s.mu.Unlock()
	if f != nil {
		f(e)
	}
}

// Settings returns the user's choices.
func (s *Studio) Settings() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings
}

// SaveSettings keeps the user's choices.
func (s *Studio) SaveSettings(ctx context.Context, v Settings) error {
	s.mu.Lock()
	s.settings = v
	s.mu.Unlock()
	return s.lib.SaveSettings(ctx, settingsKey, v)
}

// Resume goes on with every song that was under way when the program ended,
// and then listens to the relay: what it hands over finds its task.
func (s *Studio) Resume(ctx context.Context) error {
	if err := s.resumeTasks(ctx); err != nil {
		return err // whom the relay would hand something to is not there
	}
	return s.resumeRelay(ctx)
}

func (s *Studio) resumeTasks(ctx context.Context) error {
	open, err := s.lib.Tasks(ctx, unfinished...)
	if err != nil || len(open) == 0 {
		return err
	}
	r, err := s.tasks()
	if err != nil {
		return err
	}
	if err := s.restartDemo(ctx); err != nil {
		return err
	}
	return r.Resume(ctx)
}

// tasks returns the runner, claiming the library the first time. Two programs
// must not run the tasks of one library: both would send what costs money.
func (s *Studio) tasks() (*task.Runner, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.runner != nil {
		return s.runner, nil
	}
	release, err := s.lib.Claim()
	if err != nil {
		return nil, err
	}
	s.release = release
	s.runner = task.New(context.Background(), task.Deps{
		Cloud:    s.cloud,
		Listen:   s.transcribe,
		Hear:     s.hearStem,
		Journal:  s.journal(),
		Blobs:    blobs{s.lib},
		Reuse:    reuse{s.lib},
		Silent:   s.silent,
		Balance:  s.credits,
		Finish:   s.finish,
		Callback: s.Callback,
		Emit:     s.emit,
		Now:      s.cfg.Now,
		After:    s.cfg.After,
		Pace:     s.cfg.Pace,
		Rand:     s.cfg.Rand,
		Log:      s.log,
	})
	return s.runner, nil
}

func (s *Studio) journal() journal { return journal{s.lib, &s.rows} }

// onTask runs a verb of the runner on the newest task of a song.
func (s *Studio) onTask(ctx context.Context, songID string, verb func(r *task.Runner, id string) error) error {
	t, err := s.TaskOf(ctx, songID)
	if err != nil {
		return err
	}
	r, err := s.tasks()
	if err != nil {
		return err
	}
	return verb(r, t.ID)
}

// TaskOf returns the newest task of a song.
func (s *Studio) TaskOf(ctx context.Context, songID string) (task.Task, error) {
	var t task.Task
	row, err := s.lib.TaskOf(ctx, songID)
	if err == nil {
		err = json.Unmarshal(row.Body, &t)
	}
	return t, err
}

// Cancel stops a song's journey; what is known of it is kept.
func (s *Studio) Cancel(ctx context.Context, songID string) error {
	return s.onTask(ctx, songID, func(r *task.Runner, id string) error { return r.Cancel(id) })
}

// Check asks the service about a waiting song at once.
func (s *Studio) Check(ctx context.Context, songID string) error {
	return s.onTask(ctx, songID, func(r *task.Runner, id string) error { return r.Check(id) })
}

// Answer answers the question a song's task waits with.
func (s *Studio) Answer(ctx context.Context, songID string, a task.Answer) error {
	return s.onTask(ctx, songID, func(r *task.Runner, id string) error { return r.Answer(ctx, id, a) })
}

// FetchStems fetches the stems of a finished song that are missing, which is
// free as long as the service keeps them.
func (s *Studio) FetchStems(ctx context.Context, songID string) error {
	return s.onTask(ctx, songID, func(r *task.Runner, id string) error { return r.FetchStems(ctx, id) })
}

// Wait returns when a song's task has come to rest.
func (s *Studio) Wait(ctx context.Context, songID string) (out task.Task, err error) {
	err = s.onTask(ctx, songID, func(r *task.Runner, id string) error {
		out, err = r.Wait(ctx, id)
		return err
	})
	return out, err
}
