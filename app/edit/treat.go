package edit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"partlift/backend/grid"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/smf"
)

// Treatment says what happens to a song's notes on their way out of the
// library, which keeps them as delivered. The zero value moves only notes that
// lie on a line of the grid already, up to the service's 1/192 s; all others
// stay as played. It takes velocities from a part's stem where all that were
// delivered are much alike.
type Treatment struct {
	Quantize   string `json:"quantise,omitempty"`   // one of Divisions; "" = as played
	Strength   int    `json:"strength,omitempty"`   // per cent of the way that notes move; 0 = 100
	Swing      int    `json:"swing,omitempty"`      // per cent, 50–75, of the chosen pairs; 0 = as the song swings
	Ends       bool   `json:"ends,omitempty"`       // move note ends as well
	MinLength  int    `json:"min_length,omitempty"` // milliseconds of the shortest pitched note; -1 leaves even notes without a length
	Legato     int    `json:"legato,omitempty"`     // milliseconds of the gaps that are closed
	Duplicates bool   `json:"duplicates,omitempty"` // leave out notes that are there twice
	Flickers   bool   `json:"flickers,omitempty"`   // join what is one note heard twice; not where even notes without a length stay
	Tails      bool   `json:"tails,omitempty"`      // leave out what only rings on; as Flickers
	Voices     bool   `json:"voices,omitempty"`     // leave out what is surely too much for an instrument; as Flickers
	Overlaps   bool   `json:"overlaps,omitempty"`   // end a note where its pitch starts again
	Ghosts     int    `json:"ghosts,omitempty"`     // per cent, how freely ghost notes are left out
	Chords     bool   `json:"chords,omitempty"`     // write chord symbols as markers
	KeepSplit  bool   `json:"keep_split,omitempty"` // leave what is one instrument in several tracks apart
	KeepLags   bool   `json:"keep_lags,omitempty"`  // leave parts that are late or early as a whole where they are
	ByEar
}

// ByEar is what of a treatment goes by what was heard of the notes.
type ByEar struct {
	Velocities string `json:"velocities,omitempty"` // VelocityAuto, VelocityStems or VelocityDelivered
	Struck     int    `json:"struck,omitempty"`     // per cent of the way that velocities go to those heard; 0 = 100
	Trust      int    `json:"trust,omitempty"`      // per cent of likelihood below which notes are left out, such as UsualTrust; 0 = none
}

// Divisions are the values of Treatment.Quantize besides "".
var Divisions = []string{"1/4", "1/4T", "1/8", "1/8T", "1/16", "1/16T", "1/32", "1/32T"}

// parseDivision returns the note value of "1/16" and whether "1/16T" is in
// triplets.
func parseDivision(s string) (division int, triplets bool, err error) {
	if !slices.Contains(Divisions, s) {
		return 0, false, fmt.Errorf("no such division: %q", s)
	}
	s, triplets = strings.CutSuffix(strings.TrimPrefix(s, "1/"), "T")
	division, err = strconv.Atoi(s)
	return division, triplets, err
}

// Cleaned is the setting with everything that puts delivered notes right.
func (t Treatment) Cleaned() Treatment {
	t.Duplicates, t.Flickers, t.Tails, t.Voices, t.Overlaps = true, true, true, true, true
	return t
}

// Exact reports whether notes stay exactly as delivered, so that nothing that
// would join them, leave them out or strike them otherwise is done.
func (t Treatment) Exact() bool { return t.MinLength < 0 }

// clean returns the setting in the grid's words.
func (t Treatment) clean() grid.Clean {
	return grid.Clean{
		MinLength: float64(max(t.MinLength, 0)) / 1000, Playable: !t.Exact(), Legato: float64(t.Legato) / 1000,
		Duplicates: t.Duplicates, Overlaps: t.Overlaps, Ghosts: float64(t.Ghosts) / 100,
		Flickers: t.Flickers && !t.Exact(), Tails: t.Tails && !t.Exact(), Voices: t.Voices && !t.Exact(),
	}
}

// quantize returns the setting in the grid's words.
func (t Treatment) quantize(r Found) (grid.Quantize, error) {
	if t.Quantize == "" {
		return grid.Quantize{}, nil
	}
	division, triplets, err := parseDivision(t.Quantize)
	q := grid.Quantize{Division: division, Triplets: triplets, Strength: float64(cmp.Or(t.Strength, 100)) / 100, Ends: t.Ends}
	switch {
	case t.Swing > 0:
		q.Swing = float64(t.Swing) / 100
	case r.SwingDivision > 0:
		q.Swing, q.SwingDivision = r.Swing, r.SwingDivision
	}
	return q, err
}

// ChordLabels are the chord symbols of a grid, all of a bar in one text.
func ChordLabels(g *music.Grid) []smf.Label {
	if g == nil || g.Meter == nil {
		return nil
	}
	var out []smf.Label
	bars, last := g.Bars(), 0
	for _, c := range g.Chords {
		// A chord in the middle of a bar belongs to the line in front of it.
		bar := bars.At(g.Beat(c.Second) + 0.04)
		if len(out) > 0 && bar.Number == last {
			out[len(out)-1].Text += " " + c.Symbol
			continue
		}
		out, last = append(out, smf.Label{Second: max(g.Second(bar.Start), 0), Text: c.Symbol}), bar.Number
	}
	return out
}

// An Offer is a map that would turn a drum track into General MIDI.
type Offer struct {
	Track int             // index into Song.Tracks
	Text  string          // what was seen, one sentence
	Map   map[uint8]uint8 // drum pitches by what they become
	Taken bool            // it is the track's map now
}

// Offers looks at the drum tracks of a song.
func Offers(t say.Tongue, song music.Song, tracks map[int]TrackEdit) []Offer {
	var out []Offer
	for i, track := range song.Tracks {
		if !track.Drums {
			continue
		}
		kit := grid.KitOf(track)
		if len(kit.Map) == 0 {
			continue
		}
		o := Offer{Track: i, Map: kit.Map, Taken: maps.Equal(kit.Map, tracks[i].Drums)}
		o.Text = t.Count(len(kit.Map), "One drum sound is not where General MIDI has it.", "{{.Count}} drum sounds are not where General MIDI has them.")
		if n := len(kit.Unmapped); n > 0 {
			o.Text += " " + t.Count(n, "One more is unknown and stays.", "{{.Count}} more are unknown and stay.")
		}
		out = append(out, o)
	}
	return out
}

// DrumsMapped is a value of ExportOptions.Drums and Settings.Drums: kits that
// are recognized are moved to General MIDI as a whole, the rest as with gm.
const DrumsMapped = "map"

// MapKits adds the maps of recognized kits to the edits of tracks that a
// person did not map.
func MapKits(song music.Song, tracks map[int]TrackEdit) map[int]TrackEdit {
	out := maps.Clone(tracks)
	if out == nil {
		out = map[int]TrackEdit{}
	}
	for _, o := range Offers(nil, song, tracks) {
		if edit := out[o.Track]; len(edit.Drums) == 0 {
			edit.Drums = o.Map
			out[o.Track] = edit
		}
	}
	return out
}

// changeText says in a line what a treatment did.
func changeText(t say.Tongue, c grid.Changes, h Hearing, quantized bool) string {
	var out []string
	count := func(n int, one, many string) {
		if n > 0 {
			out = append(out, t.Count(n, one, many))
		}
	}
	count(c.Drawn, "{{.Count}} note drawn by hand", "{{.Count}} notes drawn by hand")
	count(c.Edited, "{{.Count}} note changed by hand", "{{.Count}} notes changed by hand")
	count(c.Folded, "{{.Count}} track goes into another of its instrument", "{{.Count}} tracks go into others of their instrument")
	count(c.LinedUp, "{{.Count}} note of a late or early part moves onto the beat", "{{.Count}} notes of late or early parts move onto the beat")
	if quantized {
		count(c.Moved, "{{.Count}} note moves", "{{.Count}} notes move")
	} else {
		count(c.Moved, "{{.Count}} note snapped back to the grid after the service's rounding", "{{.Count}} notes snapped back to the grid after the service's rounding")
	}
	count(c.Kept, "{{.Count}} stays to keep two apart", "{{.Count}} stay to keep two apart")
	count(c.Stretched, "{{.Count}} changes its length", "{{.Count}} change their length")
	count(c.Overlaps, "{{.Count}} overlap is cut", "{{.Count}} overlaps are cut")
	count(c.Flickers, "{{.Count}} flicker is joined with its note", "{{.Count}} flickers are joined with their notes")
	count(c.Tails, "{{.Count}} tail is left out", "{{.Count}} tails are left out")
	count(c.Voices, "{{.Count}} note is left out that its instrument cannot have at once", "{{.Count}} notes are left out that their instruments cannot have at once")
	count(c.Duplicates, "{{.Count}} double is left out", "{{.Count}} doubles are left out")
	count(c.Ghosts, "{{.Count}} ghost is left out", "{{.Count}} ghosts are left out")
	if out = append(out, h.Say(t)...); len(out) == 0 {
		return t.Say("Every note stays as it was played.")
	}
	return strings.Join(out, " · ")
}
