package studio

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"partlift/backend/audio"
	"partlift/backend/kie"
	"partlift/backend/library"
	"partlift/backend/say"
	"partlift/backend/task"
)

// IDs name work that already exists at the service.
type IDs struct {
	Title      string
	TaskID     string // a Suno task
	AudioID    string // one of its tracks; "" = ask which
	Separation string // or: a finished separation
}

// Unfit says that the service does not take a draft's audio in any form.
func (d Draft) Unfit() *say.Trouble {
	return say.Refuse("Nothing was sent or paid. Shorten it, or save it as MP3 with fewer kbit/s, and add that file.",
		"“{{.Name}}” has {{.Size}} MB, and the service takes 20 MB.", say.With{"Name": d.Request.AudioName, "Size": fmt.Sprintf("%.1f", float64(d.Request.AudioSize)/1e6)})
}

// Remarks are what there is to say of a draft before money is spent on it.
func (d Draft) Remarks() []say.Text {
	out := slices.Clone(d.Warnings)
	if !d.Doubt.Empty() {
		out = append(out, d.Doubt)
	}
	if d.Send.Format != "" {
		out = append(out, d.Send.Words())
	}
	return out
}

// Same reports whether two drafts are of the same sound.
func (d Draft) Same(other Draft) bool { return d.Request.Source() == other.Request.Source() }

// Draft is a song that was looked at and not started: nothing is spent yet.
type Draft struct {
	Title      string
	Request    task.Request
	Seconds    float64        // 0 when the format cannot be read here
	Cost       float64        // credits that starting it spends
	Earlier    []library.Song // finished songs of the same audio, newest first
	Joins      string         // the sketch of the same audio that the parts will join, "" for none
	Sketching  bool           // such a sketch is on its way
	Running    bool           // the same audio is on its way
	Unfinished string         // the song of that, when Running
	Warnings   []say.Text
	Demo       bool
	Imported   []string // the songs that a result file is, not the audio's
	Doubt      say.Text // why the audio may hold nothing to transcribe, "" for none
	Send       Sending  // what goes to the service in the place of the audio
	reused     bool     // its separation was paid for
}

// Known reports whether the same audio was finished before or is on its way.
func (d Draft) Known() bool { return d.Running || len(d.Earlier) > 0 }

// Line describes the draft in the list of what is about to be paid for.
func (d Draft) Line(t say.Tongue) string { return d.Title + " · " + d.Facts(t) }

// Facts are how long and large the draft is, and what it costs.
func (d Draft) Facts(t say.Tongue) string {
	var parts []string
	if d.Seconds > 0 {
		parts = append(parts, say.Clock(d.Seconds))
	}
	if d.Request.AudioSize > 0 {
		parts = append(parts, fmt.Sprintf("%.1f MB", float64(d.Request.AudioSize)/1e6))
	}
	return strings.Join(append(parts, t.Say("{{.Credits}} credits", say.With{"Credits": say.Credits(d.Cost)})), " · ")
}

// Take looks at a file. A saved result or a .mid file is imported, and its first
// song's id returned; audio is kept in the library and returned as a draft.
func (s *Studio) Take(ctx context.Context, path string) (d Draft, songID string, err error) {
	f, err := OpenFile(path)
	if err != nil {
		return d, "", err
	}
	defer f.Close()
	switch info, err := f.Stat(); {
	case err != nil:
		return d, "", unreadable(path, err)
	case info.Size() == 0:
		return d, "", say.Refuse("Export it again from the program it came from.", "“{{.Name}}” is empty.", say.With{"Name": filepath.Base(path)})
	}
	head := make([]byte, 16)
	n, _ := io.ReadFull(f, head)
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return d, "", err
	}
	if isResult(head[:n], path) {
		songs, err := s.importResult(ctx, f, sizeOf(f), path)
		if err != nil {
			return d, "", err
		}
		for _, song := range songs {
			d.Imported = append(d.Imported, song.id)
		}
		return d, d.Imported[0], nil
	}
	known := knownAudio(f, path)
	if audio.IsAudio(path) && !known && !container(head[:n]) {
		return d, "", noSound(filepath.Base(path))
	}
	if !audio.IsAudio(path) && !known {
		return d, "", say.Refuse("Audio (wav, mp3, flac, ogg, m4a, …), a saved result (.json) or a MIDI file (.mid) will do.", "“{{.Name}}” is not a kind of file that can be used.", say.With{"Name": filepath.Base(path)})
	}
	d, err = s.draft(ctx, f, filepath.Base(path), titleOf(path), s.Settings().Provider)
	return d, "", err
}

func knownAudio(f io.ReadSeeker, name string) bool {
	_, err := audio.Probe(f, name)
	_, back := f.Seek(0, io.SeekStart)
	return err == nil && back == nil
}

// container reports whether a file begins like one that may hold sound, of a
// format that is not read here but that the service may take.
func container(head []byte) bool {
	if len(head) > 8 && string(head[4:8]) == "ftyp" {
		return true
	}
	for _, begin := range []string{"RIFF", "RF64", "FORM", "fLaC", "OggS", "ID3", "caff", "#!AMR", "MAC ", "wvpk", "\x30\x26\xb2\x75", "\x1a\x45\xdf\xa3"} {
		if bytes.HasPrefix(head, []byte(begin)) {
			return true
		}
	}
	return len(head) > 1 && head[0] == 0xff && head[1]&0xe0 == 0xe0 // a frame of MPEG audio
}

// draft keeps audio in the library and finds out what is known of it.
func (s *Studio) draft(ctx context.Context, r io.Reader, name, title, provider string) (Draft, error) {
	blob, err := s.lib.Put(ctx, r)
	if err != nil {
		return Draft{}, err
	}
	return s.draftOf(ctx, blob, name, title, provider)
}

// draftOf is draft for audio that the library has.
func (s *Studio) draftOf(ctx context.Context, blob library.Blob, name, title, provider string) (Draft, error) {
	set := s.Settings()
	d := Draft{Title: title, Request: task.Request{Title: title, Audio: blob.SHA, AudioName: name, AudioSize: blob.Size,
		Kind: set.Separation, PerStem: set.PerStem, Provider: provider}}
	s.look(ctx, &d)
	return d, s.compare(ctx, &d)
}

// Prepare makes a draft of work that exists at the service.
func (s *Studio) Prepare(ctx context.Context, ids IDs) (Draft, error) {
	set := s.Settings()
	d := Draft{Title: ids.Title, Request: task.Request{TaskID: ids.TaskID, AudioID: ids.AudioID, Separation: ids.Separation,
		Kind: set.Separation, PerStem: set.PerStem, Provider: set.Provider}}
	if d.Title == "" {
		d.Title = "Task " + clip(cmp.Or(ids.Separation, ids.TaskID), 12)
	}
	d.Title = OneLine(d.Title)
	d.Request.Title = d.Title
	return d, s.compare(ctx, &d)
}

// compare looks for earlier songs and separations of the draft's source.
func (s *Studio) compare(ctx context.Context, d *Draft) error {
	source := d.Request.Source()
	d.Cost = kie.Price(cmp.Or(d.Request.Kind, kie.SplitStem))
	switch _, _, reuse, err := (reuse{s.lib}).Find(ctx, source, d.Request.Provider, d.Request.Variant()); {
	case err != nil:
		return err
	case reuse:
		d.Cost, d.reused = 0, true
	case d.Request.Separation != "" || d.Request.Provider == demoProvider:
		d.Cost = 0
	}
	open, err := s.journal().Unfinished(ctx)
	if err != nil {
		return err
	}
	for _, t := range open {
		if EngineOf(t.Request.Engine).Sketch {
			d.Sketching = d.Sketching || t.Request.Source() == source
		} else if t.Request.Source() == source && t.Request.Provider == d.Request.Provider {
			d.Running, d.Unfinished = true, t.SongID
		}
	}
	if d.Request.Audio == "" {
		return nil
	}
	same, err := s.songsByAudio(ctx, d.Request.Audio)
	for _, song := range same {
		if hasSketch(song) {
			d.Joins = song.ID
		} else if song.State == string(RowDone) {
			d.Earlier = append(d.Earlier, song)
		}
	}
	return err
}

// resting are the states of tasks that rest before they have notes.
var resting = []string{string(task.StateFailed), string(task.StateEmpty), string(task.StateCancelled)}

// Stopped returns the newest task that would have brought what the draft wants,
// and came to rest before it had; ok is false if there is none, or if the
// library has got that audio since.
func (s *Studio) Stopped(ctx context.Context, d Draft) (t task.Task, ok bool, err error) {
	rows, err := s.lib.Tasks(ctx, resting...)
	if err != nil {
		return t, false, err
	}
	for _, row := range slices.Backward(rows) {
		var have task.Task
		if err := json.Unmarshal(row.Body, &have); err != nil {
			return t, false, err
		}
		if have.Request.Same(d.Request) {
			since := len(d.Earlier) > 0 && d.Earlier[0].Created.After(have.Created)
			return have, !since, nil
		}
	}
	return t, false, nil
}

// Begin starts a draft's journey, which may spend its Cost, and returns the
// song's id: of the sketch that the result will join, or a new one. If the same
// audio is already on its way, that song is returned.
func (s *Studio) Begin(ctx context.Context, d Draft) (songID string, err error) {
	r, err := s.tasks()
	if err != nil {
		return "", err
	}
	d.Request.Demo = d.Demo
	if err := s.Pack(ctx, &d, nil); err != nil {
		return "", err
	}
	songID = cmp.Or(d.Joins, s.id())
	_, err = r.Start(ctx, songID, d.Request)
	var running task.ErrDuplicate
	if errors.As(err, &running) {
		return running.Task.SongID, nil
	}
	return songID, err
}

// Clips lists the tracks of a Suno task.
func (s *Studio) Clips(ctx context.Context, taskID string) ([]kie.Clip, error) {
	c, err := s.client(ctx, s.Settings().Provider)
	if err != nil {
		return nil, err
	}
	return c.Clips(ctx, taskID)
}

// id returns a new random id.
func (s *Studio) id() string {
	b := make([]byte, 8)
	if _, err := io.ReadFull(s.cfg.Rand, b); err != nil {
		panic("app: no randomness: " + err.Error()) // crypto/rand does not fail
	}
	return hex.EncodeToString(b)
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n] + "…"
}
