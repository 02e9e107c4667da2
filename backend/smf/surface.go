package smf

import (
	"errors"
	"io"

	"partlift/backend/music"
)

// ErrEmpty is returned by Arrange for a song without notes.
var ErrEmpty = errors.New("This song has no notes to export")

// Arrange lays a song out in ticks. It does not change the song.
func Arrange(song music.Song, opt Options) (Plan, error) { return Plan{}, ErrEmpty }

// Only returns the plan of the parts at the given indexes with the same tempo,
// origin, end and channels, so that files made of it line up with the whole.
func (p Plan) Only(parts ...int) Plan { return p }

// Second returns the second of the file at which a tick sounds.
func (p Plan) Second(tick uint32) float64 { return 0 }

// Encode writes the plan as a Standard MIDI File of format 1. The same plan
// always gives the same bytes.
func (p Plan) Encode(w io.Writer) error { return ErrEmpty }

// Read reads a Standard MIDI File of format 0 or 1 as a song in seconds. Its
// errors are sentences that can be shown.
func Read(r io.Reader) (music.Song, error) { return music.Song{}, ErrEmpty }

// FileName returns "TITLE - PART.mid", or "TITLE.mid" without a part, in
// printable ASCII that every file system takes.
func FileName(title, part string) string { return "" }

// FileNames returns the names of the files of parts, unique whatever the case
// of their letters, and different from FileName(title, "").
func FileNames(title string, parts []string) []string { return nil }
