package studio

import (
	"bytes"
	"context"
	"io"

	"partlift/app/edit"
	"partlift/backend/audio"
	"partlift/backend/library"
)

// kindOutline are what sounds of a song look like, each by the hash of its
// sound. They are kept so that a song is drawn at once when it opens again.
const kindOutline = "outline"

// Outline is what a sound looks like from afar: OutlineRate columns a second.
type Outline = audio.Outline

// OutlineRate is the columns a second of an Outline.
const OutlineRate = audio.OutlineRate

// Outline returns what a kept sound of a song looks like, as it was worked out
// before, or from the sound, which takes a second or so for each minute of
// compressed sound.
func (s *Studio) Outline(ctx context.Context, songID string, stem edit.Stem) (Outline, error) {
	files, err := s.lib.Files(ctx, songID, kindOutline)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.Name != stem.SHA {
			continue
		}
		if o, err := s.readBlob(f.SHA); err == nil && int64(len(o)) == f.Size {
			return o, nil
		} // what is damaged is made again
	}
	sound, err := s.lib.OpenBlob(stem.SHA)
	if err != nil {
		return nil, err
	}
	defer sound.Close()
	o, err := audio.NewOutline(ctx, sound, stem.Name)
	if err != nil {
		return nil, err
	}
	blob, err := s.lib.Put(ctx, bytes.NewReader(o))
	if err != nil {
		return nil, err
	}
	return o, s.lib.AddFile(ctx, library.File{SongID: songID, Kind: kindOutline, Name: stem.SHA, SHA: blob.SHA, Size: blob.Size})
}

// readBlob reads a small file of the library.
func (s *Studio) readBlob(sha string) ([]byte, error) {
	f, err := s.lib.OpenBlob(sha)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
