package edit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"partlift/backend/grid"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/smf"
)

// GridChoice is what a person decided about the grid of a song. The zero value
// leaves everything to the notes.
type GridChoice struct {
	Mode   string  `json:"mode,omitempty"`   // GridAuto or GridOff; "" is DefaultGrid
	Tempo  float64 `json:"tempo,omitempty"`  // BPM as typed; 0 = none
	Low    float64 `json:"low,omitempty"`    // least tempo in BPM; 0 = open
	High   float64 `json:"high,omitempty"`   // greatest tempo in BPM; 0 = open
	Octave int     `json:"octave,omitempty"` // +1 doubles the tempo, -1 halves it
	Pick   int     `json:"pick,omitempty"`   // 1 and up: another reading than the likeliest
	Picked string  `json:"picked,omitempty"` // what that reading was called, in English; its place may be another in a later version
	Right  bool    `json:"right,omitempty"`  // a person looked at them and says that they are right
	Shift  int     `json:"shift,omitempty"`  // how many beats later bar one is
	Source string  `json:"source,omitempty"` // GridOwn or GridNotes; "" = the song's own grid, unless something speaks against it
}

// The modes of a grid.
const (
	GridAuto = "auto" // bars where the notes have them
	GridOff  = "off"  // 120 BPM, note times exact

	// DefaultGrid stands until somebody chooses. Notes are moved onto its lines
	// only as far as the service's own rounding.
	DefaultGrid = GridAuto
)

// Off reports whether no grid is wanted.
func (c GridChoice) Off() bool { return cmp.Or(c.Mode, DefaultGrid) == GridOff }

func (c GridChoice) options() grid.Options {
	return grid.Options{Low: c.Low, High: c.High, Tempo: c.Tempo, Octave: c.Octave, Shift: c.Shift}
}

// Found is how a song is counted.
type Found struct {
	grid.Result             // Grid is the chosen reading
	Likeliest   *music.Grid // the reading of the notes that stands where none was picked
	Own         *music.Grid // the grid that the song came with, nil without one
	FromFile    bool        // Grid is that
	// Swing is where the second note of a pair of notes of 1/SwingDivision lies
	// in it, 0.5–0.75; SwingDivision is 0 when nothing swings.
	Swing         float64
	SwingDivision int

	pick          int    // 1 and up: the alternative that stands
	picked, typed bool   // a person chose or moved the bars; or typed the tempo
	heard         *Heard // nil where notes were not compared with their sound
}

// FindGrid reads tempo, bars and key: those that a song came with first, those
// that its notes have otherwise.
func FindGrid(song music.Song, c GridChoice) Found {
	if c.Off() {
		return Found{Result: grid.Result{Reason: "Nobody asked for bars in this song."}}
	}
	wishes := c.options()
	if c.Source == GridOwn {
		wishes = grid.Options{}
	}
	r := Found{Result: grid.Find(song, wishes)}
	r.Likeliest = r.Grid
	r.typed = c.Tempo > 0
	if r.pick = c.pick(r.Alternatives); r.pick > 0 {
		a := r.Alternatives[r.pick-1]
		r.Grid, r.Confidence.Bar = a.Grid, a.Confidence
	}
	r.believe(r.pick > 0 || c.Right)
	r.picked = r.pick > 0 || c.Right || c.Octave != 0 || c.Shift != 0
	if song.Own != nil {
		r.addOwn(song, c)
	}
	r.Swing, r.SwingDivision = grid.Swing(song, r.Grid)
	return r
}

// believe takes the meter of a grid as sure where a person says so.
func (r *Found) believe(said bool) {
	if r.Grid == nil || !said {
		return
	}
	g := *r.Grid
	g.MeterConfidence = 1
	r.Grid = &g
}

// pick finds the reading that a person picked among others, 0 for none: by its
// name, or by its place in a choice of an earlier version.
func (c GridChoice) pick(others []grid.Alternative) int {
	switch {
	case c.Picked != "":
		return 1 + slices.IndexFunc(others, func(a grid.Alternative) bool { return a.Name.String() == c.Picked })
	case c.Pick <= len(others):
		return c.Pick
	}
	return 0
}

// Reading is one way to count the open song.
type Reading struct {
	Count  string // "58.99 BPM · 4/4"
	Note   string // what sets it apart, "half tempo"; "" for the likeliest
	Label  string // both
	Choice GridChoice
	Chosen bool
}

// SetGrid puts a reading on the page.
func (p *Page) SetGrid(c GridChoice, found Found) {
	if skip := len(p.Song.Tracks) - len(p.Voices().Tracks); skip > 0 {
		found.Lags = slices.Clone(found.Lags)
		for i := range found.Lags {
			found.Lags[i].Track += skip
		}
	}
	found.heard = p.Heard
	p.GridChoice, p.Found, p.Grid, p.Trial = c, found, found.Grid, nil
	p.counted = countedOf(p.Grid)
	p.Tempo, p.Readings = tempoText(p.Words, found), readings(p.Words, c, found)
}

// speedText says a tempo.
func speedText(t say.Tongue, g *music.Grid) string {
	if !g.Constant() {
		return t.Say("Tempo map from {{.Tempo}} BPM", say.With{"Tempo": fmt.Sprintf("%.0f", g.Tempo[0].BPM)})
	}
	return fmt.Sprintf("%.2f BPM", g.Tempo[0].BPM)
}

// beatText says tempo and meter.
func beatText(t say.Tongue, g *music.Grid) string {
	text := speedText(t, g)
	if g.Meter != nil {
		text += " · " + meterNames(g)
	}
	return text
}

// meterNames lists the meters of a grid, each once, and at most three.
func meterNames(g *music.Grid) string {
	var names []string
	for _, m := range g.Bars().Meters() {
		if name := meterName(m.Meter); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 3 {
		names = append(names[:3], "…")
	}
	return strings.Join(names, ", ")
}

// keyText says a key such as "A minor".
func keyText(t say.Tongue, name string) string {
	if tonic, ok := strings.CutSuffix(name, " major"); ok {
		return t.Say("{{.Tonic}} major", say.With{"Tonic": tonic})
	}
	if tonic, ok := strings.CutSuffix(name, " minor"); ok {
		return t.Say("{{.Tonic}} minor", say.With{"Tonic": tonic})
	}
	return name
}

// tempoText says in words what is known of tempo, meter and key.
func tempoText(t say.Tongue, r Found) string {
	g := r.Grid
	if g == nil {
		return t.Say("No grid: written at 120 BPM, note times exact")
	}
	doubt := r.Doubt()
	text := doubt.doubtful(t, r)
	if g.Key != nil && g.KeyConfidence >= smf.Confidence { // as it is written
		text += " · " + keyText(t, g.Key.Name)
	}
	if r.SwingDivision > 0 {
		text += " · " + t.Say("swing {{.Percent}} %", say.With{"Percent": fmt.Sprintf("%.0f", 100*r.Swing)})
	}
	if doubt == DoubtTempo {
		return text // how well notes lie on lines that may be wrong says nothing
	}
	return text + " · " + t.Say("worst note {{.Milliseconds}} ms off", say.With{"Milliseconds": fmt.Sprintf("%.1f", 1000*g.ResidualMax)})
}
