package pianoroll

// The kinds of drums that are told apart by color.
const (
	kicks = iota
	snares
	hats
	toms
	cymbals
	percussion
	drumKinds
)

// drumGroups is the kind of a drum by its pitch in General MIDI.
var drumGroups = func() (out [pitches]uint8) {
	for i := range out {
		out[i] = percussion
	}
	for kind, of := range [...][]int{
		kicks: {35, 36}, snares: {37, 38, 39, 40}, hats: {42, 44, 46},
		toms: {41, 43, 45, 47, 48, 50}, cymbals: {49, 51, 52, 53, 55, 57, 59},
	} {
		for _, pitch := range of {
			out[pitch] = uint8(kind)
		}
	}
	return out
}()
