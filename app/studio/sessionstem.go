package studio

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"partlift/app/edit"
	"partlift/backend/audio"
	"partlift/backend/say"
	"partlift/backend/session"
	"partlift/backend/smf"
)

// PaddedStem returns a file with a sound of an open song that begins where the
// song's MIDI files begin, so that both line up in a DAW: a WAV file as in a
// session, or a copy of the sound as it is where nothing has to be in front. What
// is there already is used again. drums is as in ExportOptions. The error of a
// context that ended is returned as it is.
func (s *Studio) PaddedStem(ctx context.Context, p *edit.Page, stem edit.Stem, drums string, progress func(done, total int64)) (string, error) {
	opt := ExportOptions{Dir: s.HandDir(p.Title), Drums: drums, Page: p}
	if len(p.Song.Tracks) == 0 {
		return s.lendStem(p, stem) // there is no MIDI file to line up with
	}
	if _, err := s.open(ctx, p.ID, &opt); err != nil {
		return "", err
	}
	l, err := layOut(p.Song, &opt)
	if err != nil {
		return "", err
	}
	w := &sessionWriter{ctx: ctx, kind: SessionFor(""), opt: opt, laid: l, at: s.cfg.Now(),
		so:   SessionOptions{Offset: -p.Offset(), Progress: progress, free: freeSpace, earlier: s.earlierOf(p)},
		song: SessionSong{Song: p.Song, Parts: p.Parts, Sounds: soundsOf(p), Words: s.words}}
	defer w.drop()
	k, err := w.only(stem)
	if err != nil {
		return "", err
	}
	to := w.soundWriter()
	if to.pad() == 0 {
		return s.lendStem(p, stem)
	}
	return w.loose(to, k)
}

// lendStem copies a sound as it is.
func (s *Studio) lendStem(p *edit.Page, stem edit.Stem) (string, error) {
	name, ext := SoundName(stem.Name, stem.Path)
	return Lend(stem.Path, s.HandDir(p.Title), TrimExt(smf.FileName(p.Title, name))+ext)
}

// only listens to all sounds, which have one rate in a session, and returns one.
func (w *sessionWriter) only(stem edit.Stem) (*keptSound, error) {
	if err := w.listen(); err != nil {
		return nil, err
	}
	for i := range w.sounds {
		if w.sounds[i].Path == stem.Path {
			return &w.sounds[i], nil
		}
	}
	k := &keptSound{SongSound: SongSound{Name: soundName(stem.Name), Path: stem.Path, SHA: stem.SHA, Whole: true}}
	if err := k.probe(w.ctx); err != nil {
		return nil, w.unheard(err)
	}
	return k, nil
}

// unheard says why a sound cannot be read.
func (w *sessionWriter) unheard(err error) error {
	var broken *soundFault
	if w.ctx.Err() != nil {
		return w.ctx.Err()
	}
	if errors.As(err, &broken) {
		err = broken.err
	}
	if errors.Is(err, audio.ErrLong) {
		return say.Told(say.Of("It is too long for a WAV file."), say.Text{}, err)
	}
	return say.Told(audio.Sentence(err), say.Text{}, err)
}

// loose returns a file with a sound by itself, which it writes where none is.
func (w *sessionWriter) loose(to *soundWriter, k *keptSound) (string, error) {
	k.Pad = to.pad()
	stamp, err := to.stamp(k)
	if err != nil {
		return "", w.unheard(err)
	}
	for n := 1; ; n++ {
		path := loosePath(w.opt.Dir, w.opt.Title, k.Name, n)
		f, err := os.Open(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return path, w.writeLoose(to, k, path)
		case err != nil:
			return "", err
		}
		got, err := session.ReadWave(f)
		_ = f.Close() // it was only read
		if _, ours := lowered(got, stamp); ours && err == nil {
			return path, nil
		}
	}
}

// writeLoose writes a sound, complete before it is seen.
func (w *sessionWriter) writeLoose(to *soundWriter, k *keptSound, path string) error {
	w.sounds = []keptSound{*k}
	if err := w.begin(); err != nil {
		return err
	}
	if err := w.room(); err != nil {
		return err
	}
	hidden := filepath.Join(w.hidden, filepath.Base(path))
	err := to.write(k, hidden)
	var broken *soundFault
	if errors.As(err, &broken) || errors.Is(err, audio.ErrLong) {
		return w.unheard(err)
	}
	if err == nil {
		err = os.Rename(hidden, path)
	}
	if err == nil || w.ctx.Err() != nil {
		return w.ctx.Err()
	}
	return &say.Trouble{Text: "The sound “{{.Name}}” could not be written.", With: say.With{"Name": k.Name},
		Hint: "Check the free space and the rights of the folder, then try again; nothing was left behind.", Err: err}
}
