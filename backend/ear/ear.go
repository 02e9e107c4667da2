package ear

import (
	"context"
	"fmt"
	"slices"

	"partlift/backend/music"
)

// Rate is the sample rate in Hz of a Sound.
const Rate = 22050

// Farthest is how far, in seconds, notes may lie before or after the sound to
// be found.
const Farthest = 1.0

// Sound is mono audio at Rate, read from front to back.
type Sound interface {
	// Shape returns the frames a second, the samples in a frame and the number
	// of frames, -1 when that is not known.
	Shape() (rate, channels int, frames int64)
	// Read fills samples, full scale being 1, and returns how many there were;
	// io.EOF at the end.
	Read(samples []float32) (frames int, err error)
}

// Part is the notes of an instrument.
type Part struct {
	Name  string
	Drums bool
	Notes []music.Note // in any order
}

// Stem is a recording and the parts that are heard in it: one, or all of a song
// in its mix.
type Stem struct {
	// Open begins to read the sound; the second function frees it.
	Open  func(ctx context.Context) (sound Sound, close func() error, err error)
	Parts []Part
}

// Report is what was heard of a song.
type Report struct {
	// Offset is how many seconds the notes lie before the sound, within
	// ±Farthest; 0 unless Sure.
	Offset float64
	Sure   bool
	// Confidence, 0–1, is how likely Offset is right to a tenth of a second.
	Confidence float64
	// Parts are those of all stems, in the order they were given.
	Parts []Heard
}

// Heard is what was heard of a part.
type Heard struct {
	Name string
	// Offset is how many seconds the part's notes lie before the sound; Own is
	// what of it is not the song's. Both are 0 unless Sure.
	Offset, Own float64
	Sure        bool
	Confidence  float64 // 0–1
	// Outlier tells a part that lies elsewhere than the song.
	Outlier bool
	// Strokes are how hard the notes were struck, in the order of the notes.
	Strokes []Stroke
	// Trusts are how likely the notes are in the sound, in their order.
	Trusts []Trust
}

// Stroke is how hard a note was struck, as measured in the sound.
type Stroke struct {
	Velocity uint8   // 1–127; the part's loud notes are at 127, 24 dB below is 1
	Level    float64 // dB below (or above) the loud notes of the part or piece
	// Sure, 0–1, is how much of what sounds in the note's bands is its own. It is
	// 0 where that cannot be heard: Velocity is the usual one of the part or piece
	// then, or the one delivered if nothing of that is heard.
	Sure float64
}

// outlying is by how many seconds a part must lie elsewhere to be named.
const outlying = 0.025

// Outliers returns the parts that lie elsewhere than the song.
func (r Report) Outliers() []Heard {
	var out []Heard
	for _, h := range r.Parts {
		if h.Outlier {
			out = append(out, h)
		}
	}
	return out
}

// Listen compares the notes of stems with their sound, on as many cores as
// there are, up to four. It takes about 4 MB for each minute of the stems that
// are heard at once, and 2.6 MB for each minute of the others as long as those
// are 48 minutes in all; longer ones are read twice, and take 0.2 MB a minute. Of a sound the first hour
// is heard. The report depends on notes and sound alone.
//
// Progress, which may be nil, is called by the calling goroutine with 0–1. When
// the context ends, Listen returns its error as soon as a Read under way
// returns. Other errors are those of Open and Read, in a StemError.
func Listen(ctx context.Context, stems []Stem, progress func(done float64)) (Report, error) {
	if progress == nil {
		progress = func(float64) {}
	}
	report, err := listen(ctx, stems, newTape(len(stems)), progress)
	if err != nil {
		return Report{}, err
	}
	progress(1)
	return report, nil
}

// Shares of the work.
const (
	reading   = .5 // of hearing a stem
	listening = .9 // of all; the rest is looking at single notes
)

func listen(ctx context.Context, stems []Stem, kept *tape, progress func(done float64)) (Report, error) {
	heard := make([][]*listened, len(stems))
	err := each(ctx, stems, func(ctx context.Context, i int, done func(float64)) error {
		samples, err := read(ctx, stems[i], func(part float64) { done(reading * part) })
		if err != nil {
			return err
		}
		heard[i], kept.pictures[i], err = listenTo(ctx, stems[i], samples, done)
		kept.keep(i, samples)
		return err
	}, func(done float64) { progress(listening * done) })
	if err != nil {
		return Report{}, err
	}
	report := agree(slices.Concat(heard...))
	err = report.strike(ctx, stems, kept, func(done float64) { progress(listening + (1-listening)*done) })
	return report, err
}

// StemError says which stem could not be heard.
type StemError struct {
	Stem int // index
	Err  error
}

func (e *StemError) Error() string { return fmt.Sprintf("stem %d: %v", e.Stem+1, e.Err) }

func (e *StemError) Unwrap() error { return e.Err }
