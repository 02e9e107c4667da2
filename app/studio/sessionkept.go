package studio

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"partlift/app/edit"
	"partlift/backend/session"
	"partlift/backend/smf"
)

// earlier is where sound files of a song may lie that were written before, which
// need not be decoded and written again. Each says by its stamp what it was made
// of.
type earlier struct {
	sessions []string // files to open of sessions
	dir      string   // where single sounds lie, "" for nowhere
}

// earlierOf is where the library has sounds of a song.
func (s *Studio) earlierOf(p *edit.Page) earlier {
	e := earlier{dir: s.HandDir(p.Title)}
	for _, w := range p.Exports {
		e.sessions = append(e.sessions, w.Path)
	}
	return e
}

// SessionKey says what a session of a song would hold: two that have one key are
// the same. The options are as of ExportSession.
func (s *Studio) SessionKey(ctx context.Context, id string, opt ExportOptions, so SessionOptions) (string, error) {
	p, err := s.open(ctx, id, &opt)
	if err != nil {
		return "", err
	}
	l, err := layOutSession(p.Song, &opt)
	if err != nil {
		return "", err
	}
	so.Offset -= p.Offset()
	song, files := SessionSong{Song: p.Song, Parts: p.Parts, Sounds: soundsOf(p)}, []string{so.Kind, so.Media}
	var sounds []keptSound
	for _, k := range song.Sounds {
		sounds = append(sounds, keptSound{SongSound: k})
		files = append(files, k.SHA, k.Path, strconv.FormatBool(k.Silent))
	}
	data, err := json.Marshal(newSession(l.plan, song, opt, so, opt.What.chosen(l.plan), sounds))
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Append(data, files))), err
}

// with adds the sessions of a title that lie in a folder.
func (e earlier) with(dir, title string) earlier {
	for _, k := range sessionKinds {
		for n := 1; n <= 3; n++ {
			e.sessions = append(e.sessions, k.open(k.place(dir, title, n), title))
		}
	}
	return e
}

// find opens a file of a sound that says it was made as a stamp has it; nil is
// none. file is its name in a session.
func (e earlier) find(title string, k *keptSound, file, stamp string) io.ReadCloser {
	for _, open := range e.sessions {
		if r, err := mediaIn(open, file); err == nil {
			if r := says(r, stamp); r != nil {
				return r
			}
		}
	}
	for n := 1; e.dir != "" && filepath.Ext(file) == waveEnd && n <= 9; n++ {
		r, err := os.Open(loosePath(e.dir, title, k.Name, n))
		if err != nil {
			return nil
		}
		if r := says(r, stamp); r != nil {
			return r
		}
	}
	return nil
}

// loosePath is the n-th path that a single sound of a song may get, from 1 on.
func loosePath(dir, title, name string, n int) string {
	base := TrimExt(smf.FileName(title, name))
	if n > 1 {
		base = fmt.Sprintf("%s (%d)", base, n)
	}
	return filepath.Join(dir, base+waveEnd)
}

// mediaIn opens a sound of a session by the file that is opened of it.
func mediaIn(open, file string) (io.ReadCloser, error) {
	for _, k := range sessionKinds {
		if !strings.HasSuffix(open, k.main) {
			continue
		}
		media := k.Media(TrimExt(filepath.Base(open)), file)
		if k.mark != "" {
			return os.Open(filepath.Join(filepath.Dir(open), filepath.FromSlash(media)))
		}
		z, err := zip.OpenReader(open)
		if err != nil {
			return nil, err
		}
		f, err := z.Open(media)
		if err != nil {
			return nil, errors.Join(err, z.Close())
		}
		return opened{f, func() error { return errors.Join(f.Close(), z.Close()) }}, nil
	}
	return nil, fs.ErrNotExist
}

// opened is a reader that is closed by something else.
type opened struct {
	io.Reader
	close func() error
}

func (r opened) Close() error { return r.close() }

// headMost is more than the head of a sound file with a stamp has.
const headMost = 16 << 10

// says looks for a stamp in the head of a sound file. It closes a file without.
func says(r io.ReadCloser, stamp string) io.ReadCloser {
	b := bufio.NewReaderSize(r, headMost)
	if head, _ := b.Peek(headMost); !bytes.Contains(head, []byte(stamp)) {
		_ = r.Close() // it was only looked at
		return nil
	}
	return opened{b, r.Close}
}

// writing is how sounds are written now; whoever changes it makes earlier ones
// count as others.
const writing = 1

// stamp says what a sound is to be made of, but for how far it is lowered, which
// comes behind.
func (s *soundWriter) stamp(k *keptSound) (string, error) {
	sum := k.SHA
	if sum == "" {
		h := sha256.New()
		f, err := os.Open(k.Path)
		if err != nil {
			return "", err
		}
		defer f.Close()
		if _, err := io.Copy(h, f); err != nil {
			return "", err
		}
		sum = fmt.Sprintf("%x", h.Sum(nil))
	}
	h := sha256.Sum256(fmt.Appendf(nil, "%d %s %d %d %d %d %q %q", writing, sum, s.rate, k.Channels, k.Bits, k.Pad, s.title, k.Name))
	return fmt.Sprintf("%x+", h[:16]), nil
}

// again writes a sound at a path from a file of a name that was written before,
// if there is one that holds what it says.
func (s *soundWriter) again(k *keptSound, file, path, stamp string) (done bool, err error) {
	from := s.earlier.find(s.title, k, file, stamp)
	if from == nil {
		return false, nil
	}
	defer from.Close()
	to, err := os.Create(path) // #nosec G304 -- in a folder that was just made
	if err != nil {
		return false, err
	}
	defer to.Close()
	w, err := session.ReadSound(io.TeeReader(&moved{s.ctx, from, s.move}, to))
	if s.ctx.Err() != nil {
		return false, s.ctx.Err()
	}
	decibels, ok := lowered(w, stamp)
	if err != nil || !ok {
		return false, nil // it is made afresh
	}
	k.stamp = w.Stamp
	k.Frames, k.Data, k.Gain = w.Frames, w.Data, math.Pow(10, float64(decibels)/20)
	return true, errors.Join(to.Sync(), to.Close())
}

// lowered returns by how many decibels a sound file is lower than its sound, if it
// was made as a stamp says.
func lowered(w session.Wave, stamp string) (decibels int, ok bool) {
	number, ok := strings.CutPrefix(w.Stamp, stamp)
	decibels, err := strconv.Atoi(number)
	return decibels, ok && err == nil
}

// moved is a reader that tells what was read, and ends with its context.
type moved struct {
	ctx  context.Context
	from io.Reader
	tell func(bytes int64)
}

func (m *moved) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.from.Read(b)
	m.tell(int64(n))
	return n, err
}
