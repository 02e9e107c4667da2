// Package local transcribes audio into notes on this computer: no key, no
// network, no cost. It is a sketch, not a score: every pitched sound ends up in
// one track without an instrument's name, and a drum kit in another. A take of a
// single instrument comes out best.
//
// The listening is done by the Basic Pitch network (see LICENSES), which looks
// at two seconds at a time and says for every key of a piano and every 11.6 ms
// how likely a note sounds and how likely it starts there. The notes are then
// read out of that by a decoder of our own, which has learned from songs made up
// for it what a note looks like there, and what an overtone.
// Drums are told by how the loudness of bands of frequency rises and falls.
package local

import (
	"context"
	_ "embed"
	"fmt"
	"io"

	"partlift/backend/music"
	"partlift/backend/say"
)

// Rate is the sample rate in Hz of the Sound that Transcribe takes.
const Rate = 22050

// Limits of what Transcribe listens to.
const (
	minSamples = Rate / 4
	maxSamples = Rate * 3600 * 6
	// quiet is the peak, full scale being 1, up to which sound counts as silence
	// (-60 dB). The network levels each window by itself, so it would hear notes
	// in the hiss of an empty one.
	quiet = 1e-3
)

// listening is the share of the work that the network is; the rest is reading
// notes out of what it said.
const listening = 0.85

// What Transcribe refuses; the words are for people.
var (
	ErrShort   = error(say.Refuse("", "This sound is shorter than a quarter of a second. Choose a longer one."))
	ErrLong    = error(say.Refuse("", "This sound is longer than six hours. Cut it into shorter files and drop those."))
	ErrSilent  = error(say.Refuse("", "There is nothing to hear in this sound. Choose a file with music in it."))
	ErrNoNotes = error(say.Refuse("", "No notes were found in this sound. The sketch hears instruments and drum kits, not noise or speech: try the cloud, or another file."))
)

// Sound is mono audio at Rate, read from front to back.
type Sound interface {
	// Shape returns the frames a second, the samples in a frame and the number
	// of frames, -1 when that is not known.
	Shape() (rate, channels int, frames int64)
	// Read fills samples, full scale being 1, and returns how many there were;
	// io.EOF at the end.
	Read(samples []float32) (frames int, err error)
}

//go:embed LICENSES/NOTICE
var notice string

//go:embed LICENSES/Apache-2.0
var license string

// Notices returns the notice and the license text that must go with a program
// that holds this package.
func Notices() string { return notice + "\n" + license }

// Transcribe returns a song with a track of the pitched notes it hears, and one
// of drums if there are any; the title is left empty. It takes about 10 MB for
// each of up to eight cores and 75 MB for each hour of sound. The outcome depends
// on the sound alone, not on the number of cores.
//
// Progress, which may be nil, is called by the calling goroutine with 0–1; only
// with 1 when the sound does not know its length. When the context ends,
// Transcribe returns its error within a few milliseconds, or as soon as a Read
// under way returns. Other errors are those of Read, and ErrShort, ErrLong,
// ErrSilent and ErrNoNotes.
func Transcribe(ctx context.Context, sound Sound, progress func(done float64)) (music.Song, error) {
	return hear(ctx, sound, mix, progress)
}

// hear transcribes what a role has, by the tuning that the sound has.
func hear(ctx context.Context, sound Sound, role Role, progress func(done float64)) (music.Song, error) {
	rate, channels, frames := sound.Shape()
	if rate != Rate || channels != 1 {
		return music.Song{}, fmt.Errorf("the local engine takes mono at %d Hz, not %d channels at %d Hz", Rate, channels, rate)
	}
	if frames > maxSamples {
		return music.Song{}, ErrLong
	}
	if progress == nil {
		progress = func(float64) {}
	}
	cents := 0.0
	if role.Pitched {
		var err error
		if cents, sound, err = tune(ctx, sound); err != nil {
			return music.Song{}, err
		}
	}
	heard, struck, err := listen(ctx, sound, frames, cents, role, func(done float64) { progress(listening * done) })
	if err != nil {
		return music.Song{}, err
	}
	var drums, notes []music.Note
	if role.Drums {
		struck.kit = !role.Pitched
		if drums, err = struck.drums(ctx); err != nil {
			return music.Song{}, err
		}
	}
	if role.Pitched {
		notes, err = heard.notes(ctx, struck.hits, func(done float64) { progress(listening + (1-listening)*done) })
		if err != nil {
			return music.Song{}, err
		}
	}
	song := music.Song{Cents: cents}
	if len(notes) > 0 {
		song.Tracks = append(song.Tracks, music.Track{Name: "Melody & chords", Notes: notes})
	}
	if len(drums) > 0 {
		song.Tracks = append(song.Tracks, music.Track{Name: "Drums", Drums: true, Known: true, Notes: drums})
	}
	if len(song.Tracks) == 0 {
		return music.Song{}, ErrNoNotes
	}
	progress(1)
	return song, nil
}

// fill reads until samples is full, or fails: with io.EOF at the end of the
// sound; n samples were read even so. What is no number becomes silence, and
// what is absurdly loud is cut, so that the network's sums stay finite. It looks
// at the context before each Read, and those are short, as some sounds are
// decoded while they are read.
func fill(ctx context.Context, sound Sound, samples []float32) (n int, peak float32, err error) {
	const most = 1 << 13
	for idle := 0; n < len(samples); {
		if err := ctx.Err(); err != nil {
			return n, peak, err
		}
		piece := samples[n:min(n+most, len(samples))]
		k, err := sound.Read(piece)
		if k < 0 || k > len(piece) {
			return n, peak, fmt.Errorf("read of %d samples returned %d", len(piece), k)
		}
		for i, v := range samples[n : n+k] {
			if v != v {
				v = 0
			}
			v = min(max(v, -loudest), loudest)
			samples[n+i] = v
			peak = max(peak, v, -v)
		}
		n += k
		if err != nil {
			return n, peak, err
		}
		if idle++; k > 0 {
			idle = 0
		}
		if idle == 100 {
			return n, peak, io.ErrNoProgress
		}
	}
	return n, peak, nil
}

// loudest is the greatest magnitude a sample may have.
const loudest = 16
