package studio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"partlift/backend/audio"
	"partlift/backend/say"
)

// listen looks what the sounds are. One that cannot be read is left out.
func (w *sessionWriter) listen() error {
	stems, silent := false, 0
	for _, s := range w.song.Sounds {
		stems = stems || !s.Whole && !s.Silent
	}
	for _, s := range w.song.Sounds {
		k := keptSound{SongSound: s}
		switch {
		case s.Whole && stems:
			continue
		case s.Silent:
			silent++
			continue
		}
		if err := k.probe(w.ctx); err != nil {
			if w.ctx.Err() != nil {
				return err
			}
			w.leaveOut(s.Name, err)
			continue
		}
		w.sounds = append(w.sounds, k)
	}
	w.silent(silent)
	mediaNames(w.sounds, w.mediaEnd())
	return nil
}

func (w *sessionWriter) silent(n int) {
	if n > 0 {
		w.done.notices = append(w.done.notices, say.Counted(n, "1 silent stem was left out.", "{{.Count}} silent stems were left out."))
	}
}

// leaveOut says why a sound is missing.
func (w *sessionWriter) leaveOut(name string, err error) {
	why := audio.Sentence(err)
	if errors.Is(err, audio.ErrLong) {
		why = say.Of("It is too long for a WAV file.")
	}
	w.done.notices = append(w.done.notices, say.Of("“{{.Name}}” is not in the session.", say.With{"Name": name}).And(why))
}

// rate is that of the session.
func (w *sessionWriter) rate() int {
	if len(w.sounds) == 0 {
		return 48000
	}
	return commonRate(w.sounds)
}

// smallFiles is the room for what is no sound, in bytes.
const smallFiles = 1 << 20

// room sees that the disk has room before anything long begins.
func (w *sessionWriter) room() error {
	need, largest := int64(0), int64(0)
	for _, k := range w.sounds {
		seconds := max(0, w.laid.plan.Shift+w.so.Offset)
		if k.frames > 0 {
			seconds += float64(k.frames) / float64(k.rate)
		}
		bytes := int64(seconds * float64(w.rate()*k.Channels*k.Bits/8))
		need, largest = need+bytes, max(largest, bytes)
	}
	w.done.goal = w.rounds() * need
	need += smallFiles
	if w.packed() || w.so.Media == MediaFLAC {
		need += largest // each sound is there twice for a while
	}
	have, ok := w.so.free(w.opt.Dir)
	if ok && have < need {
		return say.Refuse("Make room, or choose a folder on another disk.", "The session needs {{.Need}} MB, and “{{.Folder}}” has {{.Free}} MB left.",
			say.With{"Need": need>>20 + 1, "Free": have >> 20, "Folder": w.opt.Dir})
	}
	return nil
}

func (w *sessionWriter) soundWriter() *soundWriter {
	return &soundWriter{ctx: w.ctx, rate: w.rate(), shift: w.laid.plan.Shift + w.so.Offset, title: w.opt.Title, move: w.move,
		earlier: w.so.earlier.with(w.opt.Dir, w.opt.Title)}
}

// writeSounds writes all sounds. What turns out to be silent or broken is left
// out.
func (w *sessionWriter) writeSounds() error {
	to := w.soundWriter()
	var good []keptSound
	silent, lowered := 0, 0
	for _, k := range w.sounds {
		begun := w.done.moved
		k.written = w.inside(w.kind.Media(w.name, k.File))
		if err := os.MkdirAll(filepath.Dir(k.written), 0o755); err != nil { // #nosec G301 -- for other programs
			return err
		}
		err := to.write(&k, k.written)
		var broken *soundFault
		switch {
		case w.ctx.Err() != nil:
			return w.ctx.Err()
		case errors.As(err, &broken) || errors.Is(err, audio.ErrLong):
			w.leaveOut(k.Name, err)
		case err != nil:
			return err
		case k.Silent:
			silent++
		default:
			if err := survey(&k); err != nil {
				return err
			}
			w.move(k.size)
			w.level(&k, begun)
			if k.Gain > 1 {
				lowered++
			}
			good = append(good, k)
			continue
		}
		if err := os.Remove(k.written); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	w.sounds = good
	w.silent(silent)
	w.done.notices = append(w.done.notices, to.flawed...)
	w.remark(lowered)
	return nil
}

// remark says what was done to the sounds.
func (w *sessionWriter) remark(lowered int) {
	add := func(t say.Text) { w.done.notices = append(w.done.notices, t) }
	if lowered > 0 {
		text := say.Counted(lowered, "1 stem was lowered so that nothing clips.", "{{.Count}} stems were lowered so that nothing clips.")
		if w.kind.ID == "folder" {
			add(text.And(say.Of("README.txt says how to set the faders.")))
		} else {
			add(text.And(say.Of("The faders make up for it.")))
		}
	}
	shift := w.laid.plan.Shift + w.so.Offset
	with := say.With{"Seconds": fmt.Sprintf("%.3f", max(shift, -shift))}
	switch {
	case len(w.sounds) == 0:
	case shift > 0:
		add(say.Of("The sound begins with {{.Seconds}} s of silence so that its bars are those of the notes.", with))
	case shift < 0:
		add(say.Of("The first {{.Seconds}} s of the sound lie before bar 1 and were left out.", with))
	}
}
