package library

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
)

var errSoon = errors.New("library: being written")

// Put stores everything r yields and returns its name. The blob is complete
// and synced when Put returns, and no part of it is visible before; a File or
// Song should then mention it, or Sweep removes it a day later.
func (l *Library) Put(ctx context.Context, r io.Reader) (Blob, error) { return Blob{}, errSoon }

// OpenBlob opens a blob for reading; ErrNotFound when it is not there.
func (l *Library) OpenBlob(sha string) (*os.File, error) { return nil, errSoon }

// BlobPath returns where a blob is or would be, "" for what is no SHA-256. The
// file must not be changed.
func (l *Library) BlobPath(sha string) string { return "" }

// HasBlob reports whether a blob is there.
func (l *Library) HasBlob(sha string) bool { return false }

// VerifyBlob reads a blob and compares it with its name: ErrNotFound, ErrDamaged.
func (l *Library) VerifyBlob(sha string) error { return errSoon }

// Save stores a song, optionally its task, and files, in one transaction: all
// of it or nothing. What exists already is replaced.
func (l *Library) Save(ctx context.Context, s Song, t *Task, files ...File) error { return errSoon }

// Song returns one song; ErrNotFound.
func (l *Library) Song(ctx context.Context, id string) (Song, error) { return Song{}, errSoon }

// Songs returns one page of the history, newest first.
func (l *Library) Songs(ctx context.Context, q Query) ([]Song, error) { return nil, errSoon }

// Count returns how many songs a query selects on all its pages.
func (l *Library) Count(ctx context.Context, q Query) (int, error) { return 0, errSoon }

// SongsByAudio returns the songs made from the audio, newest first.
func (l *Library) SongsByAudio(ctx context.Context, sha string) ([]Song, error) { return nil, errSoon }

// SetInstruments sets further words by which a song is found.
func (l *Library) SetInstruments(ctx context.Context, id, text string) error { return errSoon }

// SaveSeparation stores a separation, replacing the one of the same provider and id.
func (l *Library) SaveSeparation(ctx context.Context, s Separation) error { return errSoon }

// FindSeparations returns the separations of the audio, newest first; an empty
// provider or kind means any.
func (l *Library) FindSeparations(ctx context.Context, audio, provider, kind string) ([]Separation, error) {
	return nil, errSoon
}

// Files returns a song's files by kind and name; an empty kind means all.
func (l *Library) Files(ctx context.Context, songID, kind string) ([]File, error) {
	return nil, errSoon
}

// AddFile stores one file of an existing song.
func (l *Library) AddFile(ctx context.Context, f File) error { return errSoon }

// Task returns one task; ErrNotFound.
func (l *Library) Task(ctx context.Context, id string) (Task, error) { return Task{}, errSoon }

// TaskOf returns the song's task last saved; ErrNotFound.
func (l *Library) TaskOf(ctx context.Context, songID string) (Task, error) { return Task{}, errSoon }

// Tasks returns the tasks in the given states, or all, longest untouched first.
func (l *Library) Tasks(ctx context.Context, states ...string) ([]Task, error) { return nil, errSoon }

// Delete removes a song and those of its files that are its alone; ErrNotFound.
func (l *Library) Delete(ctx context.Context, songID string) (DeleteReport, error) {
	return DeleteReport{}, errSoon
}

// Sweep removes what crashes left behind: temporary files of dead processes,
// and blobs older than a day that nothing mentions. It reads the whole blob
// folder; Open does the cheap part of it.
func (l *Library) Sweep(ctx context.Context) error { return errSoon }

// SongSettings returns a song's settings; nil when none were saved.
func (l *Library) SongSettings(ctx context.Context, id string) (json.RawMessage, error) {
	return nil, errSoon
}

// SaveSongSettings replaces a song's settings; ErrNotFound.
func (l *Library) SaveSongSettings(ctx context.Context, id string, v json.RawMessage) error {
	return errSoon
}

// Settings returns the value of a key and whether there is one.
func (l *Library) Settings(ctx context.Context, key string) (json.RawMessage, bool, error) {
	return nil, false, errSoon
}

// SaveSettings replaces the value of a key; v is anything JSON can hold.
func (l *Library) SaveSettings(ctx context.Context, key string, v any) error { return errSoon }
