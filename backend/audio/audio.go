// Package audio says what a sound file is and whether anything can be heard in
// it, for wav, mp3, flac and Ogg Vorbis. It reads streams in bounded memory and
// trusts neither names nor contents.
//
// Headers are read by parsers of our own, and decoders are guarded against what
// they cannot take. What is damaged is passed over, at its time; Flaws counts it.
package audio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
)

// ErrFormat is returned for an unknown format, or a damaged file.
var ErrFormat = errors.New("not a readable wav, mp3, flac or Ogg Vorbis file")

// Info describes a sound file.
type Info struct {
	Format     string // "wav", "mp3", "flac" or "ogg"
	SampleRate int    // Hz, > 0
	Channels   int    // > 0
	Seconds    float64
	Flaws      Flaws
}

// codec decodes one format from any place on; it says in the decoder what it
// found.
type codec func(*input, *Decoder) (stream, error)

// Probe reads what the file says about itself, and looks whether it is true: the
// length is that of what can be decoded, 0 where there is no sound. The name is
// used in errors only; the format is told by content.
func Probe(r io.ReadSeeker, name string) (Info, error) {
	d, err := NewDecoder(context.Background(), r, name)
	if err != nil {
		return Info{}, err
	}
	return d.info, nil
}

// Silent reports whether no sample's magnitude is above threshold (0–1, full
// scale is 1), and the peak seen; it stops at the first sample above.
func Silent(ctx context.Context, r io.ReadSeeker, name string, threshold float64) (silent bool, peak float64, err error) {
	d, err := NewDecoder(ctx, r, name)
	if err != nil {
		return false, 0, err
	}
	for {
		if err := d.fill(); err == io.EOF {
			return true, peak, nil
		} else if err != nil {
			return false, peak, err
		}
		for _, v := range d.run {
			peak = max(peak, math.Abs(float64(v)))
		}
		d.at += int64(len(d.run) / d.info.Channels)
		if peak > threshold {
			return false, peak, nil
		}
	}
}

// named puts the file's name into an error.
func named(name string, err error) error {
	if err == nil {
		return nil
	}
	return &fileError{name, err}
}

// fileError is an error with a file.
type fileError struct {
	name string
	err  error
}

func (e *fileError) Error() string { return filepath.Base(e.name) + ": " + e.err.Error() }

func (e *fileError) Unwrap() error { return e.err }

// bad is ErrFormat with a reason.
func bad(reason string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrFormat, fmt.Sprintf(reason, args...))
}

// errOther is for a format that is known here, with a codec in it that is not.
var errOther = errors.New("codec of another program")

// other is ErrFormat for such a file.
func other(reason string, args ...any) error {
	return fmt.Errorf("%w: %w: %s", ErrFormat, errOther, fmt.Sprintf(reason, args...))
}

// guard calls into a decoder that others wrote: its panics and errors become
// ErrFormat, unless reading itself had failed.
func guard[T any](in *input, fn func() (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = bad("decoder failed: %v", p)
		}
		switch {
		case err == nil, err == io.EOF && in.err == nil, errors.Is(err, ErrFormat) && in.err == nil:
		case in.err != nil:
			err = in.err
		default:
			err = bad("%v", err)
		}
	}()
	return fn()
}

// input is the file from its first byte after the tags; it reads within a
// context and remembers why it failed.
type input struct {
	ctx   context.Context
	name  string // for errors
	r     io.ReadSeeker
	start int64 // of the sound, after tags
	size  int64 // of the whole file
	err   error // of the last read; nil or anything but io.EOF
}

func (in *input) Read(p []byte) (int, error) {
	if err := in.ctx.Err(); err != nil {
		in.err = err
		return 0, err
	}
	n, err := in.r.Read(p)
	if err != nil && err != io.EOF {
		in.err = err
	}
	return n, err
}

// seek goes to an offset from the start of the sound.
func (in *input) seek(at int64) error {
	_, err := in.r.Seek(in.start+at, io.SeekStart)
	return err
}

// full fills p or fails with ErrFormat at the end of the file.
func (in *input) full(p []byte) error {
	_, err := io.ReadFull(in, p)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return bad("ends too early")
	}
	return err
}

// open skips tags and tells the format by its first bytes.
func open(ctx context.Context, r io.ReadSeeker) (*input, codec, error) {
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, nil, err
	}
	in := &input{ctx: ctx, r: r, size: size}
	if err := in.skipTags(); err != nil {
		return nil, nil, err
	}
	head := newScan(in, 0, tagHead).window(0, tagHead)
	if in.err != nil {
		return nil, nil, in.err
	}
	return in, tell(head), nil
}

// tell returns the codec for the first bytes; mp3 has no signature and is left
// for what nobody else knows.
func tell(head []byte) codec {
	switch foreign(head) {
	case "wav":
		return streamWAV
	case "flac":
		return streamFLAC
	case "ogg":
		return streamOgg
	case "mp3", "":
		return streamMP3
	}
	return func(*input, *Decoder) (stream, error) { return nil, other("a format of other programs") }
}

// endings are what the cloud takes, in lower case, formats without loss first;
// it takes more than Probe can read.
var endings = []string{".wav", ".wave", ".flac", ".aif", ".aiff", ".aifc", ".caf", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".mp4", ".wma", ".webm"}

// Endings are the ends of names of audio files that the cloud takes, in small
// letters with their dots, formats without loss first.
func Endings() []string { return slices.Clone(endings) }

// IsAudio reports whether a file name has the ending of an audio file that the
// cloud takes.
func IsAudio(name string) bool {
	return slices.Contains(endings, strings.ToLower(filepath.Ext(name)))
}
