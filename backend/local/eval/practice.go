package eval

import (
	"math/rand/v2"

	"partlift/backend/music"
)

// section is instruments that play alike.
type section struct {
	programs  []uint8
	low, high uint8
	single    bool // one note at a time
	slow      bool // held chords
}

var sections = map[string]section{
	"piano":    {programs: []uint8{0, 1, 2, 3, 4, 5, 6, 7}, low: 36, high: 88},
	"chimes":   {programs: []uint8{8, 9, 10, 11, 12, 13}, low: 55, high: 90},
	"organ":    {programs: []uint8{16, 16, 17, 18, 19, 20, 21, 22}, low: 43, high: 79, slow: true},
	"guitar":   {programs: []uint8{24, 25, 26, 27, 28, 29, 30}, low: 40, high: 79},
	"bass":     {programs: []uint8{32, 33, 34, 35, 36, 38, 39}, low: 28, high: 52, single: true},
	"strings":  {programs: []uint8{40, 41, 42, 40}, low: 48, high: 88, single: true},
	"ensemble": {programs: []uint8{48, 49, 50, 52}, low: 43, high: 80, slow: true},
	"brass":    {programs: []uint8{56, 57, 60, 61}, low: 46, high: 80, single: true},
	"reed":     {programs: []uint8{64, 65, 66, 68, 71}, low: 48, high: 82, single: true},
	"pipe":     {programs: []uint8{72, 73, 74, 75}, low: 60, high: 92, single: true},
	"lead":     {programs: []uint8{80, 81, 82, 84}, low: 48, high: 86, single: true},
	"pad":      {programs: []uint8{88, 89, 90}, low: 43, high: 79, slow: true},
}

// turns is who plays in turn.
var turns = []string{"piano", "piano", "chimes", "organ", "guitar", "guitar", "bass", "strings", "strings", "ensemble", "brass", "reed", "pipe", "lead", "pad"}

// Practice composes count songs of the given length in seconds to learn from, other than
// those of Songs; the same for the same seed.
func Practice(seed uint64, count int, seconds float64) []Song {
	var out []Song
	for i := range count {
		p := player{rng: rand.New(rand.NewPCG(uint64(i), seed)), seconds: seconds}
		p.beat = 60 / (70 + 80*p.rng.Float64())
		p.tonic = uint8(p.rng.IntN(12))
		for range 4 {
			p.chords = append(p.chords, p.rng.IntN(6))
		}
		s := Song{}
		lead := turns[i%len(turns)]
		if i/len(turns)%3 < 1 {
			s.Title = lead
			s.Tracks = append(s.Tracks, p.play(lead, p.rng.IntN(2) == 0))
			out = append(out, s)
			continue
		}
		s.Title = "band"
		together := p.rng.IntN(3) > 0
		s.Tracks = append(s.Tracks, p.play("bass", together), p.play(lead, together))
		for range p.rng.IntN(3) {
			s.Tracks = append(s.Tracks, p.play(turns[p.rng.IntN(len(turns))], together))
		}
		if i%2 == 0 {
			s.Title = "band with drums"
			s.Tracks = append(s.Tracks, p.drums())
			s.Tracks[len(s.Tracks)-1].Program = pick[uint8](p.rng, 0, 0, 0, 8, 16, 24, 25, 32, 40)
		}
		out = append(out, s)
	}
	return out
}

// player makes up a song's parts.
type player struct {
	rng     *rand.Rand
	beat    float64 // seconds
	tonic   uint8
	seconds float64
	chords  []int // a bar each, as steps of the scale
}

func pick[T any](rng *rand.Rand, of ...T) T { return of[rng.IntN(len(of))] }

// play makes up a part: it wanders over the scale, or keeps to the chords.
func (p *player) play(name string, together bool) music.Track {
	in, rng := sections[name], p.rng
	t := music.Track{Name: name, Program: pick(rng, in.programs...), Known: true}
	scale := voice{low: in.low, high: in.high}.scale(p.tonic)
	steps := []float64{0.25, 0.5, 0.5, 1, 1.5}
	step, length, voices := pick(rng, steps...), pick(rng, 0.5, 0.85, 0.9, 0.95, 1), 1
	switch {
	case in.slow:
		step, voices = pick(rng, 0.5, 1, 2.0), 1+rng.IntN(4)
	case !in.single:
		if voices = 1 + rng.IntN(4); voices > 1 {
			step = max(step, 0.5)
		} else if rng.IntN(2) == 0 {
			length = 2.5
		}
	case name == "strings" && rng.IntN(4) == 0:
		voices = 2
	}
	doubled, strum := !in.single && rng.IntN(4) == 0, name == "guitar" && voices > 2
	loud, place, free := 50+rng.IntN(50), len(scale)/2, map[uint8]float64{}
	for at := 0.5; at < p.seconds-step*length*p.beat; {
		now := step
		if rng.IntN(4) == 0 {
			now = pick(rng, steps...)
		}
		if rng.IntN(8) > 0 {
			if rng.IntN(5) > 0 {
				place += rng.IntN(9) - 4
			}
			place = min(max(place, 0), len(scale)-1-2*(voices-1))
			if together {
				place = p.inChord(scale, place, at, len(scale)-1-2*(voices-1))
			}
			for i, pitch := range p.stack(scale, place, voices, doubled, in.high) {
				n := music.Note{Pitch: pitch, Velocity: uint8(loud + rng.IntN(27)), Start: at + rng.Float64()*0.012}
				if strum {
					n.Start += float64(i) * 0.012
				}
				if n.End = n.Start + now*length*p.beat; free[pitch] <= n.Start {
					free[pitch] = n.End + 0.01
					t.Notes = append(t.Notes, n)
				}
			}
		}
		at += now * p.beat
	}
	music.Sort(t.Notes)
	return t
}

// inChord moves a place in the scale up to the next tone of the bar's chord.
func (p *player) inChord(scale []uint8, place int, at float64, last int) int {
	degrees := [12]int{0: 0, 2: 1, 4: 2, 5: 3, 7: 4, 9: 5, 11: 6}
	root := p.chords[int(at/p.beat/4)%len(p.chords)]
	for q := place; q <= last; q++ {
		switch (degrees[(scale[q]+12-p.tonic)%12] - root + 7) % 7 {
		case 0, 2, 4:
			return q
		}
	}
	return place
}

// stack returns every second tone of the scale, and the lowest an octave higher
// if it is doubled.
func (p *player) stack(scale []uint8, place, voices int, doubled bool, high uint8) []uint8 {
	var out []uint8
	for i := range voices {
		out = append(out, scale[place+2*i])
	}
	if doubled && out[0]+12 <= high {
		out = append(out, out[0]+12)
	}
	return out
}

// Beat composes a drum track for itself; the same for the same seed.
func Beat(seed uint64, seconds float64) Song {
	p := player{rng: rand.New(rand.NewPCG(seed, 300)), seconds: seconds}
	p.beat = 60 / (70 + 80*p.rng.Float64())
	return Song{music.Song{Title: "drums", Tracks: []music.Track{p.drums()}}}
}

// Drum returns the key that stands for a drum's kind: kick 36, snare 38, closed
// hi-hat 42, open 46, tom 47, cymbal 49; ok is false for any other.
func Drum(key uint8) (kind uint8, ok bool) {
	switch key {
	case 35, 36:
		return 36, true
	case 38, 40:
		return 38, true
	case 42, 44:
		return 42, true
	case 46:
		return 46, true
	case 41, 43, 45, 47, 48, 50:
		return 47, true
	case 49, 51, 52, 53, 55, 57, 59:
		return 49, true
	}
	return 0, false
}

// drums makes up a beat with fills and crashes.
func (p *player) drums() music.Track {
	t := music.Track{Name: "drums", Drums: true, Known: true}
	cymbal, every := pick[uint8](p.rng, 42, 42, 42, 46, 51), pick(p.rng, 2, 1, 2, 4)
	swing := pick(p.rng, 0, 0, 0.2, 0.33) * p.beat / 4
	// How each sixteenth is struck: not at all, or from softest to loudest.
	var kick, snare [16]int
	for i := range kick {
		if i == 0 || p.rng.IntN(6) == 0 {
			kick[i] = 65 + p.rng.IntN(55)
		}
		switch {
		case i == 4 || i == 12:
			snare[i] = 75 + p.rng.IntN(40)
		case p.rng.IntN(10) == 0:
			snare[i] = 35 + p.rng.IntN(75)
		}
	}
	hats := 45 + p.rng.IntN(60)
	bar := 0
	for start := 0.5; start < p.seconds-4*p.beat; start += 4 * p.beat {
		for i := range 16 {
			at := start + float64(i)*p.beat/4
			if i%2 == 1 {
				at += swing
			}
			hit := func(key uint8, velocity int) {
				n := music.Note{Pitch: key, Velocity: uint8(min(velocity+p.rng.IntN(12), 127)), Start: at + 0.006*p.rng.Float64()}
				n.End = n.Start + 0.1
				t.Notes = append(t.Notes, n)
			}
			if kick[i] > 0 {
				hit(36, kick[i])
			}
			if snare[i] > 0 {
				hit(38, snare[i])
			}
			if i%every == 0 {
				if cymbal == 42 && i == 14 && p.rng.IntN(2) == 0 {
					hit(46, hats)
				} else {
					hit(cymbal, hats)
				}
			}
			if bar%4 == 3 && i >= 12 && snare[i] == 0 {
				hit([...]uint8{50, 47, 43, 45}[i-12], 85)
			}
			if bar%4 == 0 && i == 0 && p.rng.IntN(2) == 0 {
				hit(49, 90)
			}
		}
		bar++
	}
	music.Sort(t.Notes)
	return t
}
