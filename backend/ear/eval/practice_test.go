//go:build eval

package eval

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"partlift/backend/ear"
	"partlift/backend/music"
)

// trial is a song as a service would deliver it, and what is true of it.
type trial struct {
	title  string
	take   take
	mix    bool // the parts are heard in one sound
	stems  []ear.Stem
	truth  []music.Track // by part; notes that were left out or made up have no match
	of     [][]int       // by part and note: the note it was, -1: made up
	shift  float64       // seconds that notes lie before the sound
	lags   []float64     // by part: seconds that it is late in its notes
	common float64       // what of all is the song's
	made   []bool        // by part: its velocities were made up
}

// play gives velocities to parts of one velocity: people who have some.
func play(rng *rand.Rand, song music.Song) (out music.Song, made []bool) {
	song = song.Clone()
	made = make([]bool, len(song.Tracks))
	for k, t := range song.Tracks {
		values := map[uint8]bool{}
		for _, n := range t.Notes {
			values[n.Velocity] = true
		}
		if len(values) >= fewValues {
			continue
		}
		made[k] = true
		middle := 70 + 25*rng.Float64()
		for i := range t.Notes {
			t.Notes[i].Velocity = uint8(min(max(middle+16*rng.NormFloat64(), 30), 127))
		}
	}
	return song, made
}

// deliver damages a song's notes as transcription does.
func deliver(s studio, song music.Song, fonts []string, seed uint64) (t trial) {
	rng := rand.New(rand.NewPCG(seed, 17))
	song, made := play(rng, song)
	t = trial{title: song.Title, shift: rng.Float64() * .6, made: made}
	t.take = take{font: fonts[int(seed)%len(fonts)], reverb: rng.IntN(2) == 0, kbps: []int{128, 192}[rng.IntN(2)]}
	if seed%7 == 6 {
		t.take.font = ""
	}
	t.mix = seed%5 == 4
	defer func() { t.shift += s.late[t.take.font]; t.common += s.late[t.take.font] }()
	late := -1
	if rng.IntN(2) == 0 {
		late = rng.IntN(len(song.Tracks))
	}
	var parts []ear.Part
	for i, track := range song.Tracks {
		lag := 0.0
		if i == late {
			lag = (.03 + .05*rng.Float64()) * float64(1-2*rng.IntN(2))
		}
		t.lags = append(t.lags, lag)
		notes, of := damage(rng, track, lag-t.shift)
		parts = append(parts, ear.Part{Name: track.Name, Drums: track.Drums, Notes: notes})
		t.truth, t.of = append(t.truth, track), append(t.of, of)
	}
	if t.mix {
		t.stems = []ear.Stem{{Open: opener(s.stem(t.take, song.Tracks...)), Parts: parts}}
	} else {
		for i, p := range parts {
			t.stems = append(t.stems, ear.Stem{Open: opener(s.stem(t.take, song.Tracks[i])), Parts: []ear.Part{p}})
		}
	}
	var own []float64
	for _, lag := range t.lags {
		own = append(own, t.shift-lag)
	}
	slices.Sort(own)
	t.common = own[len(own)/2]
	if len(own)%2 == 0 {
		t.common = (own[len(own)/2] + own[len(own)/2-1]) / 2
	}
	return t
}

// raster is the seconds between the places where delivered notes lie.
const raster = 1. / 192

// damage moves notes, and leaves out, adds and flattens some.
func damage(rng *rand.Rand, track music.Track, move float64) (notes []music.Note, of []int) {
	add := func(n music.Note, was int) {
		n.Start = math.Round(n.Start/raster) * raster
		n.End = max(math.Round(n.End/raster)*raster, n.Start+raster)
		n.Velocity = 100
		if n.Start >= 0 {
			notes, of = append(notes, n), append(of, was)
		}
	}
	for i, n := range track.Notes {
		if rng.Float64() < .08 {
			continue
		}
		n.Start += move + .006*rng.NormFloat64()
		n.End += move + .03*rng.NormFloat64()
		add(n, i)
		if rng.Float64() < .05 { // flickers
			n.Start += .02 + .1*rng.Float64()
			n.End = n.Start + .05
			add(n, -1)
		}
		if rng.Float64() < .05 { // ghosts
			n.Start += rng.NormFloat64()
			n.End = n.Start + .1 + .3*rng.Float64()
			if !track.Drums {
				n.Pitch = uint8(min(max(int(n.Pitch)+[]int{-12, 12, 7, 19, -5}[rng.IntN(5)], 0), 127))
			}
			add(n, -1)
		}
	}
	return notes, of
}

// fontName is short.
func (k take) fontName() string {
	if k.font == "" {
		return "own"
	}
	name := filepath.Base(k.font)
	return name[:min(len(name), 10)]
}
