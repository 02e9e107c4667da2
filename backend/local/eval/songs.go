package eval

import (
	"bytes"
	"math/rand/v2"
	"slices"

	"gitlab.com/gomidi/midi/v2"
	"gitlab.com/gomidi/midi/v2/smf"

	"partlift/backend/music"
)

// Song is one with known notes.
type Song struct{ music.Song }

// voice is how an instrument plays.
type voice struct {
	program   uint8
	low, high uint8   // range
	chord     int     // notes at once
	step      float64 // beats from one to the next
	length    float64 // share of the step that sounds
	drums     bool
}

var voices = map[string]voice{
	"piano":   {program: 0, low: 48, high: 84, chord: 2, step: 0.5, length: 0.9},
	"e-piano": {program: 4, low: 48, high: 79, chord: 3, step: 1, length: 0.9},
	"organ":   {program: 16, low: 48, high: 76, chord: 3, step: 2, length: 0.95},
	"guitar":  {program: 25, low: 45, high: 76, chord: 1, step: 0.25, length: 2.5},
	"strum":   {program: 24, low: 45, high: 72, chord: 4, step: 1, length: 0.8},
	"bass":    {program: 33, low: 28, high: 50, chord: 1, step: 0.5, length: 0.85},
	"violin":  {program: 40, low: 57, high: 88, chord: 1, step: 0.5, length: 0.95},
	"trumpet": {program: 56, low: 55, high: 80, chord: 1, step: 0.5, length: 0.9},
	"flute":   {program: 73, low: 60, high: 91, chord: 1, step: 0.5, length: 0.9},
	"lead":    {program: 80, low: 55, high: 86, chord: 1, step: 0.25, length: 0.9},
	"drums":   {drums: true},
}

// bands are the songs by the voices in them.
var bands = [][]string{
	{"piano"}, {"e-piano"}, {"organ"}, {"guitar"}, {"strum"}, {"bass"}, {"violin"}, {"trumpet"}, {"flute"}, {"lead"},
	{"bass", "e-piano", "flute"}, {"bass", "guitar", "trumpet", "drums"},
}

// whole are bands of which each voice is a stem.
var whole = [][]string{
	{"bass", "e-piano", "flute", "drums"}, {"bass", "guitar", "trumpet", "drums"}, {"bass", "piano", "lead", "drums"},
	{"bass", "organ", "violin", "drums"}, {"bass", "strum", "lead", "drums"}, {"bass", "piano", "guitar", "flute", "drums"},
}

// Songs composes one song for each band, at least that many seconds long; the
// same every time.
func Songs(seconds float64) []Song { return compose(bands, 20, seconds) }

// Bands composes songs with drums and a bass for each of which all instruments
// are stems, as Songs does.
func Bands(seconds float64) []Song { return compose(whole, 21, seconds) }

func compose(bands [][]string, number uint64, seconds float64) []Song {
	var out []Song
	for i, band := range bands {
		rng := rand.New(rand.NewPCG(uint64(i), number))
		beat := 60 / (84 + 60*rng.Float64())
		tonic := uint8(rng.IntN(12))
		s := Song{}
		for j, name := range band {
			if j > 0 {
				s.Title += " + "
			}
			s.Title += name
			s.Tracks = append(s.Tracks, voices[name].play(name, rng, tonic, beat, seconds))
		}
		out = append(out, s)
	}
	return out
}

// Pitched returns the notes of all tracks but drums, sorted.
func (s Song) Pitched() []music.Note {
	var out []music.Note
	for _, t := range s.Tracks {
		if !t.Drums {
			out = append(out, t.Notes...)
		}
	}
	music.Sort(out)
	return out
}

// Drums returns the notes of the drums, nil when there are none.
func (s Song) Drums() []music.Note {
	for _, t := range s.Tracks {
		if t.Drums {
			return t.Notes
		}
	}
	return nil
}

// play wanders over a major scale; drums keep a plain beat.
func (v voice) play(name string, rng *rand.Rand, tonic uint8, beat, seconds float64) music.Track {
	t := music.Track{Name: name, Program: v.program, Drums: v.drums, Known: true}
	if v.drums {
		t.Notes = plainBeat(beat, seconds)
		return t
	}
	scale := v.scale(tonic)
	free := map[uint8]float64{}
	place := len(scale) / 2
	for at := 0.5; at < seconds-v.step*v.length*beat; at += v.step * beat {
		if rng.IntN(8) == 0 {
			continue
		}
		place = min(max(place+rng.IntN(9)-4, 0), len(scale)-1-2*(v.chord-1))
		for c := range v.chord {
			p := scale[place+2*c]
			if free[p] > at {
				continue
			}
			n := music.Note{Pitch: p, Velocity: uint8(70 + rng.IntN(45)), Start: at, End: at + v.step*v.length*beat}
			free[p] = n.End + 0.01
			t.Notes = append(t.Notes, n)
		}
	}
	return t
}

// plainBeat is kick, snare and closed hat.
func plainBeat(beat, seconds float64) []music.Note {
	var out []music.Note
	hits := [...][]uint8{{36, 42}, {42}, {38, 42}, {42}}
	for i := 0; float64(i)*beat/2 < seconds-0.6; i++ {
		at := 0.5 + float64(i)*beat/2
		for _, key := range hits[i%len(hits)] {
			out = append(out, music.Note{Pitch: key, Velocity: 90, Start: at, End: at + 0.1})
		}
	}
	return out
}

// scale returns the keys of a major scale that the voice can play.
func (v voice) scale(tonic uint8) []uint8 {
	in := [12]bool{0: true, 2: true, 4: true, 5: true, 7: true, 9: true, 11: true}
	var out []uint8
	for p := v.low; p <= v.high; p++ {
		if in[(p+12-tonic)%12] {
			out = append(out, p)
		}
	}
	return out
}

// MIDI returns the song as a file whose ticks are milliseconds, or nil if that
// cannot be written.
func (s Song) MIDI() []byte {
	file := smf.New()
	file.TimeFormat = smf.MetricTicks(500) // at 120 BPM
	for i, t := range s.Tracks {
		channel := uint8(i)
		if t.Drums {
			channel = 9
		}
		var out smf.Track
		out.Add(0, smf.MetaTempo(120))
		if !t.Drums || t.Program > 0 { // a kit may be chosen
			out.Add(0, midi.ProgramChange(channel, t.Program))
		}
		before := 0
		for _, e := range events(t.Notes, channel) {
			out.Add(uint32(e.tick-before), e.message)
			before = e.tick
		}
		out.Close(0)
		if err := file.Add(out); err != nil {
			return nil
		}
	}
	var b bytes.Buffer
	if _, err := file.WriteTo(&b); err != nil {
		return nil
	}
	return b.Bytes()
}

// event is a message at a time.
type event struct {
	tick    int
	message midi.Message
}

// events returns the notes' ons and offs by time; at the same time, offs first.
func events(notes []music.Note, channel uint8) []event {
	var out []event
	tick := func(second float64) int { return int(second*1000 + 0.5) }
	for _, n := range notes {
		out = append(out, event{tick(n.End), midi.NoteOff(channel, n.Pitch)})
	}
	for _, n := range notes {
		out = append(out, event{tick(n.Start), midi.NoteOn(channel, n.Pitch, n.Velocity)})
	}
	slices.SortStableFunc(out, func(a, b event) int { return a.tick - b.tick })
	return out
}
