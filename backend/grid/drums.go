package grid

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
