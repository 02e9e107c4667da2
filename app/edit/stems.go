package edit

import "strings"

// StemOf returns the sound that a part was heard in, or that has its name, or the
// name that separators give to instruments of its family.
func (p *Page) StemOf(part Part) (Stem, bool) {
	for _, name := range append([]string{part.Stem, part.Name, ownInstrument(part)}, familyStems(part)...) {
		for _, s := range p.Stems {
			if name != "" && strings.EqualFold(s.Name, name) {
				return s, true
			}
		}
	}
	return Stem{}, false
}

// ownInstrument is what General MIDI calls the instrument of a part, "" where
// that is a guess.
func ownInstrument(part Part) string {
	if part.Drums || !part.Known {
		return ""
	}
	return part.Instrument
}

// familyStems are what separators call the stem of a part's instrument.
func familyStems(part Part) []string {
	if part.Drums {
		return []string{"Drums", "Percussion"}
	}
	if !part.Known {
		return nil
	}
	switch program := part.Program; {
	case program < 8:
		return []string{"Piano", "Keyboard", "Keys"}
	case program < 16:
		return []string{"Keyboard", "Keys", "Percussion"}
	case program < 24:
		return []string{"Organ", "Keyboard", "Keys"}
	case program < 32:
		return []string{"Guitar"}
	case program < 40:
		return []string{"Bass"}
	case program < 52:
		return []string{"Strings"}
	case program < 55:
		return []string{"Vocals", "Lead Vocals", "Backing Vocals"}
	case program == 55: // orchestra hit
		return []string{"FX"}
	case program < 64:
		return []string{"Brass"}
	case program < 80:
		return []string{"Woodwinds"}
	case program < 104:
		return []string{"Synth", "Keyboard"}
	case program < 112:
		return []string{"Guitar", "Strings"}
	case program < 120:
		return []string{"Percussion"}
	}
	return []string{"FX"}
}
