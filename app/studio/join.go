package studio

import (
	"context"
	"slices"

	"partlift/app/edit"
	"partlift/backend/library"
	"partlift/backend/say"
)

// joined makes a sketch of n tracks, which the parts by another engine have
// reached, a song like any other. What a person chooses later stands.
func (s *Studio) joined(ctx context.Context, id, by string, n int) error {
	row, err := s.lib.Song(ctx, id)
	if err != nil || !EngineOf(row.Engine).Sketch {
		return err
	}
	err = s.changeSettings(ctx, id, func(set *edit.Saved) {
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
	return Draft{}, say.Refuse("Drop the song's audio on the window.", "The audio of “{{.Title}}” is not in the library.", say.With{"Title": row.Title})
}
