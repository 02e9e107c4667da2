package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"partlift/backend/audio"
	"partlift/backend/library"
	"partlift/backend/local"
	"partlift/backend/music"
)

// What the parts of a sketch are called: the local engine knows no instruments
// but drums.
const (
	sketchName  = "Melody & chords"
	sketchDrums = "Drums"
)

// The engines of a song; it is the local one's until the cloud's parts are there.
const (
	engineCloud = "cloud"
	engineLocal = "local"
)

// Sketch transcribes the audio of a draft on this computer and keeps it as a
// song of its own; it returns the song's id, or that of the sketch there is. It
// costs nothing and needs no network. Progress, which may be nil, is called
// with 0–1.
func (s *Studio) Sketch(ctx context.Context, d Draft, progress func(done float64)) (string, error) {
	if d.Joins != "" {
		return d.Joins, nil
	}
	song, err := s.hear(ctx, d.Request.Audio, progress)
	if err != nil {
		return "", err
	}
	body, err := sketchJSON(song)
	if err != nil {
		return "", err
	}
	blob, err := s.lib.Put(ctx, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r, err := readResult(body, "sketch.json")
	if err != nil {
		return "", err
	}
	row := library.Song{ID: s.id(), Title: d.Title, State: string(RowDone), Engine: engineLocal, Audio: d.Request.Audio, AudioName: d.Request.AudioName, Progress: 1}
	err = s.lib.Save(ctx, row, nil,
		library.File{Kind: library.KindAudio, Name: d.Request.AudioName, SHA: d.Request.Audio, Size: d.Request.AudioSize},
		library.File{Kind: library.KindRaw, Name: "sketch.json", SHA: blob.SHA, Size: blob.Size, Meta: fileMeta{Sketch: true}.raw()})
	if err != nil {
		return "", err
	}
	return row.ID, s.describe(ctx, row.ID, r.Song)
}

// hear transcribes audio of the library.
func (s *Studio) hear(ctx context.Context, sha string, progress func(float64)) (music.Song, error) {
	file, err := audio.Open(ctx, s.lib.BlobPath(sha))
	if err != nil {
		return music.Song{}, &Trouble{Text: audio.Sentence(err), Err: err}
	}
	defer file.Close()
	sound, err := audio.NewConverter(file, local.Rate, 1)
	if err != nil {
		return music.Song{}, err
	}
	song, err := local.Transcribe(ctx, sound, progress)
	for _, told := range []error{local.ErrShort, local.ErrLong, local.ErrSilent, local.ErrNoNotes} {
		if errors.Is(err, told) {
			return song, &Trouble{Text: told.Error(), Err: err}
		}
	}
	return song, err
}

// sketchJSON writes notes in the shape of the service's, so that a sketch is
// kept, opened and exported like any other result.
func sketchJSON(song music.Song) ([]byte, error) {
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
		Instruments []instrument `json:"instruments"`
	}{Engine: engineLocal}
	for _, t := range song.Tracks {
		i := instrument{Name: sketchName}
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

// sketch transcribes drafts on this computer, one after the other, and opens
// the first.
func (m *Model) sketch(drafts []Draft) {
	for i, d := range drafts {
		text := m.say("Sketching “{{.Title}}”…", with{"Title": d.Title})
		m.busyWith("sketch", &slowWork{Busy: Busy{Text: text, CanStop: true}}, func(ctx context.Context, tell func(int)) func() {
			last := -1
			id, err := m.studio.Sketch(ctx, d, func(done float64) {
				if percent := int(100 * done); percent != last {
					last = percent
					tell(percent)
				}
			})
			return func() {
				m.reload()
				if !m.failOf(kindSketch, d.Title, "sketch “"+d.Title+"”", err) && i == 0 {
					m.OpenSong(id)
				}
			}
		})
	}
}

// Notices are the notices and licences that must go with the program.
func Notices() string { return local.Notices() }
