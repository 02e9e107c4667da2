package sheet

import "strings"

// notes writes a note, a chord or a rest.
func (w *partWriter) notes(v *voice, s stretch, held *accidentals) (out []any) {
	base := noteXML{Duration: s.lasts, Voice: v.number, Type: s.name, Dots: make([]struct{}, s.dots)}
	if len(w.clefs) > 1 {
		base.Staff = v.staff + 1
	}
	if s.tuple {
		base.Tuple = &tupleXML{3, 2}
	}
	if len(s.pitches) == 0 {
		base.Rest = &restXML{}
		if s.wholeBar {
			base.Rest.Measure = "yes"
		}
		base.Notations = s.notations(true)
		return []any{base}
	}
	for i, pitch := range s.pitches {
		n := base
		if i > 0 {
			n.Chord = &struct{}{}
		}
		if w.part.Drums {
			w.strike(&n, pitch, v.number)
		} else {
			w.sound(&n, pitch, s.in, held)
		}
		n.Ties, n.Notations = s.ties(), s.notations(i == 0)
		out = append(out, n)
	}
	return out
}

// sound writes a pitch; what is tied to the note before needs no accidental.
func (w *partWriter) sound(n *noteXML, pitch uint8, tied bool, held *accidentals) {
	s := spell(pitch, w.from)
	n.Pitch = &pitchXML{string(s.step), s.alter, s.octave}
	if !tied {
		n.Accidental = held.sign(s)
	}
}

// strike writes a drum: hands with stems up, feet with stems down.
func (w *partWriter) strike(n *noteXML, pitch uint8, voice int) {
	d := drumAt(pitch)
	n.Unpitched, n.Head = &unpitchedXML{d.step, d.octave}, d.head
	n.Instrument = &refXML{w.drumID(int(pitch))}
	n.Stem = [2]string{"up", "down"}[voice-1]
}

func (s stretch) ties() (out []typeXML) {
	if s.in {
		out = append(out, typeXML{"stop"})
	}
	if s.on {
		out = append(out, typeXML{"start"})
	}
	return out
}

// notations are the signs at a note; a chord has its tuplet once.
func (s stretch) notations(first bool) *notationsXML {
	out := notationsXML{Tied: s.ties()}
	if first && s.opens {
		out.Tuplet = append(out.Tuplet, typeXML{"start"})
	}
	if first && s.closes {
		out.Tuplet = append(out.Tuplet, typeXML{"stop"})
	}
	if len(out.Tied)+len(out.Tuplet) == 0 {
		return nil
	}
	return &out
}

// kinds are the kinds of chords by how their symbols end.
var kinds = map[string]string{
	"": "major", "m": "minor", "7": "dominant", "maj7": "major-seventh", "m7": "minor-seventh",
	"sus2": "suspended-second", "sus4": "suspended-fourth", "dim": "diminished", "aug": "augmented",
}

// harmonies writes the chords of a stretch of time. A symbol that is not known is
// left out.
func (w *partWriter) harmonies(from, to uint32) (out []any) {
	for len(w.chords) > 0 && w.chords[0].Tick < to {
		c := w.chords[0]
		w.chords = w.chords[1:]
		if h, ok := harmony(c.Symbol); ok && c.Tick+straight >= from {
			h.Offset = max(c.Tick, from) - from
			out = append(out, h)
		}
	}
	return out
}

// harmony reads a chord symbol.
func harmony(symbol string) (harmonyXML, bool) {
	above, below, slash := strings.Cut(symbol, "/")
	step, alter, rest, ok := root(above)
	kind, known := kinds[rest]
	if !ok || !known {
		return harmonyXML{}, false
	}
	h := harmonyXML{Step: step, Alter: alter, Kind: kindXML{rest, kind}}
	if slash {
		step, alter, rest, ok := root(below)
		if !ok || rest != "" {
			return harmonyXML{}, false
		}
		h.Bass = &bassXML{step, alter}
	}
	return h, true
}

// root reads the root at the start of a chord symbol.
func root(s string) (step string, alter int, rest string, ok bool) {
	if s == "" || s[0] < 'A' || s[0] > 'G' {
		return "", 0, "", false
	}
	step, rest = s[:1], s[1:]
	switch {
	case strings.HasPrefix(rest, "#"):
		return step, 1, rest[1:], true
	case strings.HasPrefix(rest, "b"):
		return step, -1, rest[1:], true
	}
	return step, 0, rest, true
}
