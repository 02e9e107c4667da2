package player

import (
	"context"
	"math"
	"sort"

	"partlift/backend/music"
)

// deck is a score made ready for a rate. It is built by Load; from then on only
// Render touches it, except for the meters.
type deck struct {
	rate   float64
	notes  []note                 // by start
	parts  []part                 // the tracks, and the metronome as the last
	buses  []bus                  // one for each part
	used   []bool                 // buses that hold sound
	gains  []side                 // one for each track
	meters []meter                // one for each track
	fonts  [engines][]*instrument // of a SoundFont; nil ones play by the own synthesizer
	tapes  []*tape                // the original and the stems; nil: silent
	detune float64                // of notes, as a factor of their frequency
	end    int64                  // frame after the last note or recording
	turned bool                   // gains have been set once
	clicks glide                  // volume of the metronome
	routes [2]route               // of recordings and notes
	send   bus                    // to the reverb
	dry    bus                    // notes before they are routed
}

// note is a note in frames.
type note struct {
	start, end      int64
	part            int32
	pitch, velocity uint8
}

// part says how a track sounds.
type part struct {
	patch *patch // nil: the drum kit
	send  float32
}

// mostTracks keeps a damaged song from filling the memory.
const mostTracks = 4096

func newDeck(s Score, rate float64) *deck {
	tracks := s.Song.Tracks[:min(len(s.Song.Tracks), mostTracks)]
	d := &deck{rate: rate, detune: math.Exp2(min(max(s.Cents, -100), 100) / 1200), parts: make([]part, len(tracks)+1), buses: make([]bus, len(tracks)+1), used: make([]bool, len(tracks)+1),
		gains: make([]side, len(tracks)), meters: make([]meter, len(tracks))}
	waveMetal.load()
	count := 0
	for _, t := range tracks {
		count += len(t.Notes)
	}
	d.notes = make([]note, 0, count)
	for i, t := range tracks {
		d.parts[i] = part{send: kitSend}
		if !t.Drums {
			p := patchOf(t.Program)
			p.wave.load()
			d.parts[i] = part{patch: p, send: p.send}
		}
		d.add(int32(i), t.Sounding())
	}
	for _, src := range append([]Source{s.Original}, s.Stems...) {
		t := newTape(src, rate, s.Early)
		if t != nil {
			d.end = max(d.end, t.end())
		}
		d.tapes = append(d.tapes, t)
	}
	d.click(s.Grid, int32(len(tracks)))
	for i := range d.fonts {
		d.fonts[i] = s.Font.instruments(tracks, int(rate))
	}
	sort.SliceStable(d.notes, func(i, j int) bool { return d.notes[i].start < d.notes[j].start })
	return d
}

// add takes the notes that can be played.
func (d *deck) add(part int32, notes []music.Note) {
	for _, n := range notes {
		if !(n.Start >= 0 && n.End > n.Start && n.Start < longest) || n.Velocity == 0 {
			continue
		}
		start, end := int64(math.Round(n.Start*d.rate)), int64(math.Round(min(n.End, longest)*d.rate))
		end = max(end, start+1)
		d.notes = append(d.notes, note{start, end, part, min(n.Pitch, 127), min(n.Velocity, 127)})
		d.end = max(d.end, end)
	}
}

// Pitches of the metronome's clicks.
const (
	clickBeat = 76
	clickBar  = 83
	// mostClicks ends the clicks of a grid whose tempo makes no sense.
	mostClicks = 1 << 18
)

// click adds the metronome's notes up to the end.
func (d *deck) click(g *music.Grid, part int32) {
	if g == nil || len(g.Tempo) == 0 {
		return
	}
	if lead := g.Beat(0) - g.Beat(g.Downbeat); !(math.Abs(lead) <= mostClicks) {
		return
	}
	bars, number := g.Bars(), g.First().Number
	for clicks := 0; clicks < mostClicks; number++ {
		bar := bars.Bar(number)
		for i := 0; i < bar.Count() && clicks < mostClicks; i++ {
			at := math.Round(g.Second(bar.Beat(i)) * d.rate)
			if !(at < float64(d.end)) {
				return
			}
			pitch := uint8(clickBeat)
			if i == 0 && g.Meter != nil {
				pitch = clickBar
			}
			if at >= 0 {
				d.notes = append(d.notes, note{int64(at), int64(at) + 1, part, pitch, 127})
			}
			clicks++
		}
	}
}

// turn moves every gain one quantum toward the mix.
func (d *deck) turn(m *Mix, keep float32) {
	settled := !d.turned
	d.turned = true
	solo := anySolo(m.Tracks)
	for i := range d.gains {
		d.gains[i].toward(gains(m.Tracks, i, 1, solo), keep, settled)
	}
	solo = anySolo(m.Stems)
	for i, t := range d.tapes {
		if t == nil {
			continue
		}
		g := pair{1, 1}
		if i > 0 {
			g = gains(m.Stems, i-1, 0, solo)
		}
		t.gain.toward(g, keep, settled)
	}
	recorded, notes := m.routes()
	d.routes[0].toward(recorded, keep, settled)
	d.routes[1].toward(notes, keep, settled)
	d.clicks.toward(bound(m.Metronome, 0, 4)*bound(m.Master, 0, 4), keep, settled)
}

// bus returns the bus of a part, which is silent at the begin of each quantum.
func (d *deck) bus(part int32, n int) *bus {
	b := &d.buses[part]
	if !d.used[part] {
		d.used[part] = true
		b.clear(n)
	}
	return b
}

// want tells the recordings which frame is played and where a loop goes back
// to. It reports whether one that is to be heard is not there yet.
func (d *deck) want(pos, loop int64) (late bool) {
	for i, t := range d.tapes {
		if t == nil || i > 0 && t.gain.silent() {
			continue
		}
		if t.want(pos, loop) && !t.gain.silent() && pos < t.end() {
			late = true
		}
	}
	return late
}

// await returns when every recording that can be waited for has the frames
// from–to.
func (d *deck) await(ctx context.Context, from, to int64) error {
	for _, t := range d.tapes {
		if t == nil {
			continue
		}
		live, ok := t.src.(interface {
			Await(ctx context.Context, from, to int64) error
		})
		if !ok {
			continue
		}
		if err := live.Await(ctx, int64(max(t.place(from), 0)), int64(t.place(to+quantum+ramp))+8); err != nil {
			return err
		}
	}
	return nil
}
