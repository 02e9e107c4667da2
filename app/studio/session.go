package studio

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"partlift/app/edit"
	"partlift/backend/audio"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/session"
	"partlift/backend/session/ardour"
	"partlift/backend/session/dawproject"
	"partlift/backend/session/folder"
	"partlift/backend/session/reaper"
	"partlift/backend/smf/verify"
)

// sessionFormat writes the small files of a session and reads a session again.
type sessionFormat interface {
	Fit(*session.Session) *session.Session
	Media(name, file string) string
	Files(name string, s *session.Session) ([]session.File, error)
	Read(fsys fs.FS, name string) (session.Found, error)
}

// A SessionKind is a form in which a whole song goes to a program.
type SessionKind struct {
	ID   string // dawproject, reaper, ardour or folder
	Hint string // what to do with it, one sentence in English
	main string // ending of the file to open
	mark string // what the name of its folder ends with; "" of one that is a file
	sessionFormat
}

// Each says what to do with it.
var sessionKinds = []SessionKind{
	{"dawproject", say.Key("Open the file in your program, or drag it onto the program's window."), ".dawproject", "", dawproject.Format{}},
	{"reaper", say.Key("Open the .rpp file in the folder with REAPER."), ".rpp", " - REAPER", reaper.Format{}},
	{"ardour", say.Key("Open the .ardour file in the folder with Ardour."), ".ardour", " - Ardour", ardour.Format{}},
	{"folder", say.Key("Bring in the .mid file with its tempo first, then drop the WAV files at bar 1 and stretch nothing."), ".mid", " - session", folder.Format{}},
}

func (k SessionKind) packed() bool { return k.mark == "" }

// place is the n-th path that a session may get in a folder, from 1 on.
func (k SessionKind) place(dir, title string, n int) string {
	name := fileTitle(title) + k.mark
	if n > 1 {
		name = fmt.Sprintf("%s (%d)", name, n)
	}
	if k.packed() {
		name += k.main
	}
	return filepath.Join(dir, name)
}

// inside is the name that a session has in its files.
func (k SessionKind) inside(title string) string {
	if k.ID == "ardour" { // it looks for its files by the name of the folder
		return fileTitle(title) + k.mark
	}
	return fileTitle(title)
}

// open is the file to be opened of a session that lies at a path.
func (k SessionKind) open(path, title string) string {
	if k.packed() {
		return path
	}
	return filepath.Join(path, k.inside(title)+k.main)
}

// SessionKinds lists the forms of sessions.
func SessionKinds() []SessionKind { return slices.Clone(sessionKinds) }

// SessionFor returns the form that a program opens, by the program's ID in the
// settings: the folder where no other is known.
func SessionFor(daw string) SessionKind {
	switch daw {
	case "bitwig", "studioone", "cubase":
		return sessionKinds[0]
	case "reaper":
		return sessionKinds[1]
	case "ardour":
		return sessionKinds[2]
	}
	return sessionKinds[3]
}

// SessionOptions are the settings of a session beside those of an export.
type SessionOptions struct {
	Kind     string  // of SessionKinds
	Offset   float64 // seconds by which the sound is moved later, so that it meets the notes; of a song of the library beyond what is known of it
	Unmuted  bool    // parts sound though their stem does
	Media    string  // MediaWAV or MediaFLAC, "" = MediaWAV
	Progress func(done, total int64)
	free     func(dir string) (bytes int64, ok bool) // of tests; nil = freeSpace
	earlier  earlier                                 // of ExportSession
}

// What the sound of a session is written as. FLAC has the same samples in about
// half the room; where a program may not read it, it is WAV all the same.
const (
	MediaWAV  = "wav"
	MediaFLAC = "flac"
)

// A SongSound is a sound file of a song.
type SongSound struct {
	Name   string // for people
	Path   string
	Called string // what a person calls the file, "" where that is Name
	SHA    string // SHA-256 of the file, "" where that is not known
	Silent bool
	Whole  bool // the recording of the song, which goes along only where there are no stems
}

// SessionReport is the outcome of a session: what was written and what was
// checked.
type SessionReport struct {
	Title   string           `json:"title"`
	Kind    string           `json:"kind"`
	Path    string           `json:"path"` // of the file or the folder
	Open    string           `json:"open"` // of the file to be opened
	Bytes   int64            `json:"bytes"`
	Tracks  int              `json:"tracks"`
	Shift   float64          `json:"shift"`  // seconds of silence in front of the sound
	Offset  float64          `json:"offset"` // seconds of them that make sound and notes meet
	Checks  []session.Result `json:"checks"`
	Heard   verify.Hearing   `json:"heard,omitzero"` // left out when nothing was done by what was heard
	Notices []string         `json:"notices,omitempty"`
	OK      bool             `json:"ok"`
}

// Dragged returns what is dropped on the program: the file that it opens, which
// plays the sound from where it lies. Of the folder for any program that is the
// folder.
func (r SessionReport) Dragged() string {
	if r.Kind == "folder" {
		return r.Path
	}
	return r.Open
}

// ExportSession writes a song of the library as a session: all parts and stems on
// their bars, muted as on screen. Nothing is to be seen of it before it is
// complete and checked. opt.What.Parts says which parts go along, nil for all;
// of the folder those that sound.
func (s *Studio) ExportSession(ctx context.Context, id string, opt ExportOptions, so SessionOptions) (SessionReport, error) {
	p, err := s.open(ctx, id, &opt)
	if err != nil {
		return SessionReport{}, err
	}
	so.earlier = s.earlierOf(p)
	so.Offset -= p.Offset() // notes before the sound have it moved to them
	report, err := WriteSession(ctx, SessionSong{p.Song, p.Parts, soundsOf(p), s.words}, opt, so, s.cfg.Now())
	report.Notices = slices.Concat(p.Warnings, opt.Remarks(s.words, p.Parts), p.OffsetNotice(), report.Notices)
	if err != nil || !report.OK {
		return report, err
	}
	return report, s.remember(ctx, id, report.Open, s.cfg.Now())
}

// soundsOf lists the sound files of a song on its page.
func soundsOf(p *edit.Page) (out []SongSound) {
	for _, stem := range p.Stems {
		out = append(out, SongSound{Name: soundName(stem.Name), Path: stem.Path, SHA: stem.SHA, Silent: stem.Silent})
	}
	if p.Audio != nil {
		out = append(out, SongSound{Name: soundName(p.Audio.Name), Path: p.Audio.Path, SHA: p.Audio.SHA, Whole: true})
	}
	return out
}

// soundName is the name of a sound, of a file or not, without the ending of a
// sound file.
func soundName(name string) string {
	if audio.IsAudio(name) {
		return TrimExt(name)
	}
	return name
}

// SessionSong is what a session is made of.
type SessionSong struct {
	Song   music.Song
	Parts  []edit.Part // as on screen, one for each of Song.Tracks
	Sounds []SongSound
	Words  say.Tongue // of what is said
}

// WriteSession is ExportSession of a song that is in no library. The error of a
// context that ended is returned as it is.
func WriteSession(ctx context.Context, song SessionSong, opt ExportOptions, so SessionOptions, at time.Time) (SessionReport, error) {
	i := slices.IndexFunc(sessionKinds, func(k SessionKind) bool { return k.ID == so.Kind })
	if i < 0 {
		return SessionReport{}, say.Refuse("Choose dawproject, reaper, ardour or folder.", "There is no session of the kind “{{.Name}}”.", say.With{"Name": so.Kind})
	}
	if so.Media = cmp.Or(so.Media, MediaWAV); so.Media != MediaWAV && so.Media != MediaFLAC {
		return SessionReport{}, say.Refuse("Choose wav or flac.", "Sound is not written as “{{.Name}}”.", say.With{"Name": so.Media})
	}
	opt.Title = cmp.Or(opt.Title, song.Song.Title)
	l, err := layOutSession(song.Song, &opt)
	if err != nil {
		return SessionReport{}, err
	}
	if so.free == nil {
		so.free = freeSpace
	}
	w := &sessionWriter{ctx: ctx, kind: sessionKinds[i], so: so, opt: opt, song: song, laid: l, at: at}
	defer w.drop()
	err = w.write()
	report := w.report()
	return report, err
}

// layOutSession is layOut with the chords as markers.
func layOutSession(song music.Song, opt *ExportOptions) (laid, error) {
	treat := opt.treat()
	treat.Chords = true
	opt.Treat = &treat
	return layOut(song, opt)
}
