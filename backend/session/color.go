package session

// Families are colors by General MIDI family (program / 8), then of drum kits and
// of voices: those that the window has on a light ground.
var families = [...]string{"#1f77c9", "#0e8c94", "#8a5bb8", "#c25e00", "#00835f", "#8a3fb0", "#92409f", "#93790a", "#8c6b4a", "#4c8b1b",
	"#c43b3b", "#5b64d6", "#3f7f86", "#a8541e", "#6b7a00", "#6f7583", "#5f6b80", "#b8336f"}

// Color returns the color of an instrument, #rrggbb, the same in every song.
func Color(program uint8, drums bool) string {
	switch {
	case drums:
		return families[16]
	case program >= 52 && program <= 54:
		return families[17]
	}
	return families[program&127/8]
}
