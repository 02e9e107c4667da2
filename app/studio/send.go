package studio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"partlift/backend/audio"
	"partlift/backend/library"
	"partlift/backend/say"
)

// largestSource is the most bytes of audio that the service takes.
const largestSource = 20_000_000

// The forms in which audio can go to the service.
const (
	SendOriginal = "original"
	SendFLAC     = "flac"
	SendMP3      = "mp3"
)

// Sending is a form in which the audio of a draft can go to the service; the
// zero value is the file as it is.
type Sending struct {
	Format string // SendFLAC or SendMP3
	Kbps   int    // of SendMP3
	Size   int64  // bytes, of SendMP3 about
}

// Label names a form in a choice: "FLAC (12 MB)".
func (s Sending) Label(t say.Tongue) string {
	size := fmt.Sprintf("%.0f", float64(s.Size)/1e6)
	if s.Format == SendMP3 {
		return t.Say("Send as MP3 ({{.Kbps}} kbit/s, {{.Size}} MB)", say.With{"Kbps": s.Kbps, "Size": size})
	}
	return t.Say("Send as FLAC ({{.Size}} MB)", say.With{"Size": size})
}

// Words says what is sent in the place of a file that is too large.
func (s Sending) Words() say.Text {
	size := fmt.Sprintf("%.0f", float64(s.Size)/1e6)
	if s.Format == SendMP3 {
		return say.Of("It is larger than 20 MB, which the service does not take, so it goes there as MP3 ({{.Kbps}} kbit/s, {{.Size}} MB).", say.With{"Kbps": s.Kbps, "Size": size})
	}
	return say.Of("It is larger than 20 MB, which the service does not take, so it goes there as FLAC ({{.Size}} MB), without loss.", say.With{"Size": size})
}

// TooLarge reports whether the service would not take the draft's audio as it
// is. Where a separation exists already, nothing is sent.
func (d Draft) TooLarge() bool {
	return d.Request.AudioSize > largestSource && d.Request.Separation == "" && !d.reused
}

// Sends lists the forms in which audio goes to the service that is too large as
// it is, without loss first; there are none where it cannot be read here or is
// too long.
func (s *Studio) Sends(ctx context.Context, d Draft) (out []Sending, err error) {
	for _, format := range []string{SendFLAC, SendMP3} {
		one, ok, err := s.Sending(ctx, d, format)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, one)
		}
	}
	return out, nil
}

// kbits are the rates that MP3s are made at; below, too little is left to hear
// instruments apart.
var kbits = []int{320, 256, 192, 128}

// Sending describes one form of a draft's audio; ok is false where it cannot be
// made or would be too large as well.
func (s *Studio) Sending(ctx context.Context, d Draft, format string) (out Sending, ok bool, err error) {
	f, err := s.lib.OpenBlob(d.Request.Audio)
	if err != nil {
		return out, false, err
	}
	defer f.Close()
	info, err := audio.Probe(f, d.Request.AudioName)
	if err != nil || info.Seconds <= 0 {
		return out, false, ctx.Err()
	}
	if format == SendMP3 {
		for _, kbps := range kbits {
			if size := int64(info.Seconds*float64(kbps)*1000/8) + 10_000; size <= largestSource {
				return Sending{SendMP3, kbps, size}, true, nil
			}
		}
		return out, false, nil
	}
	var n counter
	switch err := audio.EncodeFLAC(ctx, f, d.Request.AudioName, &n, nil); {
	case ctx.Err() != nil:
		return out, false, ctx.Err()
	case err != nil:
		return out, false, nil // it cannot be made, or has become too large
	}
	return Sending{Format: SendFLAC, Size: int64(n)}, true, nil
}

// counter counts what is written to it and refuses more than the service takes.
type counter int64

var errTooLarge = errors.New("larger than the service takes")

func (c *counter) Write(p []byte) (int, error) {
	if *c += counter(len(p)); *c > largestSource {
		return 0, errTooLarge
	}
	return len(p), nil
}

// Pack makes the form of a draft's audio that was chosen, and enters it in the
// request; Begin does so where it was not done. The request's own audio stays
// what it is: it tells whether two songs are the same. Progress, which may be
// nil, is called with 0–1.
func (s *Studio) Pack(ctx context.Context, d *Draft, progress func(done float64)) error {
	if d.Send.Format == "" || d.Request.Send != "" {
		return nil
	}
	blob, err := s.encode(ctx, *d, progress)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		t := say.Refuse("Save it as FLAC or MP3 with another program, and add that file.", "“{{.Name}}” could not be made smaller.", say.With{"Name": d.Request.AudioName})
		t.Err = err
		return t
	}
	d.Request.Send, d.Request.SendName = blob.SHA, strings.TrimSuffix(d.Request.AudioName, filepath.Ext(d.Request.AudioName))+"."+d.Send.Format
	return nil
}

// encode writes the chosen form into the library, by way of a file: the length
// goes into the head at the end.
func (s *Studio) encode(ctx context.Context, d Draft, progress func(done float64)) (blob library.Blob, err error) {
	in, err := s.lib.OpenBlob(d.Request.Audio)
	if err != nil {
		return blob, err
	}
	defer in.Close()
	out, err := createUnnamed(s.lib.Dir())
	if err != nil {
		return blob, err
	}
	defer func() {
		out.Close()
		os.Remove(out.Name())
	}()
	tell := func(done, total int64) {
		if progress != nil && total > 0 {
			progress(float64(done) / float64(total))
		}
	}
	if d.Send.Format == SendMP3 {
		err = audio.EncodeMP3(ctx, in, d.Request.AudioName, out, d.Send.Kbps, tell)
	} else {
		err = audio.EncodeFLAC(ctx, in, d.Request.AudioName, out, tell)
	}
	if err != nil {
		return blob, err
	}
	size, err := out.Seek(0, io.SeekEnd)
	if err == nil && size > largestSource {
		err = errTooLarge
	}
	if err == nil {
		_, err = out.Seek(0, io.SeekStart)
	}
	if err != nil {
		return blob, err
	}
	return s.lib.Put(ctx, out)
}

// look finds out how long a draft's audio is, what is wrong with it, and whether
// it may hold nothing to transcribe. What cannot be decoded here may be more
// than the service can decode as well.
func (s *Studio) look(ctx context.Context, d *Draft) {
	f, err := audio.OpenNamed(ctx, s.lib.BlobPath(d.Request.Audio), d.Request.AudioName)
	if err == nil {
		defer f.Close()
		info := f.Info()
		d.Seconds = info.Seconds
		d.Warnings = append(d.Warnings, info.Sentences(d.Request.AudioName)...)
		_, channels, _ := f.Shape()
		_, err = f.Read(make([]float32, 1024*channels))
	}
	switch {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, io.EOF):
		d.Doubt = say.Of("“{{.Name}}” has no sound in it, as far as can be told here.", say.With{"Name": d.Request.AudioName})
	default:
		d.Doubt = say.Of("“{{.Name}}” cannot be decoded here, so it is not known whether the service can.", say.With{"Name": d.Request.AudioName})
	}
}
