package app

import (
	"context"
	"sync"

	"partlift/backend/music"
	"partlift/backend/relay"
)

// Heed hands a delivery over as the relay's client does.
func (s *Studio) Heed(ctx context.Context, token, id string, body []byte) error {
	return s.heed(ctx, relay.Delivery{Token: token, ID: id, Body: body, Received: s.cfg.Now()})
}

// OutOf counts the notes of a song without a grid that go out through layers.
func OutOf(song music.Song, l Layers) int {
	out, _ := l.apply(song, Found{})
	return out.song.NoteCount()
}

// AwaitWork returns when nothing that the model started is under way; what it
// posted may start more.
func (m *Model) AwaitWork() { m.work.Wait() }

// Hold keeps a queue of work busy until release is called.
func (m *Model) Hold(queue string) (release func()) {
	c := make(chan struct{})
	m.inOrder(queue, func(context.Context) func() {
		<-c
		return func() {}
	})
	return sync.OnceFunc(func() { close(c) })
}

// BeginAll starts drafts as a yes to the question about them does.
func (m *Model) BeginAll(drafts []Draft) { m.begin(drafts) }
