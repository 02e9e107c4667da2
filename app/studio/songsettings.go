package studio

import (
	"context"
	"encoding/json"

	"partlift/app/edit"
	"partlift/backend/music"
)

func (s *Studio) songSettings(ctx context.Context, id string) (set edit.Saved, err error) {
	raw, err := s.lib.SongSettings(ctx, id)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &set)
	}
	return set, err
}

// changeSettings reads a song's settings, changes them and writes them back;
// nothing else can write them in between.
func (s *Studio) changeSettings(ctx context.Context, id string, f func(*edit.Saved)) error {
	s.rows.Lock()
	defer s.rows.Unlock()
	set, err := s.songSettings(ctx, id)
	if err != nil {
		return err
	}
	f(&set)
	raw, err := json.Marshal(set)
	if err != nil {
		return err
	}
	return s.lib.SaveSongSettings(ctx, id, raw)
}

// SaveSwitches keeps which tracks of a song are muted, and which are soloed.
func (s *Studio) SaveSwitches(ctx context.Context, id string, muted, soloed []int) error {
	return s.changeSettings(ctx, id, func(set *edit.Saved) { set.Muted, set.Solo = muted, soloed })
}

// SaveLeft keeps which tracks of a song are left out of exports.
func (s *Studio) SaveLeft(ctx context.Context, id string, left []int) error {
	return s.changeSettings(ctx, id, func(set *edit.Saved) { set.Left = &left })
}

// SaveGrid keeps how the bars of a song are read.
func (s *Studio) SaveGrid(ctx context.Context, id string, c edit.GridChoice) error {
	return s.changeSettings(ctx, id, func(set *edit.Saved) { set.Grid = c })
}

// SaveLayers keeps what a person did to a song, as it was delivered.
func (s *Studio) SaveLayers(ctx context.Context, id string, song music.Song, l edit.Layers) error {
	return s.changeSettings(ctx, id, func(set *edit.Saved) {
		set.Treat, set.Tracks, set.Edits, set.Drawn, set.Offset = l.Treat, l.Tracks, l.Saved(song), l.SavedNotes(song), l.Offset
	})
}
