package app

import (
	"context"
	"slices"

	"partlift/backend/library"
	"partlift/backend/music"
)

// The parts that the cloud brings join the song that was sketched before. The
// sketch stays, left out of exports until somebody takes it back in.

// Sketched reports whether all notes of the page are the local engine's.
func (p *Page) Sketched() bool { return p.sketched > 0 && p.sketched == len(p.Song.Tracks) }

// counting is what the bars are read from: a sketch says less about them than
// the parts that joined it.
func (p *Page) counting() music.Song {
	song := p.Song
	if !p.Sketched() {
		song.Tracks = song.Tracks[p.sketched:]
	}
	return song
}

// joined makes a sketch of n tracks, which the parts by another engine have
// reached, a song like any other. What a person chooses later stands.
func (s *Studio) joined(ctx context.Context, id, by string, n int) error {
	row, err := s.lib.Song(ctx, id)
	if err != nil || !engineOf(row.Engine).Sketch {
		return err
	}
	err = s.changeSettings(ctx, id, func(set *songSettings) {
		for i := range n {
			if !slices.Contains(set.Muted, i) {
				set.Muted = append(set.Muted, i)
			}
		}
		set.Solo = nil // of the sketch alone, it would silence what has come
	})
	if err != nil {
		return err
	}
	return s.change(ctx, id, func(row *library.Song) { row.Engine = by })
}

// Complete makes a draft of the parts that a sketch lacks.
func (s *Studio) Complete(ctx context.Context, id string) (Draft, error) {
	row, err := s.lib.Song(ctx, id)
	if err != nil {
		return Draft{}, err
	}
	files, err := s.lib.Files(ctx, id, library.KindAudio)
	if err != nil {
		return Draft{}, err
	}
	for _, f := range files {
		return s.draftOf(ctx, library.Blob{SHA: f.SHA, Size: f.Size}, f.Name, row.Title, s.Settings().Provider)
	}
	return Draft{}, trouble("Drop the song's audio on the window.", "The audio of “%s” is not in the library.", row.Title)
}

// Complete asks whether the cloud is to bring every part of the sketch that is
// open.
func (m *Model) Complete() {
	p := m.Page.Now()
	if p == nil || !p.Sketched() {
		return
	}
	m.busy(m.say("Looking for earlier work…"), func(ctx context.Context) func() {
		d, err := m.studio.Complete(ctx, p.ID)
		return func() {
			if !m.fail("complete", "get the parts of “"+p.Title+"”", err) {
				m.taken([]Draft{d}, nil, nil)
			}
		}
	})
}
