package studio

import (
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"partlift/backend/audio"
	"partlift/backend/say"
	"partlift/backend/session"
)

// keptSound is a sound on its way into a session.
type keptSound struct {
	SongSound
	session.Sound
	rate    int   // of the file that it comes from
	frames  int64 // that it will have, as far as that is known
	written string
	size    int64  // bytes of the file that was written
	sum     uint32 // CRC-32 of it
	stamp   string // that it has, "" for none
}

// track is the name of its track.
func (k *keptSound) track() string {
	if k.Whole {
		return k.Name
	}
	return k.Name + " stem"
}

// probe says what a sound file is, without reading it to its end.
func (k *keptSound) probe(ctx context.Context) (err error) {
	d, err := audio.OpenNamed(ctx, k.Path, k.Name)
	if err != nil {
		return err
	}
	defer d.Close()
	k.rate, k.Channels, k.frames = d.Shape()
	k.Channels, k.Bits, k.Gain = min(k.Channels, 2), d.WAVBits(), 1
	return nil
}

// commonRate is the rate that most sounds have, the higher of two.
func commonRate(all []keptSound) int {
	count, best := map[int]int{}, 0
	for _, k := range all {
		count[k.rate]++
	}
	for rate, n := range count {
		if n > count[best] || n == count[best] && rate > best {
			best = rate
		}
	}
	return best
}

// soundWriter writes the sounds of one session.
type soundWriter struct {
	ctx    context.Context
	rate   int
	shift  float64 // seconds of silence in front; below 0, seconds that are left out
	title  string
	move   func(bytes int64) // progress
	flawed []say.Text
	earlier
}

// pad is how many frames of silence are in front.
func (s *soundWriter) pad() int64 { return int64(math.Round(s.shift * float64(s.rate))) }

// write writes a sound at a path, once more and lower where it would clip. What
// was written before is used again.
func (s *soundWriter) write(k *keptSound, path string) error {
	k.Pad = s.pad()
	stamp, err := s.stamp(k)
	if err != nil {
		return &soundFault{k.Name, err}
	}
	if done, err := s.again(k, k.File, path, stamp); done || err != nil {
		return err
	}
	if k.FLAC() {
		return s.flac(k, path, stamp)
	}
	return s.wave(k, path, stamp)
}

// wave writes a WAV file.
func (s *soundWriter) wave(k *keptSound, path, stamp string) error {
	peak, err := s.once(k, path, stamp, 1)
	if err != nil {
		return err
	}
	k.Silent = k.Silent || peak <= silence
	factor, fader := session.Lower(peak)
	if k.Gain = fader; fader > 1 {
		_, err = s.once(k, path, stamp, factor)
	}
	return err
}

// once decodes a sound and writes it padded. It returns the greatest magnitude of
// a sample.
func (s *soundWriter) once(k *keptSound, path, stamp string, factor float64) (peak float64, err error) {
	d, err := audio.OpenNamed(s.ctx, k.Path, k.Name)
	if err != nil {
		return 0, &soundFault{k.Name, err}
	}
	defer d.Close()
	sound := audio.Sound(d)
	if rate, channels, _ := d.Shape(); rate != s.rate || channels != k.Channels {
		if sound, err = audio.NewConverter(d, s.rate, k.Channels); err != nil {
			return 0, &soundFault{k.Name, err}
		}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644) // #nosec G302 G304 -- a sound file for other programs, in a folder that was just made
	if err != nil {
		return 0, err
	}
	defer f.Close()
	w, err := audio.NewWAVWriter(f, audio.WAVForm{Rate: s.rate, Channels: k.Channels, Bits: k.Bits, Title: s.title + " - " + k.Name, Note: "The first frame is bar 1."})
	if err != nil {
		return 0, err
	}
	if err := s.copy(w, sound, k, float32(factor)); err != nil {
		return 0, err
	}
	flaws := d.Info().Sentences(k.Name)
	if len(flaws) == 0 { // what has some is to be told of every time
		k.stamp = stamp + strconv.Itoa(-int(math.Round(session.Decibels(factor))))
		w.Stamp(k.stamp)
	}
	if err := errors.Join(w.Close(), f.Sync()); err != nil {
		return 0, err
	}
	if factor == 1 {
		s.flawed = append(s.flawed, flaws...)
	}
	k.Frames, k.Data = w.Frames(), w.Sum()
	return w.Peak(), nil
}

// copy writes the silence in front and then the sound, to its end.
func (s *soundWriter) copy(w *audio.WAVWriter, sound audio.Sound, k *keptSound, factor float32) error {
	if err := w.Silence(max(k.Pad, 0)); err != nil {
		return err
	}
	skip := max(-k.Pad, 0) * int64(k.Channels)
	buf := make([]float32, 4096*k.Channels)
	for {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		n, err := sound.Read(buf)
		if err != nil && err != io.EOF {
			return &soundFault{k.Name, err}
		}
		if n == 0 && err == io.EOF {
			return nil
		}
		b := buf[:n*k.Channels]
		cut := min(skip, int64(len(b)))
		skip -= cut
		if b = b[cut:]; factor != 1 {
			for i := range b {
				b[i] *= factor
			}
		}
		if e := w.Write(b); e != nil {
			return e
		}
		s.move(int64(len(b) * k.Bits / 8))
	}
}

// soundFault is why a sound file could not be read.
type soundFault struct {
	name string
	err  error
}

func (u *soundFault) Error() string { return u.name + ": " + u.err.Error() }
func (u *soundFault) Unwrap() error { return u.err }

// mediaNames gives each sound the name of a file with an ending.
func mediaNames(all []keptSound, end string) {
	names := session.Names{}
	for i := range all {
		all[i].File = names.Take(fileTitle(all[i].track())) + end
	}
}

// survey reads a sound that was written again.
func survey(k *keptSound) error {
	f, err := os.Open(k.written)
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := session.ReadSound(f)
	k.size, k.sum = w.Size, w.Sum
	if err != nil {
		return &os.PathError{Op: "read", Path: filepath.Base(k.written), Err: err}
	}
	return nil
}
