package studio

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"partlift/backend/audio"
	"partlift/backend/library"
	"partlift/backend/local"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/task"
)

// What the parts of a sketch are called: the local engine knows no instruments
// but drums.
const (
	sketchName  = "Melody & chords"
	sketchDrums = "Drums"
)

// Sketch begins to transcribe the audio of a draft on this computer, by the
// engine of its request or else the local one, which costs nothing and needs no
// network, and returns the song's id. begun is false when its sketch is there
// already; one that was stopped goes on.
func (s *Studio) Sketch(ctx context.Context, d Draft) (songID string, begun bool, err error) {
	r, err := s.tasks()
	if err != nil {
		return "", false, err
	}
	songs, err := s.songsByAudio(ctx, d.Request.Audio)
	if err != nil {
		return "", false, err
	}
	engine := cmp.Or(d.Request.Engine, task.EngineLocal)
	for _, song := range songs {
		if song.Engine == engine && hasSketch(song) && !s.finishing(ctx, song.ID) {
			return song.ID, false, nil
		}
	}
	for _, song := range songs {
		if song.Engine != engine {
			continue
		}
		err := s.Retry(ctx, song.ID)
		if err == nil || errors.Is(err, task.ErrRunning) {
			return song.ID, true, nil
		}
		if !errors.Is(err, library.ErrNotFound) {
			return "", false, err
		}
	}
	q := task.Request{Engine: engine, Title: d.Title, Audio: d.Request.Audio, AudioName: d.Request.AudioName, AudioSize: d.Request.AudioSize}
	songID = s.id()
	_, err = r.Start(ctx, songID, q)
	return songID, true, err
}

// finishing reports whether a sketch whose notes are there was stopped just
// before it was done.
func (s *Studio) finishing(ctx context.Context, songID string) bool {
	t, err := s.TaskOf(ctx, songID)
	return err == nil && EngineOf(t.Request.Engine).Sketch && t.State.Unfinished()
}

// hasSketch reports whether a song is a sketch whose notes are there.
func hasSketch(song library.Song) bool {
	return EngineOf(song.Engine).Sketch && (song.Notes > 0 || song.State == string(RowDone))
}

// EngineOf is the engine of a song or a task; of a newer version there is none.
func EngineOf(name string) task.Engine {
	e, _ := task.EngineNamed(name)
	return e
}

// listener is what hears a sound on this computer: one channel at so many Hz.
type listener struct {
	rate       int
	transcribe func(ctx context.Context, sound local.Sound, progress func(done float64)) (music.Song, error)
}

// earOf returns what an engine hears with.
func earOf(engine string) (listener, error) {
	switch engine {
	case task.EngineLocal:
		return listener{local.Rate, local.Transcribe}, nil
	}
	return listener{}, fmt.Errorf("no ear for the engine %q", engine)
}

// listening waits until nothing else is heard, since hearing takes all there is
// of the processor. done lets the next one begin.
func (s *Studio) listening(ctx context.Context) (done func(), err error) {
	select {
	case s.cfg.Ears <- struct{}{}:
		return func() { <-s.cfg.Ears }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// transcribe lets tasks hear a kept sound, one at a time.
func (s *Studio) transcribe(ctx context.Context, req task.Request, progress func(done float64)) (task.Heard, error) {
	done, err := s.listening(ctx)
	if err != nil {
		return task.Heard{}, err
	}
	defer done()
	song, remarks, err := s.hear(ctx, req, progress)
	if err != nil {
		return task.Heard{}, err
	}
	body, err := sketchJSON(req.Engine, sketchName, song)
	return task.Heard{Raw: body, Notes: song.NoteCount(), Instruments: len(song.Tracks), Remarks: remarks}, err
}

// hear transcribes a kept sound, and says what was wrong with it.
func (s *Studio) hear(ctx context.Context, req task.Request, progress func(float64)) (song music.Song, remarks []say.Text, err error) {
	e, err := earOf(req.Engine)
	if err != nil {
		return song, nil, err
	}
	file, err := audio.OpenNamed(ctx, s.lib.BlobPath(req.Audio), req.AudioName)
	if err != nil {
		return song, nil, unheard(ctx, err)
	}
	defer file.Close()
	sound, err := audio.NewConverter(file, e.rate, 1)
	if err == nil {
		song, err = e.transcribe(ctx, sound, progress)
	}
	return song, append(file.Info().Sentences(req.AudioName), tuningText(song.Cents)...), unheard(ctx, err)
}

// tuningText says how far a recording is out of tune, where it is.
func tuningText(cents float64) []say.Text {
	switch n := math.Round(cents); {
	case n < 0:
		return []say.Text{say.Of("The recording is {{.Cents}} cents flat; its notes are named by its own tuning.", say.With{"Cents": fmt.Sprintf("%.0f", -n)})}
	case n > 0:
		return []say.Text{say.Of("The recording is {{.Cents}} cents sharp; its notes are named by its own tuning.", say.With{"Cents": fmt.Sprintf("%.0f", n)})}
	}
	return nil
}

// centsOf is how far the recording of a sketch lies above A = 440 Hz, as
// sketchJSON wrote it; 0 of what is none.
func centsOf(body []byte) float64 {
	var of struct {
		Cents float64 `json:"cents"`
	}
	if json.Unmarshal(body, &of) != nil || math.Abs(of.Cents) > 50 {
		return 0
	}
	return of.Cents
}

// unheard puts into words why a sound was not transcribed.
func unheard(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	for _, told := range []error{local.ErrShort, local.ErrLong, local.ErrSilent, local.ErrNoNotes} {
		if errors.Is(err, told) {
			return &task.Fault{Kind: task.Invalid, Code: -1, Message: say.Of(told.Error()), Err: err}
		}
	}
	return &task.Fault{Kind: task.Invalid, Code: -1, Message: audio.Sentence(err), Err: err}
}

// Remarks returns what was wrong with the sound of a song that was sketched, in
// sentences.
func (s *Studio) Remarks(ctx context.Context, id string) ([]string, error) {
	files, err := s.lib.Files(ctx, id, library.KindRaw)
	var out []string
	for _, f := range files {
		for _, r := range metaOf(f).Remarks {
			out = append(out, r.In(s.words))
		}
	}
	return out, err
}

// sketchedBy returns the engine of a result that is a sketch, as each begins
// with its name.
func sketchedBy(result []byte) (engine string, ok bool) {
	rest, ok := bytes.CutPrefix(result, []byte(`{"engine":"`))
	name, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(name), ok && EngineOf(string(name)).Sketch
}

// sketchJSON writes notes in the shape of the service's, so that a sketch is
// kept, opened and exported like any other result. The name is that of what is
// no drum kit.
func sketchJSON(engine, name string, song music.Song) ([]byte, error) {
	type note struct {
		Pitch    uint8   `json:"pitch"`
		Start    float64 `json:"start"`
		End      float64 `json:"end"`
		Velocity float64 `json:"velocity"`
	}
	type instrument struct {
		Name  string `json:"name"`
		Notes []note `json:"notes"`
	}
	out := struct {
		Engine      string       `json:"engine"`
		Cents       float64      `json:"cents,omitzero"`
		Instruments []instrument `json:"instruments"`
	}{Engine: engine, Cents: song.Cents}
	for _, t := range song.Tracks {
		i := instrument{Name: name}
		if t.Drums {
			i.Name = sketchDrums
		}
		for _, n := range t.Notes {
			i.Notes = append(i.Notes, note{n.Pitch, n.Start, n.End, float64(n.Velocity) / 127})
		}
		out.Instruments = append(out.Instruments, i)
	}
	return json.Marshal(out)
}

// Notices are the notices and licenses that must go with the program.
func Notices() string { return local.Notices() }
