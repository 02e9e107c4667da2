package sheet

import (
	"slices"
	"strings"
)

// Lead returns the lead sheet of a score: its melody, one note at a time, under
// its chords. It is empty where no part can be the melody.
func Lead(s Score) Score {
	best := melody(s.Parts)
	if best < 0 {
		s.Parts = nil
		return s
	}
	p := s.Parts[best]
	p.Notes, p.Single = upper(p.Notes), true
	s.Parts = []Part{p}
	return s
}

// melody chooses the part that a song is recognized by: the voice that sings
// most; without one, of the parts that play one note at a time the one that plays
// most; without one, of the parts with at least a third as many notes as the
// fullest the one that lies highest. -1 where only drums and basses play.
func melody(parts []Part) int {
	sings, plays, lies, most := -1, -1, -1, 0
	fuller := func(best, i int) bool { return best < 0 || len(parts[i].Notes) > len(parts[best].Notes) }
	for i, p := range parts {
		if p.Drums || bass(p) || len(p.Notes) == 0 {
			continue
		}
		most = max(most, len(p.Notes))
		if vocal(p) && fuller(sings, i) {
			sings = i
		}
		if single(p.Notes) && fuller(plays, i) {
			plays = i
		}
	}
	for i, p := range parts {
		if !p.Drums && !bass(p) && most > 0 && 3*len(p.Notes) >= most && (lies < 0 || median(p.Notes) > median(parts[lies].Notes)) {
			lies = i
		}
	}
	switch {
	case sings >= 0:
		return sings
	case plays >= 0 && 4*len(parts[plays].Notes) >= most:
		return plays
	}
	return lies
}

// single reports whether hardly any note starts together with another.
func single(notes []Note) bool { return 10*len(upper(notes)) >= 9*len(notes) }

func bass(p Part) bool { return p.Program >= 32 && p.Program < 40 }

func vocal(p Part) bool {
	name := strings.ToLower(p.Name)
	return p.Program >= 52 && p.Program <= 54 || strings.Contains(name, "vocal") || strings.Contains(name, "melody")
}

// upper keeps of notes that start together the highest, and ends each where the
// next starts.
func upper(notes []Note) []Note {
	out := slices.Clone(notes)
	slices.SortFunc(out, func(a, b Note) int {
		if a.On != b.On {
			return int(int64(a.On) - int64(b.On))
		}
		return int(b.Pitch) - int(a.Pitch)
	})
	kept := out[:0]
	for _, n := range out {
		if k := len(kept); k > 0 {
			if n.On-kept[k-1].On < straight {
				continue
			}
			kept[k-1].Off = min(kept[k-1].Off, n.On)
		}
		kept = append(kept, n)
	}
	return kept
}
