//go:build ignore

package main

import "gitlab.com/gomidi/midi/v2/smf"

// harmony is one bar (or half of one) of a piece.
type harmony struct {
	root, fifth, next string // of the bass, with the way to the next bar
	keys, high        string // voicings: middle of the keyboard, and strings
}

var (
	nightVerse = []harmony{
		{"A1", "E2", "G1", "G3 B3 C4 E4", "C4 E4 A4"},
		{"F1", "C2", "B1", "A3 C4 E4 G4", "C4 F4 A4"},
		{"C2", "G1", "B1", "G3 C4 D4 E4", "C4 E4 G4"},
		{"G1", "D2", "G#1", "G3 A3 B3 D4", "B3 D4 G4"},
		{"A1", "E2", "G1", "G3 B3 C4 E4", "C4 E4 A4"},
		{"F1", "C2", "E1", "A3 C4 E4 G4", "C4 F4 A4"},
		{"D2", "A1", "D#2", "A3 C4 D4 F4", "A3 D4 F4"},
		{"E2", "B1", "E1", "G#3 B3 D4 E4", "B3 D4 G#4"},
	}
	nightChorus = []harmony{
		{"F1", "C2", "F#1", "A3 C4 F4 A4", "C4 F4 A4"},
		{"G1", "D2", "G#1", "B3 D4 G4 A4", "D4 G4 B4"},
		{"A1", "E2", "B1", "C4 E4 A4 B4", "E4 A4 C5"},
		{"G1", "C2", "F#1", "C4 E4 G4", "E4 G4 C5"},
		{"F1", "C2", "F#1", "A3 C4 F4 A4", "F4 A4 C5"},
		{"G1", "D2", "G1", "B3 D4 G4 A4", "D4 G4 B4"},
		{"G#1", "E2", "B1", "B3 D4 E4 G#4", "D4 G#4 B4"},
		{"A1", "E2", "G1", "A3 C4 E4 B4", "C4 E4 A4"},
	}
	nightOutro = []harmony{
		{"F1", "C2", "F#1", "A3 C4 E4 G4", "C4 F4 A4"},
		{"G1", "D2", "G#1", "B3 D4 G4", "B3 D4 G4"},
	}
)

// nightBusHome: four bars of keys alone, a verse, a chorus, and the last stop.
func nightBusHome() *score {
	s := &score{title: "Night Bus Home", bpm: 117.98, bar: 4, key: smf.AMin()}
	nightVoice(s.part("Synth Voice", 54, 3))
	keys := s.part("Electric Piano 1", 4, 3)
	guitar := s.part("Acoustic Guitar (steel)", 25, 3)
	bass := s.part("Electric Bass (finger)", 33, 2)
	strings := s.part("String Ensembles 1", 48, 2)
	drums := s.part("Drums", 0, 2)

	bars := append(append(append(append([]harmony{}, nightVerse[:4]...), nightVerse...), nightChorus...), nightOutro...)
	for i, h := range bars {
		at := float64(4 * i)
		nightKeys(keys, at, i, chord(h.keys))
		if i >= 2 {
			nightBass(bass, at, i, h)
		}
		if i >= 12 {
			nightGuitar(guitar, at, chord(h.keys))
		}
		if i >= 8 {
			loud := 48
			if i >= 12 {
				loud = 62
			}
			strings.strum(at, 3.96, loud, 0, chord(h.high))
		}
		nightDrums(drums, at, i)
	}
	last := float64(4 * len(bars))
	keys.strum(last, 7.5, 58, 0.04, chord("A2 E3 G3 B3 C4 E4"))
	guitar.strum(last, 7, 60, 0.05, chord("A3 C4 E4 B4"))
	bass.add(last, 6, pitchOf("A1"), 84)
	strings.strum(last, 7.8, 50, 0, chord("C4 E4 A4"))
	drums.add(last, .25, 36, 92)
	drums.add(last, .25, 49, 78)
	return s
}

func nightVoice(p *part) {
	at := p.sing(16, 82, `r:.5 E5:.5 D5:.5 C5:.5 D5:1 C5:.5 A4:.5   A4:1.5 C5:.5 r:2
		r:.5 G4:.5 C5:.5 D5:.5 E5:1 D5:.5 C5:.5   D5:2.5 r:1.5
		r:.5 E5:.5 D5:.5 C5:.5 D5:1 E5:.5 G5:.5   A5:1.5 G5:.5 E5:1 r:1
		F5:.75 E5:.75 D5:.5 C5:1 D5:1   E5:1.5 D5:.5 B4:1 G#4:1`)
	at = p.sing(at, 94, `A5:1.5 G5:.5 F5:.5 E5:.5 C5:1   D5:1 E5:.5 D5:1 B4:.5 r:1
		C5:1.5 B4:.5 A4:.5 C5:.5 E5:1   G5:2 E5:1 r:1
		A5:1.5 G5:.5 F5:.5 E5:.5 C5:1   B4:.5 D5:.5 G5:1 F5:.5 E5:.5 D5:1
		E5:1 G#5:1 B5:1.5 A5:.5   A5:3 r:1`)
	p.sing(at, 76, `r:1 C5:.5 D5:.5 E5:1 C5:1   D5:1.5 B4:.5 G4:2   A4:4`)
}

func nightKeys(p *part, at float64, bar int, pitches []int) {
	p.strum(at, 1.4, 66, 0.02, pitches)
	p.strum(at+1.5, .9, 56, 0.02, pitches[1:])
	if bar%2 == 1 {
		p.strum(at+2.5, .45, 52, 0.01, pitches[1:])
		p.strum(at+3.5, .4, 60, 0.01, pitches[2:])
		return
	}
	p.strum(at+2.75, 1.1, 58, 0.02, pitches[1:])
}

func nightBass(p *part, at float64, bar int, h harmony) {
	root := pitchOf(h.root)
	p.add(at, 1.35, root, 96)
	p.add(at+1.5, .4, root, 80)
	if bar < 12 {
		p.add(at+2.5, .9, pitchOf(h.fifth), 82)
	} else {
		p.add(at+2, .45, root+12, 88)
		p.add(at+2.5, .45, root, 84)
		p.add(at+3, .45, pitchOf(h.fifth), 86)
	}
	p.add(at+3.5, .45, pitchOf(h.next), 78)
}

func nightGuitar(p *part, at float64, pitches []int) {
	for i, step := range []int{0, 1, 2, 1, 2, 0, 2, 1} {
		vel := 54
		if i%4 == 0 {
			vel = 68
		}
		p.add(at+float64(i)*.5, .7, pitches[step%len(pitches)]+12*(step/len(pitches)), vel)
	}
}

// nightDrums: hats from the third bar, the kit from the fifth, fills into the
// chorus and out of it.
func nightDrums(p *part, at float64, bar int) {
	switch {
	case bar < 2:
		return
	case bar < 4:
		for i := range 8 - 2*(bar-2) {
			p.add(at+float64(i)*.5, .2, 42, 44+14*(1-i%2))
		}
		if bar == 3 {
			nightFill(p, at+3)
		}
		return
	}
	if bar == 4 || bar == 12 || bar == 16 || bar == 20 {
		p.add(at, .5, 49, 96)
	}
	p.add(at, .25, 36, 108)
	p.add(at+1.75, .2, 36, 78)
	p.add(at+2.5, .25, 36, 98)
	p.add(at+1, .25, 38, 104)
	p.add(at+2.25, .15, 38, 34)
	if bar == 11 || bar == 19 {
		nightHats(p, at, 6, bar >= 12)
		nightFill(p, at+3)
		return
	}
	p.add(at+3, .25, 38, 108)
	p.add(at+3.75, .15, 38, 30)
	nightHats(p, at, 8, bar >= 12)
}

func nightHats(p *part, at float64, n int, chorus bool) {
	for i := range n {
		pitch, vel := 42, 58+22*(1-i%2)
		if chorus {
			pitch = 51
		}
		if i == 7 {
			pitch = 46
		}
		p.add(at+float64(i)*.5, .2, pitch, vel)
	}
}

func nightFill(p *part, at float64) {
	for i, pitch := range []int{38, 38, 48, 45} {
		p.add(at+float64(i)*.25, .2, pitch, 80+7*i)
	}
	p.add(at+.75, .2, 36, 90)
}
