package smf

import (
	"cmp"
	"fmt"
	"slices"

	"partlift/backend/music"
)

// Arrange lays a song out in ticks. It does not change the song.
//
// Without a grid a second is 960 ticks and nothing is shifted. With one, the
// first downbeat lies on a bar line and everything moves forward by
// [Plan.Shift]. Tracks without notes are left out. Every note keeps its pitch
// and order and lies within a tick of its second; what had to change all the
// same is counted in [Plan.Repairs]. Only notes on the very tick and pitch of
// another are merged, and only notes that no file can hold are dropped.
func Arrange(song music.Song, opt Options) (Plan, error) {
	grid, err := timing(opt)
	if err != nil {
		return Plan{}, err
	}
	c, err := newClock(grid, lastSecond(song))
	if err != nil {
		return Plan{}, err
	}
	p := Plan{Title: title(opt.Title, song.Title), Preset: opt.Preset, Key: grid.Key, Tempo: c.events, Shift: c.shift}
	if p.Preset == "" {
		p.Preset = PresetDAW
	}
	if grid.Meter != nil {
		p.Meters = slices.Clone(c.bars)
	}
	p.layParts(song, opt, c)
	if len(p.Parts) == 0 {
		return Plan{}, ErrEmpty
	}
	p.layControls(song, c)
	p.layMarkers(opt.Markers, c)
	p.Tempo = slices.DeleteFunc(p.Tempo, func(e Tempo) bool { return e.Tick >= p.EOT })
	p.Meters = slices.DeleteFunc(p.Meters, func(m Meter) bool { return m.Tick >= p.EOT })
	return p, nil
}

// lastSecond returns where the last note that a file can hold starts or ends.
// A note may claim to end before its start, or nowhere.
func lastSecond(song music.Song) float64 {
	last := 0.0
	for _, t := range song.Tracks {
		for _, n := range t.Notes {
			if n.Start <= MaxSeconds && n.Start > last {
				last = n.Start
			}
			if n.Start <= MaxSeconds && n.End > last {
				last = min(n.End, MaxSeconds)
			}
		}
	}
	return last
}

// timing returns the grid to lay out by, without a meter or a key that is not
// sure enough to be written.
func timing(opt Options) (*music.Grid, error) {
	switch {
	case !slices.Contains([]DrumMap{"", DrumsGM, DrumsAsIs}, opt.Drums):
		return nil, fmt.Errorf("unknown drum map %q", opt.Drums)
	case !slices.Contains([]Preset{"", PresetDAW, PresetNotation}, opt.Preset):
		return nil, fmt.Errorf("unknown preset %q", opt.Preset)
	case opt.Tempo != 0 && !(opt.Tempo >= MinTempo && opt.Tempo <= MaxTempo):
		return nil, errTempo
	case opt.Grid == nil:
		return &music.Grid{Tempo: []music.TempoPoint{{BPM: cmp.Or(opt.Tempo, 120)}}}, nil
	case len(opt.Grid.Tempo) == 0:
		return nil, errMap
	}
	g := *opt.Grid
	if g.MeterConfidence < Confidence || !writable(&g) {
		g.Meter, g.Changes = nil, nil
	}
	if g.KeyConfidence < Confidence || g.Key != nil && (g.Key.Sharps < -7 || g.Key.Sharps > 7) {
		g.Key = nil
	}
	if opt.Tempo > 0 {
		g = g.AtTempo(opt.Tempo)
	}
	return &g, nil
}

// layParts turns every track with notes into a part.
func (p *Plan) layParts(song music.Song, opt Options, c *clock) {
	names, melodic, last := map[string]bool{}, 0, uint32(0)
	l := layer{clock: c, floor: max(opt.Floor, 1), asIs: opt.Drums == DrumsAsIs, repairs: &p.Repairs}
	room := make([]Note, song.NoteCount())
	for i, t := range song.Tracks {
		merged := p.Repairs.Merged
		notes, moved := l.lay(t, room[:0:len(t.Notes)])
		room = room[len(t.Notes):]
		if len(notes) == 0 {
			continue
		}
		part := Part{
			Original: t.Name, Instrument: music.ProgramName(t.Program & 127), Program: t.Program & 127,
			Drums: t.Drums, Source: i, Notes: notes, Moved: moved, Merged: p.Repairs.Merged - merged,
		}
		if t.Drums {
			part.Instrument, part.Program, part.Channel = "Drums", 0, drumChannel
		} else {
			part.Channel = melodicChannels[melodic%len(melodicChannels)]
			melodic++
		}
		part.Name = partName(t.Name, part.Instrument, names)
		p.Parts = append(p.Parts, part)
		for _, n := range notes {
			last = max(last, n.Off)
		}
	}
	p.Repairs.SharedChannels = max(melodic-len(melodicChannels), 0)
	slices.Sort(p.Repairs.UnmappedPitches)
	p.EOT = c.bars.end(last)
}

// drumChannel is channel 10, the drums' and nothing else's.
const drumChannel = 9

var melodicChannels = [15]uint8{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15}

// layMarkers puts the shift and the caller's labels on bar lines. Labels after
// the end are left out, since a marker would make the song longer.
func (p *Plan) layMarkers(labels []Label, c *clock) {
	if p.Shift > 0 {
		p.Markers = append(p.Markers, p.startMarker())
	}
	for _, l := range labels {
		text := clip(music.ASCII(l.Text), maxText)
		if text == "" || !(l.Second >= 0 && l.Second <= MaxSeconds) {
			continue
		}
		if tick := c.bars.nearest(c.tick(l.Second)); tick < p.EOT {
			p.Markers = append(p.Markers, Marker{Tick: tick, Text: text})
		}
	}
	slices.SortStableFunc(p.Markers, func(a, b Marker) int { return int(a.Tick) - int(b.Tick) })
}

// startMarker says at the start of a file where the audio starts.
func (p *Plan) startMarker() Marker {
	return Marker{Text: fmt.Sprintf("Audio starts +%.6f s from here", p.Shift)}
}

// Labels returns the markers without the one that says where the audio starts,
// for who moves the audio to the start.
func (p Plan) Labels() []Marker {
	return slices.DeleteFunc(slices.Clone(p.Markers), func(m Marker) bool { return p.Shift > 0 && m == p.startMarker() })
}

// Only returns the plan of the parts at the given indexes with the same tempo,
// origin, end and channels, so that files made of it line up with the whole.
// It panics on an index out of range.
func (p Plan) Only(parts ...int) Plan {
	all := p.Parts
	p.Parts = make([]Part, len(parts))
	for i, at := range parts {
		p.Parts[i] = all[at]
	}
	return p
}

// NoteCount returns the number of notes in all parts.
func (p Plan) NoteCount() int {
	n := 0
	for _, part := range p.Parts {
		n += len(part.Notes)
	}
	return n
}
