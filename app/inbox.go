package app

import (
	"partlift/app/studio"
	"sync"
)

// inbox keeps the newest event of each task between the goroutines of the
// tasks and the screen, so that however fast they report, at most one function
// of ours waits in the screen's queue.
type inbox struct {
	mu      sync.Mutex
	newest  map[string]studio.Event
	order   []string
	waiting bool
}

// put keeps the event and reports whether a drain must be posted.
func (b *inbox) put(e studio.Event) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.newest == nil {
		b.newest = map[string]studio.Event{}
	}
	if _, have := b.newest[e.Task.ID]; !have {
		b.order = append(b.order, e.Task.ID)
	}
	b.newest[e.Task.ID] = e
	post := !b.waiting
	b.waiting = true
	return post
}

// take empties the inbox.
func (b *inbox) take() []studio.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]studio.Event, 0, len(b.order))
	for _, id := range b.order {
		out = append(out, b.newest[id])
	}
	b.newest, b.order, b.waiting = nil, nil, false
	return out
}
