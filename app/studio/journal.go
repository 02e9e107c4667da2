package studio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"partlift/app/edit"
	"partlift/backend/library"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/task"
)

// unfinished are the states of tasks that go on at the next start.
var unfinished = []string{string(task.StateRunning), string(task.StateWaiting), string(task.StateAsking)}

// fileMeta is what the library keeps beside a file's name and hash.
type fileMeta struct {
	ID     string    `json:"id,omitempty"`     // the service's id
	Stem   string    `json:"stem,omitempty"`   // of a transcription of one stem
	Sketch bool      `json:"sketch,omitempty"` // of notes by the local engine
	Silent bool      `json:"silent,omitempty"` // of a stem
	Part   *setPart  `json:"part,omitempty"`   // of what came as a part of a song in files
	At     time.Time `json:"at,omitzero"`      // of an export
	// Remarks say what was wrong with the sound of a sketch.
	Remarks []say.Text `json:"remarks,omitempty"`
}

func (m fileMeta) raw() json.RawMessage {
	b, err := json.Marshal(m)
	if err != nil {
		panic("app: file notes: " + err.Error()) // strings, a bool and a time always marshal
	}
	return b
}

// journal keeps tasks in the library, each together with its song's row.
type journal struct {
	lib  *library.Library
	rows *sync.Mutex // held from reading a row to writing it back
}

// Save writes the task and what its row shows of it.
func (j journal) Save(ctx context.Context, t task.Task) error {
	j.rows.Lock()
	defer j.rows.Unlock()
	song, err := j.lib.Song(ctx, t.SongID)
	if errors.Is(err, library.ErrNotFound) {
		song, err = library.Song{ID: t.SongID, Title: t.Request.Title, Audio: t.Request.Audio, AudioName: t.Request.AudioName,
			Engine: EngineOf(t.Request.Engine).Name, Provider: t.Request.Provider, Demo: t.Request.Demo}, nil
	}
	if err != nil {
		return err
	}
	song.State, song.Step, song.Progress, song.Detail = string(t.State), string(t.Step), reached(t), lacking(t)
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return j.lib.Save(ctx, song, &library.Task{ID: t.ID, SongID: t.SongID, State: string(t.State), Body: body}, filesOf(t)...)
}

// filesOf lists the blobs that a task's song owns by now.
func filesOf(t task.Task) []library.File {
	var files []library.File
	if t.Request.Audio != "" {
		files = append(files, library.File{Kind: library.KindAudio, Name: t.Request.AudioName, SHA: t.Request.Audio, Size: t.Request.AudioSize})
	}
	if t.Request.Send != "" {
		files = append(files, library.File{Kind: kindSent, Name: t.Request.SendName, SHA: t.Request.Send})
	}
	if t.SeparationRaw != "" {
		files = append(files, library.File{Kind: kindSeparation, Name: t.Separation + ".json", SHA: t.SeparationRaw})
	}
	for _, s := range t.Stems {
		if s.SHA != "" {
			files = append(files, library.File{Kind: library.KindStem, Name: strings.ReplaceAll(s.Name, "_", " "), SHA: s.SHA, Meta: fileMeta{ID: s.ID, Silent: s.Silent}.raw()})
		}
	}
	for i, x := range t.Results() {
		meta := fileMeta{ID: x.ID, Stem: x.Stem, Sketch: EngineOf(t.Request.Engine).Sketch, Remarks: x.Remarks}.raw()
		name := fmt.Sprintf("%03d %s", i, x.ID)
		switch {
		case x.MIDI != "":
			files = append(files, library.File{Kind: library.KindMIDI, Name: name + ".mid", SHA: x.MIDI, Meta: meta})
		case x.Raw != "" && len(t.Request.Stems) > 0 && t.Step != task.StepSave: // all or nothing
			files = append(files, library.File{Kind: kindHeard, Name: name, SHA: x.Raw})
		case x.Raw != "":
			files = append(files, library.File{Kind: library.KindRaw, Name: name + ".json", SHA: x.Raw, Meta: meta})
		}
	}
	return files
}

// kindSent is the kind of audio in the form that went to the service.
const kindSent = "sent"

// kindHeard is the kind of what was heard in one stem while others are not heard
// yet.
const kindHeard = "heard"

// kindSeparation is the kind of a separation's answer as it came.
const kindSeparation = "separation"

// Load returns a task by its id.
func (j journal) Load(ctx context.Context, id string) (t task.Task, err error) {
	row, err := j.lib.Task(ctx, id)
	if errors.Is(err, library.ErrNotFound) {
		return t, fmt.Errorf("%w: %s", task.ErrUnknown, id)
	}
	if err == nil {
		err = json.Unmarshal(row.Body, &t)
	}
	return t, err
}

// Unfinished returns the tasks that were under way, oldest first.
func (j journal) Unfinished(ctx context.Context) ([]task.Task, error) {
	rows, err := j.lib.Tasks(ctx, unfinished...)
	if err != nil {
		return nil, err
	}
	out := make([]task.Task, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal(row.Body, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// blobs lets tasks keep files in the library.
type blobs struct{ lib *library.Library }

func (b blobs) Put(ctx context.Context, r io.Reader) (string, int64, error) {
	blob, err := b.lib.Put(ctx, r)
	return blob.SHA, blob.Size, err
}

func (b blobs) Open(sha string) (io.ReadSeekCloser, error) { return b.lib.OpenBlob(sha) }

// reuse finds separations that were paid for.
type reuse struct{ lib *library.Library }

func (r reuse) Find(ctx context.Context, source, provider, variant string) (string, []task.Stem, bool, error) {
	if provider == demoProvider {
		return "", nil, false, nil // the simulated service forgets when the program ends
	}
	found, err := r.lib.FindSeparations(ctx, source, provider, variant)
	if err != nil || len(found) == 0 {
		return "", nil, false, err
	}
	var stems []task.Stem
	if err := json.Unmarshal(found[0].Stems, &stems); err != nil {
		return "", nil, false, err
	}
	for i := range stems {
		if !r.lib.HasBlob(stems[i].SHA) {
			stems[i].SHA = "" // its song was deleted; it is fetched again
		}
	}
	return found[0].ID, stems, true, nil
}

func (r reuse) Remember(ctx context.Context, t task.Task) error {
	if t.Request.Provider == demoProvider {
		return nil
	}
	stems, err := json.Marshal(t.Stems)
	if err != nil {
		return err
	}
	return r.lib.SaveSeparation(ctx, library.Separation{ID: t.Separation, Audio: t.Request.Source(), Provider: t.Request.Provider, Kind: t.Request.Variant(), Stems: stems})
}

// finish writes what a finished song's row shows: counts, length, instruments
// to search for.
func (s *Studio) finish(ctx context.Context, t task.Task) error {
	if err := s.change(ctx, t.SongID, func(*library.Song) {}, filesOf(t)...); err != nil {
		return err
	}
	files, err := s.lib.Files(ctx, t.SongID, "")
	if err != nil {
		return err
	}
	kept, err := s.notes(t.Request.Title, files)
	if err != nil {
		return err
	}
	if e := EngineOf(t.Request.Engine); !e.Sketch {
		if err := s.joined(ctx, t.SongID, e.Name, kept.sketched); err != nil {
			return err
		}
	}
	if len(t.Request.Stems) > 0 {
		if err := s.heard(ctx, t.SongID); err != nil {
			return err
		}
	}
	return s.describe(ctx, t.SongID, kept.song)
}

// describe brings a song's row up to date with its notes.
func (s *Studio) describe(ctx context.Context, id string, song music.Song) error {
	also := ""
	err := s.change(ctx, id, func(row *library.Song) {
		if row.Engine == engineFiles {
			also = " " + s.folderWords()
		}
		row.Tracks, row.Notes, row.Seconds = len(song.Tracks), song.NoteCount(), song.End()
		row.Detail = ""
	})
	if err != nil {
		return err
	}
	return s.lib.SetInstruments(ctx, id, wordsOf(song)+also)
}

// wordsOf are the words by which a song is found beside its title.
func wordsOf(song music.Song) string {
	var words []string
	for _, p := range edit.PartsOf(song, edit.Layers{}, nil, nil) {
		words = append(words, p.Name, p.Instrument)
	}
	return strings.Join(words, " ")
}

// change reads a song's row, changes it and writes it back; nothing else can
// write it in between.
func (s *Studio) change(ctx context.Context, id string, f func(row *library.Song), files ...library.File) error {
	s.rows.Lock()
	defer s.rows.Unlock()
	row, err := s.lib.Song(ctx, id)
	if err != nil {
		return err
	}
	f(&row)
	return s.lib.Save(ctx, row, nil, files...)
}
