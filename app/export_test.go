package app

import "context"

// MoveEdits changes the place under which the edits of a song's notes are kept.
func (s *Studio) MoveEdits(ctx context.Context, id string, by int) error {
	return s.changeSettings(ctx, id, func(set *songSettings) {
		for i := range set.Edits {
			set.Edits[i].Note += by
		}
	})
}
