//go:build eval

package eval

import (
	"fmt"
	"math"
	"math/rand/v2"

	"partlift/backend/music"
)

// Compose writes songs that no folder has enough of: pop with drums, bass,
// chords and a voice, in all meters, with pick-ups, swing, pushed chords,
// half-time drums, dropped beats and tempi that are not whole. Everything
// follows from the number.
func Compose(count int) []Song {
	return compose("composed", count, 77, func(*composer, int) {})
}

// compose writes songs of a set whose plans are changed once they are drawn.
func compose(set string, count int, seed uint64, change func(c *composer, number int)) []Song {
	var out []Song
	for i := range count {
		c := composer{rng: rand.New(rand.NewPCG(uint64(i), seed)), number: i, change: change}
		s := c.song(fmt.Sprintf("%03d", i))
		s.Set = set
		out = append(out, s)
	}
	return out
}

// A kind is a metre with its tempi.
type kind struct {
	share     float64
	num, unit int
	slow      float64 // BPM of the beat
	fast      float64
	groups    [][]int // of eighths, where the bar has strong beats
}

var kinds = []kind{
	{0.36, 4, 4, 68, 178, [][]int{{4, 4}}},
	{0.06, 4, 4, 60, 96, [][]int{{3, 3, 2}}},
	{0.05, 2, 4, 80, 140, [][]int{{4}}},
	{0.12, 3, 4, 84, 190, [][]int{{6}}},
	{0.13, 6, 8, 44, 96, [][]int{{3, 3}}},
	{0.08, 12, 8, 48, 92, [][]int{{3, 3, 3, 3}}},
	{0.02, 9, 8, 50, 90, [][]int{{3, 3, 3}}},
	{0.07, 5, 4, 88, 180, [][]int{{6, 4}, {4, 6}}},
	{0.02, 7, 4, 96, 180, [][]int{{8, 6}, {6, 8}}},
	{0.06, 7, 8, 200, 380, [][]int{{2, 2, 3}, {3, 2, 2}, {4, 3}}},
	{0.03, 5, 8, 200, 360, [][]int{{3, 2}, {2, 3}}},
}

// A composer writes one song. Times are eighths until the end.
type composer struct {
	rng    *rand.Rand
	kind   kind
	groups []int
	bar    int     // eighths
	swing  float64 // where the second eighth of a pair lies, 0.5–0.67
	fine   float64 // where the second sixteenth of a pair lies
	tonic  int
	minor  bool
	style  style
	bars   []float64 // where bars start
	tracks [5]music.Track
	number int
	change func(*composer, int) // of the plan
	odd    oddity
}

// Tracks of a song.
const (
	onDrums = iota
	onBass
	onChords
	onLead
	onPad
)

// A style is what the players do throughout a song.
type style struct {
	beat, bass, chord, lead        int
	push, density, busy            float64
	sixteenths, noDrums, noBass    bool
	everyOther, twice, lateMelody  bool
	crash, fills, ghosts, fallsOut float64
}

func (c *composer) chance(p float64) bool { return c.rng.Float64() < p }

func (c *composer) song(id string) Song {
	c.choose()
	at := c.introduce()
	sections := c.form()
	for i, s := range sections {
		back := c.enter(i)
		for len(s.motif) < 4*c.bar { // of a shorter bar
			s.motif = append(s.motif, s.motif[len(s.motif)%8])
		}
		at = c.section(at, s, i)
		back()
	}
	c.bars = append(c.bars, at)
	if c.chance(0.7) { // a last chord
		c.note(onBass, at, float64(c.bar), 36+c.tonic%12, 100)
		c.chord(onChords, at, float64(c.bar), c.tonic, c.minor, 80)
		c.note(onDrums, at, 1, 36, 100)
		c.note(onDrums, at, 1, 49, 100)
	}
	return c.finish(id)
}

// choose draws metre, tempo, key and style.
func (c *composer) choose() {
	x := c.rng.Float64()
	for _, k := range kinds {
		c.kind = k
		if x -= k.share; x < 0 {
			break
		}
	}
	k := c.kind
	c.groups = k.groups[c.rng.IntN(len(k.groups))]
	c.bar = k.num * 8 / k.unit
	c.swing, c.fine = 0.5, 0.5
	if k.unit == 4 {
		switch {
		case c.chance(0.18):
			c.swing = 0.55 + 0.12*c.rng.Float64()
			if c.chance(0.5) {
				c.swing = 2.0 / 3
			}
		case c.chance(0.1):
			c.fine = 0.55 + 0.12*c.rng.Float64()
		}
	}
	c.tonic, c.minor = c.rng.IntN(12), c.chance(0.45)
	c.style = style{
		beat: c.rng.IntN(5), bass: c.rng.IntN(6), chord: c.rng.IntN(6), lead: c.rng.IntN(3),
		density: 0.25 + 0.6*c.rng.Float64(), busy: c.rng.Float64(),
		sixteenths: c.chance(0.4), noDrums: c.chance(0.22), noBass: c.chance(0.15),
		everyOther: c.chance(0.2), twice: c.chance(0.2), lateMelody: c.chance(0.4),
		crash: c.rng.Float64(), fills: c.rng.Float64(), ghosts: c.rng.Float64() * 0.5, fallsOut: c.rng.Float64() * 0.5,
	}
	if c.chance(0.3) {
		c.style.push = 0.6 * c.rng.Float64()
	}
	c.change(c, c.number)
}

// introduce writes what comes before bar one and returns where that is.
func (c *composer) introduce() float64 {
	switch {
	case c.chance(0.25): // the tune begins early
		n := 1 + c.rng.IntN(c.bar-1)
		for i := range n {
			if i == 0 || c.chance(0.7) {
				c.note(onLead, float64(i), 1, c.scale(7+c.rng.IntN(7)), 85)
			}
		}
		return float64(n)
	case c.chance(0.08): // counted in
		unit := c.unit()
		for i := 0; i < c.bar; i += unit {
			c.note(onDrums, float64(i), 0.5, 42, 90)
		}
		c.bars = append(c.bars, 0)
		return float64(c.bar)
	case c.chance(0.08): // a fill
		n := c.unit() * (1 + c.rng.IntN(2))
		c.fill(0, float64(n))
		return float64(n)
	}
	return 0
}

// unit is the beat in eighths.
func (c *composer) unit() int {
	q, _ := metre{num: c.kind.num, unit: c.kind.unit}.beat()
	return int(2 * q)
}

// A part is what is played in a section.
type part struct {
	bars                      int
	drums, bass, chords, lead bool
	pad                       bool
	loud                      float64
	roots                     []int // a degree a bar
	motif                     []bool
}

// form draws the sections; those of the same name share their chords.
func (c *composer) form() []part {
	length := []int{4, 8, 8, 8}[c.rng.IntN(4)]
	draw := func() part {
		p := part{bars: length, bass: !c.style.noBass, chords: true, lead: true, drums: !c.style.noDrums, loud: 0.8 + 0.2*c.rng.Float64()}
		loops := [][]int{{0, 5, 3, 4}, {5, 3, 0, 4}, {0, 3, 4, 4}, {0, 4, 5, 3}, {0, 0, 3, 3}, {3, 4, 2, 5}, {0, 6, 5, 4}, {1, 4, 0, 0}, {0, 5, 1, 4}}
		p.roots = loops[c.rng.IntN(len(loops))]
		slots := 2 * c.bar
		p.motif = make([]bool, slots*2)
		for i := range p.motif {
			chance := c.style.density * 0.35
			switch {
			case i%slots == 0 && !c.style.lateMelody:
				chance = 0.8
			case i%(2*c.unit()) == 0:
				chance = c.style.density
			case i%2 == 0:
				chance = c.style.density * 0.8
			case !c.style.sixteenths:
				chance = 0
			}
			p.motif[i] = c.chance(chance)
		}
		if c.chance(0.6) { // a breath
			from := slots + slots/2
			for i := from; i < len(p.motif)-c.rng.IntN(slots/2); i++ {
				p.motif[i] = false
			}
		}
		return p
	}
	verse, chorus, bridge := draw(), draw(), draw()
	intro := verse
	intro.lead, intro.drums = c.chance(0.2), intro.drums && c.chance(0.4)
	intro.bass = intro.bass && c.chance(0.5)
	chorus.pad, chorus.loud = c.chance(0.5), 1
	bridge.drums = bridge.drums && c.chance(0.6)
	all := []part{intro, verse, chorus, verse, chorus, bridge, chorus}
	beat := 60 / (c.kind.slow * 1.3) * float64(c.bar) / float64(c.unit())
	for len(all) > 3 && beat*float64(length*len(all)) > 260 {
		all = all[:len(all)-1]
	}
	return all
}

// finish turns eighths into seconds.
func (c *composer) finish(id string) Song {
	unit := float64(c.unit())
	bpm := c.kind.slow * math.Pow(c.kind.fast/c.kind.slow, c.rng.Float64())
	if c.chance(0.3) {
		bpm = math.Round(bpm)
	}
	eighth := 60 / bpm / unit
	offset := 0.0
	if c.chance(0.5) {
		offset = 3 * c.rng.Float64()
	}
	odd := math.Mod(c.bars[0], 2) // where pairs of eighths begin
	feel := func(t float64) float64 {
		pair := math.Floor((t-odd)/2)*2 + odd
		x := t - pair
		if c.swing != 0.5 {
			if x < 1 {
				return pair + x*2*c.swing
			}
			return pair + 2*c.swing + (x-1)*2*(1-c.swing)
		}
		if c.fine != 0.5 {
			whole := math.Floor(t)
			if y := t - whole; y > 0.4 && y < 0.6 {
				return whole + c.fine
			}
		}
		return t
	}
	s := Song{Set: "composed", ID: id}
	for i, t := range c.tracks {
		t.Drums = i == onDrums
		for j := range t.Notes {
			n := &t.Notes[j]
			n.Start, n.End = offset+eighth*feel(n.Start), offset+eighth*n.End
			n.End = max(n.End, n.Start+0.03)
		}
		if len(t.Notes) > 0 {
			music.Sort(t.Notes)
			s.Notes.Tracks = append(s.Notes.Tracks, t)
		}
	}
	first, last := span(s.Notes)
	t := Truth{Constant: true, Level: true}
	_, t.Bar = metre{num: c.kind.num, unit: c.kind.unit}.beat()
	t.Compound = unit == 3
	for i, at := range c.bars {
		end := at + float64(c.bar)
		if i+1 < len(c.bars) {
			end = c.bars[i+1]
		}
		if i == 0 { // beats of a pick-up
			for b := at - unit; offset+eighth*b > first-0.02; b -= unit {
				t.Beats = append([]float64{offset + eighth*b}, t.Beats...)
			}
		}
		for b := at; b < end-0.5; b += unit {
			s := offset + eighth*b
			if s < first-0.02 || s > last+0.02 {
				continue
			}
			t.Beats = append(t.Beats, s)
			if b == at {
				t.Downbeats = append(t.Downbeats, s)
			}
		}
	}
	tonic := pitchNames[c.tonic]
	if c.minor {
		tonic += "m"
	}
	t.Key = tonic
	s.Truth = t
	return s
}
