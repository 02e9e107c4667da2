package sheet_test

import (
	"encoding/xml"
	"slices"
	"testing"
)

// sounded is what a reader hears of a note.
type sounded struct {
	Part    int
	On, Off uint32
	Pitch   int // of a drum its General MIDI number
}

// element is anything within a measure.
type element struct {
	XMLName  xml.Name
	Duration uint32    `xml:"duration"`
	Chord    *struct{} `xml:"chord"`
	Rest     *struct{} `xml:"rest"`
	Voice    int       `xml:"voice"`
	Pitch    *struct {
		Step   string `xml:"step"`
		Alter  int    `xml:"alter"`
		Octave int    `xml:"octave"`
	} `xml:"pitch"`
	Instrument struct {
		ID string `xml:"id,attr"`
	} `xml:"instrument"`
	Ties []struct {
		Type string `xml:"type,attr"`
	} `xml:"tie"`
	Type string     `xml:"type"`
	Dots []struct{} `xml:"dot"`
	Time *struct {
		Actual uint32 `xml:"actual-notes"`
		Normal uint32 `xml:"normal-notes"`
	} `xml:"time-modification"`
	Tuplets []struct {
		Type string `xml:"type,attr"`
	} `xml:"notations>tuplet"`
	Accidental string `xml:"accidental"`
	Fifths     *int   `xml:"key>fifths"`
}

type measure struct {
	Number   int       `xml:"number,attr"`
	Implicit string    `xml:"implicit,attr"`
	Elements []element `xml:",any"`
}

type file struct {
	List []struct {
		Midi []struct {
			ID        string `xml:"id,attr"`
			Unpitched int    `xml:"midi-unpitched"`
		} `xml:"midi-instrument"`
	} `xml:"part-list>score-part"`
	Parts []struct {
		Measures []measure `xml:"measure"`
	} `xml:"part"`
}

var plain = map[string]uint32{"breve": 3840, "whole": 1920, "half": 960, "quarter": 480, "eighth": 240, "16th": 120, "32nd": 60, "64th": 30, "128th": 15}

// read reads a score as a program does that knows nothing of the writer. Lengths
// are those of the note values where there are any.
func read(t *testing.T, data []byte) (notes []sounded, f file) {
	t.Helper()
	if err := xml.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	for i, p := range f.Parts {
		drums := map[string]int{}
		for _, m := range f.List[i].Midi {
			drums[m.ID] = m.Unpitched - 1
		}
		start, tied := uint32(0), map[[2]int]int{} // voice and pitch to the note that goes on
		for _, m := range p.Measures {
			at, end, last := start, start, start
			open := map[int]bool{}
			for _, e := range m.Elements {
				switch e.XMLName.Local {
				case "backup":
					if at != end && end != start {
						t.Fatalf("measure %d: a voice ends at %d, another at %d", m.Number, at-start, end-start)
					}
					at -= e.Duration
				case "note":
					length := lengthOf(t, e)
					for _, tu := range e.Tuplets {
						if open[e.Voice] == (tu.Type == "start") {
							t.Fatalf("measure %d: a tuplet has a second %s", m.Number, tu.Type)
						}
						open[e.Voice] = tu.Type == "start"
					}
					if (e.Time != nil) != (open[e.Voice] || len(e.Tuplets) > 0) && e.Chord == nil {
						t.Fatalf("measure %d: a tuplet's note lies outside it", m.Number)
					}
					on := at
					if e.Chord != nil {
						on = last
					} else {
						last = at
						at += length
						end = max(end, at)
					}
					if e.Rest != nil {
						continue
					}
					pitch := drums[e.Instrument.ID]
					if e.Pitch != nil {
						pitch = map[string]int{"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[e.Pitch.Step] + e.Pitch.Alter + 12*e.Pitch.Octave + 12
					}
					key := [2]int{e.Voice, pitch}
					stop := slices.ContainsFunc(e.Ties, func(x struct {
						Type string `xml:"type,attr"`
					}) bool {
						return x.Type == "stop"
					})
					k, goes := tied[key]
					if stop != goes {
						t.Fatalf("measure %d: a tie of %d has one end", m.Number, pitch)
					}
					if stop {
						if notes[k].Off != on {
							t.Fatalf("measure %d: a tie has a gap", m.Number)
						}
						notes[k].Off = on + length
						delete(tied, key)
					} else {
						k = len(notes)
						notes = append(notes, sounded{i, on, on + length, pitch})
					}
					if len(e.Ties) > 0 && e.Ties[len(e.Ties)-1].Type == "start" {
						tied[key] = k
					}
				}
			}
			for v, o := range open {
				if o {
					t.Fatalf("measure %d: a tuplet of voice %d stays open", m.Number, v)
				}
			}
			start = end
		}
		if len(tied) > 0 {
			t.Fatal("ties lead nowhere")
		}
	}
	free := map[[2]int]uint32{} // until when a pitch of a part sounds
	for _, n := range sorted(notes) {
		key := [2]int{n.Part, n.Pitch}
		if n.On < free[key] {
			t.Fatalf("pitch %d starts at %d, where it still sounds", n.Pitch, n.On)
		}
		free[key] = n.Off
	}
	return notes, f
}

func sorted(notes []sounded) []sounded {
	out := slices.Clone(notes)
	slices.SortFunc(out, func(a, b sounded) int { return int(a.On) - int(b.On) })
	return out
}

// lengthOf is how long a note is by its look, which must be its duration.
func lengthOf(t *testing.T, e element) uint32 {
	t.Helper()
	if e.Type == "" {
		return e.Duration
	}
	ticks := plain[e.Type]
	if len(e.Dots) > 0 {
		ticks = ticks * 3 / 2
	}
	if e.Time != nil {
		ticks = ticks * e.Time.Normal / e.Time.Actual
	}
	if ticks != e.Duration {
		t.Fatalf("a %s with %d dots lasts %d ticks", e.Type, len(e.Dots), e.Duration)
	}
	return ticks
}
