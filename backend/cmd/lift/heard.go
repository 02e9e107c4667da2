package main

import (
	"context"
	"os"

	"partlift/app/studio"
	"partlift/backend/player"
	"partlift/backend/say"
)

// beside opens what a rendering has beside the notes, a SoundFont and a
// recording, and puts it into a score. The recording, nil without one, is the
// caller's to close.
func (r renderFlags) beside(ctx context.Context, s *player.Score) (*studio.Sound, error) {
	if r.font != "" {
		font, err := readFont(r.font)
		if err != nil {
			return nil, err
		}
		s.Font = font
	}
	if r.original == "" {
		return nil, nil
	}
	sound, err := studio.OpenSound(ctx, r.original, r.original, r.rate)
	if err == nil {
		s.Original = sound.Stream
	}
	return sound, err
}

func readFont(path string) (*player.Font, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &say.Trouble{Text: "The SoundFont cannot be read.", Hint: "Check that “" + path + "” exists and may be opened.", Err: err}
	}
	defer f.Close()
	font, err := player.ReadFont(f)
	if err != nil {
		return nil, say.Told(player.FontSentence(err), say.Text{}, err)
	}
	return font, nil
}
