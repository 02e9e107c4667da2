package look

import "image/color"

// Families after the 16 of General MIDI. Voices are programs 52–54, which
// General MIDI files under ensembles, but no producer would.
const (
	drumKit = 16 + iota
	voices
	familyCount
)

// families are colors by General MIDI family (program / 8), then ours.
// Neighboring families differ in lightness as well as in hue, so that they can
// be told apart with any color vision; names always stand beside them.
var families = [familyCount]pair{
	rgb(0x1F77C9, 0x6CB4F5), // piano: blue
	rgb(0x0E8C94, 0x7FDDE0), // chromatic percussion: cyan
	rgb(0x8A5BB8, 0xC3A1EC), // organ: lilac
	rgb(0xC25E00, 0xF2A04E), // guitar: orange
	rgb(0x00835F, 0x3DBE94), // bass: green
	rgb(0x8A3FB0, 0xCF96F0), // strings: violet
	rgb(0x92409F, 0xD98AE4), // string ensembles: orchid
	rgb(0x93790A, 0xEDD65A), // brass: yellow
	rgb(0x8C6B4A, 0xD2B088), // reed: sand
	rgb(0x4C8B1B, 0xA9D66B), // pipe: lime
	rgb(0xC43B3B, 0xFF8B7E), // synth lead: red
	rgb(0x5B64D6, 0xA3AAFF), // synth pad: indigo
	rgb(0x3F7F86, 0x8FC1C6), // effects: slate
	rgb(0xA8541E, 0xE08A5B), // world: rust
	rgb(0x6B7A00, 0xC7CF5B), // percussive: olive
	rgb(0x6F7583, 0xA9B0BF), // sound effects: gray
	rgb(0x5F6B80, 0xB9C4D8), // drum kit: steel
	rgb(0xB8336F, 0xF590BD), // voices: rose
}

// PartColor returns the color of an instrument, the same in every song.
func PartColor(program uint8, drums, dark bool) color.NRGBA {
	f := int(program&127) / 8
	switch {
	case drums:
		f = drumKit
	case program >= 52 && program <= 54:
		f = voices
	}
	if dark {
		return families[f].dark
	}
	return families[f].light
}
