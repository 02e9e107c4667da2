package studio

import (
	"context"
	"errors"

	"partlift/backend/audio"
	"partlift/backend/player"
	"partlift/backend/say"
)

// Sound is a sound file that is decoded while it plays. Close it when no player
// has it any more.
type Sound struct {
	Stream *player.Stream
	file   *audio.Decoder
}

// OpenSound opens a sound file, by the name the user knows it by, to be played
// at that frame rate.
func OpenSound(ctx context.Context, path, name string, rate int) (*Sound, error) {
	file, err := audio.OpenNamed(ctx, path, name)
	if err != nil {
		return nil, say.Told(audio.Sentence(err), say.Text{}, err)
	}
	converted, err := audio.NewConverter(file, rate, 2)
	if err == nil {
		var stream *player.Stream
		if stream, err = player.NewStream(ctx, converted); err == nil {
			return &Sound{stream, file}, nil
		}
	}
	return nil, errors.Join(err, file.Close())
}

// Close ends decoding; closing none is allowed.
func (s *Sound) Close() error {
	if s == nil {
		return nil
	}
	return errors.Join(s.Stream.Close(), s.file.Close())
}

// Sound opens the speaker, or says why there is none.
func (s *Studio) Sound(p *player.Player) (Speaker, say.Text) {
	if s.cfg.Sound == nil {
		return mute{p}, say.Of("This build of Partlift has no sound.")
	}
	return s.cfg.Sound(p)
}

// mute is a speaker that plays nothing and stands still.
type mute struct{ p *player.Player }

func (m mute) Position() float64 { return m.p.Position() }

func (mute) Start() {}

func (mute) Stop() {}

func (mute) Lost() <-chan struct{} { return nil }

func (mute) Close() error { return nil }

// Speaker is where the sound goes, as from speaker.Open.
type Speaker interface {
	Position() float64     // second of the song that is heard now
	Start()                // go on after Stop
	Stop()                 // rest
	Lost() <-chan struct{} // closed when it falls silent
	Close() error
}
