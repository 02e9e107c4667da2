//go:build ignore

package main

import "gitlab.com/gomidi/midi/v2/smf"

var (
	waltz = []harmony{
		{"D2", "A2", "C#2", "D3 A3 D4 F#4", "F#3 A3 D4"},
		{"B1", "F#2", "A1", "D3 A3 B3 F#4", "F#3 B3 D4"},
		{"G1", "D2", "G#1", "D3 G3 B3 D4", "G3 B3 D4"},
		{"A1", "E2", "E2", "E3 G3 C#4 E4", "G3 C#4 E4"},
		{"F#1", "D2", "F#1", "D3 A3 D4 F#4", "A3 D4 F#4"},
		{"G1", "D2", "D2", "D3 G3 B3 D4", "B3 D4 G4"},
		{"E2", "B1", "A1", "E3 G3 B3 D4", "B3 D4 G4"},
		{"D2", "A1", "C#2", "D3 F#3 A3 D4", "A3 D4 F#4"},
	}
	river = []harmony{
		{"B1", "F#2", "A1", "D3 F#3 B3 D4", "F#3 B3 D4"},
		{"F#1", "C#2", "F#1", "C#3 F#3 A3 C#4", "F#3 A3 C#4"},
		{"G1", "D2", "G1", "D3 G3 B3 D4", "G3 B3 D4"},
		{"F#1", "D2", "F1", "D3 F#3 A3 D4", "A3 D4 F#4"},
		{"E2", "B1", "G1", "E3 G3 B3 D4", "B3 E4 G4"},
		{"A1", "E2", "G1", "E3 G3 A3 C#4", "C#4 E4 A4"},
		{"F#1", "C#2", "B1", "C#3 F#3 A3 E4", "C#4 E4 A4"},
		{"A1", "E2", "C#2", "D3 G3 A3 E4", "D4 E4 A4"},
	}
	tag = []harmony{
		{"G1", "D2", "G1", "D3 G3 B3 D4", "B3 D4 G4"},
		{"G1", "D2", "C#2", "D3 G3 Bb3 E4", "Bb3 E4 G4"},
	}
)

// lanterns: a waltz that starts before the bar. The flute has the tune, then
// the strings come in for the river, then a voice sings the tune again.
func lanterns() *score {
	s := &score{title: "Lanterns on the River", bpm: 92.37, bar: 3, pickup: 1, key: smf.DMaj()}
	flute := s.part("Flute", 73, 4)
	voice := s.part("Synth Voice", 54, 4)
	guitar := s.part("Acoustic Guitar (nylon)", 24, 3)
	bass := s.part("Acoustic Bass", 32, 3)
	strings := s.part("String Ensembles 1", 48, 3)
	bells := s.part("Glockenspiel", 9, 2)
	drums := s.part("Drums", 0, 3)

	tune := `A4:1   F#5:2 E5:1   D5:1.5 C#5:.5 B4:1   B4:1 D5:1 G5:1   E5:2 A4:1
		F#5:1 G5:.5 F#5:.5 E5:1   D5:1.5 E5:.5 B4:1   E5:1 D5:.5 C#5:.5 B4:.5 C#5:.5   D5:2`
	at := flute.sing(-1, 74, tune)
	at = flute.sing(at, 84, `F#5:1   D5:1 F#5:1 B5:1   A5:2 F#5:1   G5:1.5 F#5:.5 E5:1   F#5:2 D5:1
		E5:1 G5:1 B5:1   C#6:1.5 B5:.5 A5:1   A5:1 F#5:1 D5:1   E5:2`)
	end := voice.sing(at, 86, tune)
	flute.sing(at+1, 58, `A5:3   r:1 B5:1 F#5:1   D6:3   C#6:2 r:1   A5:2 F#5:1   G5:3   B5:2 C#6:1   D6:2 r:1`)
	voice.sing(end, 80, `r:1   B4:1 D5:1 G5:1   Bb5:1.5 A5:.5 G5:1   F#5:3`)
	flute.sing(end+7, 60, `A5:3`)

	bars := append(append(append(append([]harmony{}, waltz...), river...), waltz...), tag...)
	for i, h := range bars {
		at, last := float64(3*i), i == len(bars)-1
		pick(guitar, at, i, chord(h.keys))
		bass.add(at, 1.9, pitchOf(h.root), 86)
		if i%2 == 1 && !last {
			bass.add(at+2, .45, pitchOf(h.fifth), 68)
			bass.add(at+2.5, .45, pitchOf(h.next), 72)
		} else {
			bass.add(at+2, .9, pitchOf(h.fifth), 70)
		}
		if i >= 8 {
			strings.strum(at, 2.95, 52+i/3, 0, chord(h.high))
		}
		if i >= 16 && i%2 == 0 {
			sparkle(bells, at, chord(h.high))
		}
		brush(drums, at, i, last)
	}
	ending := float64(3 * len(bars))
	guitar.strum(ending, 5.5, 58, .08, chord("D3 A3 D4 F#4 A4"))
	bass.add(ending, 5, pitchOf("D2"), 80)
	strings.strum(ending, 5.8, 50, 0, chord("F#3 A3 D4"))
	bells.strum(ending+1, 2, 48, .5, chord("A5 D6 F#6"))
	drums.add(ending, .5, 36, 70)
	drums.add(ending, .5, 51, 62)
	return s
}

// pick plays the strings of the guitar one after the other, in eighths.
func pick(p *part, at float64, bar int, pitches []int) {
	order := []int{0, 1, 2, 3, 2, 1}
	if bar%4 == 3 {
		order = []int{0, 2, 3, 2, 1, 2}
	}
	for i, step := range order {
		vel := 54
		switch i {
		case 0:
			vel = 72
		case 2, 4:
			vel = 60
		}
		p.add(at+float64(i)*.5, .95, pitches[step], vel)
	}
}

func sparkle(p *part, at float64, pitches []int) {
	for i, pitch := range pitches {
		p.add(at+1+float64(i)*.5, .6, pitch+24, 46+4*i)
	}
}

// brush is a quiet kit: nothing in the first four bars, a turn every eighth.
func brush(p *part, at float64, bar int, last bool) {
	if bar < 4 {
		return
	}
	if bar == 8 || bar == 16 || bar == 24 {
		p.add(at, .5, 49, 66)
	}
	p.add(at, .3, 36, 82)
	p.add(at, .3, 51, 66)
	p.add(at+1, .3, 51, 52)
	p.add(at+1, .2, 38, 46)
	if bar%8 == 7 || last {
		for i, pitch := range []int{38, 48, 47, 45} {
			p.add(at+2+float64(i)*.25, .2, pitch, 54+6*i)
		}
		return
	}
	p.add(at+1.5, .2, 51, 44)
	p.add(at+2, .3, 51, 56)
	p.add(at+2, .2, 38, 54)
	p.add(at+2, .2, 44, 50)
	if bar%2 == 1 {
		p.add(at+2.5, .2, 36, 58)
	}
}
