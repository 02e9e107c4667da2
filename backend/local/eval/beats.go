package eval

import (
	"math/rand/v2"
	"slices"

	"partlift/backend/music"
)

// groove is a bar of sixteenths for each drum, x for a hit and o for a soft one.
type groove struct {
	name  string
	kit   uint8   // program
	bpm   float64 // beats a minute
	swing float64 // share of a sixteenth by which every second one is late
	bar   map[uint8]string
}

// grooves are what drums are scored on; Practice makes up others.
var grooves = []groove{
	{"rock", 0, 118, 0, map[uint8]string{36: "x.......x.x.....", 38: "....x.......x...", 42: "x.x.x.x.x.x.x.x."}},
	{"four on the floor", 25, 126, 0, map[uint8]string{36: "x...x...x...x...", 38: "....x.......x...", 46: "..x...x...x...x.", 42: "x...x...x...x..."}},
	{"funk", 0, 102, 0, map[uint8]string{36: "x..x..x...x..x..", 38: "....x..o.o..x..o", 42: "x.xxx.x.x.xxx.x."}},
	{"half time", 16, 140, 0, map[uint8]string{36: "x.....x...x.....", 38: "........x.......", 42: "x.x.x.x.x.x.x.x."}},
	{"hip-hop", 8, 90, 0.3, map[uint8]string{36: "x.....x..x......", 38: "....x.......x...", 42: "x.x.x.x.x.x.x.xx"}},
	{"shuffle", 0, 96, 0.33, map[uint8]string{36: "x.......x.......", 38: "....x.......x..o", 42: "x..xx..xx..xx..x"}},
	{"punk", 0, 172, 0, map[uint8]string{36: "x..xx.x.x..xx.x.", 38: "..x...x...x...x.", 46: "x...x...x...x..."}},
	{"ballad", 0, 72, 0, map[uint8]string{36: "x......xx.......", 38: "....x.......x...", 42: "x.x.x.x.x.x.x.o.", 46: "..............x."}},
}

// Drummed composes songs with drums: each groove by itself, and with a band.
func Drummed(seconds float64) []Song {
	var out []Song
	for i, g := range grooves {
		rng := rand.New(rand.NewPCG(uint64(i), 21))
		drums := g.play(rng, seconds)
		out = append(out, Song{music.Song{Title: g.name, Tracks: []music.Track{drums}}})
		s := Song{music.Song{Title: g.name + " with a band"}}
		tonic := uint8(rng.IntN(12))
		for _, name := range bands[10+i%2][:3] {
			s.Tracks = append(s.Tracks, voices[name].play(name, rng, tonic, 60/g.bpm, seconds))
		}
		s.Tracks = append(s.Tracks, drums)
		out = append(out, s)
	}
	return out
}

// Drumless composes count songs without drums that Practice does not.
func Drumless(count int, seconds float64) []Song {
	out := Practice(999, count, seconds)
	for i := range out {
		out[i].Tracks = slices.DeleteFunc(out[i].Tracks, func(t music.Track) bool { return t.Drums })
	}
	return out
}

// play repeats the bar, not quite evenly; a crash begins every fourth.
func (g groove) play(rng *rand.Rand, seconds float64) music.Track {
	t := music.Track{Name: "drums", Drums: true, Program: g.kit, Known: true}
	step := 15 / g.bpm
	hit := func(at float64, key uint8, velocity int) {
		at += rng.Float64() * 0.006
		t.Notes = append(t.Notes, music.Note{Pitch: key, Velocity: uint8(velocity + rng.IntN(15)), Start: at, End: at + 0.1})
	}
	for i := 0; 0.5+float64(i+1)*step < seconds-0.5; i++ {
		at := 0.5 + float64(i)*step
		if i%2 == 1 {
			at += g.swing * step
		}
		for _, key := range [...]uint8{36, 38, 42, 46} {
			switch bar := g.bar[key]; {
			case bar == "":
			case bar[i%16] == 'x':
				hit(at, key, 90)
			case bar[i%16] == 'o':
				hit(at, key, 50)
			}
		}
		if i%64 == 0 {
			hit(at, 49, 90)
		}
	}
	music.Sort(t.Notes)
	return t
}
