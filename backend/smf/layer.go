package smf

import (
	"math"
	"slices"

	"partlift/backend/music"
)

// A layer turns the notes of one track after the other into ticks.
type layer struct {
	clock   *clock
	floor   uint32
	asIs    bool
	repairs *Repairs
	keys    []uint64 // scratch
	raw     []Note   // scratch
}

// indexBits is the room for a note's index in a sort key: 16 million notes.
const indexBits = 24

// lay appends the notes of a track to out, sorted, without overlaps; moved are
// the drum pitches that became others.
func (l *layer) lay(t music.Track, out []Note) (notes []Note, moved map[uint8]uint8) {
	l.keys, l.raw = l.keys[:0], l.raw[:0]
	for _, n := range t.Notes {
		tick, ok := l.place(n)
		if !ok || len(l.raw) == 1<<indexBits {
			l.repairs.Dropped++
			continue
		}
		if t.Drums && (tick.Pitch < music.DrumLow || tick.Pitch > music.DrumHigh) {
			l.repairs.unmapped(tick.Pitch)
			if !l.asIs {
				if moved == nil {
					moved = map[uint8]uint8{}
				}
				moved[tick.Pitch] = nearestDrum(tick.Pitch)
				tick.Pitch = moved[tick.Pitch]
			}
		}
		l.keys = append(l.keys, uint64(tick.On)<<32|uint64(tick.Pitch)<<indexBits|uint64(len(l.raw)))
		l.raw = append(l.raw, tick)
	}
	slices.Sort(l.keys)
	return l.separate(out), moved
}

// place puts one note on ticks; ok is false if no file can hold it.
func (l *layer) place(n music.Note) (tick Note, ok bool) {
	if n.Pitch > 127 || !(n.Start <= MaxSeconds) || math.IsNaN(n.End) || math.IsInf(n.Start, 0) {
		return Note{}, false
	}
	velocity := min(max(n.Velocity, 1), 127)
	start, end := max(n.Start, 0), min(n.End, MaxSeconds+1)
	if velocity != n.Velocity || start != n.Start || end != n.End {
		l.repairs.Clamped++
	}
	tick = Note{On: l.clock.tick(start), Pitch: n.Pitch, Velocity: velocity}
	if end > start {
		tick.Off = l.clock.tick(end)
	}
	if tick.Off < tick.On+l.floor {
		tick.Off = tick.On + l.floor
		l.repairs.Short++
	}
	return tick, true
}

// separate appends the sorted notes to out and makes a note end where the next
// of its pitch begins. Two on one tick become one, as loud as the louder and
// as long as the longer.
func (l *layer) separate(out []Note) []Note {
	var last [128]int // index in out + 1
	for _, k := range l.keys {
		n := l.raw[k&(1<<indexBits-1)]
		if at := last[n.Pitch]; at > 0 {
			before := &out[at-1]
			if before.On == n.On {
				before.Off, before.Velocity = max(before.Off, n.Off), max(before.Velocity, n.Velocity)
				l.repairs.Merged++
				continue
			}
			if before.Off > n.On {
				before.Off = n.On
				l.repairs.Overlap++
			}
		}
		out = append(out, n)
		last[n.Pitch] = len(out)
	}
	return out
}

// unmapped counts a drum note that General MIDI has no name for.
func (r *Repairs) unmapped(pitch uint8) {
	r.UnmappedDrums++
	if !slices.Contains(r.UnmappedPitches, int(pitch)) {
		r.UnmappedPitches = append(r.UnmappedPitches, int(pitch))
	}
}

// nearestDrum returns the General MIDI drum that sounds most like a pitch
// outside 35–81. Pitches 27–34 and 82–87 have names in the extensions of
// General MIDI; beyond them the lowest is a bass drum and the highest a
// triangle.
func nearestDrum(pitch uint8) uint8 {
	switch pitch {
	case 27, 85: // high Q, castanets
		return 75 // claves
	case 28: // slap
		return 39 // hand clap
	case 29, 30: // scratch push and pull
		return 69 // cabasa
	case 31: // sticks
		return 37 // side stick
	case 32, 33: // square click, metronome click
		return 76 // high wood block
	case 34, 84: // metronome bell, bell tree
		return 81 // open triangle
	case 82: // shaker
		return 70 // maracas
	case 83: // jingle bell
		return 54 // tambourine
	case 86: // mute surdo
		return 43 // high floor tom
	case 87: // open surdo
		return 41 // low floor tom
	}
	if pitch < music.DrumLow {
		return music.DrumLow
	}
	return music.DrumHigh
}
