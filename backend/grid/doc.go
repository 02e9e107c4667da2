// Package grid finds the bars and beats that a song was made on, from nothing
// but the seconds of its notes.
//
// The work is split in two. First the lattice: the finest even spacing that
// the onsets share, found in the spectrum of the onsets and fitted as one
// straight line through the whole song, so that the tempo is known to a few
// millionths and the last bar still lies on its line. Music that has no such
// line is followed by a tracker first, which bends time until it has one.
// Second the meter: every way to count beats and bars on that lattice is a
// reading, described by features with names, and a trained linear scorer says
// how likely each is. The likelihoods become confidences, corrected by how
// often such claims came true, and the best other readings are handed out as
// alternatives.
//
// Tempi are in quarter notes a minute, as files and programs have them. A beat
// that is divided in three throughout is a dotted quarter, in 6/8 and, where
// it is slow, in 9/8 and 12/8; what merely swings, or has fast triplets, stays
// in quarters. Five or seven fast beats a bar are eighths. Where bars begin is a
// path from downbeat to downbeat, on which a dropped beat, a bar of another
// length or a section in another meter has its price.
//
// Random notes and free playing come back without a grid, with the reason
// said; a wrong grid is worse than none. Whoever names a tempo gets bars at it
// all the same, of which nothing is claimed.
package grid

import (
	"partlift/backend/music"

	"partlift/backend/say"
)

// Slowest and Fastest are the limits of a beat's tempo in BPM.
const (
	Slowest = 30.0
	Fastest = 300.0
)

// Options says what a person knows better. The zero value leaves all to Find.
type Options struct {
	// Low and High bound the tempo in quarter notes a minute; 0 leaves a side
	// open.
	Low, High float64
	// Tempo is the tempo in quarter notes a minute that the person typed;
	// readings far from it are not considered, and the fitted tempo stays
	// exact. 0 is none.
	Tempo float64
	// Octave doubles (+1 each) or halves (-1 each) the tempo that was found.
	Octave int
	// Shift moves bar one later by this many beats; negative is earlier.
	Shift int
}

// Result is what Find knows of a song.
type Result struct {
	// Grid is the best reading; nil when the notes share no grid.
	Grid *music.Grid
	// Reason is a sentence that can be shown, set when Grid is nil.
	Reason string
	// Confidence is how sure each part of the reading is.
	Confidence Confidence
	// Alternatives are the best other readings, likeliest first.
	Alternatives []Alternative
	// Fit says how well the notes sit on the lattice.
	Fit Fit
	// Lags says how late each track is, by its place in the song; tracks with
	// too few notes to tell, and all of them without a grid, are not in it.
	Lags []Lag
}

// Lag is how late a track is as a whole.
type Lag struct {
	Track   int     // place in the song's tracks
	Seconds float64 // behind the lines of the grid; negative is early
	Spread  float64 // typical distance of its notes from where it lies, seconds
	Sure    float64 // 0–1
	// LeftOut reports that the track's notes share no lines with the others, so
	// that the grid was found without them.
	LeftOut bool
}

// Confidence holds probabilities from 0 to 1.
type Confidence struct {
	Tempo float64 // the fine lattice is right, whatever is called the beat
	Level float64 // the beat is neither half nor double
	Phase float64 // beats are not off-beats, given the level
	Meter float64 // the number of beats in a bar
	Bar   float64 // bar one is where it is said to be, with all of the above
	Key   float64 // the key
}

// Alternative is another way to count the same notes.
type Alternative struct {
	Name say.Text // "double tempo", "bar one a beat later", "another meter", …
	// Confidence is its probability, 0–1, on the scale of Confidence.Bar.
	Confidence float64
	Grid       *music.Grid
}

// Fit is how the notes lie on the lattice, the finest lines of the grid.
type Fit struct {
	Step   float64 // seconds between lines, on average
	Sigma  float64 // typical distance of a note that belongs, seconds
	Inside float64 // share of the notes that belong, 0–1
}
