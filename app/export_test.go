package app

import (
	"context"
	"sync"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/music"
)

// OutOf counts the notes of a song without a grid that go out through layers.
func OutOf(song music.Song, l edit.Layers) int {
	out, _ := l.Apply(song, edit.Found{})
	return out.Song.NoteCount()
}

// AwaitWork returns when nothing that the model started is under way; what it
// posted may start more.
func (m *desk) AwaitWork() { m.work.Wait() }

// Hold keeps a queue of work busy until release is called.
func (m *desk) Hold(queue string) (release func()) {
	c := make(chan struct{})
	m.inOrder(queue, func(context.Context) func() {
		<-c
		return func() {}
	})
	return sync.OnceFunc(func() { close(c) })
}

// BeginAll starts drafts as a yes to the question about them does.
func (m *Orders) BeginAll(drafts []studio.Draft) { m.begin(drafts) }
