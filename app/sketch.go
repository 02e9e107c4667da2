package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

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
	song, flaws, err := s.hear(ctx, d, progress)
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
		library.File{Kind: library.KindRaw, Name: "sketch.json", SHA: blob.SHA, Size: blob.Size, Meta: fileMeta{Sketch: true, Remarks: flaws}.raw()})
	if err != nil {
		return "", err
	}
	return row.ID, s.describe(ctx, row.ID, r.Song)
}

// hear transcribes the audio of a draft, and says what was wrong with it.
func (s *Studio) hear(ctx context.Context, d Draft, progress func(float64)) (song music.Song, flaws []string, err error) {
	file, err := audio.OpenNamed(ctx, s.lib.BlobPath(d.Request.Audio), d.Request.AudioName)
	if err != nil {
		return song, nil, unheard(ctx, err)
	}
	defer file.Close()
	sound, err := audio.NewConverter(file, local.Rate, 1)
	if err == nil {
		song, err = local.Transcribe(ctx, sound, progress)
	}
	return song, file.Info().Sentences(d.Request.AudioName), unheard(ctx, err)
}

// unheard puts into words why a sound was not transcribed.
func unheard(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	for _, told := range []error{local.ErrShort, local.ErrLong, local.ErrSilent, local.ErrNoNotes} {
		if errors.Is(err, told) {
			return &Trouble{Text: told.Error(), Err: err}
		}
	}
	return &Trouble{Text: audio.Sentence(err), Err: err}
}

// Remarks returns what was wrong with the sound of a song that was sketched, in
// sentences.
func (s *Studio) Remarks(ctx context.Context, id string) ([]string, error) {
	files, err := s.lib.Files(ctx, id, library.KindRaw)
	var out []string
	for _, f := range files {
		for _, r := range metaOf(f).Remarks {
			out = append(out, s.say(r))
		}
	}
	return out, err
}

// sketchBegins is how every sketch that is kept begins.
const sketchBegins = `{"engine":"` + engineLocal + `"`

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
			remarks, _ := m.studio.Remarks(ctx, id) // they are on the song's page too
			return func() {
				m.reload()
				if m.failOf(kindSketch, d.Title, "sketch “"+d.Title+"”", err) {
					return
				}
				if len(remarks) > 0 {
					m.Notify(Notice{Name: "remarks " + id, Level: Warning, Text: strings.Join(remarks, " ")})
				}
				if i == 0 {
					m.OpenSong(id)
				}
			}
		})
	}
}

// Notices are the notices and licences that must go with the program.
func Notices() string { return local.Notices() }
