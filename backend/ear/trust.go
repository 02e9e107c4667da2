package ear

// Trust is how likely a note is in the sound.
type Trust struct {
	// Likely is the share of notes with such evidence that are played, 0–1; it is
	// 1 where nothing is known.
	Likely float64
	// Why says what the note most likely is.
	Why      Why
	Evidence Evidence
}

// Why is what a note is in the sound.
type Why uint8

// What notes are.
const (
	Unknown  Why = iota // the song or the part is not heard clearly
	Sounding            // it is played
	Bleed               // what is heard is louder in another stem
	Octave              // it is an overtone, or the undertone, of another note
	Tail                // it is what rings on of a note before
	Short               // it is a flicker within another note
	Nothing             // nothing begins there
)

// String returns a word for machines.
func (w Why) String() string {
	return [...]string{"unknown", "sounding", "bleed", "octave", "tail", "short", "nothing"}[min(w, Nothing)]
}

// Evidence is what is heard and seen of a note. Levels are in dB and within the
// limits of what counts.
type Evidence struct {
	Share     float64 // 0–1, of what sounds in its bands is its own
	Rise      float64 // dB by which its bands are louder than before it, -6–24
	Level     float64 // dB below the loud notes of its part or piece, -40–6
	Swell     float64 // dB by which its bands are louder in its middle than before it, -20–20
	Fit       float64 // 0–1, of what its instrument has at this pitch is there
	Under     float64 // dB by which a note is louder whose overtone it could be, -20–40
	Over      float64 // dB by which a note is louder whose undertone it could be, -20–40
	Elsewhere float64 // dB by which its bands are louder in another stem, -20–40
	Twin      float64 // 1 where a part of another stem has the same note, else 0
	Again     float64 // seconds since the same pitch began before in its part, 0–1
	Gap       float64 // seconds since the same pitch ended before in its part, 0–1
	Length    float64 // seconds, 0–1
	// What of Share, Rise, Swell and Fit is more than what is usual in the part.
	MoreShare, MoreRise, MoreSwell, MoreFit float64
}

// unheard are the trusts of a part of which nothing is known.
func unheard(p Part) []Trust {
	out := make([]Trust, len(p.Notes))
	for i := range out {
		out[i].Likely = 1
	}
	return out
}
