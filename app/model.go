package app

import (
	"context"
	"sync"
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
	Busy     Value[string] // slow work under way in words ("Exporting…"), "" for none

	studio *Studio
	post   func(func())
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
	search string
	asks   []*Ask
	events inbox
	unseen map[string]bool // songs with events that the loaded rows do not hold
}

// New returns a model over an open studio. post must run functions one at a
// time on one goroutine, in order; it is fyne.Do in the program and a queue in
// tests. Call Start to load the first page.
func New(ctx context.Context, studio *Studio, post func(func())) *Model {
	m := &Model{studio: studio, post: post}
	m.ctx, m.cancel = context.WithCancel(ctx)
	m.Settings.Set(studio.Settings())
	studio.Listen(m.onEvent)
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
}

// Close ends what the model has under way and waits for it. The studio is the
// caller's to close.
func (m *Model) Close() {
	m.studio.Listen(nil)
	m.cancel()
	m.work.Wait()
}

// background runs f off the owner goroutine and applies what it returns on it.
// The name is for the log only.
func (m *Model) background(name string, f func(ctx context.Context) (apply func())) {
	m.work.Go(func() {
		apply := f(m.ctx)
		if apply != nil && m.ctx.Err() == nil {
			m.post(apply)
		}
	})
}

// busy shows text while f runs.
func (m *Model) busy(text string, f func(ctx context.Context) (apply func())) {
	m.Busy.Set(text)
	m.background(text, func(ctx context.Context) func() {
		apply := f(ctx)
		return func() {
			m.Busy.Set("")
			if apply != nil {
				apply()
			}
		}
	})
}
