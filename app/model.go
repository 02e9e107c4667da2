package app

import (
	"context"
	"sync"

	"partlift/backend/dragout"
	"partlift/backend/task"
)

// Model is what the window shows and the verbs that change it. It is touched
// only on the goroutine that post runs on, and so needs no lock; slow work
// happens in the Studio, on goroutines the Model owns, and comes back through
// post.
type Model struct {
	Account  Value[Account]
	Rows     Value[[]Row]    // history, newest first, as the search asks for
	Total    Value[int]      // songs that match the search, also those not loaded yet
	Page     Value[*Page]    // the open song, nil for none
	Ask      Value[*Ask]     // the question on screen, nil for none
	Notices  Value[[]Notice] // oldest first
	Report   Value[*Report]  // last export of the open song, nil for none
	Settings Value[Settings]
	Busy     Value[Busy] // slow work under way
	Playback Value[Playback]
	Relay    Value[Relay]
	Place    Value[float64] // second that was sought, not the one that plays: see Tick

	studio  *Studio
	words   tongue
	post    func(func())
	ctx     context.Context
	cancel  context.CancelFunc
	work    sync.WaitGroup
	search  string
	asks    []*Ask
	events  inbox
	unseen  map[string]bool          // songs with events that the loaded rows do not hold
	loads   int                      // number of the newest load of rows
	awaited map[string]bool          // audio of which the first sketch opens by itself
	late    map[string]task.Task     // newest events since it began; nil when it is over
	grids   int                      // number of the newest choice of a grid
	applies int                      // number of the newest application of layers
	port    dragout.Port             // drags and copies files
	deck    *deck                    // nil until something is to be heard
	made    *deck                    // the same as soon as it is made
	opening bool                     // the deck is being made
	wanted  bool                     // it is to play then
	place   float64                  // second of the playhead when last looked at
	shownID string                   // of the song that the playback belongs to
	sources int                      // number of the newest choice of a recording
	bars    GridChoice               // chosen last for the open song; its page has it once it is read
	done    []edition                // what can be undone of the open song, oldest first
	undone  []edition                // what can be redone
	opens   int                      // number of the newest OpenSong or CloseSong
	slow    []*slowWork              // what Busy can show, oldest first
	queues  map[string]chan struct{} // end of the newest work of each queue
}

// New returns a model over an open studio. post must run functions one at a
// time on one goroutine, in order; it is fyne.Do in the program and a queue in
// tests. Call Start to load the first page.
func New(ctx context.Context, studio *Studio, post func(func())) *Model {
	m := &Model{studio: studio, words: studio.tongue(), post: post, queues: map[string]chan struct{}{}}
	m.ctx, m.cancel = context.WithCancel(ctx)
	m.Settings.Set(studio.Settings())
	studio.Listen(m.onEvent)
	studio.ListenRelay(m.onRelay)
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
func (m *Model) background(name string, f func(ctx context.Context) (apply func())) {
	if m.ctx.Err() == nil {
		m.work.Go(func() { m.bring(f(m.ctx)) })
	}
}

// Await is for a view that has to wait for something outside the program: f runs
// off the owner goroutine until ctx ends, and what it returns runs on it. The
// name is for the log only.
func (m *Model) Await(name string, f func(ctx context.Context) (apply func())) { m.background(name, f) }

// bring has apply run on the owner goroutine.
func (m *Model) bring(apply func()) {
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
func (m *Model) inOrder(queue string, f func(ctx context.Context) (apply func())) {
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
