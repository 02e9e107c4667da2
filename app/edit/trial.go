package edit

import (
	"partlift/backend/music"
	"partlift/backend/say"
)

// Trial is a way to count the open song that is heard and seen before anybody
// chooses it. Nothing of it is kept.
type Trial struct {
	Choice GridChoice
	Text   string      // "58.99 BPM · 4/4", or that there are no bars
	Grid   *music.Grid // its lines, those that are not sure as well; nil for none
}

// TrialOf reads a song by a choice.
func TrialOf(t say.Tongue, song music.Song, c GridChoice) *Trial {
	found := FindGrid(song, c)
	found.believe(true) // who tries bar lines wants to see them
	out := &Trial{Choice: c, Grid: found.Grid, Text: t.Say("No grid: written at 120 BPM, note times exact")}
	if found.Grid != nil {
		out.Text = beatText(t, found.Grid)
	}
	return out
}

// Settled is the choice that a person makes who tried it: what was heard and
// taken is right.
func (t *Trial) Settled() GridChoice {
	c := t.Choice
	c.Right = !c.Off()
	return c
}

// Seen is the choice whose bars are seen and heard: of the reading that is tried,
// or that stands.
func (p *Page) Seen() GridChoice {
	if p.Trial != nil {
		return p.Trial.Choice
	}
	return p.GridChoice
}

// Standing says what is seen and heard.
func (p *Page) Standing() string {
	switch {
	case p.Trial != nil:
		return p.Trial.Text
	case p.Grid == nil:
		return p.Tempo
	}
	return beatText(p.Words, p.Grid)
}
