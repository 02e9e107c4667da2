package edit

import (
	"partlift/backend/say"
	"partlift/backend/smf"
)

// Doubt is what of a grid is not sure enough to be said plainly. What is below
// smf.Confidence is shown with words, never as a bare number.
type Doubt string

// The doubts.
const (
	NoDoubt    Doubt = ""      // all is sure, or a person said so
	DoubtBars  Doubt = "bars"  // the beats are right; where bars begin, or how many beats they have, may not be
	DoubtTempo Doubt = "tempo" // the beats themselves may be wrong
)

// Doubt returns what of a grid is not sure. Without a grid nothing is claimed,
// so that nothing can be in doubt.
func (r Found) Doubt() Doubt {
	c := r.Confidence
	switch {
	case r.Grid == nil, r.picked:
		return NoDoubt
	case c.Level*c.Phase < smf.Confidence && !r.typed:
		return DoubtTempo
	case c.Bar < smf.Confidence:
		return DoubtBars
	}
	return NoDoubt
}

// Sentence says what to do about a doubt.
func (d Doubt) Sentence() say.Text {
	switch d {
	case DoubtTempo:
		return say.Of("The tempo is not sure: check it against the song.")
	case DoubtBars:
		return say.Of("Where the bars begin is not sure: check them against the song.")
	}
	return say.Text{}
}

// doubtful says tempo and meter of a reading that is not sure.
func (d Doubt) doubtful(t say.Tongue, r Found) string {
	switch d {
	case DoubtTempo:
		return t.Say("Tempo not sure: check it") + " · " + t.Say("perhaps {{.Reading}}", say.With{"Reading": beatText(t, r.Grid)})
	case DoubtBars:
		text := speedText(t, r.Grid)
		if r.Grid.Meter != nil {
			text += " · " + t.Say("perhaps {{.Reading}}", say.With{"Reading": meterNames(r.Grid)})
		}
		return text + " · " + t.Say("bars not sure: check them")
	}
	return beatText(t, r.Grid)
}
