package sheet

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"partlift/backend/music"
)

// partWriter writes the measures of one part.
type partWriter struct {
	score  *Score
	part   Part
	index  int // 0 is the part that has the tempo and the chords
	id     string
	sharps int
	from   int       // what it spells with, see flattest
	clefs  []clefXML // of each staff
	voices []voice
	bpm    float64 // as written last
	chords []Chord // to come
}

func newPartWriter(s *Score, p Part, index int) *partWriter {
	w := &partWriter{score: s, part: p, index: index, id: "P" + strconv.Itoa(index+1)}
	w.from = flattest(0, false)
	if s.Key != nil {
		w.sharps = min(max(s.Key.Sharps, -7), 7)
		w.from = flattest(w.sharps, s.Key.Minor)
	}
	if index == 0 {
		w.chords = s.Chords
	}
	return w
}

// listed is the part in the list of parts, with its sounds.
func (w *partWriter) listed() listXML {
	out := listXML{ID: w.id, Name: w.part.Name}
	if !w.part.Drums {
		channel := w.index % 15
		if channel >= 9 { // the tenth is for drums
			channel++
		}
		out.add(w.id+"-I1", music.ProgramName(w.part.Program&127), midiXML{Channel: channel + 1, Program: int(w.part.Program&127) + 1})
		return out
	}
	var struck [128]bool
	for _, n := range w.part.Notes {
		struck[n.Pitch&127] = true
	}
	for pitch, ok := range struck {
		if ok {
			name, known := music.DrumName(uint8(pitch)) // #nosec G115 -- an index below 128
			if !known {
				name = "Drum " + strconv.Itoa(pitch)
			}
			out.add(w.drumID(pitch), name, midiXML{Channel: 10, Program: 1, Unpitched: pitch + 1})
		}
	}
	return out
}

func (l *listXML) add(id, name string, m midiXML) {
	m.ID = id
	l.Instruments = append(l.Instruments, instrumentXML{id, name})
	l.Midi = append(l.Midi, m)
}

func (w *partWriter) drumID(pitch int) string { return fmt.Sprintf("%s-D%d", w.id, pitch) }

// measures writes all bars. One that is a pick-up is counted as 0.
func (w *partWriter) measures(bars []bar) (out []measureXML) {
	number := 1
	if bars[0].pickup {
		number = 0
	}
	for i, b := range bars {
		m := measureXML{Number: number + i}
		if b.pickup {
			m.Implicit = "yes"
		}
		if a := w.attributes(b, i == 0); a != nil {
			m.Music = append(m.Music, a)
		}
		if w.index == 0 {
			m.Music = append(m.Music, w.tempo(b)...)
		}
		m.Music = append(m.Music, w.bar(b)...)
		out = append(out, m)
	}
	return out
}

// attributes are what is written in front of a bar, nil for most bars.
func (w *partWriter) attributes(b bar, first bool) *attributesXML {
	if !first && !b.changed {
		return nil
	}
	a := &attributesXML{Time: &timeXML{b.meter.Numerator, b.meter.Denominator}}
	if !first {
		return a
	}
	a.Divisions, a.Clefs, a.Key = PPQ, w.clefs, &keyXML{Fifths: w.sharps}
	if w.part.Drums {
		a.Key.Fifths = 0
	} else if k := w.score.Key; k != nil {
		a.Key.Mode = map[bool]string{true: "minor", false: "major"}[k.Minor]
	}
	if len(w.clefs) > 1 {
		a.Staves = len(w.clefs)
		a.Clefs = []clefXML{{Number: 1, Sign: "G", Line: 2}, {Number: 2, Sign: "F", Line: 4}}
	}
	return a
}

// clefOf chooses the clef of a staff by how high its notes lie. Bass and guitar
// are written an octave higher than they sound.
func clefOf(p Part, notes []Note) clefXML {
	middle := median(notes)
	switch {
	case p.Drums:
		return clefXML{Sign: "percussion"}
	case p.Program >= 32 && p.Program < 40 && middle < 55:
		return clefXML{Sign: "F", Line: 4, Octave: -1}
	case p.Program >= 24 && p.Program < 32 && middle < 72:
		return clefXML{Sign: "G", Line: 2, Octave: -1}
	case middle < 58:
		return clefXML{Sign: "F", Line: 4}
	case middle > 88:
		return clefXML{Sign: "G", Line: 2, Octave: 1}
	}
	return clefXML{Sign: "G", Line: 2}
}

// shownTempo is the share of a tempo by which another is worth a mark.
const shownTempo = 0.03

// tempo is the mark of the tempo at the start of a bar, where it is not that of
// the last mark.
func (w *partWriter) tempo(b bar) []any {
	now := 120.0
	for i, t := range w.score.Tempo {
		if t.Tick <= b.start || i == 0 {
			now = t.BPM
		}
	}
	if math.Abs(now-w.bpm) < shownTempo*w.bpm {
		return nil
	}
	w.bpm = now
	return []any{directionXML{Place: "above", Unit: "quarter", PerMin: strconv.FormatFloat(now, 'f', 0, 64), Sound: soundXML{strconv.FormatFloat(now, 'f', 3, 64)}}}
}

// bar writes the voices of a bar, one after the other.
func (w *partWriter) bar(b bar) (out []any) {
	var held []*accidentals // of each staff
	for range w.clefs {
		held = append(held, &accidentals{w.sharps, map[[2]int]int{}})
	}
	for i := range w.voices {
		v := &w.voices[i]
		stretches, empty := v.inBar(b)
		if empty && v.number%4 != 1 {
			continue
		}
		if i > 0 {
			out = append(out, backupXML{Duration: b.end - b.start})
		}
		for _, s := range stretches {
			if i == 0 {
				out = append(out, w.harmonies(s.start, s.start+s.lasts)...)
			}
			out = append(out, w.notes(v, s, held[v.staff])...)
		}
	}
	return out
}

// stretch is one written note, chord or rest.
type stretch struct {
	piece
	pitches  []uint8 // none: a rest
	in, on   bool    // tied to what is before and behind it
	opens    bool    // a tuplet starts here
	closes   bool    // and ends here
	wholeBar bool
}

// inBar returns what a voice plays in a bar, in values that show the beats.
func (v *voice) inBar(b bar) (out []stretch, empty bool) {
	var here []stack
	first, _ := slices.BinarySearchFunc(v.stacks, b.start, func(s stack, t uint32) int { return int(int64(s.off) - int64(t) - 1) })
	for _, s := range v.stacks[first:] {
		if s.on >= b.end {
			break
		}
		here = append(here, s)
	}
	if len(here) == 0 {
		return []stretch{{piece: piece{start: b.start, lasts: b.end - b.start}, wholeBar: true}}, true
	}
	tuples, at := tuplesOf(here, b), b.start
	for _, s := range here {
		from, to := max(s.on, b.start), min(s.off, b.end)
		for _, p := range pieces(b, at, from, tuples) {
			out = append(out, stretch{piece: p})
		}
		for _, p := range pieces(b, from, to, tuples) {
			out = append(out, stretch{piece: p, pitches: s.pitches, in: p.start > s.on, on: p.start+p.lasts < s.off})
		}
		at = to
	}
	for _, p := range pieces(b, at, b.end, tuples) {
		out = append(out, stretch{piece: p})
	}
	bracket(out, b)
	return out, false
}

// tuplesOf returns the beats in which something starts or ends off all straight
// lines.
func tuplesOf(stacks []stack, b bar) map[uint32]bool {
	out := map[uint32]bool{}
	for _, s := range stacks {
		for _, tick := range []uint32{s.on, s.off} {
			if tick <= b.start || tick >= b.end {
				continue
			}
			beat := b.start + (tick-b.start)/PPQ*PPQ
			if (tick-beat)%straight != 0 {
				out[beat] = true
			}
		}
	}
	return out
}

// bracket marks where tuplets start and end.
func bracket(all []stretch, b bar) {
	for i := range all {
		if s := &all[i]; s.tuple {
			s.opens = (s.start-b.start)%PPQ == 0
			s.closes = (s.start+s.lasts-b.start)%PPQ == 0
		}
	}
}
