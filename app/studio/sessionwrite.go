package studio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/session"
	"partlift/backend/session/dawproject"
	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

// sessionWriter writes one session: into a folder without a name, where it is
// read again, and then in one step to its place.
type sessionWriter struct {
	ctx  context.Context
	kind SessionKind
	so   SessionOptions
	opt  ExportOptions
	song SessionSong
	laid laid
	at   time.Time

	made    bool   // the folder was not there
	hidden  string // the folder without a name
	name    string // that the session has inside
	sounds  []keptSound
	session *session.Session // as the format holds it
	mids    []draftFile
	done    sessionDone
}

// sessionDone is what a report says.
type sessionDone struct {
	path, open  string
	bytes       int64
	checks      []session.Result
	notices     []say.Text
	moved, goal int64 // of the progress
}

// rounds is how often each byte of sound is written or read: written, read for
// its sum, and read again at the end; packed once more, and once more for FLAC.
func (w *sessionWriter) rounds() (n int64) {
	n = 3
	if w.packed() {
		n++
	}
	if w.so.Media == MediaFLAC {
		n++
	}
	return n
}

func (w *sessionWriter) packed() bool { return w.kind.packed() }

func (w *sessionWriter) move(bytes int64) {
	w.done.moved += bytes
	if w.so.Progress != nil {
		w.so.Progress(min(w.done.moved, w.done.goal), w.done.goal)
	}
}

// drop removes what did not become a session.
func (w *sessionWriter) drop() {
	if w.hidden != "" {
		_ = os.RemoveAll(w.hidden)
	}
	if w.made {
		_ = os.Remove(w.opt.Dir) // which only one without files lets happen
	}
}

// inside is the path of a file of the session, in the folder without a name.
func (w *sessionWriter) inside(path string) string {
	return filepath.Join(w.hidden, filepath.FromSlash(path))
}

// begin makes the folder and the one without a name in it.
func (w *sessionWriter) begin() error {
	_, err := os.Lstat(w.opt.Dir)
	w.made = errors.Is(err, fs.ErrNotExist)
	if err := os.MkdirAll(w.opt.Dir, 0o755); err != nil { // #nosec G301 -- a folder that the person chose, with files for other programs
		return &say.Trouble{Text: "The folder “{{.Folder}}” cannot be used.", With: say.With{"Folder": w.opt.Dir}, Hint: "Choose one that you may write to.", Err: err}
	}
	sweep(w.opt.Dir, w.at)
	return w.hide()
}

func (w *sessionWriter) write() error {
	w.name = w.kind.inside(w.opt.Title)
	var err error
	for _, step := range []func() error{w.begin, w.listen, w.room, w.writeSounds, w.describe, w.writeFiles, w.pack, w.check, w.show} {
		if err = step(); err != nil || w.failed() {
			break
		}
	}
	return w.explained(err)
}

// explained says an error in words for people, but for that of a context that
// ended.
func (w *sessionWriter) explained(err error) error {
	var told *say.Trouble
	switch {
	case w.ctx.Err() != nil:
		return w.ctx.Err()
	case err == nil || errors.As(err, &told):
		return err
	}
	return &say.Trouble{Text: "The session “{{.Name}}” could not be written.", With: say.With{"Name": w.name},
		Hint: "Check the free space and the rights of the folder, then export again; nothing was left behind.", Err: err}
}

func (w *sessionWriter) failed() bool {
	return len(w.done.checks) > 0 && !session.Passed(w.done.checks)
}

// fileTitle is a name that every file system takes, without an ending.
func fileTitle(name string) string { return TrimExt(smf.FileName(name, "")) }

func (w *sessionWriter) hide() (err error) {
	w.hidden, err = os.MkdirTemp(w.opt.Dir, fmt.Sprintf(".partlift-%d-*", os.Getpid()))
	if err == nil {
		err = os.Chmod(w.hidden, 0o755) // #nosec G302 -- a folder for other programs
	}
	return err
}

// chosen lists the parts of the plan that go along: of the folder, in which
// nothing can be muted, those that sound.
func (w *sessionWriter) chosen() []int {
	what := w.opt.What
	if w.kind.ID == "folder" && what.Parts == nil {
		for _, p := range w.song.Parts {
			if !p.Silent {
				what.Parts = append(what.Parts, p.Index)
			}
		}
		if what.Parts == nil {
			what.Parts = []int{}
		}
	}
	return what.chosen(w.laid.plan)
}

// describe makes the session.
func (w *sessionWriter) describe() error {
	chosen := w.chosen()
	s := newSession(w.laid.plan, w.song, w.opt, w.so, chosen, w.sounds)
	s.Rate = w.rate()
	w.session = s
	if w.kind.ID != "folder" {
		w.session = w.kind.Fit(s)
		w.unbent(s)
		return nil
	}
	c := composer{plan: w.laid.plan, want: w.laid.want, title: w.opt.Title, results: map[string][]verify.Result{}}
	if err := c.whole(); err != nil {
		return err
	}
	c.add(w.name+".mid", chosen)
	c.each(chosen)
	w.mids = c.files
	for name, results := range c.results {
		for _, r := range results {
			if !r.OK {
				w.done.checks = append(w.done.checks, session.Result{Name: "MIDI files", Detail: fmt.Sprintf("%s: %s: %s", name, r.Name, r.Detail)})
			}
		}
	}
	slices.SortFunc(w.done.checks, func(a, b session.Result) int { return strings.Compare(a.Detail, b.Detail) })
	if len(w.done.checks) == 0 {
		w.done.checks = append(w.done.checks, session.Result{Name: "MIDI files", OK: true, Detail: fmt.Sprintf("%d files", len(w.mids))})
	}
	return c.err
}

// usualBend is the bend range that programs have by themselves, in cents.
const usualBend = 200

// unbent says how many parts lose a bend range in the format.
func (w *sessionWriter) unbent(s *session.Session) {
	ranged := func(t session.Track) bool {
		return t.Part != nil && slices.ContainsFunc(t.Part.Controls, func(c session.Control) bool { return c.Kind == music.BendRange && c.Value != usualBend })
	}
	lost := 0
	for i, t := range s.Tracks {
		if ranged(t) && !ranged(w.session.Tracks[i]) {
			lost++
		}
	}
	if lost > 0 {
		w.done.notices = append(w.done.notices, say.Counted(lost, "1 part has a bend range of its own, for which this format has no place: set it in your program.",
			"{{.Count}} parts have bend ranges of their own, for which this format has no place: set them in your program."))
	}
}

// writeFiles writes the small files.
func (w *sessionWriter) writeFiles() error {
	files, err := w.kind.Files(w.name, w.session)
	if err != nil {
		return err
	}
	for _, m := range w.mids {
		files = append(files, session.File{Path: m.name, Data: m.data})
	}
	for _, f := range files {
		path := w.inside(f.Path)
		dir := filepath.Dir(path)
		if f.Path[len(f.Path)-1] == '/' {
			dir = path
		}
		if err := os.MkdirAll(dir, 0o755); err != nil { // #nosec G301 -- for other programs
			return err
		}
		if dir != path {
			if err := writeData(path, f.Data); err != nil {
				return err
			}
		}
	}
	return nil
}

// pack puts everything into an archive where the format is one. Each sound goes
// away when it is in there.
func (w *sessionWriter) pack() error {
	if !w.packed() {
		return nil
	}
	files, err := w.kind.Files(w.name, w.session)
	if err != nil {
		return err
	}
	var media []dawproject.Entry
	for _, k := range w.sounds {
		media = append(media, dawproject.Entry{Path: w.kind.Media(w.name, k.File), Size: k.size, Sum: k.sum,
			Open: func() (io.ReadCloser, error) { return os.Open(k.written) }, Done: func() { _ = os.Remove(k.written) }})
	}
	return WriteFile(w.inside(w.archive()), func(f *os.File) error { return dawproject.Pack(w.ctx, f, files, media, w.move) })
}

// archive is the name of the archive.
func (w *sessionWriter) archive() string { return w.name + w.kind.main }
