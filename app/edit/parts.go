package edit

import (
	"fmt"
	"slices"
	"strings"

	"partlift/backend/music"
	"partlift/backend/say"
)

// Hush tells every part whether it is silent; what went into another part is as
// silent as that.
func Hush(parts []Part) {
	soloed := slices.ContainsFunc(parts, func(p Part) bool { return p.Solo })
	for i := range parts {
		of := parts[parts[i].Into]
		parts[i].Silent = of.Muted || soloed && !of.Solo
	}
}

// NewPage lays what was chosen for a song over its notes. The first sketched
// tracks are the local engine's; with kits recognized drum kits are mapped to
// General MIDI without being asked.
func NewPage(t say.Tongue, song music.Song, sketched int, set Saved, kits bool) *Page {
	p := &Page{About: About{Seconds: song.End()}, Song: song, Layers: layersOf(set, song), Words: t, sketched: sketched, Kits: kits}
	p.Layers = p.Separated(p.Layers, set.Muted, set.Solo)
	p.Parts = PartsOf(song, p.Layers, set.Muted, set.Solo)
	Leave(p.Parts, set.Left)
	p.SetGrid(set.Grid, FindGrid(p.Voices(), set.Grid))
	p.ApplyLayers()
	return p
}

// PartsOf describes the tracks of a song as parts with unique names. A part that
// others went into comes with their notes.
func PartsOf(song music.Song, l Layers, muted, soloed []int) []Part {
	parts := make([]Part, len(song.Tracks))
	edited, live := l.edited(song)
	into := l.folds(song)
	whole, _, _ := l.fold(edited, into, live)
	for i, t := range edited.Tracks {
		if into[i] == i {
			t = whole.Tracks[i]
		}
		low, high, _ := t.PitchRange()
		p := Part{Index: i, Into: into[i], Name: strings.TrimSpace(t.Name), Instrument: music.ProgramName(t.Program), Program: t.Program, Drums: t.Drums,
			Known: t.Known, Stem: t.Stem, Notes: len(t.Notes), Low: low, High: high, Muted: slices.Contains(muted, i), Solo: slices.Contains(soloed, i)}
		if t.Drums {
			p.Instrument = "Drum kit"
		}
		if p.Name == "" {
			p.Name = p.Instrument
		}
		parts[i] = p
	}
	numberNames(parts)
	Hush(parts)
	return parts
}

// numberNames makes the names of parts unique, those that are shown first.
func numberNames(parts []Part) {
	seen := map[string]int{}
	for _, shown := range []bool{true, false} {
		for i := range parts {
			p := &parts[i]
			if (p.Into == p.Index) != shown {
				continue
			}
			key := strings.ToLower(p.Name)
			seen[key]++
			if n := seen[key]; n > 1 {
				p.Name = fmt.Sprintf("%s %d", p.Name, n)
			}
		}
	}
}

// Muted lists the tracks that are muted.
func (p *Page) Muted() []int { return p.those(func(part Part) bool { return part.Muted }) }

// Soloed lists the tracks that are soloed.
func (p *Page) Soloed() []int { return p.those(func(part Part) bool { return part.Solo }) }

// LeftOutParts lists the tracks that are left out of exports.
func (p *Page) LeftOutParts() []int { return p.those(func(part Part) bool { return part.Left }) }

// Outgoing lists the parts that are exported and dragged unless others are chosen.
func (p *Page) Outgoing() []int {
	return p.those(func(part Part) bool { return !part.Left && part.Into == part.Index })
}

// Leave tells every part whether it is left out of exports: those of some tracks,
// or without any said those that are not heard.
func Leave(parts []Part, left *[]int) {
	for i := range parts {
		into := parts[i].Into
		parts[i].Left = left == nil && parts[i].Silent || left != nil && slices.Contains(*left, into)
	}
}

// those lists the tracks of some parts; never nil.
func (p *Page) those(which func(Part) bool) []int {
	out := []int{}
	for _, part := range p.Parts {
		if which(part) {
			out = append(out, part.Index)
		}
	}
	return out
}
