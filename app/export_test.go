package app

import (
	"context"

	"partlift/backend/music"
	"partlift/backend/relay"
)

// MoveEdits changes the place under which the edits of a song's notes are kept.
func (s *Studio) MoveEdits(ctx context.Context, id string, by int) error {
	return s.changeSettings(ctx, id, func(set *songSettings) {
		for i := range set.Edits {
			set.Edits[i].Note += by
		}
	})
}

// KeepCallback hands a delivery over as the relay's client does.
func (s *Studio) KeepCallback(ctx context.Context, token, id string, body []byte) error {
	return s.keepCallback(ctx, relay.Delivery{Token: token, ID: id, Body: body, Received: s.cfg.Now()})
}

// Callbacks counts what the relay handed over for a song.
func (s *Studio) Callbacks(ctx context.Context, id string) (int, error) {
	files, err := s.lib.Files(ctx, id, kindCallback)
	return len(files), err
}

// OutOf counts the notes of a song without a grid that go out through layers.
func OutOf(song music.Song, l Layers) int {
	out, _ := l.apply(song, Found{})
	return out.song.NoteCount()
}

// AwaitWork returns when nothing that the model started is under way; what it
// posted may start more.
func (m *Model) AwaitWork() { m.work.Wait() }

// HoldEars keeps sounds from being transcribed here until hear is called.
func (s *Studio) HoldEars() (hear func()) {
	s.ears <- struct{}{}
	return func() { <-s.ears }
}
