package app

import (
	"context"
	"sync"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/dragout"
	"partlift/backend/say"
)

// Model is what the window shows and the verbs that change it, by subject. It is
// touched only on the goroutine that post runs on, and so needs no lock; slow
// work happens in the studio, on goroutines the Model owns, and comes back
// through post.
type Model struct {
	*desk
	*History
	*Orders
	*Song
	*Exports
	*Transport
	*Setup
}

// desk is what every subject of a model works with: the studio, the language,
// work in the background, notices and questions.
type desk struct {
	Ask     Value[*Ask]         // the question on screen, nil for none
	Notices Value[[]say.Notice] // oldest first
	Busy    Value[Busy]         // slow work under way

	studio *studio.Studio
	words  say.Tongue
	post   func(func())
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
	asks   []*Ask
	slow   []*slowWork              // what Busy can show, oldest first
	queues map[string]chan struct{} // end of the newest work of each queue
}

// History is the list of songs, and what becomes of those under way.
type History struct {
	*desk
	model   *Model
	Listing Value[studio.List]  // which songs are listed, and in which order
	Rows    Value[[]studio.Row] // of that list
	Job     Value[*studio.Job]  // how a song came so far, where that is looked at
	Total   Value[int]          // songs of the list, also those not loaded yet

	gone    []string // songs removed last, which UndoRemove brings back
	events  inbox
	unseen  map[string]bool        // songs with events that the loaded rows do not hold
	loads   int                    // number of the newest load of rows
	awaited map[string]bool        // audio of which the first sketch opens by itself
	late    map[string]studio.Task // newest events since it began; nil when it is over
}

// Orders takes files and ids, says what they cost, and starts what is wanted.
type Orders struct {
	*desk
	model *Model
}

// Song is the song that is open, and what a person does to it.
type Song struct {
	*desk
	model    *Model
	Page     Value[*edit.Page] // nil for none
	Outlines Value[Outlines]   // of the open song's sounds
	// Comparing is how far its notes are compared with its sound, in per cent; 0
	// when they are not.
	Comparing Value[int]

	opens   int             // number of the newest OpenSong or CloseSong
	grids   int             // number of the newest choice of a grid
	tries   int             // number of the newest reading that is tried
	applies int             // number of the newest application of layers
	bars    edit.GridChoice // chosen last; the page has it once it is read
	done    []edition       // what can be undone, oldest first
	undone  []edition       // what can be redone
	tried   *edit.Treatment // what stands while another treatment is tried, nil while none is

	endListening context.CancelFunc // ends what is worked out from the sounds of the song before
}

// Exports brings the open song out of the program: to folders, by dragging and
// by the clipboard.
type Exports struct {
	*desk
	model  *Model
	Report Value[*studio.Report] // last export of the open song, nil for none

	port    dragout.Port          // drags and copies files
	carried map[carryKey]*carried // files on their way for a gesture
	made    madeSession
}

// Transport plays the open song.
type Transport struct {
	*desk
	model    *Model
	Playback Value[Playback]
	Place    Value[float64] // second that was sought, not the one that plays: see Tick

	deck    *deck   // nil until something is to be heard
	made    *deck   // the same as soon as it is made
	opening bool    // the deck is being made
	wanted  bool    // it is to play then
	place   float64 // second of the playhead when last looked at
	shownID string  // of the song that the playback belongs to
	sources int     // number of the newest choice of a recording
}

// Setup is what the program is set up with: the key, the settings, the relay.
type Setup struct {
	*desk
	model    *Model
	Account  Value[studio.Account]
	Settings Value[studio.Settings]
	Relay    Value[studio.Relay]
}

// New returns a model over an open studio. post must run functions one at a
// time on one goroutine, in order; it is fyne.Do in the program and a queue in
// tests. Call Start to load the first page.
func New(ctx context.Context, st *studio.Studio, post func(func())) *Model {
	d := &desk{studio: st, words: st.Tongue(), post: post, queues: map[string]chan struct{}{}}
	d.ctx, d.cancel = context.WithCancel(ctx)
	m := &Model{desk: d}
	m.History = &History{desk: d, model: m}
	m.Orders = &Orders{desk: d, model: m}
	m.Song = &Song{desk: d, model: m, endListening: func() {}}
	m.Exports = &Exports{desk: d, model: m, carried: map[carryKey]*carried{}}
	m.Transport = &Transport{desk: d, model: m}
	m.Setup = &Setup{desk: d, model: m}
	m.Settings.Set(st.Settings())
	m.Listing.Set(studio.List{Sort: st.Settings().Sort})
	st.Listen(m.onEvent)
	st.ListenRelay(m.onRelay)
	m.Page.Watch(m.showPage)
	m.Account.Watch(m.recount)
	return m
}

// Start loads the history, resumes what was under way and checks the key.
func (m *Model) Start() {
	m.reload()
	m.background("resume", func(ctx context.Context) func() {
		err := m.studio.Resume(ctx)
		return func() { m.fail("resume", "go on with unfinished songs", err) }
	})
	m.CheckKey()
	m.tidy()
}

// Close ends what the model has under way and waits for it. The studio is the
// caller's to close.
func (m *Model) Close() {
	m.studio.Listen(nil)
	m.studio.ListenRelay(nil)
	m.cancel()
	m.work.Wait()
	m.closeSound()
	if err := m.port.Close(); err != nil {
		m.studio.Log().Warn("could not end dragging in order", "error", err)
	}
}

// background runs f off the owner goroutine and applies what it returns on it,
// unless the model was closed meanwhile. The name is for the log only.
func (m *desk) background(name string, f func(ctx context.Context) (apply func())) {
	if m.ctx.Err() == nil {
		m.work.Go(func() { m.bring(f(m.ctx)) })
	}
}

// Await is for a view that has to wait for something outside the program: f runs
// off the owner goroutine until ctx ends, and what it returns runs on it. The
// name is for the log only.
func (m *desk) Await(name string, f func(ctx context.Context) (apply func())) { m.background(name, f) }

// bring has apply run on the owner goroutine.
func (m *desk) bring(apply func()) {
	if apply == nil {
		return
	}
	m.post(func() {
		if m.ctx.Err() == nil {
			apply()
		}
	})
}

// inOrder is background for work of which the later must win: what stands in
// one queue is done and applied one after the other.
func (m *desk) inOrder(queue string, f func(ctx context.Context) (apply func())) {
	if m.ctx.Err() != nil {
		return
	}
	before, done := m.queues[queue], make(chan struct{})
	m.queues[queue] = done
	m.work.Go(func() {
		defer close(done)
		if before != nil {
			<-before
		}
		m.bring(f(m.ctx))
	})
}

// tidy removes what earlier runs left behind, and says if there are songs in the
// folder that its database does not know.
func (m *History) tidy() {
	m.background("tidy", func(ctx context.Context) func() {
		unknown := m.studio.Tidy(ctx)
		if unknown == 0 {
			return nil
		}
		return func() {
			m.Notify(say.Notice{Name: "unknown", Level: say.Warning,
				Text: m.count(unknown, "{{.Count}} more song lies in the library folder and is not in the list.", "{{.Count}} more songs lie in the library folder and are not in the list."),
				Hint: m.say("To bring them back, close Partlift and run: lift doctor rebuild")})
		}
	})
}

func (m *desk) say(english string, data ...say.With) string { return m.words.Say(english, data...) }

func (m *desk) count(n int, one, many string) string {
	return m.words.Count(n, one, many)
}
