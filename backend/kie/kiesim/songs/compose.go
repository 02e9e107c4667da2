//go:build ignore

// Compose writes the songs of this folder: go run compose.go night.go lanterns.go [folder]
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gitlab.com/gomidi/midi/v2"
	"gitlab.com/gomidi/midi/v2/smf"
)

const ppq = 480

func main() {
	folder := "."
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	for name, score := range map[string]*score{"night-bus-home": nightBusHome(), "lanterns-on-the-river": lanterns()} {
		if err := score.save(filepath.Join(folder, name+".mid")); err != nil {
			log.Fatal(err)
		}
	}
}

// score is a piece of music. Positions are in quarter notes from the first
// full bar; a pick-up lies before it.
type score struct {
	title  string
	bpm    float64
	bar    int // quarter notes
	pickup int // quarter notes
	key    smf.Message
	parts  []*part
}

type part struct {
	name    string
	program uint8
	drums   bool
	loose   int // how far a note strays from the beat at most, in ticks
	notes   []note
	luck    uint32
}

type note struct {
	at, length float64
	pitch, vel uint8
}

func (s *score) part(name string, program uint8, loose int) *part {
	p := &part{name: name, program: program, loose: loose, drums: name == "Drums", luck: uint32(len(s.parts))*977 + 17}
	s.parts = append(s.parts, p)
	return p
}

// chance returns a number from -n to n, always the same ones in a row.
func (p *part) chance(n int) int {
	p.luck = p.luck*1664525 + 1013904223
	return int(p.luck>>8)%(2*n+1) - n
}

// add puts a note down with a velocity no two hands would repeat.
func (p *part) add(at, length float64, pitch, vel int) {
	v := min(max(vel+p.chance(6), 18), 124)
	p.notes = append(p.notes, note{at, length, uint8(pitch), uint8(v)})
}

// sing plays a line like "E5:1.5 r:.5 D5:1" from a position and returns where
// it ends. High notes are sung a little louder, notes on the beat too.
func (p *part) sing(at float64, vel int, line string) float64 {
	for _, word := range strings.Fields(line) {
		name, beats, _ := strings.Cut(word, ":")
		length, err := strconv.ParseFloat(beats, 64)
		if err != nil {
			log.Fatalf("%q: %v", word, err)
		}
		if name != "r" {
			pitch, v := pitchOf(name), vel
			v += (pitch - 72) / 2
			if at == float64(int(at)) {
				v += 5
			}
			p.add(at, length*0.95, pitch, v)
		}
		at += length
	}
	return at
}

// pitchOf reads a name like "F#4" or "Bb3"; C4 is 60.
func pitchOf(name string) int {
	pitch := map[byte]int{'C': 0, 'D': 2, 'E': 4, 'F': 5, 'G': 7, 'A': 9, 'B': 11}[name[0]]
	rest := name[1:]
	if cut, ok := strings.CutPrefix(rest, "#"); ok {
		pitch, rest = pitch+1, cut
	} else if cut, ok := strings.CutPrefix(rest, "b"); ok {
		pitch, rest = pitch-1, cut
	}
	octave, err := strconv.Atoi(rest)
	if err != nil {
		log.Fatalf("%q is not a note", name)
	}
	return pitch + 12*(octave+1)
}

// chord reads the names of a chord's notes.
func chord(names string) []int {
	var out []int
	for _, n := range strings.Fields(names) {
		out = append(out, pitchOf(n))
	}
	return out
}

// strum plays a chord, each string a moment after the one before.
func (p *part) strum(at, length float64, vel int, spread float64, pitches []int) {
	for i, pitch := range pitches {
		late := float64(i) * spread
		p.add(at+late, length-late, pitch, vel+3*i)
	}
}

// save writes the score as a Standard MIDI File.
func (s *score) save(path string) error {
	out := smf.NewSMF1()
	out.TimeFormat = smf.MetricTicks(ppq)
	var conductor smf.Track
	conductor.Add(0, smf.MetaTrackSequenceName(s.title))
	conductor.Add(0, smf.MetaCopyright("Partlift, MIT licence"))
	conductor.Add(0, s.key)
	conductor.Add(0, smf.MetaTempo(s.bpm))
	if s.pickup > 0 {
		conductor.Add(0, smf.MetaMeter(uint8(s.pickup), 4))
	}
	conductor.Add(uint32(s.pickup*ppq), smf.MetaMeter(uint8(s.bar), 4))
	conductor.Close(0)
	out.Tracks = append(out.Tracks, conductor)
	for i, p := range s.parts {
		track, err := p.track(uint8(i), s.pickup)
		if err != nil {
			return fmt.Errorf("%s, %s: %w", s.title, p.name, err)
		}
		out.Tracks = append(out.Tracks, track)
	}
	return out.WriteFile(path)
}

type span struct {
	on, off int
	note
}

// spans places the notes in ticks, strays a little, and ends every note before
// the next of its pitch begins.
func (p *part) spans(pickup int) []span {
	var out []span
	for _, n := range p.notes {
		on := max(int((n.at+float64(pickup))*ppq+0.5)+p.chance(max(p.loose, 0)), 0)
		out = append(out, span{on, on + max(int(n.length*ppq), 30), n})
	}
	slices.SortStableFunc(out, func(a, b span) int { return a.on - b.on })
	last := map[uint8]int{}
	kept := out[:0]
	for _, n := range out {
		if i, ok := last[n.pitch]; ok {
			if n.on-kept[i].on < 20 {
				continue // the same key twice at once
			}
			kept[i].off = min(kept[i].off, n.on-6)
		}
		last[n.pitch] = len(kept)
		kept = append(kept, n)
	}
	return kept
}

func (p *part) track(channel uint8, pickup int) (smf.Track, error) {
	if p.drums {
		channel = 9
	}
	type event struct {
		tick, order int
		msg         midi.Message
	}
	var events []event
	for _, n := range p.spans(pickup) {
		if n.off <= n.on {
			return nil, fmt.Errorf("note %d at tick %d has no length", n.pitch, n.on)
		}
		events = append(events, event{n.on, 1, midi.NoteOn(channel, n.pitch, n.vel)})
		events = append(events, event{n.off, 0, midi.NoteOff(channel, n.pitch)})
	}
	slices.SortStableFunc(events, func(a, b event) int {
		if a.tick != b.tick {
			return a.tick - b.tick
		}
		return a.order - b.order
	})
	var out smf.Track
	out.Add(0, smf.MetaTrackSequenceName(p.name))
	out.Add(0, midi.ProgramChange(channel, p.program))
	last := 0
	for _, e := range events {
		out.Add(uint32(e.tick-last), e.msg)
		last = e.tick
	}
	out.Close(0)
	return out, nil
}
