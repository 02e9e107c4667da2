package sheet

// spelled is the name of a pitch.
type spelled struct {
	step   byte // C to B
	alter  int  // -2 double flat to 2 double sharp
	octave int  // that of middle C is 4
}

// flattest returns where on the line of fifths, C being 0, the twelve names start
// that a key spells with: major has its lowered third, minor its raised fourth.
func flattest(sharps int, minor bool) int {
	if minor {
		return sharps - 2
	}
	return sharps - 3
}

// spell names a pitch by the twelve names that start at a place on the line of
// fifths.
func spell(pitch uint8, from int) spelled {
	fifths := int(pitch)*7%12 - 12
	for fifths < from {
		fifths += 12
	}
	step := "FCGDAEB"[(fifths+1+21)%7]
	alter := (fifths+1+21)/7 - 3
	return spelled{step, alter, (int(pitch)-alter+12)/12 - 2}
}

// accidentals knows which accidentals hold in a bar of a staff.
type accidentals struct {
	sharps int
	held   map[[2]int]int // step and octave to alteration
}

// sign returns the accidental that a note needs, "" where it needs none.
func (a *accidentals) sign(s spelled) string {
	at := [2]int{int(s.step), s.octave}
	now, ok := a.held[at]
	if !ok {
		now = signature(s.step, a.sharps)
	}
	a.held[at] = s.alter
	if now == s.alter {
		return ""
	}
	return [5]string{"flat-flat", "flat", "natural", "sharp", "double-sharp"}[s.alter+2]
}

// signature is how a key signature alters a step.
func signature(step byte, sharps int) int {
	for i := range min(max(sharps, -sharps), 7) {
		switch {
		case sharps > 0 && "FCGDAEB"[i] == step:
			return 1
		case sharps < 0 && "BEADGCF"[i] == step:
			return -1
		}
	}
	return 0
}
