package main

import (
	"context"
	"errors"
	"os"

	"partlift/app"
	"partlift/backend/audio"
	"partlift/backend/player"
)

// heard is what a rendering needs beside the notes: a recording, a SoundFont.
type heard struct {
	file   *audio.Decoder
	stream *player.Stream
}

func (h *heard) close() error {
	var err error
	if h.stream != nil {
		err = h.stream.Close()
	}
	if h.file != nil {
		err = errors.Join(err, h.file.Close())
	}
	return err
}

// load opens what the flags name and puts it into a score.
func (h *heard) load(ctx context.Context, r renderFlags, s *player.Score) error {
	if r.font != "" {
		font, err := readFont(r.font)
		if err != nil {
			return err
		}
		s.Font = font
	}
	if r.original == "" {
		return nil
	}
	var err error
	if h.file, err = audio.Open(ctx, r.original); err != nil {
		return &app.Trouble{Text: audio.Sentence(err), Err: err}
	}
	sound, err := audio.NewConverter(h.file, r.rate, 2)
	if err != nil {
		return err
	}
	if h.stream, err = player.NewStream(ctx, sound); err != nil {
		return err
	}
	s.Original = h.stream
	return nil
}

func readFont(path string) (*player.Font, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &app.Trouble{Text: "The SoundFont cannot be read.", Hint: "Check that “" + path + "” exists and may be opened.", Err: err}
	}
	defer f.Close()
	font, err := player.ReadFont(f)
	if err != nil {
		return nil, &app.Trouble{Text: player.FontSentence(err), Err: err}
	}
	return font, nil
}
