package grid

import "partlift/backend/music"

// A role is what a drum does for the beat.
type role uint8

const (
	other role = iota
	kick
	snare
	hat
	crash
)

// drumRole returns the role of a General MIDI drum pitch.
func drumRole(pitch uint8) role {
	switch pitch {
	case 35, 36:
		return kick
	case 37, 38, 39, 40:
		return snare
	case 42, 44, 46, 51, 53, 54, 59, 69, 70, 82:
		return hat
	case 49, 52, 55, 57:
		return crash
	}
	return other
}

// A Kit is what the pitches of a drum track seem to mean.
type Kit struct {
	// GM reports whether the pitches are General MIDI drums as they are.
	GM bool
	// Map is offered to turn the track into General MIDI; it names only
	// pitches that change, and is nil when none does.
	Map map[uint8]uint8
	// Unmapped are the pitches that neither are General MIDI nor have a place
	// in Map, ascending.
	Unmapped []uint8
}

// extras are pads of electronic kits and drum machines outside or beside
// General MIDI, and the drum that is nearest.
var extras = map[uint8]uint8{
	22: 42, 26: 46, 24: 38, 25: 38, 23: 42, 29: 69, 30: 69, 31: 37, 32: 37, 33: 37, 34: 53,
	82: 70, 83: 54, 84: 81, 85: 75, 86: 64, 87: 63,
}

// core are the drums that nearly every General MIDI part has.
var core = [...]uint8{35, 36, 38, 40, 42, 44, 46, 49, 51}

// KitOf looks at the pitches of a drum track. Parts that are written some
// octaves off are recognized by the drums that every part has.
func KitOf(t music.Track) Kit {
	var notes [128]float64
	for _, n := range t.Notes {
		notes[n.Pitch&127]++
	}
	shift := octavesOff(&notes)
	var k Kit
	k.GM = true
	for p, n := range notes {
		if n == 0 {
			continue
		}
		to := p + shift
		if near, ok := extras[uint8(to&127)]; ok && to >= 0 {
			to = int(near)
		}
		if to < music.DrumLow || to > music.DrumHigh {
			k.GM = false
			k.Unmapped = append(k.Unmapped, uint8(p))
			continue
		}
		if to != p {
			k.GM = false
			if k.Map == nil {
				k.Map = map[uint8]uint8{}
			}
			k.Map[uint8(p)] = uint8(to)
		}
	}
	return k
}

// octavesOff returns the shift in semitones, whole octaves, under which most
// notes are drums of the core, kick, snare and hat among them; none unless it
// clearly wins.
func octavesOff(notes *[128]float64) int {
	hits := func(shift int) float64 {
		sum := 0.0
		var roles [crash + 1]bool
		for _, p := range core {
			if from := int(p) - shift; from >= 0 && from < 128 && notes[from] > 0 {
				sum += notes[from]
				roles[drumRole(p)] = true
			}
		}
		if shift != 0 && !(roles[kick] && roles[snare] && roles[hat]) {
			return 0
		}
		return sum
	}
	all := 0.0
	for _, n := range notes {
		all += n
	}
	best, at := hits(0), 0
	for _, shift := range [...]int{-12, 12, -24, 24} {
		if h := hits(shift); h > 2*best && h > 0.5*all {
			best, at = h, shift
		}
	}
	return at
}
