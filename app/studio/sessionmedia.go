package studio

import (
	"errors"
	"os"

	"partlift/backend/audio"
	"partlift/backend/say"
	"partlift/backend/session"
)

// Ends of the names of sounds.
const (
	waveEnd = ".wav"
	flacEnd = ".flac"
)

// mediaEnd settles what the sounds are written as, by the ending of their names.
// Where FLAC was asked for and cannot be, it says why.
func (w *sessionWriter) mediaEnd() string {
	why := say.Text{}
	switch {
	case w.so.Media != MediaFLAC:
		return waveEnd
	case len(w.sounds) == 0:
	case w.kind.ID == "folder":
		why = say.Of("The sound is WAV, since the folder is for any program and not all of them read FLAC.")
	case w.rate() > audio.FLACRateMost:
		why = say.Of("The sound is WAV, since FLAC has no rate as high as that of the stems.")
	default:
		return flacEnd
	}
	if w.so.Media = MediaWAV; len(w.sounds) > 0 {
		w.done.notices = append(w.done.notices, why)
	}
	return waveEnd
}

// flac writes a FLAC file of a WAV file, which is one that was written before,
// or else is made for it.
func (s *soundWriter) flac(k *keptSound, path, stamp string) (err error) {
	wave := TrimExt(path) + waveEnd
	defer func() {
		if e := os.Remove(wave); err == nil && !errors.Is(e, os.ErrNotExist) {
			err = e
		}
	}()
	done, err := s.again(k, TrimExt(k.File)+waveEnd, wave, stamp)
	if err == nil && !done {
		err = s.wave(k, wave, stamp)
	}
	if err != nil || k.Silent {
		return err
	}
	from, err := os.Open(wave)
	if err != nil {
		return err
	}
	defer from.Close()
	tags := [][2]string{{"TITLE", s.title + " - " + k.Name}, {"COMMENT", "The first frame is bar 1."}}
	if k.stamp != "" {
		tags = append(tags, [2]string{session.StampTag, session.StampText(k.stamp, k.Data)})
	}
	told := int64(0)
	return WriteFile(path, func(to *os.File) error {
		return audio.EncodeTaggedFLAC(s.ctx, from, wave, to, tags, func(done, _ int64) {
			s.move((done - told) * k.frameBytes())
			told = done
		})
	})
}

// frameBytes is how many bytes a frame of a sound has in a WAV file.
func (k *keptSound) frameBytes() int64 { return int64(k.Channels * k.Bits / 8) }

// level brings the progress to where it is to be when a sound is written, which
// began at begun: what is still to be done with the file is less than was thought
// where it is smaller, or where its sound was there already.
func (w *sessionWriter) level(k *keptSound, begun int64) {
	later := int64(1) // it is read again
	if w.kind.packed() {
		later++
	}
	if due := begun + w.rounds()*k.Frames*k.frameBytes() - later*k.size; due > w.done.moved {
		w.move(due - w.done.moved)
	}
}
