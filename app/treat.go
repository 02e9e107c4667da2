package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"partlift/backend/grid"
	"partlift/backend/music"
	"partlift/backend/smf"
)

// Treatment says what happens to a song's notes on their way out of the
// library, which keeps them as delivered. The zero value moves only notes that
// lie on a line of the grid already, up to the service's 1/192 s; all others
// stay as played.
type Treatment struct {
	Quantise   string `json:"quantise,omitempty"`   // one of Divisions; "" = as played
	Strength   int    `json:"strength,omitempty"`   // per cent of the way that notes move; 0 = 100
	Swing      int    `json:"swing,omitempty"`      // per cent, 50–75, of the chosen pairs; 0 = as the song swings
	Ends       bool   `json:"ends,omitempty"`       // move note ends as well
	MinLength  int    `json:"min_length,omitempty"` // milliseconds of the shortest pitched note
	Legato     int    `json:"legato,omitempty"`     // milliseconds of the gaps that are closed
	Duplicates bool   `json:"duplicates,omitempty"` // leave out notes that are there twice
	Overlaps   bool   `json:"overlaps,omitempty"`   // end a note where its pitch starts again
	Ghosts     int    `json:"ghosts,omitempty"`     // per cent, how freely ghost notes are left out
	Chords     bool   `json:"chords,omitempty"`     // write chord symbols as markers
}

// Divisions are the values of Treatment.Quantise besides "".
var Divisions = []string{"1/4", "1/4T", "1/8", "1/8T", "1/16", "1/16T", "1/32", "1/32T"}

// TrackEdit is what a person changed about a track. The zero value changes
// nothing.
type TrackEdit struct {
	Drums map[uint8]uint8 `json:"drums,omitempty"` // drum pitches by what they become
}

// ParseDivision returns the note value of "1/16" and whether "1/16T" is in
// triplets.
func ParseDivision(s string) (division int, triplets bool, err error) {
	if !slices.Contains(Divisions, s) {
		return 0, false, fmt.Errorf("no such division: %q", s)
	}
	s, triplets = strings.CutSuffix(strings.TrimPrefix(s, "1/"), "T")
	division, err = strconv.Atoi(s)
	return division, triplets, err
}

// A treated song is ready to be laid out.
type treated struct {
	song    music.Song // as it will be written
	plain   music.Song // the same notes, none of them moved
	hidden  [][]bool   // ghosts of the song as delivered, by track
	changes grid.Changes
}

// apply treats a song, which stays as it is. What starts on a wrong setting is
// an error.
func (t Treatment) apply(song music.Song, tracks map[int]TrackEdit, r Found) (treated, error) {
	q, err := t.quantise(r)
	if err != nil {
		return treated{}, err
	}
	clean := grid.Clean{
		MinLength: float64(t.MinLength) / 1000, Legato: float64(t.Legato) / 1000,
		Duplicates: t.Duplicates, Overlaps: t.Overlaps, Ghosts: float64(t.Ghosts) / 100,
	}
	mapped := remap(song, tracks)
	var out treated
	var moved grid.Changes
	out.hidden = clean.Hidden(mapped, r.Grid)
	out.plain, out.changes = clean.Apply(mapped, r.Grid)
	out.song, moved = q.Apply(out.plain, r.Grid)
	out.changes.Moved, out.changes.Kept = moved.Moved, moved.Kept
	out.changes.Stretched += moved.Stretched
	return out, nil
}

// quantise returns the setting in the grid's words.
func (t Treatment) quantise(r Found) (grid.Quantise, error) {
	if t.Quantise == "" {
		return grid.Quantise{}, nil
	}
	division, triplets, err := ParseDivision(t.Quantise)
	q := grid.Quantise{Division: division, Triplets: triplets, Strength: float64(cmp.Or(t.Strength, 100)) / 100, Ends: t.Ends}
	switch {
	case t.Swing > 0:
		q.Swing = float64(t.Swing) / 100
	case r.SwingDivision > 0:
		q.Swing, q.SwingDivision = r.Swing, r.SwingDivision
	}
	return q, err
}

// remap gives drums the pitches that a person chose.
func remap(song music.Song, tracks map[int]TrackEdit) music.Song {
	out := song
	for i, edit := range tracks {
		if i < 0 || i >= len(song.Tracks) || len(edit.Drums) == 0 || !song.Tracks[i].Drums {
			continue
		}
		if &out.Tracks[0] == &song.Tracks[0] {
			out.Tracks = slices.Clone(song.Tracks)
		}
		out.Tracks[i].Notes = grid.Kit{Map: edit.Drums}.Apply(song.Tracks[i].Notes)
	}
	return out
}

// chordLabels are the chord symbols of a grid, all of a bar in one text.
func chordLabels(g *music.Grid) []smf.Label {
	if g == nil || g.Meter == nil {
		return nil
	}
	var out []smf.Label
	bar, origin, last := g.Meter.Beats(), g.Beat(g.Downbeat), -1
	for _, c := range g.Chords {
		// A chord in the middle of a bar belongs to the line in front of it.
		at := int((g.Beat(c.Second)-origin)/bar + 0.01)
		second := g.Second(origin + float64(at)*bar)
		if len(out) > 0 && at == last {
			out[len(out)-1].Text += " " + c.Symbol
			continue
		}
		out, last = append(out, smf.Label{Second: max(second, 0), Text: c.Symbol}), at
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

// offers looks at the drum tracks of a song.
func offers(song music.Song, tracks map[int]TrackEdit) []Offer {
	var out []Offer
	for i, t := range song.Tracks {
		if !t.Drums {
			continue
		}
		kit := grid.KitOf(t)
		if len(kit.Map) == 0 {
			continue
		}
		o := Offer{Track: i, Map: kit.Map, Taken: maps.Equal(kit.Map, tracks[i].Drums)}
		o.Text = fmt.Sprintf("%d drum sounds are not where General MIDI has them.", len(kit.Map))
		if len(kit.Map) == 1 {
			o.Text = "One drum sound is not where General MIDI has it."
		}
		if n := len(kit.Unmapped); n > 0 {
			o.Text += fmt.Sprintf(" %d more are unknown and stay.", n)
		}
		out = append(out, o)
	}
	return out
}

// DrumsMapped is a value of ExportOptions.Drums and Settings.Drums: kits that
// are recognised are moved to General MIDI as a whole, the rest as with gm.
const DrumsMapped = "map"

// mapKits adds the maps of recognised kits to the edits of tracks that a
// person did not map.
func mapKits(song music.Song, tracks map[int]TrackEdit) map[int]TrackEdit {
	out := maps.Clone(tracks)
	if out == nil {
		out = map[int]TrackEdit{}
	}
	for _, o := range offers(song, tracks) {
		if edit := out[o.Track]; len(edit.Drums) == 0 {
			edit.Drums = o.Map
			out[o.Track] = edit
		}
	}
	return out
}

// SetTreatment changes how the notes of the open song are treated.
func (m *Model) SetTreatment(t Treatment) {
	m.treat(func(set *songSettings) { set.Treat = t })
}

// SetDrumMap gives the drums of a track other pitches; nil takes it back.
func (m *Model) SetDrumMap(track int, drums map[uint8]uint8) {
	m.treat(func(set *songSettings) {
		next := maps.Clone(set.Tracks)
		if next == nil {
			next = map[int]TrackEdit{}
		}
		edit := next[track]
		edit.Drums = drums
		next[track] = edit
		set.Tracks = next
	})
}

// treat changes the settings of the open song's notes on screen at once and
// in the library after those before; the notes follow.
func (m *Model) treat(change func(*songSettings)) {
	p := m.Page.Now()
	if p == nil {
		return
	}
	set := songSettings{Treat: p.Treat, Tracks: p.Tracks}
	change(&set)
	next := *p
	next.Treat, next.Tracks = set.Treat, set.Tracks
	m.Report.Set(nil)
	m.Page.Set(&next)
	m.inOrder("song", func(ctx context.Context) func() {
		err := m.studio.changeSettings(context.WithoutCancel(ctx), p.ID, func(kept *songSettings) {
			kept.Treat, kept.Tracks = set.Treat, set.Tracks
		})
		return func() { m.fail("treat", "keep the settings of the notes", err) }
	})
	m.retreat()
}

// retreat brings the notes of the open song up to date with its settings.
// Where settings change while it works, only the newest are shown.
func (m *Model) retreat() {
	m.treats++
	number, p := m.treats, *m.Page.Now()
	m.background("treat", func(context.Context) func() {
		p.treat()
		return func() {
			now := m.Page.Now()
			if now == nil || now.ID != p.ID || number != m.treats {
				return
			}
			next := *now
			next.Treat, next.Offers, next.Out, next.Hidden, next.Changes = p.Treat, p.Offers, p.Out, p.Hidden, p.Changes
			m.Page.Set(&next)
		}
	})
}

// treat works out what the settings of a page do to its notes.
func (p *Page) treat() {
	p.Offers = offers(p.Song, p.Tracks)
	out, err := p.Treat.apply(p.Song, p.Tracks, p.found)
	if err != nil {
		p.Treat.Quantise = "" // of a library that a newer version wrote
		out, _ = p.Treat.apply(p.Song, p.Tracks, p.found)
	}
	p.Out, p.Hidden, p.Changes = out.song, out.hidden, changeText(out.changes, p.Treat.Quantise != "")
}

// changeText says in a line what a treatment did.
func changeText(c grid.Changes, quantised bool) string {
	var out []string
	say := func(n int, one, many string) {
		switch {
		case n == 1:
			out = append(out, "1 "+one)
		case n > 1:
			out = append(out, Thousands(n)+" "+many)
		}
	}
	if quantised {
		say(c.Moved, "note moves", "notes move")
	} else {
		say(c.Moved, "note that the service had rounded is back on its line", "notes that the service had rounded are back on their lines")
	}
	say(c.Kept, "stays to keep two apart", "stay to keep two apart")
	say(c.Stretched, "changes its length", "change their length")
	say(c.Overlaps, "overlap is cut", "overlaps are cut")
	say(c.Duplicates, "double is left out", "doubles are left out")
	say(c.Ghosts, "ghost is left out", "ghosts are left out")
	if len(out) == 0 {
		return "Every note stays as it was played."
	}
	return strings.Join(out, " · ")
}
