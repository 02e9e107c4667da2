package edit

import (
	"math"

	"partlift/backend/grid"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/smf"
)

// Where the bars of a song are read; "" is a MIDI file's own tempo map unless
// its notes contradict it or a person wishes something of the notes.
const (
	GridOwn   = "own"   // the tempo map and time signatures that the file has
	GridNotes = "notes" // the notes alone
)

// ofNotes reports whether a choice is about the notes, as every choice was
// before songs had a grid of their own.
func (c GridChoice) ofNotes() bool {
	return c.Source == GridNotes || c.Source == "" && (c.Pick > 0 || c.options() != grid.Options{})
}

// addOwn adds the grid that a song came with, which stands unless the choice
// is another or the notes contradict it.
func (r *Found) addOwn(song music.Song, c GridChoice) {
	notes := r.Result
	if c.options() != (grid.Options{}) && c.Source != GridOwn {
		notes = grid.Find(song, grid.Options{})
	}
	own, sure := grid.Own(song, notes)
	if r.Own = own; c.ofNotes() || c.Source != GridOwn && grid.Contradicted(song, notes) {
		return
	}
	if c.Source == GridOwn {
		r.Own = c.move(own)
	}
	r.Grid, r.Confidence, r.Reason, r.FromFile = r.Own, sure, "", true
}

// move doubles or halves the tempo of a song's own grid and moves bar one, as a
// person wants it.
func (c GridChoice) move(own *music.Grid) *music.Grid {
	g := *own
	by := math.Exp2(float64(c.Octave))
	g.Tempo, g.Changes = nil, nil
	for _, p := range own.Tempo {
		p.Beat, p.BPM = p.Beat*by, p.BPM*by
		if c.Octave != 0 && (p.BPM < smf.MinTempo || p.BPM > smf.MaxTempo) {
			c.Octave = 0
			return c.move(own)
		}
		g.Tempo = append(g.Tempo, p)
	}
	if by < 1 && len(own.Changes) > 0 {
		g.Meter = nil // bars of different lengths have no halves in common
		return &g
	}
	bar := g.Bars().Bar(0)
	late := bar.Beat(((c.Shift%bar.Count())+bar.Count())%bar.Count()) - bar.Start
	g.Downbeat = g.Second(bar.Start + late)
	for _, m := range own.Changes {
		g.Changes = append(g.Changes, music.MeterPoint{Beat: m.Beat*by + late, Meter: m.Meter})
	}
	return &g
}

// readings lists the ways to count a song, its own first.
func readings(t say.Tongue, c GridChoice, found Found) []Reading {
	var out []Reading
	ofNotes := c
	ofNotes.Pick, ofNotes.Picked = 0, ""
	if own := found.Own; own != nil {
		choice := GridChoice{Mode: c.Mode, Source: GridOwn}
		if found.FromFile {
			choice, ofNotes = c, GridChoice{Mode: c.Mode}
		}
		ofNotes.Source = GridNotes
		out = append(out, readingOf(beatText(t, own), t.Say("the file's own tempo"), choice, found.FromFile))
	}
	put := func(pick int, name, count, note string) {
		choice := ofNotes
		choice.Pick, choice.Picked, choice.Right = pick, name, pick == 0 // whoever picks the likeliest says so
		chosen := !found.FromFile && found.pick == pick
		if found.Own != nil {
			count = t.Say("From the notes: {{.Reading}}", say.With{"Reading": count})
		}
		if chosen {
			choice = c
		}
		out = append(out, readingOf(count, note, choice, chosen))
	}
	if found.Likeliest != nil {
		put(0, "", beatText(t, found.Likeliest), "")
	}
	for i, a := range found.Alternatives {
		put(i+1, a.Name.String(), beatText(t, a.Grid), a.Name.In(t))
	}
	return out
}

func readingOf(count, note string, c GridChoice, chosen bool) Reading {
	r := Reading{Count: count, Note: note, Label: count, Choice: c, Chosen: chosen}
	if note != "" {
		r.Label += " · " + note
	}
	return r
}

// Adjustable returns the choice of the open song's grid, to be changed: a wish
// for another tempo or bar one is about the reading that is shown.
func (p *Page) Adjustable() GridChoice {
	c := p.GridChoice
	if p.Found.FromFile {
		c.Source = GridOwn
	}
	return c
}
