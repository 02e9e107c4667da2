package sheet

// drum is where a drum lies on a percussion staff.
type drum struct {
	step   string
	octave int
	head   string // "" is the normal note head
}

// feet returns the voice of a drum: 1 for what is played with the feet, else 0.
func feet(pitch uint8) int {
	if pitch == 35 || pitch == 36 || pitch == 44 {
		return 1
	}
	return 0
}

// drumAt returns the place of a drum as the usual key of drum music has it.
// Drums that it does not name lie on the middle line.
func drumAt(pitch uint8) drum {
	switch pitch {
	case 35, 36:
		return drum{"F", 4, ""}
	case 37:
		return drum{"C", 5, "x"}
	case 38, 39, 40:
		return drum{"C", 5, ""}
	case 41:
		return drum{"G", 4, ""}
	case 43, 45:
		return drum{"A", 4, ""}
	case 47:
		return drum{"B", 4, ""}
	case 48:
		return drum{"D", 5, ""}
	case 50:
		return drum{"E", 5, ""}
	case 42:
		return drum{"G", 5, "x"}
	case 46:
		return drum{"G", 5, "circle-x"}
	case 44:
		return drum{"D", 4, "x"}
	case 49, 52, 55, 57:
		return drum{"A", 5, "x"}
	case 51, 53, 59:
		return drum{"F", 5, "x"}
	case 54, 56:
		return drum{"E", 5, "triangle"}
	}
	return drum{"B", 4, "x"}
}
