package player

import "math"

// kitSend is the kit's share of the reverb.
const kitSend = .07

// layer is one sound of a drum. Times are in seconds.
type layer struct {
	kind kind
	hz   float64 // of a sine at its end, of a filter, or of a metal's table
	from float64 // a sine begins at this many times hz
	bend float32 // time constant of the way
	gain float32
	fall float32 // time constant
	rise float32
	wait float32
	pan  float32
	q    float64    // of the filter
	pass [2]float32 // shares of what is below and around hz
}

// What a filter lets through.
var (
	lowPass  = [2]float32{1, 0}
	bandPass = [2]float32{0, 1}
)

// drum is all layers of a sound; those of one choke end each other.
type drum struct {
	layers []layer
	choke  uint8
}

// tone, noise and metal make layers.
func tone(hz, from float64, bend, gain, fall float32) layer {
	return layer{kind: swept, hz: hz, from: from, bend: bend, gain: gain, fall: fall, rise: .0012}
}

func noise(pass [2]float32, hz, q float64, gain, fall float32) layer {
	return layer{kind: hissing, hz: hz, q: q, pass: pass, gain: gain, fall: fall, rise: .001}
}

func metal(hz float64, gain, fall float32) layer {
	return layer{kind: single, hz: hz, gain: gain, fall: fall, rise: .001}
}

func (l layer) at(pan float32) layer      { l.pan = pan; return l }
func (l layer) after(wait float32) layer  { l.wait = wait; return l }
func (l layer) slowly(rise float32) layer { l.rise = rise; return l }

// everywhere is a noise or metal that comes from both sides.
func everywhere(l layer) []layer { return []layer{l.at(-.6), l.at(.6)} }

// hats is the choke of hi-hats.
const hats = 1

func sound(layers ...layer) *drum { return &drum{layers: layers} }

func hat(fall, pan float32) *drum {
	return &drum{choke: hats, layers: []layer{
		noise(bandPass, 8600, .8, .26, fall).at(pan), metal(88, .05, fall*1.2).at(pan + .1),
	}}
}

func snare(hz float64, gain float32) *drum {
	return sound(tone(hz, 1.5, .02, .42*gain, .055), tone(hz*1.83, 1.2, .02, .18*gain, .04),
		noise(bandPass, 2100, .5, .5*gain, .085).at(-.1), noise(bandPass, 3400, .8, .24*gain, .06).at(.12))
}

func tom(hz float64, pan float32) *drum {
	return sound(tone(hz, 1.7, .045, .55, .17).at(pan), noise(lowPass, 900, .8, .2, .03).at(pan))
}

func cymbal(hz float64, gain, fall float32) *drum {
	return sound(append(append(everywhere(noise(bandPass, 6800, .6, .15*gain, fall)), everywhere(metal(hz, .07*gain, fall*.9))...),
		noise(bandPass, 3200, .8, .12*gain, .05))...)
}

func ride(hz float64, ping float32) *drum {
	return sound(metal(hz, .09, .45).at(.35), noise(bandPass, 7500, .8, .08, .22).at(.3), tone(hz*36, 1, .01, ping, .2).at(.35))
}

func clap() *drum {
	burst := func(wait, fall, pan float32) layer {
		return noise(bandPass, 1250, 1.4, .75, fall).after(wait).at(pan)
	}
	return sound(burst(0, .006, -.2), burst(.011, .006, .2), burst(.021, .006, -.1), burst(.03, .07, .1))
}

func conga(hz float64, fall, pan float32) *drum {
	return sound(tone(hz, 1.25, .02, .42, fall).at(pan), noise(bandPass, hz*5, 1.5, .2, .012).at(pan))
}

func shake(hz float64, fall, rise, pan float32) *drum {
	return sound(noise(bandPass, hz, 1.2, .3, fall).slowly(rise).at(pan))
}

func block(hz float64, fall, pan float32) *drum {
	return sound(tone(hz, 1.05, .005, .3, fall).at(pan), tone(hz*1.51, 1.02, .005, .12, fall*.7).at(pan))
}

func kick(hz float64, gain float32) *drum {
	return sound(tone(hz, 4.2, .024, .82*gain, .12), tone(hz*3, 2, .01, .18*gain, .02), noise(lowPass, 3500, .7, .3*gain, .006))
}

// kit holds the sounds of the General MIDI percussion keys; all others are a
// quiet tick.
var kit = func() (k [128]*drum) {
	for i := range k {
		k[i] = block(1000, .02, 0)
	}
	for key, d := range map[int]*drum{
		35: kick(47, 1), 36: kick(51, 1), 37: sound(tone(820, 1.3, .005, .25, .018), noise(bandPass, 2600, 1.5, .4, .014)),
		38: snare(186, 1), 39: clap(), 40: snare(212, .95),
		41: tom(72, .35), 43: tom(88, .25), 45: tom(106, .12), 47: tom(126, -.05), 48: tom(148, -.18), 50: tom(176, -.3),
		42: hat(.028, .22), 44: hat(.045, .22), 46: hat(.24, .22),
		49: cymbal(61, 1, .75), 57: cymbal(67, 1, .85), 52: cymbal(53, 1.1, .5), 55: cymbal(83, .9, .3),
		51: ride(71, .05), 53: ride(75, .14), 59: ride(66, .05),
		54: shake(8200, .06, .002, -.3), 56: block(560, .07, .1), 58: shake(3000, .25, .002, .2),
		60: conga(395, .07, -.25), 61: conga(290, .09, -.25), 62: conga(330, .04, -.35), 63: conga(310, .13, -.3), 64: conga(205, .16, -.3),
		65: conga(430, .12, .3), 66: conga(300, .14, .3), 67: block(1180, .09, -.3), 68: block(880, .1, -.3),
		69: shake(5600, .05, .012, -.35), 70: shake(6800, .035, .004, .35),
		71: block(2350, .05, 0), 72: block(2200, .2, 0), 73: shake(3600, .04, .01, .3), 74: shake(3300, .14, .03, .3),
		75: block(2480, .03, .2), 76: block(1020, .035, .25), 77: block(760, .04, .25),
		78: conga(520, .06, .3), 79: conga(360, .12, .3), 80: block(4300, .05, -.4), 81: block(4300, .45, -.4),
	} {
		k[key] = d
	}
	return k
}()

var beatClick, barClick = block(1000, .018, 0), block(1500, .022, 0)

// click returns the sound of the metronome.
func click(pitch uint8) *drum {
	if pitch == clickBar {
		return barClick
	}
	return beatClick
}

// pitchAt returns the step of the phase at the begin (which 0) or the end of
// the seconds from–to.
func (l *layer) pitchAt(from, to, rate float32, which int) float32 {
	t := from
	if which == 1 {
		t = to
	}
	hz := float32(l.hz) * (1 + float32(l.from-1)*exp(-t/l.bend))
	return min(hz/rate, .45) * (1 << 32)
}

// kitGain sets the kit against the instruments as SoundFonts have it, see the
// tests.
const kitGain = .68

// hit begins a sound of the kit.
func (p *pool) hit(d *drum, n *note, gain float32) {
	if d.choke != 0 {
		for i := range p.voices[:p.n] {
			if v := &p.voices[i]; v.part == n.part && v.choke == d.choke {
				v.end(int(chokeFor * p.rate))
			}
		}
	}
	gain *= loudness(n.velocity)
	for i := range d.layers {
		l := &d.layers[i]
		v := p.add()
		if v == nil {
			return
		}
		left, right := place(l.pan)
		g := gain * l.gain
		*v = voice{kind: l.kind, pitch: n.pitch, choke: d.choke, part: n.part, left: -1, drum: l, gl: g * left, gr: g * right,
			wait: int(l.wait * p.rate), peak: 1, line: max(1, int(l.rise*p.rate)), fall: newLapse(l.fall * p.rate), fade: newLapse(0), seed: p.seed ^ uint32(i+1)*2246822519}
		switch l.kind {
		case hissing:
			bright := math.Exp2((float64(n.velocity) - 100) / 200)
			v.svf = newFilter(l.hz*bright, l.q, float64(p.rate))
			v.svf.low, v.svf.band = l.pass[0], l.pass[1]
		case single:
			v.tab, v.inc[0] = waveMetal.at(l.hz, float64(p.rate))
			v.phase[0] = v.seed
			if v.tab == nil {
				p.n--
			}
		}
	}
}
