// Package audio says what a sound file is and whether anything can be heard in
// it, for wav, mp3, flac and Ogg Vorbis. It reads streams in bounded memory and
// trusts neither names nor contents.
package audio

import (
	"context"
	"errors"
	"io"
)

// ErrFormat is returned for what is none of the formats, or a damaged one.
var ErrFormat = errors.New("not a readable wav, mp3, flac or Ogg Vorbis file")

// Info describes a sound file.
type Info struct {
	Format     string // "wav", "mp3", "flac" or "ogg"
	SampleRate int    // Hz, > 0
	Channels   int    // > 0
	Seconds    float64
}

// Probe reads what the file says about itself. The name is used in errors only;
// the format is told by content.
func Probe(r io.ReadSeeker, name string) (Info, error) { return Info{}, ErrFormat }

// Silent reports whether no sample's magnitude is above threshold (0–1, full
// scale is 1), and the peak seen; it stops at the first sample above.
func Silent(ctx context.Context, r io.ReadSeeker, name string, threshold float64) (silent bool, peak float64, err error) {
	return false, 0, ErrFormat
}

// Extensions returns the file name endings, with dot and in lower case, that
// are offered for choosing audio; the cloud takes more than Probe can read.
func Extensions() []string { return nil }

// IsAudio reports whether a file name ends in one of the Extensions.
func IsAudio(name string) bool { return false }
