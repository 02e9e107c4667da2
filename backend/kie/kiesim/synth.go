package kiesim

import (
	"math"

	"partlift/backend/music"
)

// timbre is the sound of a family of instruments: a wave made of partials,
// shaped by an envelope.
type timbre struct {
	partials []float64 // levels of the harmonics, from the fundamental up
	attack   float64   // seconds
	decay    float64   // seconds to fall to 1/e, at middle C; halves every 1½ octaves up
	sustain  float64   // level the decay falls to, 0–1
	release  float64   // seconds, < tail
	detune   float64   // cents between the two oscillators; 0: only one
	vibrato  float64   // cents, reached half a second into a note
	gain     float64
}

// timbres are the sounds of the 16 General MIDI families.
var timbres = [16]timbre{
	{[]float64{1, .55, .32, .2, .12, .09, .05, .03}, .003, 1.1, 0, .25, 2, 0, 0.55},        // piano
	{[]float64{1, .1, .02, .35, .02, .01, .12}, .001, .7, 0, .5, 0, 0, 0.70},               // chromatic percussion
	{[]float64{1, .8, .4, .5, .05, .25, .02, .3}, .012, 1, 1, .06, 3, 0, 0.35},             // organ
	{[]float64{1, .7, .45, .33, .22, .16, .12, .08, .05}, .002, .7, 0, .12, 4, 0, 0.70},    // guitar
	{[]float64{1, .5, .28, .12, .06, .03}, .004, .9, .12, .07, 0, 0, 0.85},                 // bass
	{[]float64{1, .6, .42, .3, .24, .18, .13, .1, .07}, .09, 2, .85, .25, 0, 14, 0.45},     // solo strings
	{[]float64{1, .62, .45, .32, .26, .2, .15, .11, .08}, .14, 2, .9, .45, 11, 5, 0.42},    // ensemble
	{[]float64{1, .85, .75, .55, .42, .3, .2, .14, .09}, .035, .5, .75, .1, 4, 7, 0.40},    // brass
	{[]float64{1, .2, .7, .15, .45, .1, .28, .08, .14}, .03, .8, .85, .09, 0, 9, 0.45},     // reed
	{[]float64{1, .28, .1, .04}, .05, 1, .9, .12, 0, 12, 0.55},                             // pipe
	{[]float64{1, .5, .34, .25, .2, .16, .14, .12, .1, .09}, .008, 1, .75, .1, 9, 6, 0.40}, // synth lead
	{[]float64{1, .5, .3, .2, .12, .08}, .35, 2, .9, .9, 14, 0, 0.42},                      // pad
	{[]float64{1, .3, .5, .2, .3}, .2, 2, .7, 1, 18, 10, 0.35},                             // effects
	{[]float64{1, .8, .6, .45, .3, .24, .16, .1}, .002, .45, 0, .12, 6, 0, 0.60},           // plucked ethnic
	{[]float64{1, .15, .4, .05, .25}, .001, .25, 0, .15, 0, 0, 0.60},                       // percussive
	{[]float64{1, .4, .3, .3, .2}, .1, .6, .3, .6, 20, 0, 0.30},                            // sound effects
}

// voice is the sound of a singer on a vowel, which no family has.
var voice = timbre{[]float64{.7, 1, .8, .5, .22, .12, .16, .1, .05}, .06, 1.5, .9, .14, 5, 22, .85}

func timbreOf(program uint8) timbre {
	if program >= 52 && program <= 54 {
		return voice
	}
	return timbres[program>>3&15]
}

const (
	tableBits = 11
	tableSize = 1 << tableBits
)

// table is one turn of a wave, with its first sample again at the end.
type table [tableSize + 1]float32

// wave builds the table of a timbre without partials above half the rate, for
// notes up to a frequency.
func (t timbre) wave(top float64, rate int) *table {
	out, norm := new(table), 0.0
	for k, level := range t.partials {
		if top*float64(k+1) > 0.45*float64(rate) {
			break
		}
		norm += level
		for i := range tableSize {
			out[i] += float32(level * math.Sin(2*math.Pi*float64(k+1)*float64(i)/tableSize))
		}
	}
	for i := range tableSize {
		out[i] /= float32(max(norm, 1))
	}
	out[tableSize] = out[0]
	return out
}

// player plays the notes of one track.
type player struct {
	timbre
	rate  int
	waves [11]*table // by octave of the pitch
}

func hertz(pitch float64) float64 { return 440 * math.Pow(2, (pitch-69)/12) }

// turns is a frequency in table turns per sample, as a fixed-point step.
func turns(hz float64, rate int) uint32 { return uint32(hz / float64(rate) * (1 << 32)) }

func (p *player) table(pitch uint8) *table {
	octave := pitch / 12
	if p.waves[octave] == nil {
		p.waves[octave] = p.wave(hertz(float64(octave)*12+11), p.rate)
	}
	return p.waves[octave]
}

// note adds one note to the track.
func (p *player) note(out []float32, n music.Note) {
	rate := float64(p.rate)
	from := int(n.Start * rate)
	held := int((n.End - n.Start) * rate)
	until := min(from+held+int(p.release*rate), len(out))
	if from >= until {
		return
	}
	level := float64(n.Velocity) / 127
	e := envelope{
		amp: p.gain * level * level, attack: 1 / max(1, p.attack*rate), sustain: p.sustain, held: held,
		decay:   math.Exp(-1 / (p.decay * math.Pow(2, (60-float64(n.Pitch))/18) * rate)),
		release: 1 / max(1, p.release*rate),
	}
	wave := p.table(n.Pitch)
	if p.detune == 0 {
		p.oscillate(out[from:until], wave, n.Pitch, 0, e)
		return
	}
	e.amp *= 0.6
	p.oscillate(out[from:until], wave, n.Pitch, p.detune/2, e)
	p.oscillate(out[from:until], wave, n.Pitch, -p.detune/2, e)
}

// envelope shapes a note's loudness; all steps are per sample.
type envelope struct {
	amp, attack, decay, sustain, release float64
	held                                 int // samples before the release
}

// block is how many samples share one pitch and one straight piece of envelope.
const block = 64

func (p *player) oscillate(out []float32, wave *table, pitch uint8, cents float64, e envelope) {
	const mask, scale = 1<<(32-tableBits) - 1, 1.0 / (1 << (32 - tableBits))
	var phase uint32
	level, last := 1.0, float32(0)
	blockDecay := math.Pow(e.decay, block)
	for from := 0; from < len(out); from += block {
		piece := out[from:min(from+block, len(out))]
		seconds := float64(from) / float64(p.rate)
		bend := cents
		if p.vibrato > 0 {
			bend += p.vibrato * min(1, seconds*2) * math.Sin(2*math.Pi*5.3*seconds)
		}
		step := turns(hertz(float64(pitch)+bend/100), p.rate)
		end := float32(e.amp * e.at(from+len(piece), level))
		amp, slope := last, (end-last)/float32(len(piece))
		for i := range piece {
			at := phase >> (32 - tableBits)
			frac := float32(phase&mask) * scale
			piece[i] += (wave[at] + frac*(wave[at+1]-wave[at])) * amp
			amp += slope
			phase += step
		}
		last = end
		level = e.sustain + (level-e.sustain)*blockDecay
	}
}

// at is the loudness after that many samples, level being what the decay left.
func (e envelope) at(i int, level float64) float64 {
	level *= min(1, float64(i)*e.attack)
	if i > e.held {
		fade := max(0, 1-float64(i-e.held)*e.release)
		level *= fade * fade
	}
	return level
}

// play renders every track and places it between left and right.
func play(s music.Song, rate, frames int) (left, right []float32) {
	left, right = make([]float32, frames), make([]float32, frames)
	track := make([]float32, frames)
	for i, t := range s.Tracks {
		if len(t.Notes) == 0 {
			continue
		}
		clear(track)
		if t.Drums {
			kit{rate}.play(track, t.Notes)
		} else {
			p := player{timbre: timbreOf(t.Program), rate: rate}
			for _, n := range t.Notes {
				p.note(track, n)
			}
		}
		l, r := pan(t, i)
		for j, v := range track {
			left[j] += v * l
			right[j] += v * r
		}
	}
	return left, right
}

// pan keeps what carries a mix in the middle and spreads the rest.
func pan(t music.Track, index int) (left, right float32) {
	stem, where := stemOf(t), 0.0
	if stem != "Bass" && stem != "Drums" && stem != "Vocals" {
		where = []float64{-0.45, 0.4, -0.2, 0.25}[index%4]
	}
	angle := (where + 1) * math.Pi / 4
	return float32(math.Cos(angle)) * 0.8, float32(math.Sin(angle)) * 0.8
}
