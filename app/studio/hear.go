package studio

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"partlift/backend/audio"
	"partlift/backend/bundle"
	"partlift/backend/library"
	"partlift/backend/local"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/task"
)

// HearStems begins to hear the stems of a song without notes on this computer,
// each by itself and for what its name says it is, which costs nothing and needs
// no network: of a song in parts that came without MIDI, or one for which the
// service found no notes. The song gets a part for each stem that has notes.
// begun is false when they are being heard already; Cancel stops it.
func (s *Studio) HearStems(ctx context.Context, songID string) (begun bool, err error) {
	row, err := s.lib.Song(ctx, songID)
	if err != nil {
		return false, err
	}
	t, err := s.TaskOf(ctx, songID)
	switch {
	case err == nil && t.State.Unfinished() && len(t.Request.Stems) > 0:
		return false, nil
	case err == nil && t.State.Unfinished():
		return false, say.Refuse("Wait until it is done.", "“{{.Title}}” is still on its way.", say.With{"Title": row.Title})
	case err != nil && !errors.Is(err, library.ErrNotFound):
		return false, err
	case row.Notes > 0:
		return false, say.Refuse("", "“{{.Title}}” has its notes already.", say.With{"Title": row.Title})
	}
	files, err := s.lib.Files(ctx, songID, library.KindStem)
	if err != nil {
		return false, err
	}
	stems := s.unheardStems(files)
	if len(stems) == 0 {
		return false, say.Refuse("Add a folder with the stems, or let the whole recording be sketched.", "“{{.Title}}” has no stems that can be heard.", say.With{"Title": row.Title})
	}
	r, err := s.tasks()
	if err != nil {
		return false, err
	}
	_, err = r.Start(ctx, songID, task.Request{Engine: task.EngineLocal, Title: row.Title, Demo: row.Demo, Stems: stems, Kept: row.State == string(RowDone)})
	var twice task.ErrDuplicate
	if errors.As(err, &twice) {
		return false, nil
	}
	return err == nil, err
}

// unheardStems are the kept stems among a song's files that are not silent. Those that are
// all of it but something count only where there are no others.
func (s *Studio) unheardStems(files []library.File) (stems []task.Stem) {
	var rests []task.Stem
	for _, f := range files {
		if f.Kind != library.KindStem || metaOf(f).Silent || !s.lib.HasBlob(f.SHA) {
			continue
		}
		stem := task.Stem{Name: f.Name, SHA: f.SHA}
		if part := partOfStem(f.Name); part.Role == bundle.Instrument {
			stems = append(stems, stem)
		} else {
			rests = append(rests, stem)
		}
	}
	if len(stems) == 0 {
		stems = rests
	}
	return stems
}

// partOfStem is what the name of a stem says; of one that says nothing only the
// name is known.
func partOfStem(name string) bundle.Part {
	if p, ok := bundle.PartOf(name); ok {
		return p
	}
	return bundle.Part{Name: cmp.Or(strings.TrimSpace(name), sketchName)}
}

// roleOf is what there is to hear in a stem.
func roleOf(p bundle.Part) local.Role {
	switch {
	case p.Role != bundle.Instrument || !p.Known && p.Name != otherStem:
		return local.Role{Pitched: true, Drums: true} // anything
	case p.Drums:
		return local.Role{Drums: true}
	case p.Program >= 32 && p.Program < 40:
		return local.Role{Pitched: true, Mono: true, Low: 23, High: 67}
	case p.Voice && p.Program == leadVoice:
		return local.Role{Pitched: true, Mono: true, Low: 36, High: 88}
	}
	return local.Role{Pitched: true}
}

const (
	otherStem = "Other" // what separators leave of all but drums, bass and voices
	leadVoice = 54      // the program of a voice that sings alone
)

// hearStem lets tasks hear one stem.
func (s *Studio) hearStem(ctx context.Context, stem task.Stem, progress func(done float64)) (task.Heard, error) {
	done, err := s.listening(ctx)
	if err != nil {
		return task.Heard{}, err
	}
	defer done()
	file, err := audio.OpenNamed(ctx, s.lib.BlobPath(stem.SHA), stem.Name)
	if err != nil {
		return task.Heard{}, unheard(ctx, err)
	}
	defer file.Close()
	part := partOfStem(stem.Name)
	sound, err := audio.NewConverter(file, local.Rate, 1)
	if err != nil {
		return task.Heard{}, unheard(ctx, err)
	}
	song, err := local.TranscribeStem(ctx, sound, roleOf(part), progress)
	if err != nil && local.Unheard(err) {
		return task.Heard{}, nil
	}
	if err != nil {
		return task.Heard{}, unheard(ctx, err)
	}
	body, err := sketchJSON(task.EngineLocal, part.String(), song)
	return task.Heard{Raw: body, Notes: song.NoteCount(), Instruments: len(song.Tracks), Remarks: file.Info().Sentences(stem.Name)}, err
}

// heard makes a song of the service's whose stems were heard a sketch, which its
// parts may join later.
func (s *Studio) heard(ctx context.Context, songID string) error {
	return s.change(ctx, songID, func(row *library.Song) {
		if row.Engine != engineFiles {
			row.Engine = task.EngineLocal
		}
	})
}

// ofHeardStem makes tracks those of a stem that was heard here.
func ofHeardStem(tracks []music.Track, stem string) {
	part := partOfStem(stem)
	for i := range tracks {
		t := &tracks[i]
		t.Stem = stem
		switch {
		case t.Drums && part.Drums:
			t.Name = part.String()
		case !t.Drums && part.Known && !part.Drums:
			t.Program, t.Known = part.Program, true
		}
	}
}
