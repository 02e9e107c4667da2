package audio

import (
	"context"
	"errors"
)

// ErrNoFFmpeg is returned for a format that needs the ffmpeg program when that
// is not on the PATH.
var ErrNoFFmpeg = errors.New("ffmpeg is not on the PATH")

func openForeign(_ context.Context, _ string, err error) (*Decoder, error) { return nil, err }
