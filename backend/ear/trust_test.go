package ear_test

import (
	"math"
	"reflect"
	"testing"

	"partlift/backend/ear"
	"partlift/backend/music"
)

// ghosts are notes that are not there, of each kind, and what they are called.
func ghosts(tracks []music.Track) map[ear.Why][]music.Note {
	out := map[ear.Why][]music.Note{}
	played := func(n music.Note) bool {
		for _, t := range tracks[1].Notes {
			if t.Pitch == n.Pitch && t.Start < n.End+.1 && t.End > n.Start-.3 {
				return true
			}
		}
		return false
	}
	for i, n := range tracks[1].Notes {
		m, why := n, ear.Nothing
		switch i % 6 {
		case 0:
			m.Pitch += 12
			why = ear.Octave
		case 2:
			m.Pitch += 5
			m.Start, m.End = m.Start+.13, m.End+.13
		case 4:
			m.Start, m.End = m.Start+.06, m.Start+.09
			out[ear.Short] = append(out[ear.Short], m)
			continue
		default:
			continue
		}
		if !played(m) {
			out[why] = append(out[why], m)
		}
	}
	return out
}

func TestGhostsAreToldFromNotes(t *testing.T) {
	tracks := band(11, 24)
	all := stems(tracks, .1)
	part := &all[1].Parts[0]
	first, kinds := len(part.Notes), []ear.Why{}
	made := ghosts(tracks)
	for _, why := range []ear.Why{ear.Octave, ear.Short, ear.Nothing} {
		notes := made[why]
		if len(notes) < 4 {
			t.Fatalf("%d ghosts are %v", len(notes), why)
		}
		for _, n := range notes {
			n.Start, n.End = n.Start-.1, n.End-.1
			part.Notes, kinds = append(part.Notes, n), append(kinds, why)
		}
	}
	r := listen(t, all)
	hidden, named, lost, count := 0, 0, 0, 0
	for i, h := range r.Parts {
		for k, trust := range h.Trusts {
			if trust.Likely < 0 || trust.Likely > 1 || math.IsNaN(trust.Likely) || (trust.Likely >= ear.Usual) != (trust.Why == ear.Sounding) {
				t.Fatalf("%s has %+v", h.Name, trust)
			}
			switch believed := trust.Why == ear.Sounding; {
			case i == 1 && k >= first && !believed:
				hidden++
				if trust.Why == kinds[k-first] {
					named++
				}
			case i != 1 || k < first:
				if count++; !believed {
					lost++
				}
			}
		}
	}
	if n := len(kinds); 10*hidden < 7*n || 10*named < 5*hidden {
		t.Errorf("of %d ghosts %d are found, and %d named", n, hidden, named)
	}
	if 100*lost > 4*count {
		t.Errorf("of %d notes %d are taken for ghosts", count, lost)
	}
}

// What leaks from another stem, and was written down there too, is its.
func TestBleedIsOfTheOtherStem(t *testing.T) {
	tracks := band(12, 20)
	bass, keys := play(tracks[0]), play(tracks[1])
	for i, v := range keys[:min(len(keys), len(bass))] {
		bass[i] += .03 * v
	}
	copied := 0
	part := moved(tracks[0], -.1)
	first := len(part.Notes)
	for i, n := range tracks[1].Notes {
		if i%5 == 0 {
			n.Start, n.End = n.Start-.1, n.End-.1
			part.Notes = append(part.Notes, n)
			copied++
		}
	}
	r := listen(t, []ear.Stem{{Open: open(bass), Parts: []ear.Part{part}}, {Open: open(keys), Parts: []ear.Part{moved(tracks[1], -.1)}}})
	named := 0
	for _, trust := range r.Parts[0].Trusts[first:] {
		if trust.Evidence.Twin != 1 {
			t.Fatalf("the note of the other stem is not seen: %+v", trust)
		}
		if trust.Why == ear.Bleed {
			named++
		}
	}
	if 10*named < 6*copied {
		t.Errorf("of %d copies %d are said to be bleed", copied, named)
	}
}

// Nothing is said of what is not heard.
func TestUnheardNotesAreTrusted(t *testing.T) {
	tracks := band(7, 9)
	r := listen(t, []ear.Stem{{Open: open(make([]float32, 9*ear.Rate)), Parts: []ear.Part{moved(tracks[1], 0)}}})
	for _, trust := range r.Parts[0].Trusts {
		if !reflect.DeepEqual(trust, ear.Trust{Likely: 1}) {
			t.Fatalf("of a note in silence is said %+v", trust)
		}
	}
	if n := len(r.Parts[0].Trusts); n != len(tracks[1].Notes) {
		t.Errorf("%d trusts of %d notes", n, len(tracks[1].Notes))
	}
}

func TestWhysHaveWords(t *testing.T) {
	seen := map[string]bool{}
	for w := ear.Unknown; w <= ear.Nothing; w++ {
		seen[w.String()] = true
	}
	if len(seen) != 7 || ear.Why(200).String() != "nothing" {
		t.Errorf("%d words", len(seen))
	}
}
